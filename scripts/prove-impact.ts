/**
 * `npm run --silent prove:impact -- --failures N --seed S`: a real lab in a process of its own; so many failures by chance of links,
 * devices, hosts, pairs and services, alone and together. The list of what each takes away is held to what all points see over real
 * sockets. Prints one JSON line; exits 1 when a list was not exact.
 */
import { parseArgs } from 'node:util';
import { seededRandom } from '../audit/report/uptime/sample.fake.ts';
import { startLab } from '../lab/index.ts';
import { referenceCity, testCredentials } from '../lab/testing/reference.fake.ts';
import { proveImpact } from '../test/impact-proof/run.ts';

const usage = 'prove:impact takes --failures N (1 or more) and --seed S, whole numbers, and --verbose';
/** Longer than any pair of the lab needs to take over. */
const takeoverMs = 4_500;

function flags() {
  try {
    return parseArgs({
      options: {
        failures: { type: 'string', default: '20' },
        seed: { type: 'string', default: '1' },
        verbose: { type: 'boolean', default: false },
      },
    }).values;
  } catch {
    return undefined;
  }
}

const values = flags();
const failures = Number(values?.failures);
const seed = Number(values?.seed);
if (values === undefined || !Number.isSafeInteger(failures) || failures < 1 || !Number.isSafeInteger(seed)) {
  console.error(usage);
  process.exit(2);
}
const city = await referenceCity();
const lab = await startLab({ city, credentials: testCredentials });
try {
  const proof = await proveImpact({
    city,
    failures,
    chance: seededRandom(seed),
    lab: {
      vantage: lab.vantage,
      async apply(command) {
        const result = await lab.apply(command);
        if (!result.ok) throw new Error(`${command}: ${result.what.key}`);
      },
      settle: () => new Promise((resolve) => setTimeout(resolve, takeoverMs)),
    },
    tell: (line) => values.verbose && console.error(line),
  });
  console.log(JSON.stringify(proof));
  process.exitCode = proof.exact === failures && proof.missing + proof.extra === 0 ? 0 : 1;
} finally {
  await lab.stop();
}
