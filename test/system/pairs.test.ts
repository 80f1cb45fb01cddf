import { expect, it } from 'vitest';
import { suiteNeeding } from '../needs.ts';
import { postgresTools } from '../pairs-proof/on-databases.ts';
import { keepalivedTools } from '../pairs-proof/on-keepalived.ts';
import { provePairs } from '../pairs-proof/run.ts';

/** Short: `npm run prove:pairs` makes all conditions, and fifty takeovers. */
const periodSeconds = 3;

suiteNeeding(keepalivedTools, 'a pair of real keepalived, watched as a city is', () => {
  it('is named for what it is when one is killed and leaves its address behind, and a takeover is timed to a second', async () => {
    const wish = { periodSeconds, takeovers: 1, chance: () => 0, engines: ['keepalived'] } as const;
    const proof = await provePairs({ ...wish, only: 'left behind' });
    expect(proof).toMatchObject({ conditions: 1, named: 1, missed: [], untimed: 0 });
    expect(proof.rtoErrorMaxSeconds).toBeLessThanOrEqual(1);
  }, 120_000);
});

suiteNeeding(postgresTools, 'a pair of real PostgreSQL, watched as a city is', () => {
  it('is named for what it is when both are promoted', async () => {
    const wish = { periodSeconds, takeovers: 0, chance: () => 0, engines: ['postgresql'] } as const;
    const proof = await provePairs({ ...wish, only: 'both are promoted' });
    expect(proof).toMatchObject({ conditions: 1, named: 1, missed: [] });
  }, 120_000);
});
