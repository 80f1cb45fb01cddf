import { expect, it } from 'vitest';
import type { PlaceStanding } from '../../audit/index.ts';
import { createOracle } from './oracle.ts';

/** Places with the checks that fail there. */
function places(failing: Readonly<Record<string, readonly string[]>>): readonly PlaceStanding[] {
  return ['a', 'b'].map((placeId) => ({
    placeId,
    kind: 'point',
    districtId: 'd',
    word: 'unknown',
    since: 0,
    deciding: [],
    coverage: { decided: 0, applicable: 0 },
    checks: (failing[placeId] ?? []).map((checkId) => ({
      checkId: checkId as `ISO-${string}`,
      verdict: 'fail',
      severity: 'S1',
      reason: { key: 'x' },
      since: 0,
      judgements: [],
    })),
  }));
}

const injected = { placeId: 'a', check: 'ISO-08', also: ['ISO-01'] } as const;
const none = { injected: 0, found: 0, wrongCheck: 0, wrongPoint: 0, falseAlarms: 0 };

it('a violation is found by its own check at its own place in the first sweep', () => {
  const oracle = createOracle();
  oracle.began(injected);
  oracle.sweep(places({ a: ['ISO-08', 'ISO-01'] }));
  oracle.sweep(places({ a: ['ISO-08'] }));
  oracle.ended(injected);
  oracle.sweep(places({}));
  expect(oracle.tally).toEqual({ ...none, injected: 1, found: 1 });
});

it('a violation that is told a sweep later was not found', () => {
  const oracle = createOracle();
  oracle.began(injected);
  oracle.sweep(places({}));
  oracle.sweep(places({ a: ['ISO-08'] }));
  expect(oracle.tally).toEqual({ ...none, injected: 1 });
});

it('another check at its place is wrong once, however long it lasts', () => {
  const oracle = createOracle();
  oracle.began(injected);
  for (let n = 0; n < 3; n += 1) oracle.sweep(places({ a: ['ISO-08', 'ISO-05'] }));
  expect(oracle.tally).toEqual({ ...none, injected: 1, found: 1, wrongCheck: 1 });
});

it('another place is wrong when it is told together with it, and a false alarm when nothing was done', () => {
  const oracle = createOracle();
  oracle.began(injected);
  oracle.sweep(places({ a: ['ISO-08'], b: ['ISO-08'] }));
  oracle.sweep(places({ a: ['ISO-08'] }));
  oracle.sweep(places({ a: ['ISO-08'], b: ['ISO-08'] }));
  expect(oracle.tally).toEqual({ ...none, injected: 1, found: 1, wrongPoint: 1, falseAlarms: 1 });
});

it('what is still told after the repair is wrong', () => {
  const oracle = createOracle();
  oracle.began(injected);
  oracle.sweep(places({ a: ['ISO-08'] }));
  oracle.ended(injected);
  oracle.sweep(places({ a: ['ISO-08'] }));
  expect(oracle.tally.wrongPoint + oracle.tally.falseAlarms).toBe(1);
});
