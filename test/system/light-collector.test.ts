import { expect, it } from 'vitest';
import { proveLight } from '../light-proof/run.ts';

it('a collector that is cut off, and killed meanwhile as its hub is, hands over every result once and in order', async () => {
  const { results, delivered, kills, ...wrong } = await proveLight({ minutes: 2, kills: 3, seed: 7 });
  expect(wrong).toEqual({ lost: 0, duplicated: 0, outOfOrder: 0 });
  expect(kills).toBe(3);
  expect(delivered).toBe(results);
  expect(results).toBeGreaterThan(100);
}, 120_000);
