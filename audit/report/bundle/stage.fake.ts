import { rm } from 'node:fs/promises';
import { FakeClock } from '../../../core/clock.fake.ts';
import type { City } from '../../../inventory/index.ts';
import { type Ledger, type LedgerOptions, openLedger } from '../../../ledger/index.ts';
import { trialFolder, trialOptions } from '../../../ledger/trial.fake.ts';
import { createFakeStore } from '../../../store/store.fake.ts';
import { stateJournal, watchJournal } from '../../state/keeper.ts';
import { livingHistory, referenceCity } from '../uptime/sample.fake.ts';
import { elementsOf, type ScopeWish } from '../uptime/scope.ts';
import { type Bundle, type BundleWish, type MakerDeps, makeBundle } from './make.ts';

const dayMs = 86_400_000;
const from = Date.UTC(2026, 8, 30, 16);
const to = Date.UTC(2026, 9, 31, 16);

/** A ledger and a journal that tell the same living story of October 2026, and what makes reports of it. */
export interface BundleStage {
  readonly city: City;
  readonly ledger: Ledger;
  readonly store: ReturnType<typeof createFakeStore>;
  readonly clock: FakeClock;
  readonly deps: MakerDeps;
  readonly folder: string;
  make(wish?: Partial<BundleWish>, id?: string): Promise<Bundle>;
  close(): Promise<void>;
}

export async function openBundleStage(
  options: {
    readonly failures?: number;
    readonly heartbeats?: number;
    readonly seed?: number;
    readonly verifiers?: string;
    readonly ledger?: Partial<LedgerOptions>;
  } = {},
): Promise<BundleStage> {
  const { failures = 3, heartbeats = 5, seed = 7 } = options;
  const city = await referenceCity();
  const clock = new FakeClock(to + dayMs);
  const { folder, remove } = await trialFolder();
  const ledger = await openLedger({ ...trialOptions(folder, clock), ...options.ledger });
  const store = createFakeStore({ kinds: [], clock });
  const { points, links } = elementsOf(city, { kind: 'city', id: city.id });
  const subjects = [...points.map(({ id }) => `point ${id}`), ...links.map(({ id }) => `link ${id}`)];
  const history = livingHistory({ subjects, from, to, failures, seed });
  const events = [...history.records].flatMap(([subject, records]) =>
    records.map((record) => ({ subject, ...record })),
  );
  events.sort((a, b) => a.at - b.at || a.sequence - b.sequence);
  const pauseAt = from + 20 * dayMs;
  let paused = false;
  for (const { subject, at, state, reason } of events) {
    if (!paused && at >= pauseAt) {
      paused = true;
      const body = { lastPollAt: pauseAt - 3_600_000 };
      store.record({ journal: watchJournal, at: pauseAt, subject: 'server', body });
      ledger.append({ kind: 'gap', subject: 'watch', body, at: pauseAt });
    }
    const body = { before: 'up', state, reason: { ...reason } };
    store.record({ journal: stateJournal, at, subject, body });
    ledger.append({ kind: 'state-change', subject, body, at });
    for (let beat = 0; beat < heartbeats; beat += 1) {
      ledger.append({ kind: 'heartbeat', subject: 'point rulin-1', body: { polls: beat }, at });
    }
  }
  await ledger.flush();
  const deps: MakerDeps = {
    store,
    ledger,
    city,
    timeZone: 'Asia/Shanghai',
    target: 0.999,
    pollPeriodSeconds: 60,
    staleAfterSeconds: 180,
    isolation: { pollPeriodSeconds: 300, staleAfterSeconds: 900 },
    backups: { pollPeriodSeconds: 900, staleAfterSeconds: 2_700 },
    version: '0.1.0',
    verifiers: options.verifiers ?? 'audit/report/verify/dist',
  };
  const scope: ScopeWish = { kind: 'district', id: 'jintan' };
  return {
    city,
    ledger,
    store,
    clock,
    deps,
    folder,
    make: (wish = {}, id = 'uptime-trial') =>
      makeBundle(
        deps,
        { kind: 'uptime', scope, period: { from, to }, language: 'zh-CN', madeBy: 'admin', ...wish },
        { id, madeAt: clock.now(), previous: undefined },
      ),
    async close() {
      await ledger.close();
      await remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
