/**
 * `npm run --silent prove:collector -- --minutes N --kills K --seed S`: a light collector is cut off from its hub for so many minutes in
 * time-lapse and killed (kill -9) meanwhile, both sides are killed further times while it hands over what it kept. Prints one JSON line;
 * exits 1 when a result was lost, came twice, or out of order.
 */
import { parseArgs } from 'node:util';
import { proveLight } from '../test/light-proof/run.ts';

const usage = 'prove:collector takes --minutes N (1 or more), --kills K and --seed S, whole numbers, and --verbose';

function flags() {
  try {
    return parseArgs({
      options: {
        minutes: { type: 'string', default: '60' },
        kills: { type: 'string', default: '2' },
        seed: { type: 'string', default: '1' },
        verbose: { type: 'boolean', default: false },
      },
    }).values;
  } catch {
    return undefined;
  }
}

const values = flags();
const [minutes, kills, seed] = [Number(values?.minutes), Number(values?.kills), Number(values?.seed)];
const areWhole = [minutes, kills, seed].every((value) => Number.isSafeInteger(value) && value >= 0);
if (values === undefined || !areWhole || minutes < 1) {
  console.error(usage);
  process.exit(2);
}
const onLog = (text: string): void => void (values.verbose && process.stderr.write(text));
const proof = await proveLight({ minutes, kills, seed, onLog });
console.log(JSON.stringify(proof));
process.exitCode = proof.results > 0 && proof.lost + proof.duplicated + proof.outOfOrder === 0 ? 0 : 1;
