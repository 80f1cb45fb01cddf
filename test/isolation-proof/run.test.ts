import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { type IsolationCheck, isolationChecks } from '../../audit/index.ts';
import { type Inventory, loadInventory } from '../../inventory/index.ts';
import { withLabKeys } from '../../lab/index.ts';
import { proveIsolation } from './run.ts';

let inventory: Inventory;
beforeAll(async () => {
  const source = join(import.meta.dirname, '..', '..', 'inventory', 'city');
  const loaded = await loadInventory({ source, env: withLabKeys({}) });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.mistakes[0]));
  inventory = loaded.value;
});

const prove = (checks: readonly IsolationCheck[]) => proveIsolation({ inventory, checks, days: 1, seed: 11 });

it('a day of the whole city: every violation is found by its check at its place, and nothing else is told', () => {
  const proof = prove(isolationChecks);
  expect(proof).toMatchObject({ pointDays: 63, wrongCheck: 0, wrongPoint: 0, falseAlarms: 0 });
  expect(proof.injected).toBeGreaterThan(2);
  expect(proof.found).toBe(proof.injected);
}, 60_000);

it('checks that see nothing find nothing, which shows that the oracle does not judge', () => {
  const blind = isolationChecks.map(
    (check): IsolationCheck => ({
      ...check,
      judge: (scene) => check.judge(scene).map((each) => ({ ...each, verdict: 'pass', findings: [] })),
    }),
  );
  const proof = prove(blind);
  expect(proof.found).toBe(0);
  expect(proof.injected).toBeGreaterThan(2);
}, 60_000);
