import { describe, expect, it } from 'vitest';
import { afterOutcome, type Breaker, closedBreaker } from './breaker.ts';

const breakerAfter = (...outcomes: readonly Parameters<typeof afterOutcome>[1][]): Breaker =>
  outcomes.reduce(afterOutcome, closedBreaker);

describe('the breaker of a device', () => {
  it.each<[Breaker['word'], readonly Parameters<typeof afterOutcome>[1][]]>([
    ['closed', []],
    ['closed', ['silent', 'silent']],
    ['open', ['silent', 'silent', 'silent']],
    ['open', ['silent', 'silent', 'silent', 'silent']],
    ['closed', ['silent', 'silent', 'answered', 'silent']],
    ['closed', ['silent', 'silent', 'silent', 'answered']],
    ['closed', ['silent', 'silent', 'silent', 'partial']],
    ['closed', ['silent', 'silent', 'refused', 'silent', 'silent']],
  ])('is %s after %j', (word, outcomes) => {
    expect(breakerAfter(...outcomes).word).toBe(word);
  });
});
