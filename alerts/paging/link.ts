import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { EpochMs } from '../../core/index.ts';
import type { Store } from '../../store/index.ts';

/** The key that signs links, one for both instances of a pair: a decided document, made once. */
export const linkCollection = 'paging-key';

/** Reads the key, or makes it. Not on the disk before the next write: a link of a lost key is refused, and the person logs in. */
export async function openLinkKey(store: Pick<Store, 'documents' | 'put'>): Promise<Buffer> {
  const [known] = await store.documents(linkCollection);
  const body = known?.body;
  if (typeof body === 'object' && body !== null && 'key' in body && /^[0-9a-f]{64}$/.test(String(body.key)))
    return Buffer.from(String(body.key), 'hex');
  const key = randomBytes(32);
  store.put({ collection: linkCollection, key: 'link', body: { key: key.toString('hex') } });
  return key;
}

/** A page's name in links: 128 bits of chance. */
export const newCode = (): string => randomBytes(16).toString('base64url');

/** `<code>.<end, base 36>.<HMAC-SHA256>`: names one page, is good until its end, and cannot be made without the key. */
export function signLink(code: string, endsAt: EpochMs, key: Buffer): string {
  const end = Math.floor(endsAt / 1_000).toString(36);
  return `${code}.${end}.${macOf(code, end, key).toString('base64url')}`;
}

/** The page's code; `expired` where the signature is right and the time is over; undefined for anything else. */
export function readLink(
  token: string,
  now: EpochMs,
  key: Buffer,
): { readonly code: string; readonly expired: boolean } | undefined {
  const found = /^([\w-]{22})\.([0-9a-z]{1,9})\.([\w-]{43})$/.exec(token);
  const [, code, end, mac] = found ?? [];
  if (code === undefined || end === undefined || mac === undefined) return undefined;
  const given = Buffer.from(mac, 'base64url');
  const expected = macOf(code, end, key);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  return { code, expired: Number.parseInt(end, 36) * 1_000 <= now };
}

function macOf(code: string, end: string, key: Buffer): Buffer {
  return createHmac('sha256', key).update(`acknowledge.${code}.${end}`).digest();
}
