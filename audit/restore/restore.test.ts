import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CatalogueSnapshot, RestoreOutcome } from '../../collector/index.ts';
import { type DrillEvent, dueOf, nextDue, stepDrill } from './machine.ts';
import { type DrillResult, type DrillStanding, restoreDrillLimits } from './model.ts';
import { drillRecord, resultOf } from './result.ts';

const day = 86_400_000;
const outcome: RestoreOutcome = {
  ...{ ok: true, sampled: false, verifyMs: 500, checks: [{ what: 'v1.txt', ok: true, said: 'ab' }], level: 4 },
  restored: { bytes: 1_000, files: 10, restoreMs: 1_500 },
  fault: undefined,
};
const snapshot: CatalogueSnapshot = { id: 's', tags: [], host: '', paths: [], startedAt: 10 * day, sourceBytes: 4_000 };
const resultFor = (more: Partial<RestoreOutcome> = {}, at = 11 * day): DrillResult =>
  resultOf({
    ...{ backupId: 'a', repositoryId: 'r', snapshot, cause: { kind: 'schedule' }, outcome: { ...outcome, ...more } },
    ...{ settings: { rtoSeconds: 3, rpoSeconds: 3_600 }, startedAt: at, finishedAt: at + 2_000 },
  });
const idle = (backupId: string, ...results: readonly DrillResult[]): DrillStanding => ({
  backupId,
  state: 'idle',
  results,
});

describe('the result of a drill', () => {
  it('measures restore time and age of the data, and holds them to what is declared', () => {
    expect(resultFor()).toMatchObject({ rtoMs: 2_000, isWithinRto: true, rpoMs: day, isWithinRpo: false, level: 4 });
  });

  it('of a sample is extrapolated by bytes, and not at all where the whole is not known', () => {
    const sampled = resultFor({ sampled: true, level: 3 });
    expect(sampled).toMatchObject({ rtoMs: 8_000, isWithinRto: false, sampled: true });
    const unknown = resultOf({
      ...{ backupId: 'a', repositoryId: 'r', snapshot: undefined, cause: { kind: 'schedule' } },
      ...{ settings: undefined, startedAt: 0, finishedAt: 1, outcome: { ...outcome, sampled: true } },
    });
    expect([unknown.rtoMs, unknown.rpoMs, unknown.isWithinRto]).toEqual([undefined, undefined, undefined]);
  });

  it('that a person ended names him and why; one that was over before his word came is as any other', () => {
    const aborted = { by: { user: 'li', role: 'operator' }, reason: 'the disk is needed' };
    const stopped = { reason: 'stopped', text: { key: 'collector.restore.stopped' }, said: '' } as const;
    const drill = {
      ...{ backupId: 'a', repositoryId: 'r', snapshot, cause: { kind: 'schedule' } as const, settings: undefined },
      ...{ startedAt: 0, finishedAt: 1, aborted },
    };
    const ended = resultOf({ ...drill, outcome: { ...outcome, ok: false, fault: stopped } });
    expect(drillRecord(ended).body).toMatchObject({ abortedBy: aborted.by, abortReason: aborted.reason });
    expect(resultOf({ ...drill, outcome })).not.toHaveProperty('abortedBy');
  });

  it('goes on record under its data set, with its checks and without what is not known', () => {
    const record = drillRecord(resultFor({ restored: undefined, ok: false, level: undefined }), outcome.checks);
    expect(record).toMatchObject({ kind: 'drill', subject: 'backup a', body: { what: 'restore-drill', ok: false } });
    expect(record.body).not.toHaveProperty('rtoMs');
    expect(record.body.checks).toEqual([{ what: 'v1.txt', ok: true, said: 'ab' }]);
  });
});

describe('drills', () => {
  it('run once for each wish, keep a bounded number of results, and never lose the last, whatever happens in whatever order', () => {
    const event: fc.Arbitrary<DrillEvent> = fc.oneof(
      fc.constant({ what: 'wanted', cause: { kind: 'schedule' } } as const),
      fc.record({ what: fc.constant('begun' as const), at: fc.nat() }),
      fc.nat(1_000).map((at) => ({ what: 'ended', result: resultFor({}, at) }) as const),
      fc.constant({ what: 'dropped' } as const),
      fc.record({
        what: fc.constant('moved' as const),
        progress: fc.constant({ phase: 'restoring', bytes: 1 } as const),
      }),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 100 }), (events) => {
        let standing = idle('a');
        let begun = 0;
        let ended = 0;
        for (const each of events) {
          const after = stepDrill(standing, each);
          if (after !== standing && each.what === 'begun') begun += 1;
          if (after !== standing && each.what === 'ended') {
            ended += 1;
            expect(after.results[0]).toBe(each.result);
          }
          standing = after;
          expect(begun - ended).toBe(standing.state === 'running' ? 1 : 0);
          if (standing.state !== 'running') expect(standing).not.toHaveProperty('progress');
          expect(standing.results.length).toBeLessThanOrEqual(restoreDrillLimits.kept);
        }
      }),
    );
  });

  it('are due by the last one that went well: never, soon, overdue or met', () => {
    const dueAfter = (days: number, ...results: readonly DrillResult[]) =>
      dueOf(idle('a', ...results), { now: (11 + days) * day + 2_000, everyMs: 30 * day });
    const bad = resultFor({ ok: false, level: undefined }, 20 * day);
    expect(dueAfter(1)).toEqual({ status: 'never', at: undefined });
    expect(dueAfter(26, bad, resultFor())).toEqual({ status: 'met', at: 41 * day + 2_000 });
    expect([dueAfter(27, resultFor()).status, dueAfter(30, resultFor()).status]).toEqual(['soon', 'overdue']);
  });

  it('are due for the set that was proven the longest ago; one that failed lately rests, one under way is passed over', () => {
    const now = 100 * day;
    const good = (at: number) => resultFor({}, at);
    const bad = (at: number) => resultFor({ ok: false, level: undefined }, at);
    const wish = { now, everyMs: 30 * day };
    expect(nextDue([idle('a', good(80 * day)), idle('b', good(60 * day)), idle('c', good(50 * day))], wish)).toBe('c');
    expect(nextDue([idle('a', good(60 * day)), idle('never')], wish)).toBe('never');
    expect(nextDue([idle('a', bad(now - 3_600_000), good(10 * day)), idle('b', good(60 * day))], wish)).toBe('b');
    expect(nextDue([idle('a', bad(98 * day), good(10 * day))], wish)).toBe('a');
    expect(nextDue([{ ...idle('a'), state: 'running' }, idle('b', good(90 * day))], wish)).toBeUndefined();
  });
});
