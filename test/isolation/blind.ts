import type { FaultReason, SnmpResult, SnmpSession } from '../../collector/index.ts';
import { compareOids, type Row, timeTicks } from '../../lab/agent/index.ts';
import { pick, type Random } from '../tamper/mutate.ts';
import type { Recorded } from './recordings.ts';

/** Evidence taken from a recording: the checks that may no longer pass. */
export interface Blinded {
  readonly rows: ReadonlyMap<string, Row['value']>;
  readonly between?: (session: SnmpSession) => SnmpSession;
  readonly checks: readonly string[];
  readonly what: string;
}

/** Undefined where the recording has nothing that could be taken away so. */
export type Blinding = (recorded: Recorded, random: Random) => Blinded | undefined;

interface Kind {
  readonly checks: readonly string[];
  /** Not missed where the device never had it. */
  readonly optional?: true;
  /** Entry and the columns that are read of it. */
  readonly tables: readonly (readonly [entry: string, columns: readonly number[]])[];
}

const ip = '1.3.6.1.2.1.4';
const kinds: readonly Kind[] = [
  { checks: ['ISO-08'], tables: [['1.3.6.1.2.1.6.13.1', [1, 4, 5]]], optional: true },
  { checks: ['ISO-05', 'ISO-10'], tables: [['1.3.6.1.2.1.2.2.1', [3, 7, 8]]] },
  {
    checks: ['ISO-08'],
    tables: [
      [`${ip}.20.1`, [1, 2]],
      [`${ip}.34.1`, [3]],
    ],
  },
  {
    checks: ['ISO-08'],
    tables: [
      [`${ip}.22.1`, [1, 2, 3, 4]],
      [`${ip}.35.1`, [4, 6]],
    ],
  },
  {
    checks: ['ISO-07'],
    tables: [
      [`${ip}.21.1`, [1, 7, 8, 11]],
      [`${ip}.24.2.1`, [1, 4, 6]],
      [`${ip}.24.4.1`, [1, 4, 6]],
      [`${ip}.24.7.1`, [8]],
    ],
  },
];

const ofInterfaces: ReadonlySet<string> = new Set(['ISO-05', 'ISO-10']);

/** Of the checks that passed on the recording as it is, those of a kind whose tables it has. */
function choose({ clean, rows }: Recorded, random: Random, of: readonly Kind[] = kinds) {
  const passed = new Set<string>(
    clean.checks.flatMap(({ check, judgement }) => (judgement.verdict === 'pass' ? check.id : [])),
  );
  const usable = of.flatMap((kind) => {
    const checks = kind.checks.filter((id) => passed.has(id));
    const tables = kind.tables
      .map(([entry, columns]) => ({ entry, cells: cellsOf(rows, entry, columns) }))
      .filter(({ cells }) => cells.length > 1);
    return checks.length === 0 || tables.length === 0 ? [] : [{ kind, checks, tables }];
  });
  if (usable.length === 0) return undefined;
  const chosen = pick(random, usable);
  return { ...chosen, table: pick(random, chosen.tables) };
}

function cellsOf(rows: Recorded['rows'], entry: string, columns: readonly number[]): readonly string[] {
  const prefixes = columns.map((column) => `${entry}.${column}.`);
  return [...rows.keys()].filter((oid) => prefixes.some((prefix) => oid.startsWith(prefix))).sort(compareOids);
}

/** The recording breaks off inside the table, as a walk that was ended does: nothing behind that cell is there. */
const cut: Blinding = (recorded, random) => {
  const chosen = choose(recorded, random);
  if (chosen === undefined) return undefined;
  const { entry, cells } = chosen.table;
  const from = cells[1 + Math.floor(random() * (cells.length - 1))] ?? '';
  const rows = new Map(
    [...recorded.rows].filter(([oid]) => !oid.startsWith(`${entry}.`) || compareOids(oid, from) < 0),
  );
  return { rows, checks: chosen.checks, what: `${entry} from ${from}` };
};

