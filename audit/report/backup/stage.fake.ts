import { FakeClock } from '../../../core/clock.fake.ts';
import { message } from '../../../core/index.ts';
import { type City, calendarDefaults, type Office } from '../../../inventory/index.ts';
import { openLedger, readRecord } from '../../../ledger/index.ts';
import { trialFolder, trialOptions } from '../../../ledger/trial.fake.ts';
import { createFakeStore } from '../../../store/store.fake.ts';
import type { BackupChange } from '../../backups/model.ts';
import { backupChangeRecords, seenRecords } from '../../backups/records.ts';
import {
  day,
  fakeBackup,
  fakeRepository,
  hour,
  start as monday,
  nightly,
  stageBackups,
} from '../../backups/stage.fake.ts';
import { referenceCity } from '../../city.fake.ts';
import { pauseRecord } from '../../evidence/pause.ts';
import type { DrillResult } from '../../restore/model.ts';
import { drillRecord } from '../../restore/result.ts';
import { type Bundle, type BundleWish, type MakerDeps, makeBundle } from '../bundle/make.ts';
import { backupStory } from '../bundle/stories.ts';
import type { Report } from '../model.ts';

export { day, hour };

/** A list is trusted a little longer than this. */
const lookMs = (2 / 3) * hour;

/** Three data sets in two repositories: judged by the real engine, recorded in a real ledger, on a clock that the test turns. */
export async function openBackupStage(options: { readonly verifiers?: string } = {}) {
  const clock = new FakeClock(monday - 2 * hour);
  const offices = ['rulin', 'yaotang', 'zhixi'].map((id) => ({ id, nameZh: `${id}镇财政所`, districtId: 'jintan' }));
  const city: City = { ...referenceCity(), offices: new Map(offices.map((office) => [office.id, office as Office])) };
  const at = (officeId: string) => ({ officeId, districtId: 'jintan' });
  const staged = stageBackups({
    clock,
    backups: [
      fakeBackup('good', at('rulin')),
      fakeBackup('torn', at('yaotang')),
      fakeBackup('unseen', { ...at('zhixi'), repository: 'r2' }),
    ],
    repositories: [fakeRepository('r1'), fakeRepository('r2')],
  });
  const whole = { ...city, backups: staged.city().backups };
  const { folder, remove } = await trialFolder();
  const ledger = await openLedger(trialOptions(folder, clock));
  const store = createFakeStore({ kinds: [], clock });
  const { engine } = staged;
  const begin = clock.now();
  const firstNight = begin - 20 * day;

  const told = (changes: readonly BackupChange[]): void => {
    for (const record of backupChangeRecords(changes)) ledger.append(record);
  };
  function look(snapshots: Parameters<typeof staged.reading>[0]): void {
    const reading = staged.reading(snapshots);
    const { changes, seen } = engine.observe(reading);
    if (seen !== undefined) for (const record of seenRecords(reading, seen)) ledger.append(record);
    told(changes);
  }
  const deps: MakerDeps = {
    ...{ store, ledger, city: whole, timeZone: 'Asia/Shanghai', target: 0.999, version: '0.1.0' },
    calendar: calendarDefaults,
    ...{ pollPeriodSeconds: 60, staleAfterSeconds: 180 },
    isolation: { pollPeriodSeconds: 300, staleAfterSeconds: 900 },
    backups: { pollPeriodSeconds: 900, staleAfterSeconds: 2_700 },
    verifiers: options.verifiers ?? 'audit/report/verify/dist',
  };

  const wishOf = (wish: Partial<BundleWish>): BundleWish => {
    const period = { from: begin, to: clock.now() };
    const scope = { kind: 'city', id: city.id } as const;
    return { kind: 'backup', scope, period, language: 'en', madeBy: 'auditor', ...wish };
  };

  return {
    begin,
    clock,
    city: whole,
    ledger,
    store,
    deps,
    /** Looks into `r1` often enough until then: the nights of `good`, and those that `torn` still has. */
    async run(untilDays: number, torn: (index: number) => boolean = () => true) {
      while (clock.now() < begin + untilDays * day) {
        const nights = (tag: string) =>
          nightly(tag, clock.now(), 40).filter(({ startedAt }) => startedAt >= firstNight);
        look([...nights('good'), ...nights('torn').filter((_, index) => torn(index))]);
        await clock.advance(lookMs);
        told(engine.tick());
      }
    },
    /** Fangzhou is stopped, and started again then. */
    async stopped(untilDays: number) {
      const lastPollAt = clock.now();
      await clock.advance(begin + untilDays * day - clock.now());
      ledger.append(pauseRecord({ lastPollAt, startedAt: clock.now() }));
      told(engine.tick());
    },
    /** The report and its evidence, neither drawn nor recorded. */
    async tell(wish: Partial<BundleWish> = {}) {
      await ledger.flush();
      await ledger.sign();
      const { kind: _, ...about } = wishOf(wish);
      const head = { origin: '', size: ledger.head().size, root: '', checkpoint: '' };
      const input = { id: 'backup-trial', madeAt: clock.now(), previous: undefined, onProgress: () => {} };
      const story = await backupStory({ ...input, deps, wish: about, head, register: new Map() });
      const evidence = story.records.map(({ index, entry }) => {
        const read = readRecord(entry, index);
        if (!read.ok) throw new Error('not a record');
        return read.value;
      });
      return { report: story.draft(evidence.length), evidence };
    },
    make(wish: Partial<BundleWish> = {}, previous?: Report, id = 'backup-trial'): Promise<Bundle> {
      return makeBundle(deps, wishOf(wish), { id, madeAt: clock.now(), previous });
    },
    async close() {
      await ledger.close();
      await remove();
    },
  };
}

export type BackupStage = Awaited<ReturnType<typeof openBackupStage>>;

/** Index of a snapshot of `torn` that somebody deletes: the night before the third day. */
export const deletedNight = 15;

/** A drill that ended now. */
function drillOf(stage: BackupStage, backupId: string, more: Partial<DrillResult>): DrillResult {
  const finishedAt = stage.clock.now();
  return {
    ...{ backupId, repositoryId: 'r1', snapshotId: `${backupId}@15`, cause: { kind: 'schedule' }, ok: true, level: 4 },
    ...{ startedAt: finishedAt - 90_000, finishedAt, sampled: false, bytes: 5_000, files: 21, fault: undefined },
    ...{ restoreMs: 60_000, verifyMs: 30_000, rtoMs: 90_000, rpoMs: 6 * hour, isWithinRto: true, isWithinRpo: true },
    ...more,
  };
}

/** Five days: on the third somebody deletes a snapshot of `torn`; for the first half of the fourth nobody watches. */
export async function playDays(stage: BackupStage): Promise<void> {
  await stage.run(2);
  const text = message('collector.restore.hash-differs');
  const fault = { reason: 'hash-differs', text, said: 'v3.txt' };
  const by = { user: 'li', role: 'operator' } as const;
  stage.ledger.append(drillRecord(drillOf(stage, 'good', { rtoTargetMs: hour, rpoTargetMs: day, compared: 20 })));
  stage.ledger.append(drillRecord(drillOf(stage, 'good', { sampled: true, level: 3, files: 5, rtoMs: undefined })));
  stage.ledger.append(drillRecord(drillOf(stage, 'torn', { ok: false, level: undefined, fault })));
  stage.ledger.append(drillRecord(drillOf(stage, 'torn', { ok: false, abortedBy: by, abortReason: 'disk needed' })));
  await stage.run(3, (index) => index !== deletedNight);
  await stage.stopped(3.5);
  await stage.run(5, (index) => index !== deletedNight);
}
