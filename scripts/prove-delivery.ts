/**
 * `npm run --silent prove:delivery -- --kills N --seed S`: a process is killed (kill -9) so many times at random moments while it raises
 * and clears incidents and tells of them by e-mail and webhook. Prints one JSON line; exits 1 when something that is on its disk was told
 * to nobody, or twice where the receiver could have told.
 */
import { seededRandom } from '../core/index.ts';
import { proveDelivery } from '../test/delivery-proof/run.ts';
import { proofFlags } from './proof-flags.ts';

const usage = 'prove:delivery takes --kills N (1 or more) and --seed S, whole numbers, and --verbose';

const flags = proofFlags({ usage, wholes: { kills: { default: 300, least: 1 }, seed: { default: 1 } } });
const { kills, seed } = flags.wholes;
const onLog = (text: string): void => void (flags.has('verbose') && process.stderr.write(text));
const proof = await proveDelivery({ kills, random: seededRandom(seed), onLog });
console.log(JSON.stringify(proof));
const isProven = proof.notifications > 0 && proof.lost + proof.duplicatesWhereTheChannelCanTell === 0;
process.exitCode = isProven ? 0 : 1;
