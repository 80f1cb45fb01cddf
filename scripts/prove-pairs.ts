/**
 * `npm run --silent prove:pairs -- [--takeovers N] [--period SECONDS] [--seed S]`: real keepalived, PostgreSQL and MariaDB pairs; every
 * condition is made and must be named within one period, and so many takeovers of keepalived at random moments are timed beside an
 * independent probe. Prints one JSON line; exits 1 when a condition was missed or a takeover was timed wrong by more than a second.
 * Wants root, and the packages of scripts/setup-debian.sh.
 */
import { parseArgs } from 'node:util';
import { provePairs } from '../test/pairs-proof/run.ts';

const usage = 'prove:pairs takes --takeovers N, --period SECONDS and --seed S, whole numbers, and --verbose';

function flags() {
  try {
    return parseArgs({
      options: {
        takeovers: { type: 'string', default: '50' },
        period: { type: 'string', default: '15' },
        seed: { type: 'string', default: '1' },
        only: { type: 'string' },
        verbose: { type: 'boolean', default: false },
      },
    }).values;
  } catch {
    return undefined;
  }
}

/** Mulberry32: the same moments and ways for the same seed. */
function chanceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const values = flags();
const [takeovers, periodSeconds, seed] = [values?.takeovers, values?.period, values?.seed].map(Number);
const isWhole = (number: number | undefined, least: number): number is number =>
  number !== undefined && Number.isSafeInteger(number) && number >= least;
if (values === undefined || !isWhole(takeovers, 0) || !isWhole(periodSeconds, 1) || !isWhole(seed, 0)) {
  console.error(usage);
  process.exit(2);
}
const proof = await provePairs({
  ...{ takeovers, periodSeconds, chance: chanceOf(seed), only: values.only },
  tell: (line) => values.verbose && console.error(line),
});
console.log(JSON.stringify(proof));
const { missed, untimed, rtoErrorMaxSeconds } = proof;
process.exit(missed.length > 0 || untimed > 0 || rtoErrorMaxSeconds > 1 ? 1 : 0);
