/** Fangzhou's own pair, read and judged by the checks that it judges other pairs by; told as incidents and on /system. */
import type { AlertEngine } from '../../alerts/index.ts';
import {
  createPairEngine,
  createPairRecorder,
  lookedAgain,
  type OwnSight,
  ownPairChecks,
  ownPairOf,
  type PairChange,
  type PairStanding,
  pairLimits,
} from '../../audit/index.ts';
import { type MemberReading, memberReaders } from '../../collector/index.ts';
import { type Cancel, type Clock, errorText, type Log, message } from '../../core/index.ts';
import type { Inventory, StandbySettings } from '../../inventory/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import type { StandbyView } from '../../standby/index.ts';

const tickMs = 1_000;
/** For all that one database is asked, from connecting to the last byte. */
const askMs = 5_000;

export interface OwnPair {
  standing(): PairStanding;
  /** Starts no more readings; resolves when the running one ended. */
  stop(): Promise<void>;
}

/** Begins to look at the own pair at once. Each instance judges for itself; who decides makes incidents of it. */
export function openOwnPair(deps: {
  readonly standby: StandbySettings;
  readonly view: () => StandbyView;
  readonly inventory: () => Inventory;
  readonly alerts: Pick<AlertEngine, 'ownPairJudged'>;
  readonly ledger: Pick<Ledger, 'append'>;
  readonly clock: Clock;
  readonly log: Log;
}): OwnPair {
  const { standby, view, inventory, alerts, ledger, clock, log } = deps;
  const pairs = () => inventory().settings.pairs;
  const { pair, settings } = ownPairOf(inventory().city, pairs(), standby);
  let sight: OwnSight = lookedAgain(undefined, view(), clock.now());
  const engine = createPairEngine({
    clock,
    city: () => ownPairOf(inventory().city, pairs(), standby).city,
    settings: () => ({ ...pairs(), waivers: [], pairs: new Map(settings === undefined ? [] : [[pair.id, settings]]) }),
    checks: ownPairChecks(() => sight, settings !== undefined),
    onBroken: (check, _, thrown) => log.error({ check, reason: errorText(thrown) }, 'own-pair-check-broken'),
  });
  const recorder = createPairRecorder(engine);
  const standing = (): PairStanding => engine.pair(pair.id) ?? nothing(pair);
  let cancelTick: Cancel = () => {};
  let cancelRead: Cancel = () => {};
  let reading: Promise<void> = Promise.resolve();
  let closed = false;

  function told(changes: readonly PairChange[]): void {
    for (const record of recorder.records(changes)) ledger.append(record);
    if (changes.length > 0) alerts.ownPairJudged(changes);
    // What is suspicious is read again at once, to be believed or dropped.
    if (engine.takeReadWanted().length > 0) readAfter(pairLimits.confirmMs);
  }

  function tick(): void {
    sight = lookedAgain(sight, view(), clock.now());
    told(engine.tick());
    cancelTick = clock.after(tickMs, tick);
  }

  async function member(deviceId: string): Promise<MemberReading> {
    const at = clock.now();
    const host = { outcome: 'silent', at, reason: message('collector.pairs.no-agent', { device: deviceId }) } as const;
    if (settings === undefined) return { deviceId, host };
    const postgresql = await memberReaders.postgresql({ deviceId, address: '', settings, clock, timeoutMs: askMs });
    return postgresql === undefined ? { deviceId, host } : { deviceId, host, postgresql };
  }

  async function read(): Promise<void> {
    const startedAt = clock.now();
    const [a, b] = await Promise.all([member(pair.memberA), member(pair.memberB)]);
    if (closed) return;
    readAfter(pairs().periodSeconds * 1000);
    told(engine.observe({ pairId: pair.id, startedAt, finishedAt: clock.now(), members: [a, b], neighbours: [] }));
  }

  function readAfter(ms: number): void {
    cancelRead();
    if (settings === undefined || closed) return;
    cancelRead = clock.after(ms, () => {
      reading = read().catch((thrown: unknown) => log.error({ reason: errorText(thrown) }, 'own-pair-not-read'));
    });
  }

  // Incidents of the life before hear what holds now.
  alerts.ownPairJudged(
    standing().judgements.map((after): PairChange => {
      const { pairId, since: at } = standing();
      return { what: 'check', pairId, checkId: after.checkId, at, before: undefined, after, standing: standing() };
    }),
  );
  readAfter(0);
  cancelTick = clock.after(tickMs, tick);

  return {
    standing,
    async stop() {
      closed = true;
      cancelTick();
      cancelRead();
      await reading;
    },
  };
}

const nothing = ({ id: pairId, districtId }: { readonly id: string; readonly districtId: string }): PairStanding => ({
  ...{ pairId, districtId, roles: [], judgements: [], since: 0 },
  readiness: { score: undefined, word: 'unknown', lowered: [] },
});
