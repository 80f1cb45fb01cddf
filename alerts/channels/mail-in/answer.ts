import { createHash } from 'node:crypto';
import { asksAnswer } from '../../paging/answer-code.ts';
import type { Page } from '../../paging/model.ts';
import type { ArrivedMail } from './session.ts';

/** Why an answer acknowledges nothing, or that it does. */
export type AnswerWord = 'taken' | 'automatic' | 'unknown' | 'forged' | 'unreadable';

const headerBytes = 64 * 1024;

/** An id that stands among the references of a message, and so in every answer to it: nobody who has not read the message knows it. */
export function answerReference({ code }: Pick<Page, 'code'>, domain: string): string {
  return `<fz.${tokenOf(code)}@${domain}>`;
}

const tokenOf = (code: string): string => createHash('sha256').update(`mail ${code}`).digest('hex').slice(0, 32);

/**
 * Whether a message is a person's answer to one of these pages: it refers to the page, comes from whom the page went to, and was not written by
 * a machine (RFC 3834). What its text says does not matter.
 */
export function readAnswer(
  { sender, content }: ArrivedMail,
  pages: readonly Page[],
): { readonly word: AnswerWord; readonly page?: Page } {
  const headers = headersOf(content);
  if (headers === undefined) return { word: 'unreadable' };
  if (sender === '' || isAutomatic(headers)) return { word: 'automatic' };
  const referred = `${headers.get('references') ?? ''} ${headers.get('in-reply-to') ?? ''}`;
  const tokens = new Set([...referred.matchAll(/<fz\.([0-9a-f]{32})@/g)].map(([, token]) => token));
  // Of several in one thread the newest, which stands first.
  const page = pages.find((each) => asksAnswer(each) && tokens.has(tokenOf(each.code)));
  if (page === undefined) return { word: 'unknown' };
  return fromOf(headers) === page.to.toLowerCase() ? { word: 'taken', page } : { word: 'forged' };
}

/** By name in lower case, unfolded; a field that stands twice is all of its values, a line each. Undefined: there is no end of them. */
function headersOf(content: string): ReadonlyMap<string, string> | undefined {
  const end = content.indexOf('\r\n\r\n');
  const head = end < 0 ? content : content.slice(0, end);
  if (head.length > headerBytes) return undefined;
  const found = new Map<string, string>();
  for (const field of head.replace(/\r\n(?=[ \t])/g, '').split('\r\n')) {
    const [, name, value = ''] = /^([!-9;-~]{1,100}):(.*)$/s.exec(field) ?? [];
    if (name === undefined) return undefined;
    const key = name.toLowerCase();
    const before = found.get(key);
    found.set(key, before === undefined ? value.trim() : `${before}\n${value.trim()}`);
  }
  return found;
}

function isAutomatic(headers: ReadonlyMap<string, string>): boolean {
  const of = (name: string): string => (headers.get(name) ?? '').toLowerCase();
  const submitted = of('auto-submitted')
    .replace(/[;(].*/s, '')
    .trim();
  if (submitted !== '' && submitted !== 'no') return true;
  if (/\b(?:bulk|junk|list|auto_reply)\b/.test(of('precedence'))) return true;
  if (/^multipart\/report\b/.test(of('content-type'))) return true;
  // Our own mark: what was sent from here is no answer to it.
  return ['list-id', 'x-autoreply', 'x-autorespond', 'x-fangzhou-event'].some((name) => headers.has(name));
}

/** The one address of the field From; undefined where there is none, or more than one. */
function fromOf(headers: ReadonlyMap<string, string>): string | undefined {
  const bare = (headers.get('from') ?? '').replace(/"(?:[^"\\]|\\.)*"/g, ' ').replace(/\([^()]*\)/g, ' ');
  const found = new Set((bare.match(/[^\s<>(),;:"]+@[^\s<>(),;:"]+/g) ?? []).map((each) => each.toLowerCase()));
  return found.size === 1 ? [...found][0] : undefined;
}
