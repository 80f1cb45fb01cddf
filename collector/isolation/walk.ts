import type { Clock } from '../../core/index.ts';
import type { FaultReason, PollFault } from '../observation.ts';
import { compareOids } from '../snmp/oid.ts';
import { readSpecs } from '../snmp/one-shot/read-spec.ts';
import type { OneShotRow, TableSpec } from '../snmp/one-shot/table-spec.ts';
import type { SnmpSession } from '../snmp/snmp-session.ts';
import type { TableBounds } from '../snmp/table.ts';
import type { RowSource, TableOutcome, TableReading } from './model.ts';

/** Tables that share their index, read in one go. */
export type SpecGroup = readonly [TableSpec, ...TableSpec[]];

export interface WalkedTable {
  readonly table: string;
  readonly outcome: TableOutcome;
  readonly rows: number;
}

export interface Walked {
  /** Each table that was asked, in their order. */
  readonly walks: readonly WalkedTable[];
  /** All that came, also rows without the columns that they need: what was seen counts, whole or not. */
  readonly rows: readonly OneShotRow[];
}

/**
 * Walks one group of tables. `must`: columns that every row has on a device that tells all. Where the last row, or one in
 * ten, lacks one, the table was cut; single rows in between merely came or went while it was read. Never rejects by itself.
 */
export type Walk = (specs: SpecGroup, must?: readonly string[]) => Promise<Walked>;

/** What a reader of one kind of fact gets. */
export interface IsolationTools {
  readonly walk: Walk;
  /** ifIndex to the port's stable name. */
  readonly portNames: ReadonlyMap<number, string>;
  /** Which maker's tables are worth asking for. */
  readonly sysObjectID: string;
}

/** After so many groups in a row that ended in silence, or that had to be cut, the device is not asked for more. */
const enough = 2;

const outcomeOf: Partial<Record<FaultReason, TableOutcome>> = {
  timeout: 'silent',
  unreachable: 'silent',
  internal: 'silent',
  'truncated-table': 'truncated',
  'non-increasing-oid': 'malformed',
  'empty-response': 'malformed',
  malformed: 'malformed',
  'too-big': 'malformed',
};
/** Of several, the one that says most about why evidence is missing. */
const worstFirst: readonly TableOutcome[] = ['silent', 'refused', 'truncated', 'malformed'];

/** A walk over one session. Faults are given to `onFault`; a device that has fallen silent is not asked again. */
export function createWalk({
  session,
  clock,
  onFault,
  bounds,
}: {
  readonly session: SnmpSession;
  readonly clock: Clock;
  readonly onFault: (fault: PollFault) => void;
  /** Of each table; those of a one-shot where absent. */
  readonly bounds?: Partial<TableBounds>;
}): Walk {
  let silences = 0;
  let cuts = 0;
  return async (specs, must = []) => {
    const given: TableOutcome | undefined = silences >= enough ? 'silent' : cuts >= enough ? 'truncated' : undefined;
    if (given !== undefined) {
      const reason: FaultReason = given === 'silent' ? 'timeout' : 'truncated-table';
      onFault({ reason, part: specs[0].table, detail: 'not asked: the tables before it ended so too' });
      return { walks: specs.map(({ table }) => ({ table, outcome: given, rows: 0 })), rows: [] };
    }
    const reading = await readSpecs({ session, clock }, specs, bounds);
    for (const fault of reading.faults) onFault(fault);
    const rows = [...reading.rows, ...reading.incompleteRows];
    const trouble = troubleOf(reading.faults);
    silences = trouble === 'silent' ? silences + 1 : 0;
    if (trouble === 'truncated') cuts++;
    const walks = specs.map((spec, position): WalkedTable => {
      const told = rows.filter((row) => spec.columns.some(([, name]) => row[name] !== undefined)).length;
      const absent = reading.faults.some(({ reason, part }) => reason === 'not-offered' && part === spec.table);
      const cut = trouble === undefined && !absent && position === 0 && isCut(rows, must);
      if (cut) onFault({ reason: 'truncated-table', part: spec.table, detail: `rows lack one of ${must.join(', ')}` });
      const outcome = trouble ?? (absent ? 'not-offered' : cut ? 'truncated' : 'read');
      return { table: spec.table, outcome, rows: told };
    });
    return { walks, rows };
  };
}

