/**
 * `npm run --silent prove:impact -- --failures N --seed S`: a real lab in a process of its own; so many failures by chance of links,
 * devices, hosts, pairs and services, alone and together. The list of what each takes away is held to what all points see over real
 * sockets. Prints one JSON line; exits 1 when a list was not exact.
 */
import { seededRandom } from '../core/index.ts';
import { startLab } from '../lab/index.ts';
import { referenceCity, testCredentials } from '../lab/testing/reference.fake.ts';
import { proveImpact } from '../test/impact-proof/run.ts';
import { proofFlags } from './proof-flags.ts';

const usage = 'prove:impact takes --failures N (1 or more) and --seed S, whole numbers, and --verbose';
/** Longer than any pair of the lab needs to take over. */
const takeoverMs = 4_500;

const flags = proofFlags({ usage, wholes: { failures: { default: 20, least: 1 }, seed: { default: 1 } } });
const { failures, seed } = flags.wholes;
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
    tell: (line) => flags.has('verbose') && console.error(line),
  });
  console.log(JSON.stringify(proof));
  process.exitCode = proof.exact === failures && proof.missing + proof.extra === 0 ? 0 : 1;
} finally {
  await lab.stop();
}
