/**
 * `npm run --silent prove:availability -- --seed S`: a generated year of the reference city, in one of several zones by the seed: changes of
 * state of every link, point, pair and service, and of every service at every point, measured and derived, told late now and then;
 * pauses of the watch; announced work of every scope, weekly too, announced late, ended early. The report of the city is made with all
 * its files, and each figure of each element, district and contract is held to an independent count of seconds. Prints one JSON line;
 * exits 1 when a figure is wrong by any time at all. `--days N` makes it shorter, `--changes N` are those of an element in a year.
 */
import { proveAvailability } from '../test/availability/run.ts';
import { proofFlags } from './proof-flags.ts';

const { wholes, has } = proofFlags({
  usage: 'prove:availability takes --seed S, --days N (366 at most) and --changes N, whole numbers, and --verbose',
  wholes: { seed: { default: 1 }, days: { default: 365, least: 1 }, changes: { default: 40, least: 1 } },
});
const proof = await proveAvailability({
  ...{ ...wholes, days: Math.min(wholes.days, 366) },
  tell: (line) => has('verbose') && console.error(line),
});
console.log(JSON.stringify(proof));
process.exitCode = proof.maxErrorSeconds === 0 && proof.wrong === 0 ? 0 : 1;
