import { Unlikely } from '../told.ts';

/** One answer of RESP2, as far as AUTH and INFO need it. */
export type Reply =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'error'; readonly text: string };

const newline = Buffer.from('\r\n');

/** A command as Redis takes it: an array of bulk strings. */
export function encodeCommand(...words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}

/**
 * Takes whole answers off the front of what came. What is not whole yet stays in `rest`.
 * @throws Unlikely when it is no answer of Redis
 */
export function takeReplies(bytes: Buffer): { readonly replies: readonly Reply[]; readonly rest: Buffer } {
  const replies: Reply[] = [];
  let rest = bytes;
  for (;;) {
    const end = rest.indexOf(newline);
    if (end < 0) break;
    const line = rest.toString('utf8', 1, end);
    const after = end + newline.length;
    const mark = String.fromCharCode(rest[0] ?? 0);
    if (mark === '+' || mark === '-') {
      replies.push({ kind: mark === '+' ? 'text' : 'error', text: line });
      rest = rest.subarray(after);
    } else if (mark === '$' && /^\d{1,9}$/.test(line)) {
      const length = Number(line);
      if (rest.length < after + length + newline.length) break;
      replies.push({ kind: 'text', text: rest.toString('utf8', after, after + length) });
      rest = rest.subarray(after + length + newline.length);
    } else throw new Unlikely(`RESP: ${mark}${line.slice(0, 40)}`);
  }
  return { replies, rest };
}
