import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EscalationSettings } from '../../inventory/index.ts';
import { beginCourse, type Course, type CourseEffect, type CourseEvent, stepCourse } from './escalation.ts';

type Policy = Pick<EscalationSettings, 'steps' | 'repeats' | 'repeatAfterSeconds' | 'repageSeconds'>;
const step = (afterSeconds: number) => ({ afterSeconds, tell: ['on-call'], by: undefined });
const usual: Policy = {
  ...{ steps: [step(0), step(600), step(900)], repeats: 1, repeatAfterSeconds: 300, repageSeconds: 3_600 },
};
const ids = { incidentId: 'INC-1', teamId: 't' };
const marks = (effects: readonly CourseEffect[]) => effects.map((one) => ('mark' in one ? one.mark : one.do));

/** Each event in turn; times in seconds. What was done at which second. */
function run(policy: Policy, events: readonly (readonly [CourseEvent['what'], number])[], from?: Course) {
  let course = from ?? beginCourse(ids, policy, 0);
  const done: (readonly [number, string])[] = [];
  for (const [what, seconds] of events) {
    const next = stepCourse(course, { what, at: seconds * 1_000 }, policy);
    course = next.course;
    done.push(...marks(next.effects).map((mark) => [seconds, mark] as const));
  }
  return { course, done };
}

const eachMinute = (from: number, to: number) =>
  Array.from({ length: Math.floor((to - from) / 60) + 1 }, (_, n) => ['time', from + n * 60] as const);

describe('an escalation', () => {
  it('goes from step to step as nobody answers, begins again, rests, and tells again what is still open', () => {
    const { done } = run(usual, eachMinute(0, 7_200));
    expect(done).toEqual([
      ...[[0, '0.0.0'] as const, [600, '0.0.1'] as const, [1_500, '0.0.2'] as const],
      ...[
        [1_800, '0.1.0'] as const,
        [2_400, '0.1.1'] as const,
        [3_300, '0.1.2'] as const,
        [3_300, 'exhausted'] as const,
      ],
      [6_900, '1.0.0'],
    ]);
  });

  it('stops when somebody acknowledges, tells again an hour later, and stops for good when it is over', () => {
    const { done } = run(usual, [
      ...eachMinute(0, 660),
      ['acknowledged', 700],
      ...eachMinute(720, 4_320),
      ['cleared', 4_330],
      ...eachMinute(4_340, 9_000),
    ]);
    expect(done).toEqual([
      ...[[0, '0.0.0'] as const, [600, '0.0.1'] as const, [700, 'tell'] as const],
      ...[[4_320, '1.0.0'] as const, [4_330, 'tell'] as const],
    ]);
  });

  it('after a long stop takes one step and waits from there, instead of telling everybody at once', () => {
    const { done } = run(usual, [
      ['time', 0],
      ['time', 5_000],
      ['time', 5_100],
      ['time', 5_900],
    ]);
    expect(done).toEqual([
      [0, '0.0.0'],
      [5_000, '0.0.1'],
      [5_900, '0.0.2'],
    ]);
  });

  it('takes steps without a time-out together', () => {
    expect(run({ ...usual, steps: [step(0), step(0)] }, [['time', 0]]).done).toEqual([
      [0, '0.0.0'],
      [0, '0.0.1'],
    ]);
  });

  it('is over, and never hangs, where a reload left fewer steps or none', () => {
    const { course } = run(usual, eachMinute(0, 660));
    expect(run({ ...usual, steps: [step(0)], repeats: 0 }, [['time', 2_000]], course).done).toEqual([
      [2_000, 'exhausted'],
    ]);
    expect(run({ ...usual, steps: [], repageSeconds: undefined }, [['time', 2_000]], course).course.phase).toBe(
      'exhausted',
    );
  });

  const policies = fc.record({
    steps: fc.array(fc.integer({ min: 0, max: 1_000 }).map(step), { minLength: 1, maxLength: 4 }),
    repeats: fc.integer({ min: 0, max: 3 }),
    repeatAfterSeconds: fc.integer({ min: 60, max: 1_000 }),
    repageSeconds: fc.option(fc.integer({ min: 300, max: 5_000 }), { nil: undefined }),
  });
  const stories = fc.array(
    fc.tuple(
      fc.oneof(
        { weight: 8, arbitrary: fc.constant('time' as const) },
        { weight: 1, arbitrary: fc.constantFrom('acknowledged' as const, 'cleared' as const) },
      ),
      fc.integer({ min: 0, max: 900 }),
    ),
    { maxLength: 60 },
  );
  const inOrder = (story: readonly (readonly [CourseEvent['what'], number])[]) => {
    let at = 0;
    return story.map(([what, wait]) => {
      at += wait;
      return [what, at] as const;
    });
  };

  it('never takes a step twice, nor one out of its order, whatever happens', () => {
    fc.assert(
      fc.property(policies, stories, (policy, story) => {
        const { done } = run(policy, inOrder(story));
        const pages = done.map(([, mark]) => mark).filter((mark) => mark.includes('.'));
        expect(new Set(pages).size).toBe(pages.length);
        const order = pages.map((mark) => mark.split('.').reduce((sum, part) => sum * 100 + Number(part), 0));
        expect(order).toEqual(order.toSorted((a, b) => a - b));
      }),
    );
  });

  it('tells nobody anything after it is over, and between an acknowledgement and the next time of telling', () => {
    fc.assert(
      fc.property(policies, stories, (policy, story) => {
        let course = beginCourse(ids, policy, 0);
        let quietUntil = Number.NEGATIVE_INFINITY;
        for (const [what, seconds] of inOrder(story)) {
          const before = course.phase;
          const next = stepCourse(course, { what, at: seconds * 1_000 }, policy);
          if (before === 'ended') expect(next.effects).toEqual([]);
          if (what === 'time' && seconds < quietUntil && before === 'acknowledged') expect(next.effects).toEqual([]);
          if (what === 'acknowledged') quietUntil = seconds + (policy.repageSeconds ?? Number.POSITIVE_INFINITY);
          course = next.course;
        }
      }),
    );
  });

  it('goes on after a restart at any moment as if there had been none', () => {
    fc.assert(
      fc.property(policies, stories, fc.nat(60), (policy, story, cut) => {
        const events = inOrder(story);
        const whole = run(policy, events);
        const first = run(policy, events.slice(0, cut));
        const read = JSON.parse(JSON.stringify(first.course)) as Course;
        const second = run(policy, events.slice(cut), read);
        expect([...first.done, ...second.done]).toEqual(whole.done);
      }),
    );
  });

  it('reaches every step when nobody answers for long enough', () => {
    fc.assert(
      fc.property(policies, (policy) => {
        const length =
          policy.steps.reduce((sum, { afterSeconds }) => sum + afterSeconds + 60, 0) + policy.repeatAfterSeconds + 60;
        const { done } = run({ ...policy, repageSeconds: undefined }, eachMinute(0, length * (policy.repeats + 1)));
        expect(done.filter(([, mark]) => mark.includes('.'))).toHaveLength(policy.steps.length * (policy.repeats + 1));
      }),
    );
  });
});
