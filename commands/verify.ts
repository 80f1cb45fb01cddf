import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import {
  checkLines,
  faultText,
  readAuditorKey,
  readBundle,
  readSeenHead,
  verifierTexts,
  verifyBundle,
} from '../audit/index.ts';
import { message, UserError } from '../core/index.ts';
import { nodeSha256, verifyEd25519 } from '../ledger/index.ts';
import { atMost, readFlags, wrongUsage } from './flags.ts';
import type { Terminal } from './terminal.ts';

/**
 * `fangzhou verify REPORT --key PUB`: checks a report's bundle, a folder or a zip, with no database and no network; 1 when
 * anything was changed, each change named with its place.
 */
export async function verify(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values: flags, positionals } = readFlags(args, { key: { type: 'string' }, head: { type: 'string' } });
  const [place] = positionals;
  if (place === undefined) throw wrongUsage('cli.verify.missing');
  atMost(positionals, 1);
  if (flags.key === undefined) throw wrongUsage('cli.verify.key');
  const files = await readBundle(place);
  if (files === undefined) {
    // What is there and cannot be read may have been a report: that is a finding, not wrong usage.
    const isThere = existsSync(place);
    const name = isThere ? 'unreadable' : 'no-bundle';
    throw new UserError(message(`cli.verify.${name}`, { place }), message(`cli.verify.${name}.remedy`), {
      exitCode: isThere ? 1 : 2,
    });
  }
  const key = readAuditorKey(await textOrFile(flags.key), files, nodeSha256);
  if (key === undefined) throw wrongUsage('cli.verify.bad-key', { value: flags.key.slice(0, 80) });
  const seen = flags.head === undefined ? undefined : readSeenHead(await textOrFile(flags.head));
  if (flags.head !== undefined && seen === undefined)
    throw wrongUsage('cli.verify.bad-head', { value: flags.head?.slice(0, 80) ?? '' });
  const check = await verifyBundle({ files, key, seen, sha256: nodeSha256, verify: verifyEd25519 });
  const texts = verifierTexts[terminal.language];
  if (flags.json === true) {
    const words = (found: (typeof check.faults)[number]) => ({ ...found, text: faultText(texts, found) });
    terminal.json({ ...check, faults: check.faults.map(words), notVerified: check.notVerified.map(words) });
  } else terminal.out(`${checkLines(check, texts).join('\n')}\n`);
  return check.ok ? 0 : 1;
}

/** The content of a file, or the text itself where no such file is. */
async function textOrFile(value: string): Promise<string> {
  return readFile(value, 'utf8').catch(() => value);
}
