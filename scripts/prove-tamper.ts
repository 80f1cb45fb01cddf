/**
 * `npm run --silent prove:tamper -- --count N --seed S`: random mutations of a report bundle and of the exported ledger,
 * each of which must be found, beside the unmutated ones, which must be accepted. Prints one JSON line; exits 1 when a
 * mutation went unseen or a clean one was refused.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openBundleStage } from '../audit/report/bundle/stage.fake.ts';
import { seededRandom } from '../core/index.ts';
import { nodeSha256, parseCheckpoint, parseVerifierKey } from '../ledger/index.ts';
import { bundleIsSound, mutateBundle } from '../test/tamper/bundle.ts';
import { exportIsSound, mutateExport, readExport } from '../test/tamper/export.ts';
import { mutationKinds, pick } from '../test/tamper/mutate.ts';
import { buildVerifiers } from './build-verifier.ts';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } },
});
const count = Number(values.count);
const seed = Number(values.seed);
if (!Number.isSafeInteger(count) || count < 1 || !Number.isSafeInteger(seed)) {
  console.error('prove:tamper takes --count N (1 or more) and --seed S, whole numbers');
  process.exit(2);
}

const scratch = await mkdtemp(join(tmpdir(), 'fangzhou-tamper-'));
const verifiers = join(scratch, 'verifiers');
await buildVerifiers(verifiers);
const stage = await openBundleStage({ failures: 2, heartbeats: 0, seed, verifiers });
let accepted = 0;
let detected = 0;
let refused = 0;
try {
  const { ledger } = stage;
  const key = parseVerifierKey(ledger.logKeys[0] ?? '', nodeSha256);
  if (key === undefined) throw new Error('the ledger has no key');
  const scope = { kind: 'point', id: 'rulin-1' } as const;
  const older = await stage.make({ scope }, 'uptime-older');
  await ledger.exportTiles(join(scratch, 'older'));
  const bundle = await stage.make({ scope, language: 'en' }, 'uptime-newer');
  await ledger.exportTiles(join(scratch, 'newer'));
  const [oldExport, newExport] = [await readExport(join(scratch, 'older')), await readExport(join(scratch, 'newer'))];
  const seen = parseCheckpoint(Buffer.from(newExport.get('checkpoint') ?? []).toString());
  if (seen === undefined) throw new Error('the export has no head');
  const auditor = { policy: ledger.policy(), seen };

  const random = seededRandom(seed);
  for (let turn = 0; turn < count; turn += 1) {
    const kind = pick(random, mutationKinds);
    const ofBundle = random() < 0.6;
    const mutated = ofBundle
      ? mutateBundle(bundle, older, key, kind, random)
      : mutateExport(newExport, oldExport, key, kind, random);
    const sound = ofBundle
      ? await bundleIsSound(mutated.files, key, seen)
      : await exportIsSound(mutated.files, auditor);
    if (sound) console.error(`unseen: ${ofBundle ? 'bundle' : 'ledger'}, ${kind}, ${mutated.what}`);
    else detected += 1;
    // Between the bad ones the good: a verifier that refuses everything would prove nothing.
    if (turn % 20 !== 0) continue;
    for (const clean of [await bundleIsSound(bundle.files, key, seen), await exportIsSound(newExport, auditor)]) {
      if (clean) accepted += 1;
      else refused += 1;
    }
  }
} finally {
  await stage.close();
  await rm(scratch, { recursive: true, force: true });
}
console.log(JSON.stringify({ mutations: count, detected, cleanAccepted: accepted, cleanRejected: refused }));
process.exit(detected === count && refused === 0 ? 0 : 1);