function isCut(rows: readonly OneShotRow[], must: readonly string[]): boolean {
  const lacks = (row: OneShotRow): boolean => must.some((name) => row[name] === undefined);
  let last = rows[0];
  for (const row of rows) if (last !== undefined && compareOids(row.index, last.index) > 0) last = row;
  return last !== undefined && (lacks(last) || rows.filter(lacks).length * 10 >= rows.length);
}

function troubleOf(faults: readonly PollFault[]): TableOutcome | undefined {
  const troubles = faults
    .filter(({ reason }) => reason !== 'not-offered' && reason !== 'bad-value')
    .map(({ reason }) => outcomeOf[reason] ?? 'refused');
  return worstFirst.find((outcome) => troubles.includes(outcome));
}

/** A table with only some of its columns. */
export function only(spec: TableSpec, ...names: readonly string[]): TableSpec {
  return { ...spec, columns: spec.columns.filter(([, name]) => names.includes(name)) };
}

/** The instance of a row that decides: the first of the columns that the device told. */
export function sourceOf(specs: readonly TableSpec[], row: OneShotRow, ...names: readonly string[]): RowSource {
  for (const name of [...names, ...specs.flatMap(({ columns }) => columns.map(([, column]) => column))]) {
    for (const { entry, columns } of specs) {
      const column = columns.find(([, known]) => known === name);
      const value = row[name];
      if (column !== undefined && value !== undefined)
        return { oid: `${entry}.${column[0]}.${row.index}`, value: String(value) };
    }
  }
  return { oid: `${specs[0]?.entry ?? ''}.${row.index}`, value: '' };
}

/** A table of which nothing is known, as nobody asked for it: no walks, and never taken for an answer. */
export const unasked: TableReading<never> = { outcome: 'silent', walks: [], rows: [] };

/** Of all walks: whole only when one was read whole and no other was cut, refused or silent. */
export function outcomeOfAll(walks: readonly Pick<WalkedTable, 'outcome'>[]): TableOutcome {
  const outcomes = walks.map(({ outcome }) => outcome);
  const trouble = worstFirst.find((outcome) => outcomes.includes(outcome));
  return trouble ?? (outcomes.includes('read') ? 'read' : 'not-offered');
}

/** What one table gave, as rows of their kind. */
export interface WalkedPart<Row> {
  readonly walked: Walked;
  readonly rows: readonly Row[];
}

/** Walks one table; a row of which `read` gives undefined cannot be told, and its table is then not whole. */
export async function walkTable<Row>(
  walk: Walk,
  spec: TableSpec,
  must: readonly string[],
  read: (row: OneShotRow) => readonly Row[] | undefined,
): Promise<WalkedPart<Row>> {
  const walked = await walk([spec], must);
  const told = walked.rows.map(read);
  const rows = told.flatMap((row) => row ?? []);
  if (!told.includes(undefined)) return { walked, rows };
  const walks = walked.walks.map((one) => (one.outcome === 'read' ? { ...one, outcome: 'malformed' as const } : one));
  return { walked: { walks, rows: walked.rows }, rows };
}

/**
 * Rows of old and new tables as one list: what a later table tells again, by its key, is told once; so is a row that an
 * earlier one told without saying all (`looserKey`). Two rows of one table stay two, whatever their key.
 */
export function merged<Row>(
  parts: readonly WalkedPart<Row>[],
  keyOf: (row: Row) => string,
  looserKey: (row: Row) => string = keyOf,
): TableReading<Row> {
  const told = new Set<string>();
  const rows: Row[] = [];
  for (const part of parts) {
    const fresh = part.rows.filter((row) => !told.has(keyOf(row)) && !told.has(looserKey(row)));
    for (const row of fresh) told.add(keyOf(row));
    rows.push(...fresh);
  }
  const walks = parts.flatMap(({ walked }) => walked.walks);
  return { outcome: outcomeOfAll(walks), walks, rows };
}

/** A table that tells only part of its kind (IPv6 alone, routers alone) does not show that there is no more: others must be read. */
export function notAlone<Row>(reading: TableReading<Row>, table: string): TableReading<Row> {
  const others = reading.walks.some((walk) => walk.outcome === 'read' && walk.table !== table);
  return reading.outcome === 'read' && !others ? { ...reading, outcome: 'not-offered' } : reading;
}
