/**
 * `npm run --silent prove:isolation -- --days N --seed S`: so many days of the reference city on a clock that nobody waits for,
 * violations of the catalogue done and repaired by chance. Prints one JSON line; exits 1 when one was not found, was told by
 * the wrong check or at the wrong place, or when something was told that was not there.
 */
import { join } from 'node:path';
import { isolationChecks } from '../audit/index.ts';
import { loadInventory } from '../inventory/index.ts';
import { withLabKeys } from '../lab/index.ts';
import { proveIsolation } from '../test/isolation-proof/run.ts';
import { proofFlags } from './proof-flags.ts';

const usage = 'prove:isolation takes --days N (1 or more) and --seed S, whole numbers, and --verbose';

const flags = proofFlags({ usage, wholes: { days: { default: 160, least: 1 }, seed: { default: 1 } } });
const { days, seed } = flags.wholes;
const source = join(import.meta.dirname, '..', 'inventory', 'city');
const inventory = await loadInventory({ source, env: withLabKeys(process.env) });
if (!inventory.ok) throw new Error(`the reference city has mistakes: ${JSON.stringify(inventory.mistakes[0])}`);
const proof = proveIsolation({
  inventory: inventory.value,
  checks: isolationChecks,
  days,
  seed,
  onWrong: (kind, placeId, check, at) => {
    const what = kind === 'found' ? 'not found' : kind;
    if (flags.has('verbose')) console.error(`${new Date(at).toISOString()} ${what}: ${check} at ${placeId}`);
  },
});
console.log(JSON.stringify(proof));
const { injected, found, wrongCheck, wrongPoint, falseAlarms } = proof;
process.exitCode = found === injected && wrongCheck + wrongPoint + falseAlarms === 0 ? 0 : 1;
