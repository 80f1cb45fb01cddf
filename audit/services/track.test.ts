import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ProbeOutcome, probeOutcomes } from '../../collector/index.ts';
import { resultOf } from './stage.fake.ts';
import { expireTrack, firstTrack, type Stepped, stepTrack, type Track, type TrackTransition } from './track.ts';

const minute = 60_000;
const limits = { raiseAfter: 3, clearAfter: 2, staleMs: 3 * minute };

/** What a row of tries, one a minute, comes to: `good bad bad bad` and so on; `-` is a minute without one. */
function story(words: string, given: Parameters<typeof stepTrack>[2] = limits) {
  let track = firstTrack('p', 'hub', 0);
  const transitions: TrackTransition[] = [];
  for (const [index, word] of words.split(' ').entries()) {
    if (word === '-') continue;
    const step = stepTrack(track, resultOf('p', word as ProbeOutcome, (index + 1) * minute), given);
    track = step.track;
    transitions.push(...step.transitions);
  }
  const told = transitions.map(({ at, state }) => `${at / minute} ${state}`).join(', ');
  return { track, told, transitions };
}

describe('tries of a probe', () => {
  it.each([
    ['good', '1 up'],
    ['slow', '1 degraded'],
    ['bad', ''],
    ['bad bad bad', '1 down'],
    ['good bad bad good bad bad', '1 up'],
    ['good bad bad bad bad', '1 up, 2 down'],
    ['good bad bad bad good bad good good', '1 up, 2 down, 7 up'],
    ['good bad bad bad slow good good', '1 up, 2 down, 5 degraded, 6 up'],
    ['good slow bad slow good slow good good', '1 up, 2 degraded, 7 up'],
    ['good slow bad bad bad', '1 up, 2 degraded, 3 down'],
    ['good unknown unknown good', '1 up'],
    ['good unknown unknown unknown good', '1 up, 4 unknown, 5 up'],
    ['good - - - - good', '1 up, 4 unknown, 6 up'],
    ['good bad bad - - - - bad', '1 up, 6 unknown'],
    ['unknown', ''],
  ])('that are %s are %s, each since the first that it rests on', (words, told) => {
    expect(story(words).told).toBe(told);
  });

  it('say why, by the newest that agrees, and where they fail', () => {
    const step = (track: Track, outcome: ProbeOutcome, at: number, failedPhase?: 'connect' | 'answer') =>
      stepTrack(track, resultOf('p', outcome, at, failedPhase === undefined ? {} : { failedPhase }), limits).track;
    let track = firstTrack('p', 'hub', 0);
    for (const at of [1, 2, 3]) track = step(track, 'bad', at, 'connect');
    expect(track).toMatchObject({ state: 'down', failedPhase: 'connect', reason: { key: 'collector.services.bad' } });
    track = step(track, 'slow', 4, 'answer');
    expect(track).toMatchObject({ state: 'down', failedPhase: 'connect', reason: { key: 'collector.services.bad' } });
    track = step(step(track, 'good', 5), 'good', 6);
    expect(track).not.toHaveProperty('failedPhase');
    expect(step(firstTrack('p', 'hub', 0), 'unknown', 1)).toMatchObject({
      state: 'unknown',
      reason: { key: 'collector.services.unknown' },
    });
  });

  it('that only warn of a certificate leave the service as good as it was', () => {
    expect(story('good slow slow slow slow', { ...limits, slowIsGood: true }).told).toBe('1 up');
  });

  it('count once: late and repeated ones change nothing', () => {
    const { track } = story('good bad bad');
    for (const at of [1, 2, 3]) expect(stepTrack(track, resultOf('p', 'bad', at * minute), limits).track).toBe(track);
  });

  it('that come late take back the silence that was told of their time, and only that', () => {
    const { track } = story('good');
    const silent = expireTrack(track, 5 * minute, limits);
    expect(silent.transitions).toMatchObject([{ at: 4 * minute, state: 'unknown' }]);
    const late = stepTrack(silent.track, resultOf('p', 'good', 3 * minute), limits);
    expect(late.transitions).toMatchObject([{ at: 4 * minute, state: 'up' }]);
    expect(late.track).toMatchObject({ state: 'up', since: minute });
    const tooLate = stepTrack(silent.track, resultOf('p', 'good', 4.5 * minute), limits);
    expect(tooLate.transitions).toMatchObject([{ at: 4.5 * minute, state: 'up' }]);
  });

  it('come to the same story, whenever they come: a cut fibre changes what is known when, never what was', () => {
    const tries = fc.array(
      fc.record({
        outcome: fc.constantFrom(...probeOutcomes),
        gapMs: fc.integer({ min: 1, max: 6 * minute }),
        /** How long the server waits and looks before this one comes. */
        waitMs: fc.integer({ min: 0, max: 20 * minute }),
      }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(tries, (all) => {
        let at = 0;
        let now = 0;
        let [punctual, delayed] = [firstTrack('p', 'v', 0), firstTrack('p', 'v', 0)];
        const told: readonly TrackTransition[][] = [[], []];
        const take = (into: TrackTransition[] | undefined, { track, transitions }: Stepped): Track => {
          into?.push(...transitions);
          return track;
        };
        for (const { outcome, gapMs, waitMs } of all) {
          at += gapMs;
          const result = resultOf('p', outcome, at, { vantageId: 'v' });
          punctual = take(told[0], stepTrack(punctual, result, limits));
          now = Math.max(now + waitMs, at);
          delayed = take(told[1], expireTrack(delayed, now, limits));
          delayed = take(told[1], stepTrack(delayed, result, limits));
        }
        const end = now + 10 * minute;
        take(told[0], expireTrack(punctual, end, limits));
        take(told[1], expireTrack(delayed, end, limits));
        expect(storyOf(told[1] ?? [])).toEqual(storyOf(told[0] ?? []));
        const times = (told[0] ?? []).map((each) => each.at);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
      }),
      { numRuns: 500 },
    );
  });
});

/** The last word on each moment, without repetitions. */
function storyOf(transitions: readonly TrackTransition[]): readonly string[] {
  const last = new Map(transitions.map(({ at, state }) => [at, state]));
  const story: string[] = [];
  let before = 'unknown';
  for (const [at, state] of [...last].sort(([a], [b]) => a - b)) {
    if (state !== before) story.push(`${at} ${state}`);
    before = state;
  }
  return story;
}