/** The device has none of the tables that tell this. */
const absent: Blinding = (recorded, random) => {
  const chosen = choose(
    recorded,
    random,
    kinds.filter(({ optional }) => optional !== true),
  );
  if (chosen === undefined) return undefined;
  const entries = chosen.kind.tables.map(([entry]) => `${entry}.`);
  const rows = new Map([...recorded.rows].filter(([oid]) => !entries.some((entry) => oid.startsWith(entry))));
  return { rows, checks: chosen.checks, what: entries.join(' ') };
};

/** The end of the interfaces is missing without a trace, but for the device's own count of them. */
const short: Blinding = ({ rows, reading, clean }, random) => {
  const checks = clean.checks.flatMap(({ check, judgement }) =>
    ofInterfaces.has(check.id) && judgement.verdict === 'pass' ? check.id : [],
  );
  const indexes = reading.interfaces.rows.map(({ ifIndex }) => ifIndex).sort((a, b) => a - b);
  const least = Math.max(2, Math.ceil(indexes.length / 20));
  if (checks.length === 0 || indexes.length <= least) return undefined;
  const gone = new Set(indexes.slice(-(least + Math.floor(random() * (indexes.length - least)))));
  const left = [...rows].filter(([oid]) => {
    const [, index] = /^1\.3\.6\.1\.2\.1\.(?:2\.2|31\.1\.1)\.1\.\d+\.(\d+)$/.exec(oid) ?? [];
    return index === undefined || !gone.has(Number(index));
  });
  return { rows: new Map(left), checks, what: `${gone.size} of ${indexes.length} interfaces` };
};

/** From the n-th request on, whatever is asked of the table ends so. */
function failing(entry: string, reason: FaultReason, after: number): (session: SnmpSession) => SnmpSession {
  return (session) => {
    let left = after;
    const ask = (part: string, oids: readonly string[], go: () => Promise<SnmpResult>): Promise<SnmpResult> => {
      const touched = oids.findIndex((oid) => `${oid}.`.startsWith(`${entry}.`));
      if (touched < 0 || left-- > 0) return go();
      const errorIndex = reason === 'general-error' ? touched + 1 : 0;
      return Promise.resolve({ ok: false, fault: { reason, part, detail: 'injected' }, errorIndex });
    };
    return {
      target: session.target,
      version: session.version,
      tally: session.tally,
      get: (part, oids) => session.get(part, oids),
      getNext: (part, oids) => ask(part, oids, () => session.getNext(part, oids)),
      getBulk: (part, oids, repetitions) => ask(part, oids, () => session.getBulk(part, oids, repetitions)),
      engineBoots: () => session.engineBoots(),
      takeNotes: () => session.takeNotes(),
      close: () => session.close(),
    };
  };
}

const broken =
  (...reasons: readonly FaultReason[]): Blinding =>
  (recorded, random) => {
    const chosen = choose(recorded, random);
    if (chosen === undefined) return undefined;
    const { entry, cells } = chosen.table;
    const reason = pick(random, reasons);
    // Late enough that rows came already, where the table takes several requests.
    const after = cells.length > 400 ? Math.floor(random() * 3) : 0;
    return {
      rows: recorded.rows,
      between: failing(entry, reason, after),
      checks: chosen.checks,
      what: `${entry} ${reason}`,
    };
  };

/** The device restarts while it is read. */
const restart: Blinding = ({ rows, clean }) => {
  let asked = 0;
  const upTime = () => timeTicks(asked++ === 0 ? 90_000 : 12);
  const checks = clean.checks.flatMap(({ check, judgement }) => (judgement.verdict === 'pass' ? check.id : []));
  return { rows: new Map(rows).set('1.3.6.1.2.1.1.3.0', upTime), checks, what: 'restart' };
};

/** Every way in which evidence is taken away. */
export const blindings: Readonly<Record<string, Blinding>> = {
  'truncated table': cut,
  'short table': short,
  'absent table': absent,
  'refused table': broken('authorization-error', 'general-error'),
  'silence in a table': broken('timeout'),
  'nonsense in a table': broken('malformed'),
  restart,
};
