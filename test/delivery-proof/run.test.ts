import { expect, it } from 'vitest';
import { seededRandom } from '../../core/index.ts';
import { proveDelivery } from './run.ts';

it('what is on the disk of a killed process reaches everybody, and nobody twice under two names', async () => {
  const proof = await proveDelivery({ kills: 2, random: seededRandom(7) });
  expect(proof.notifications).toBeGreaterThan(0);
  expect(proof).toMatchObject({ lost: 0, phantoms: 0, duplicatesWhereTheChannelCanTell: 0 });
}, 90_000);
