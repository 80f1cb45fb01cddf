import { type Clock, type EpochMs, type Message, message } from '../../../core/index.ts';
import { type Ledger, nodeSha256, toHex } from '../../../ledger/index.ts';
import type { Store } from '../../../store/index.ts';
import type { OuterView } from '../model.ts';
import { readWalk, type WalkedStation } from './walk.ts';

const collection = 'outer-switches';
/** Clocks outside are set by nobody here. */
const aheadMs = 300_000;

/** Every bound of outer switches. */
export const switchLimits = { switches: 500, bytes: 64 * 1024 * 1024 } as const;

/** The newest walk of one outer switch. */
export interface OuterSwitch {
  readonly name: string;
  /** When it was walked, as the person who brought it says. */
  readonly at: EpochMs;
  readonly importedAt: EpochMs;
  readonly stations: readonly WalkedStation[];
}

export type SwitchImport =
  | { readonly ok: true; readonly walked: OuterSwitch }
  | { readonly ok: false; readonly what: Message; readonly remedy: Message };

/** Walks of outer switches that were carried over: only the newest of each counts. */
export interface OuterSwitches {
  start(): Promise<void>;
  list(): readonly OuterSwitch[];
  stations(): OuterView['stations'];
  /** Takes the walk of one switch and puts on record what it was, and who brought it. Never throws on any bytes. */
  take(walk: {
    readonly name: string;
    readonly at: EpochMs;
    readonly bytes: Uint8Array;
    readonly by: string;
  }): SwitchImport;
}

export function createOuterSwitches({
  store,
  ledger,
  clock,
}: {
  readonly store: Pick<Store, 'put' | 'documents'>;
  readonly ledger: Pick<Ledger, 'append'>;
  readonly clock: Clock;
}): OuterSwitches {
  const kept = new Map<string, OuterSwitch>();
  let stations: OuterView['stations'] = [];

  function keep(one: OuterSwitch): void {
    kept.set(one.name, one);
    stations = [...kept.values()].flatMap(({ name, at, stations: heard }) =>
      heard.map(({ mac, port }) => ({ mac, port, device: name, at })),
    );
  }

  return {
    async start() {
      for (const { body } of await store.documents(collection)) if (isSwitch(body)) keep(body);
    },
    list: () => [...kept.values()],
    stations: () => stations,
    take({ name, at, bytes, by }) {
      const now = clock.now();
      const before = kept.get(name);
      if (!/^[\w.-]{1,64}$/.test(name)) return no('name', { name });
      if (!Number.isSafeInteger(at) || at > now + aheadMs) return no('future', { name });
      if (before !== undefined && at <= before.at)
        return no('older', { name, known: new Date(before.at).toISOString() });
      if (before === undefined && kept.size >= switchLimits.switches)
        return no('many', { most: switchLimits.switches });
      if (bytes.length > switchLimits.bytes) return no('form', { name });
      const walk = readWalk(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString());
      if (walk === undefined) return no('form', { name });
      // A switch that forwards hears somebody: an empty table was not walked to its end, or not at all.
      if (walk.stations.length === 0) return no('empty', { name });
      const walked = { name, at, importedAt: now, stations: walk.stations };
      keep(walked);
      store.put({ collection, key: name, body: walked });
      ledger.append({
        kind: 'evidence',
        subject: `outer-switch ${name}`,
        body: {
          what: 'carried-over',
          by,
          walkedAt: new Date(at).toISOString(),
          file: toHex(nodeSha256(bytes)),
          stations: walk.stations.length,
        },
      });
      return { ok: true, walked };
    },
  };
}

function no(why: string, params: Readonly<Record<string, string | number>>): SwitchImport {
  return {
    ok: false,
    what: message(`isolation.outer-switch.${why}`, params),
    remedy: message(`isolation.outer-switch.${why}.remedy`),
  };
}

function isSwitch(body: unknown): body is OuterSwitch {
  const { name, at, importedAt, stations } = (body ?? {}) as Partial<OuterSwitch>;
  return (
    typeof name === 'string' && typeof at === 'number' && typeof importedAt === 'number' && Array.isArray(stations)
  );
}
