import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Token } from '../lease/token.ts';

/**
 * One line of JSON each way. The arbiter opens with a challenge; each request carries a number that rises and an HMAC over challenge,
 * number and body, each answer one over the same and its own body. So nobody without the key is heard, and nothing said once can
 * be said again, on this connection or another.
 */
export interface ArbiterRequest {
  /** `hold`: I hold the lease. `vote`: may I promote the database on my host? `overrule`: a person decides so. `status`: just tell. */
  readonly do: 'hold' | 'vote' | 'overrule' | 'status';
  readonly id: string;
  readonly token: Token;
  readonly ttlMs: number;
}

export interface ArbiterAnswer {
  readonly granted: boolean;
  /** The highest token that the arbiter stands for, and whose it is. */
  readonly token: Token;
  readonly id: string;
  /** How long ago its holder was heard; undefined when it never was since the arbiter started. */
  readonly heardMs: number | undefined;
}

export interface Signed {
  readonly n: number;
  readonly body: string;
  readonly mac: string;
}

export function macOf(key: string, challenge: string, direction: 'ask' | 'answer', n: number, body: string): string {
  return createHmac('sha256', key).update(`${challenge}\n${direction}\n${n}\n${body}`).digest('hex');
}

export function signed(key: string, challenge: string, direction: 'ask' | 'answer', n: number, body: string): string {
  return `${JSON.stringify({ n, body, mac: macOf(key, challenge, direction, n, body) } satisfies Signed)}\n`;
}

/** The body of a line, when its number and its HMAC are right. */
export function opened(
  key: string,
  challenge: string,
  direction: 'ask' | 'answer',
  n: number,
  line: string,
): string | undefined {
  try {
    const read = JSON.parse(line) as Partial<Signed> | null;
    if (typeof read?.body !== 'string' || typeof read.mac !== 'string' || read.n !== n) return undefined;
    const [given, right] = [Buffer.from(read.mac), Buffer.from(macOf(key, challenge, direction, n, read.body))];
    return given.length === right.length && timingSafeEqual(given, right) ? read.body : undefined;
  } catch {
    return undefined;
  }
}

const doings: readonly unknown[] = ['hold', 'vote', 'overrule', 'status'];

export function parseRequest(body: string): ArbiterRequest | undefined {
  const read = objectOf(body);
  if (read === undefined || !doings.includes(read.do)) return undefined;
  const { id, ttlMs } = read;
  const token = tokenOf(read.token);
  if (typeof id !== 'string' || !/^[\w.-]{1,64}$/.test(id) || token === undefined) return undefined;
  if (typeof ttlMs !== 'number' || !(ttlMs >= 1_000 && ttlMs <= 600_000)) return undefined;
  return { do: read.do as ArbiterRequest['do'], id, token, ttlMs };
}

export function parseAnswer(body: string): ArbiterAnswer | undefined {
  const read = objectOf(body);
  const token = tokenOf(read?.token);
  if (read === undefined || token === undefined || typeof read.granted !== 'boolean') return undefined;
  const heardMs = typeof read.heardMs === 'number' ? read.heardMs : undefined;
  return { granted: read.granted, token, id: String(read.id), heardMs };
}

function objectOf(body: string): Record<string, unknown> | undefined {
  try {
    const read: unknown = JSON.parse(body);
    return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function tokenOf(value: unknown): Token | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { timeline, epoch } = value as Partial<Record<keyof Token, unknown>>;
  const whole = (each: unknown): each is number => Number.isSafeInteger(each) && Number(each) >= 0;
  return whole(timeline) && whole(epoch) ? { timeline, epoch } : undefined;
}
