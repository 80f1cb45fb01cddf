import { open } from 'node:fs/promises';
import { errorText, message } from '../../../core/index.ts';
import type { Asked } from '../model.ts';
import { engineBounds, type MemberAsk, theirWords } from './ask.ts';
import { codeOf, failed } from './failure.ts';

/** Where the output of a command comes from: the member's SNMP agent by a name, or a file that somebody puts there. */
export type TextSource = { readonly extend: string } | { readonly file: string };

/**
 * The text of a source. A file is as old as its last change: what was carried over yesterday is yesterday's. `{member}` in its path
 * is the member's id. A missing file says nothing of the member, so it is silent and never absent. Never throws.
 */
export async function sourceText(ask: MemberAsk, source: TextSource): Promise<Asked<string>> {
  if ('extend' in source) {
    if (ask.extend !== undefined) return ask.extend(source.extend);
    return failed('silent', ask.clock.now(), message('collector.pairs.source.no-agent', { name: source.extend }));
  }
  const file = source.file.replaceAll('{member}', ask.deviceId);
  try {
    return await readBounded(file, ask);
  } catch (thrown) {
    const code = codeOf(thrown);
    const at = ask.clock.now();
    if (code === 'ENOENT') return failed('silent', at, message('collector.pairs.source.no-file', { file }));
    if (code === 'EACCES' || code === 'EPERM')
      return failed('refused', at, message('collector.pairs.source.forbidden', { file }));
    const detail = theirWords(errorText(thrown));
    return failed('malformed', at, message('collector.pairs.source.broken', { file, detail }));
  }
}

async function readBounded(file: string, ask: MemberAsk): Promise<Asked<string>> {
  const handle = await open(file, 'r');
  try {
    const stat = await handle.stat();
    if (!stat.isFile())
      return failed('malformed', ask.clock.now(), message('collector.pairs.source.no-file', { file }));
    const buffer = Buffer.alloc(Math.min(stat.size, engineBounds.answerBytes) + 1);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    // It may grow while it is read; half of it is not what it says.
    if (bytesRead > stat.size || bytesRead > engineBounds.answerBytes)
      return failed('malformed', ask.clock.now(), message('collector.pairs.source.too-big', { file }));
    return { outcome: 'answered', at: Math.floor(stat.mtimeMs), facts: buffer.toString('utf8', 0, bytesRead) };
  } finally {
    await handle.close();
  }
}

/** Reads a source and makes facts of its text; what cannot be made is `malformed` in the words of who tried. */
export async function readSource<Facts>(
  ask: MemberAsk,
  source: TextSource,
  factsOf: (text: string, at: number) => Asked<Facts> | Promise<Asked<Facts>>,
): Promise<Asked<Facts>> {
  const text = await sourceText(ask, source);
  if (text.outcome !== 'answered') return text;
  try {
    return await factsOf(text.facts, text.at);
  } catch (thrown) {
    const detail = theirWords(errorText(thrown));
    return failed('malformed', text.at, message('collector.pairs.unreadable', { detail }));
  }
}
