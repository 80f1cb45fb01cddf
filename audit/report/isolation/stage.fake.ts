import type { FakeClock } from '../../../core/clock.fake.ts';
import { calendarDefaults } from '../../../inventory/index.ts';
import { type Ledger, openLedger } from '../../../ledger/index.ts';
import { trialFolder, trialOptions } from '../../../ledger/trial.fake.ts';
import { createFakeStore } from '../../../store/store.fake.ts';
import { pauseRecord } from '../../evidence/pause.ts';
import { createDeclarationWatch } from '../../isolation/declared.ts';
import { createIsolationKeeper } from '../../isolation/keeper.ts';
import type { Declaration } from '../../isolation/model.ts';
import { createIsolationRecorder } from '../../isolation/records.ts';
import { isolationSeries } from '../../isolation/samples.ts';
import { fakeDeclaration, fakeWaiver, minute, periodMs, stageEngine, type Told } from '../../isolation/stage.fake.ts';
import type { IsolationChange } from '../../isolation/standing.ts';
import { watchJournal } from '../../state/keeper.ts';
import { type Bundle, type BundleWish, type MakerDeps, makeBundle } from '../bundle/make.ts';
import type { Report } from '../model.ts';

export const hour = 60 * minute;
/** What the small city is told as when nothing is wrong. */
const clean: Told = {};

/** The real engine, keeper, recorder and ledger on a clock that the test turns: five places, read each ten minutes. */
export async function openIsolationStage(
  options: {
    readonly verifiers?: string;
    readonly declaration?: Partial<Declaration>;
    readonly clock?: FakeClock;
  } = {},
) {
  const stage = stageEngine({
    declaration: fakeDeclaration(options.declaration),
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  });
  const { clock, engine, city } = stage;
  const { folder, remove } = await trialFolder();
  const ledger: Ledger = await openLedger(trialOptions(folder, clock));
  const store = createFakeStore({ kinds: [isolationSeries], clock });
  const keeper = createIsolationKeeper({ engine, store, clock });
  const recorder = createIsolationRecorder(engine);
  const declared = createDeclarationWatch({ store, clock });
  const begin = clock.now();
  const devices = engine.places().flatMap(({ placeId }) => engine.devicesOf(placeId));

  const told = (changes: readonly IsolationChange[]): void => {
    keeper.changed(changes);
    for (const record of recorder.records(changes)) ledger.append(record);
  };
  const look = (): void => {
    for (const record of declared.look(stage.declaration)) ledger.append(record);
  };
  await declared.start();
  look();

  const deps: MakerDeps = {
    store,
    ledger,
    city,
    timeZone: 'Asia/Shanghai',
    target: 0.999,
    calendar: calendarDefaults,
    pollPeriodSeconds: 60,
    staleAfterSeconds: 180,
    isolation: { pollPeriodSeconds: 600, staleAfterSeconds: periodMs / 1000 },
    backups: { pollPeriodSeconds: 900, staleAfterSeconds: 2_700 },
    version: '0.1.0',
    verifiers: options.verifiers ?? 'audit/report/verify/dist',
  };

  return {
    begin,
    city,
    clock,
    engine,
    ledger,
    store,
    deps,
    devices,
    /** Reads every device each ten minutes until then; `odd` says what some of them tell. */
    async run(untilHours: number, odd: Readonly<Record<string, Told>> = {}) {
      while (clock.now() < begin + untilHours * hour) {
        told(devices.flatMap((id) => stage.tell(id, odd[id] ?? clean)));
        await clock.advance(10 * minute);
        look();
        told(engine.tick());
      }
    },
    /** Nothing is read, but the time goes on and is looked at. */
    async blind(untilHours: number) {
      while (clock.now() < begin + untilHours * hour) {
        await clock.advance(minute);
        told(engine.tick());
      }
    },
    /** Fangzhou is stopped, and started again then. */
    async stopped(untilHours: number) {
      const lastPollAt = clock.now();
      await clock.advance(begin + untilHours * hour - clock.now());
      const startedAt = clock.now();
      ledger.append(pauseRecord({ lastPollAt, startedAt }));
      store.record({ journal: watchJournal, at: startedAt, subject: 'server', body: { lastPollAt } });
      told(engine.tick());
    },
    declare(change: Partial<Declaration>) {
      stage.declaration = fakeDeclaration(change);
      look();
      told(engine.apply());
    },
    make(wish: Partial<BundleWish> = {}, previous?: Report, id = 'isolation-trial'): Promise<Bundle> {
      const scope = { kind: 'city', id: 'city' } as const;
      const period = { from: begin, to: clock.now() };
      const whole: BundleWish = { kind: 'isolation', scope, period, language: 'en', madeBy: 'auditor', ...wish };
      return makeBundle(deps, whole, { id, madeAt: clock.now(), previous });
    },
    async close() {
      await ledger.close();
      await remove();
    },
  };
}

export type IsolationStage = Awaited<ReturnType<typeof openIsolationStage>>;

/**
 * A day in the small city: from the second hour on all is well; from the third to the fourth p1 hears 8.8.8.8; from the sixth
 * to the eighth nobody watches; from the ninth to the tenth p2 hears 9.9.9.9, which is waived. It ends after twelve hours.
 */
export async function playDay(stage: IsolationStage): Promise<void> {
  const { begin } = stage;
  await stage.blind(1);
  await stage.run(3);
  await stage.run(4, { 'p1-utm': { neighbours: ['10.0.0.7', '8.8.8.8'] } });
  await stage.run(6);
  await stage.stopped(8);
  await stage.run(9);
  stage.declare({
    digest: 'sha256:01',
    prefixes: [{ prefix: '10.0.0.0/8' }, { prefix: '199.1.1.0/24', reason: 'numbered so since 2004' }],
    waivers: [fakeWaiver({ placeId: 'p2', until: begin + 20 * hour })],
  });
  await stage.run(10, { 'p2-sw': { neighbours: ['9.9.9.9'] } });
  await stage.run(12);
}
