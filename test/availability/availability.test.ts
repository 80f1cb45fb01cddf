import { expect, it } from 'vitest';
import { proveAvailability } from './run.ts';

// Weeks of one district; `npm run prove:availability` does it with the whole city and a year.
it('tells the availability of a generated time as an independent count of its seconds does', async () => {
  const scope = { kind: 'district', id: 'jintan' } as const;
  const proof = await proveAvailability({ days: 20, seed: 2, changes: 150, scope });
  expect(proof).toMatchObject({ views: 72, maxErrorSeconds: 0, wrong: 0 });
  expect(proof.transitions).toBeGreaterThan(400);
}, 60_000);
