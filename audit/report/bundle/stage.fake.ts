import { rm } from 'node:fs/promises';
import { FakeClock } from '../../../core/clock.fake.ts';
import { type City, calendarDefaults } from '../../../inventory/index.ts';
import { type JsonObject, type Ledger, type LedgerOptions, openLedger } from '../../../ledger/index.ts';
import { trialFolder, trialOptions } from '../../../ledger/trial.fake.ts';
import { createFakeStore } from '../../../store/store.fake.ts';
import type { MaintenanceWindow } from '../../maintenance/model.ts';
import { maintenanceRecord } from '../../maintenance/records.ts';
import { serviceStateJournal, viewStateJournal } from '../../services/keeper.ts';
import { stateJournal, watchJournal } from '../../state/keeper.ts';
import { livingHistory, referenceCity } from '../uptime/sample.fake.ts';
import { elementsOf, type ScopeWish } from '../uptime/scope.ts';
import { subjectsOf } from '../uptime/stories.ts';
import { type Bundle, type BundleWish, type MakerDeps, makeBundle } from './make.ts';

const dayMs = 86_400_000;
const from = Date.UTC(2026, 8, 30, 16);
const to = Date.UTC(2026, 9, 31, 16);

/** Work on the only link of a point, and each week on the pair of a district. */
export const announcedWork: readonly MaintenanceWindow[] = [
  {
    id: 'm-1',
    scopes: [{ kind: 'link', id: 'F04' }],
    from: from + 9 * dayMs,
    to: from + 9 * dayMs + 6 * 3_600_000,
    reason: '光缆割接',
    createdBy: 'operator',
    createdAt: from - 2 * dayMs,
  },
  {
    id: 'm-2',
    scopes: [{ kind: 'pair', id: 'jintan-app' }],
    from: from + 3 * dayMs,
    to: from + 3 * dayMs + 2 * 3_600_000,
    weeklyUntil: from + 25 * dayMs,
    reason: '补丁更新',
    createdBy: 'operator',
    createdAt: from - dayMs,
  },
];

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
    /** Services, views and pairs have a story too, and work was announced. */
    readonly services?: boolean;
  } = {},
): Promise<BundleStage> {
  const { failures = 3, heartbeats = 5, seed = 7 } = options;
  const city = await referenceCity();
  const clock = new FakeClock(to + dayMs);
  const { folder, remove } = await trialFolder();
  const ledger = await openLedger({ ...trialOptions(folder, clock), ...options.ledger });
  const store = createFakeStore({ kinds: [], clock });
  const { points, links } = elementsOf(city, { kind: 'city', id: city.id });
  const subjects = options.services
    ? subjectsOf(city, { kind: 'city', id: city.id })
    : [...points.map(({ id }) => `point ${id}`), ...links.map(({ id }) => `link ${id}`)];
  const history = livingHistory({ subjects, from, to, failures, seed });
  const events = [...history.records].flatMap(([subject, records]) =>
    records.map((record) => ({ subject, ...record })),
  );
  events.sort((a, b) => a.at - b.at || a.sequence - b.sequence);
  const tell = (subject: string, at: number, body: JsonObject): void => {
    const [kind = '', id = ''] = subject.split(' ');
    const journal = { view: viewStateJournal, service: serviceStateJournal }[kind];
    const basis = kind === 'view' ? { basis: 'derived' } : {};
    store.record({
      journal: journal ?? stateJournal,
      at,
      subject: journal === undefined ? subject : id,
      body: { ...body, ...basis },
    });
    // Of services the ledger says in the body when it was so.
    const own = journal === undefined ? {} : { ...basis, at: new Date(at).toISOString() };
    ledger.append({ kind: 'state-change', subject, body: { ...body, ...own }, at });
  };
  if (options.services)
    for (const window of announcedWork) ledger.append({ ...maintenanceRecord(window), at: window.createdAt });
  const pauseAt = from + 20 * dayMs;
  let paused = false;
  for (const { subject, at, state, reason } of events) {
    if (!paused && at >= pauseAt) {
      paused = true;
      const body = { lastPollAt: pauseAt - 3_600_000 };
      store.record({ journal: watchJournal, at: pauseAt, subject: 'server', body });
      ledger.append({ kind: 'gap', subject: 'watch', body, at: pauseAt });
    }
    tell(subject, at, { before: 'up', state, reason: { ...reason } });
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
    calendar: calendarDefaults,
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
