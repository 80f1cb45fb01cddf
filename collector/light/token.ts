/** A one-time token of enrolment: which one, its secret, and whose authority the collector may trust. */
import { createHash, randomBytes } from 'node:crypto';

const prefix = 'fzc1';
const pattern = /^fzc1\.([\w-]{11})\.([\w-]{43})\.([\w-]{43})$/;

export interface Token {
  readonly id: string;
  readonly secret: string;
  /** SHA-256 of the authority's certificate, base64url. */
  readonly fingerprint: string;
}

export function newToken(fingerprint: string): Token {
  return { id: randomBytes(8).toString('base64url'), secret: randomBytes(32).toString('base64url'), fingerprint };
}

export function tokenText({ id, secret, fingerprint }: Token): string {
  return `${prefix}.${id}.${secret}.${fingerprint}`;
}

/** Undefined for what is none. */
export function parseToken(text: string): Token | undefined {
  const [, id, secret, fingerprint] = pattern.exec(text.trim()) ?? [];
  return id === undefined || secret === undefined || fingerprint === undefined
    ? undefined
    : { id, secret, fingerprint };
}

/** What is kept of a secret: 256 random bits need no slow hash. */
export function hashOfSecret(secret: string): string {
  return createHash('sha256').update(`fangzhou light collector ${secret}`).digest('hex');
}
