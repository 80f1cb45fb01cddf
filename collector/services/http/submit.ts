import iconv from 'iconv-lite';
import type { Form } from './page.ts';

/** What a person typed into fields, by name. */
export type Typed = ReadonlyMap<string, string>;

export interface Submission {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly body: string | undefined;
  readonly contentType: string | undefined;
}

/**
 * A form as a browser sends it when its first button is pressed (HTML section 4.10.21), as `application/x-www-form-urlencoded` in
 * the charset of its page.
 */
export function submit({ action, method, fields }: Form, typed: Typed, charset: string): Submission {
  const button = fields.find(({ type }) => type === 'submit');
  const sent = fields.filter((field) => field.isSent || field === button || typed.has(field.name));
  const pairs = sent.map((field): readonly [string, string] => [field.name, typed.get(field.name) ?? field.value]);
  const text = pairs.map(([name, value]) => `${encoded(name, charset)}=${encoded(value, charset)}`).join('&');
  if (method === 'POST') return { method, url: action, body: text, contentType: 'application/x-www-form-urlencoded' };
  const url = new URL(action);
  url.search = text;
  return { method, url, body: undefined, contentType: undefined };
}

/** URL Standard, section 5: what is not safe becomes %XX of its octets in that charset, a space a plus. */
function encoded(text: string, charset: string): string {
  const bytes = iconv.encodingExists(charset) ? iconv.encode(text, charset) : Buffer.from(text, 'utf8');
  let out = '';
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    if (/[A-Za-z0-9*._-]/.test(character)) out += character;
    else out += byte === 0x20 ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}
