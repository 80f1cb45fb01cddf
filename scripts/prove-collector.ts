/**
 * `npm run --silent prove:collector -- --minutes N --kills K --seed S`: a light collector is cut off from its hub for so many minutes in
 * time-lapse and killed (kill -9) meanwhile, both sides are killed further times while it hands over what it kept. Prints one JSON line;
 * exits 1 when a result was lost, came twice, or out of order.
 */
import { proveLight } from '../test/light-proof/run.ts';
import { proofFlags } from './proof-flags.ts';

const usage = 'prove:collector takes --minutes N (1 or more), --kills K and --seed S, whole numbers, and --verbose';

const flags = proofFlags({
  usage,
  wholes: { minutes: { default: 60, least: 1 }, kills: { default: 2, least: 0 }, seed: { default: 1, least: 0 } },
});
const onLog = (text: string): void => void (flags.has('verbose') && process.stderr.write(text));
const proof = await proveLight({ ...flags.wholes, onLog });
console.log(JSON.stringify(proof));
process.exitCode = proof.results > 0 && proof.lost + proof.duplicated + proof.outOfOrder === 0 ? 0 : 1;
