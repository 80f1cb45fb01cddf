/** `verify.mjs`, which goes with every bundle: one file, plain Node, no packages, no network. */
import { createPublicKey, hash as nodeHash, verify as verifyBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Sha256, VerifySignature } from '../../../ledger/verify/index.ts';
import { verifyBundle } from './core.ts';
import { readHead, readKey } from './key.ts';
import { readBundle } from './read.ts';
import { checkLines, faultText, verifierTexts } from './words.ts';

const sha256: Sha256 = (bytes) => nodeHash('sha256', bytes, 'buffer');
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');
const verify: VerifySignature = ({ publicKey, message, signature }) => {
  const key = createPublicKey({ key: Buffer.concat([spkiPrefix, publicKey]), format: 'der', type: 'spki' });
  return verifyBytes(null, message, key, signature);
};

async function run(args: readonly string[]): Promise<number> {
  const value = (flag: string): string | undefined => {
    const index = args.indexOf(flag);
    return index < 0 ? undefined : args[index + 1];
  };
  const locale = value('--lang') ?? process.env.LC_ALL ?? process.env.LANG ?? '';
  const texts = verifierTexts[locale.startsWith('zh') ? 'zh-CN' : 'en'];
  const valueFlags = ['--key', '--head', '--lang'];
  const place = args.find((arg, index) => !arg.startsWith('--') && !valueFlags.includes(args[index - 1] ?? ''));
  const keyText = value('--key');
  if (keyText === undefined || args.includes('--help')) {
    process.stderr.write(`${texts['report.verify.usage']}\n`);
    return 2;
  }
  const source = place ?? dirname(fileURLToPath(import.meta.url));
  const files = await readBundle(source);
  if (files === undefined) {
    const isThere = existsSync(source);
    process.stderr.write(`${texts[isThere ? 'report.verify.unreadable' : 'report.verify.no-bundle']}\n`);
    return isThere ? 1 : 2;
  }
  const key = readKey(existsSync(keyText) ? readFileSync(keyText, 'utf8') : keyText, files, sha256);
  if (key === undefined) {
    process.stderr.write(`${texts['report.verify.no-key']}\n`);
    return 2;
  }
  const headText = value('--head');
  const seen =
    headText === undefined ? undefined : readHead(existsSync(headText) ? readFileSync(headText, 'utf8') : headText);
  if (headText !== undefined && seen === undefined) {
    process.stderr.write(`${texts['report.verify.no-head']}\n`);
    return 2;
  }
  const check = await verifyBundle({ files, key, seen, sha256, verify });
  if (args.includes('--json')) {
    const faults = check.faults.map((found) => ({ ...found, text: faultText(texts, found) }));
    process.stdout.write(`${JSON.stringify({ ...check, faults })}\n`);
  } else process.stdout.write(`${checkLines(check, texts).join('\n')}\n`);
  return check.ok ? 0 : 1;
}

process.exitCode = await run(process.argv.slice(2));
