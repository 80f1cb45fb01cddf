/**
 * `npm run --silent prove:pairs -- [--takeovers N] [--period SECONDS] [--seed S]`: real keepalived, PostgreSQL and MariaDB pairs; every
 * condition is made and must be named within one period, and so many takeovers of keepalived at random moments are timed beside an
 * independent probe. Prints one JSON line; exits 1 when a condition was missed or a takeover was timed wrong by more than a second.
 * Wants root, and the packages of scripts/setup-debian.sh.
 */
import { seededRandom } from '../core/index.ts';
import { provePairs } from '../test/pairs-proof/run.ts';
import { proofFlags } from './proof-flags.ts';

const usage = 'prove:pairs takes --takeovers N, --period SECONDS and --seed S, whole numbers, and --verbose';

const flags = proofFlags({
  usage,
  wholes: { takeovers: { default: 50, least: 0 }, period: { default: 15, least: 1 }, seed: { default: 1, least: 0 } },
  texts: ['only'],
});
const { takeovers, period: periodSeconds, seed } = flags.wholes;
const proof = await provePairs({
  ...{ takeovers, periodSeconds, chance: seededRandom(seed), only: flags.text('only') },
  tell: (line) => flags.has('verbose') && console.error(line),
});
console.log(JSON.stringify(proof));
const { missed, untimed, rtoErrorMaxSeconds } = proof;
process.exit(missed.length > 0 || untimed > 0 || rtoErrorMaxSeconds > 1 ? 1 : 0);
