/** SIP messages as text (RFC 3261, 7): what a caller needs to read and write. */
import { createHash, randomBytes } from 'node:crypto';
import { isIPv6 } from 'node:net';

export interface SipMessage {
  /** Of an answer; undefined: a request. */
  readonly status: number | undefined;
  /** Of a request, or of the request that is answered. */
  readonly method: string;
  readonly phrase: string;
  /** By name in small letters, the short names written out; each value as it stood. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: string;
}

const shortNames: Readonly<Record<string, string>> = {
  ...{ v: 'via', f: 'from', t: 'to', i: 'call-id', m: 'contact', l: 'content-length', c: 'content-type' },
};
const mostOctets = 65_535;

/** Undefined: not SIP. Never throws. */
export function readSip(octets: Buffer): SipMessage | undefined {
  if (octets.length > mostOctets) return undefined;
  const text = octets.toString('utf8');
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = (end < 0 ? text : text.slice(0, end)).replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const answer = /^SIP\/2\.0 (\d{3}) ?(.*)$/.exec(first);
  const request = /^([A-Z]+) \S+ SIP\/2\.0$/.exec(first);
  if (answer === null && request === null) return undefined;
  const headers = new Map<string, string[]>();
  for (const line of lines.slice(0, 200)) {
    const [, name = '', value = ''] = /^([\w.!%*+`'~-]+)[ \t]*:[ \t]*(.*)$/.exec(line) ?? [];
    const key = shortNames[name.toLowerCase()] ?? name.toLowerCase();
    if (key !== '') headers.set(key, [...(headers.get(key) ?? []), value.trim()]);
  }
  const method = request?.[1] ?? /\d+ +(\w+)/.exec(headers.get('cseq')?.[0] ?? '')?.[1] ?? '';
  const status = answer === null ? undefined : Number(answer[1]);
  return { status, method, phrase: answer?.[2] ?? '', headers, body: end < 0 ? '' : text.slice(end + 4) };
}

export const headerOf = ({ headers }: SipMessage, name: string): string => headers.get(name)?.[0] ?? '';

export function tagOf(value: string): string | undefined {
  return /;\s*tag=([^;\s]+)/i.exec(value)?.[1];
}

/** Of `"Name" <sip:8001@10.8.1.5:5060;ob>`: what stands between the brackets. */
export function uriOf(value: string): string | undefined {
  return /<([^>]+)>/.exec(value)?.[1] ?? /^\s*(sips?:[^\s;,]+)/i.exec(value)?.[1];
}

export function placeOfUri(uri: string): { readonly host: string; readonly port: number } | undefined {
  const [, six, four, port] = /^sip:(?:[^@]*@)?(?:\[([0-9a-f:.]+)\]|([^:;>?]+))(?::(\d+))?/i.exec(uri) ?? [];
  const host = six ?? four;
  return host === undefined ? undefined : { host, port: Number(port ?? 5_060) };
}

export const hostText = (host: string): string => (isIPv6(host) ? `[${host}]` : host);
export const newMark = (): string => randomBytes(12).toString('hex');

/** A request or an answer from its first line, its headers in order, and its body. */
export function writeSip(first: string, headers: readonly (readonly [string, string])[], body = ''): Buffer {
  const type: readonly (readonly [string, string])[] = body === '' ? [] : [['Content-Type', 'application/sdp']];
  const all = [...headers, ...type, ['Content-Length', String(Buffer.byteLength(body))] as const];
  return Buffer.from(`${first}\r\n${all.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`);
}

/** An answer to a request: what it must repeat is taken from it (8.2.6.2). */
export function answerTo(
  request: SipMessage,
  status: string,
  toTag: string,
  more: readonly (readonly [string, string])[],
  body = '',
): Buffer {
  const to = headerOf(request, 'to');
  const repeated = ['via', 'from', 'call-id', 'cseq'].flatMap((name) =>
    (request.headers.get(name) ?? []).map((value) => [name, value] as const),
  );
  const tagged = tagOf(to) === undefined ? `${to};tag=${toTag}` : to;
  return writeSip(`SIP/2.0 ${status}`, [...repeated, ['to', tagged], ...more], body);
}

/** The value of an Authorization (RFC 8760: MD5 or SHA-256) for a challenge; undefined where it asks for something else. */
export function authorization(
  challenge: string,
  ask: { readonly method: string; readonly uri: string; readonly user: string; readonly password: string },
  cnonce = newMark(),
): string | undefined {
  if (!/^digest\s/i.test(challenge)) return undefined;
  const field = (name: string): string | undefined => {
    const found = new RegExp(`(?:^|[\\s,])${name}\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s,"]+))`, 'i').exec(
      challenge,
    );
    return found?.[1] ?? found?.[2];
  };
  const [realm = '', nonce = '', opaque] = [field('realm'), field('nonce'), field('opaque')];
  const algorithm = field('algorithm') ?? 'MD5';
  const hashName = { md5: 'md5', 'sha-256': 'sha256' }[algorithm.toLowerCase()];
  if (hashName === undefined) return undefined;
  const hash = (text: string): string => createHash(hashName).update(text).digest('hex');
  const secret = hash(`${ask.user}:${realm}:${ask.password}`);
  const what = hash(`${ask.method}:${ask.uri}`);
  const hasQop = (field('qop') ?? '').split(',').some((one) => one.trim().toLowerCase() === 'auth');
  const response = hasQop
    ? hash(`${secret}:${nonce}:00000001:${cnonce}:auth:${what}`)
    : hash(`${secret}:${nonce}:${what}`);
  const parts = [`username="${ask.user}"`, `realm="${realm}"`, `nonce="${nonce}"`, `uri="${ask.uri}"`];
  parts.push(`response="${response}"`, `algorithm=${algorithm}`);
  if (hasQop) parts.push('qop=auth', 'nc=00000001', `cnonce="${cnonce}"`);
  if (opaque !== undefined) parts.push(`opaque="${opaque}"`);
  return `Digest ${parts.join(', ')}`;
}
