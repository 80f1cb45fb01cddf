/** Who is enrolled: collectors with their certificates, and the one-time tokens that let another one in. */
import { createHash, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { Clock, EpochMs } from '../../../core/index.ts';
import type { Store } from '../../../store/index.ts';
import { lightBounds } from '../limits.ts';
import { hashOfSecret, newToken, parseToken, tokenText } from '../token.ts';
import { spkiOf } from '../x509/parts.ts';
import type { Authority } from './authority.ts';

const dayMs = 86_400_000;

/** A collector as it is kept. */
export interface Enrolled {
  readonly id: string;
  /** A point, or a data centre. */
  readonly placeId: string;
  readonly enrolledAt: EpochMs;
  /** Who made the token. */
  readonly enrolledBy: string;
  /** Serial numbers that are let in: the one in use, and the one that may take its place. */
  readonly certificates: readonly { readonly serial: string; readonly endsAt: EpochMs }[];
  readonly revokedAt?: EpochMs;
  readonly revokedBy?: string;
}

interface KeptToken {
  readonly id: string;
  readonly hash: string;
  readonly collectorId: string;
  readonly placeId: string;
  readonly madeBy: string;
  readonly endsAt: EpochMs;
  /** Digest of the key that used it: the same may ask again, for its answer may have been lost. */
  readonly usedWith?: string;
}

export interface MadeToken {
  readonly collectorId: string;
  readonly placeId: string;
  readonly token: string;
  readonly endsAt: EpochMs;
}

export type TokenRefusal = 'bad-id' | 'bad-place' | 'many-tokens' | 'many-collectors';

/** What came of a token. Why it is refused is for the log: the other side learns nothing. */
export type Enrolment =
  | { readonly ok: true; readonly collector: Enrolled; readonly certificate: string; readonly isAgain: boolean }
  | { readonly ok: false; readonly why: 'no-token' | 'unknown' | 'wrong' | 'used' | 'over' | 'place' };

export interface Registry {
  list(): readonly Enrolled[];
  find(id: string): Enrolled | undefined;
  makeToken(wish: {
    readonly collectorId: string;
    readonly placeId: string;
    readonly by: string;
  }): { readonly ok: true; readonly made: MadeToken } | { readonly ok: false; readonly refusal: TokenRefusal };
  /** On the disk when it resolves. */
  enrol(token: string, publicKey: KeyObject): Promise<Enrolment>;
  /** Another certificate for the same collector; the one before it holds until the new one was used. */
  renew(id: string, publicKey: KeyObject): Promise<string | undefined>;
  /** Who has a certificate of this serial number; `revoked` where he is let in no more. */
  bySerial(serial: string): { readonly collector: Enrolled; readonly standing: 'enrolled' | 'revoked' } | undefined;
  /** The certificate of this serial number was used: those before it end. */
  used(id: string, serial: string): void;
  /** Whether the certificate in use should be made anew. */
  isDue(id: string, serial: string): boolean;
  /** Lets a collector in no more, and nobody with a token for it; false: there is neither. On the disk when it resolves. */
  revoke(id: string, by: string): Promise<boolean>;
  /** Tokens that nobody has used yet. */
  waiting(): readonly { readonly collectorId: string; readonly placeId: string; readonly endsAt: EpochMs }[];
}

export const collectorCollection = 'light-collectors';
export const tokenCollection = 'light-tokens';
const idPattern = /^[a-z0-9][a-z0-9-]{0,62}$/;
const mostCertificates = 3;

/** Opens the registry as the store has it. */
export async function openRegistry(deps: {
  readonly store: Store;
  readonly clock: Clock;
  readonly authority: Authority;
  /** A point or a data centre of the inventory as it is now. */
  readonly isPlace: (id: string) => boolean;
}): Promise<Registry> {
  const { store, clock, authority, isPlace } = deps;
  const collectors = new Map<string, Enrolled>();
  const tokens = new Map<string, KeptToken>();
  for (const { key, body } of await store.documents(collectorCollection)) collectors.set(key, body as Enrolled);
  for (const { key, body } of await store.documents(tokenCollection)) tokens.set(key, body as KeptToken);

  const keep = (collector: Enrolled): Enrolled => {
    collectors.set(collector.id, collector);
    store.put({ collection: collectorCollection, key: collector.id, body: collector });
    return collector;
  };

  const keepToken = (token: KeptToken): void => {
    tokens.set(token.id, token);
    store.put({ collection: tokenCollection, key: token.id, body: token });
  };

  const dropOldTokens = (): void => {
    for (const { id, endsAt } of tokens.values()) {
      if (endsAt <= clock.now()) dropToken(id);
    }
  };

  const dropToken = (id: string): void => {
    tokens.delete(id);
    store.put({ collection: tokenCollection, key: id, body: undefined });
  };

  const dropTokensOf = (collectorId: string): number => {
    const ids = [...tokens.values()].filter((token) => token.collectorId === collectorId).map(({ id }) => id);
    for (const id of ids) dropToken(id);
    return ids.length;
  };

  const issue = (id: string, publicKey: KeyObject) => authority.issueCollector(id, publicKey);

  return {
    list: () => [...collectors.values()].sort((one, other) => (one.id < other.id ? -1 : 1)),
    find: (id) => collectors.get(id),
    makeToken({ collectorId, placeId, by: madeBy }) {
      dropOldTokens();
      if (!idPattern.test(collectorId) || collectorId === 'hub') return { ok: false, refusal: 'bad-id' };
      if (!isPlace(placeId)) return { ok: false, refusal: 'bad-place' };
      if (tokens.size >= lightBounds.tokens) return { ok: false, refusal: 'many-tokens' };
      const isFull = collectors.size >= lightBounds.collectors && !collectors.has(collectorId);
      if (isFull) return { ok: false, refusal: 'many-collectors' };
      // Whoever makes a token anew means the new one.
      dropTokensOf(collectorId);
      const token = newToken(authority.fingerprint);
      const endsAt = clock.now() + lightBounds.tokenMs;
      keepToken({ id: token.id, hash: hashOfSecret(token.secret), collectorId, placeId, madeBy, endsAt });
      return { ok: true, made: { collectorId, placeId, token: tokenText(token), endsAt } };
    },
    async enrol(text, publicKey) {
      const offered = parseToken(text);
      if (offered === undefined) return { ok: false, why: 'no-token' };
      const token = tokens.get(offered.id);
      if (token === undefined) return { ok: false, why: 'unknown' };
      const hashes = [hashOfSecret(offered.secret), token.hash].map((hash) => Buffer.from(hash, 'hex'));
      if (!timingSafeEqual(hashes[0] ?? Buffer.alloc(0), hashes[1] ?? Buffer.alloc(0)))
        return { ok: false, why: 'wrong' };
      if (token.endsAt <= clock.now()) return { ok: false, why: 'over' };
      const usedWith = createHash('sha256').update(spkiOf(publicKey)).digest('hex');
      const isAgain = token.usedWith === usedWith;
      if (token.usedWith !== undefined && !isAgain) return { ok: false, why: 'used' };
      const { collectorId: id, placeId, madeBy: enrolledBy } = token;
      if (!isPlace(placeId)) return { ok: false, why: 'place' };
      const { certificate, serial, endsAt } = issue(id, publicKey);
      keepToken({ ...token, usedWith });
      // Whoever was enrolled under this id before is a stranger from now on.
      const collector = keep({ id, placeId, enrolledBy, enrolledAt: clock.now(), certificates: [{ serial, endsAt }] });
      await store.flush();
      return { ok: true, collector, certificate, isAgain };
    },
    async renew(id, publicKey) {
      const collector = collectors.get(id);
      if (collector === undefined || collector.revokedAt !== undefined) return undefined;
      const { certificate, serial, endsAt } = issue(id, publicKey);
      // The one in use stays first; of those that were made and never used the newest counts.
      const certificates = [...collector.certificates, { serial, endsAt }];
      const [inUse, ...others] = certificates;
      keep({
        ...collector,
        certificates: [...(inUse === undefined ? [] : [inUse]), ...others.slice(1 - mostCertificates)],
      });
      await store.flush();
      return certificate;
    },
    bySerial(serial) {
      for (const collector of collectors.values())
        if (collector.certificates.some((one) => one.serial === serial))
          return { collector, standing: collector.revokedAt === undefined ? 'enrolled' : 'revoked' };
      return undefined;
    },
    used(id, serial) {
      const collector = collectors.get(id);
      const from = collector?.certificates.findIndex((one) => one.serial === serial) ?? -1;
      if (collector !== undefined && from > 0) keep({ ...collector, certificates: collector.certificates.slice(from) });
    },
    isDue(id, serial) {
      const one = collectors.get(id)?.certificates.find((known) => known.serial === serial);
      const leftMs = lightBounds.collectorDays * dayMs * (1 - lightBounds.renewAfterShare);
      return one !== undefined && one.endsAt - clock.now() < leftMs;
    },
    async revoke(id, revokedBy) {
      const collector = collectors.get(id);
      const isIn = collector !== undefined && collector.revokedAt === undefined;
      const dropped = dropTokensOf(id);
      if (!isIn && dropped === 0) return false;
      if (isIn) keep({ ...collector, revokedAt: clock.now(), revokedBy });
      await store.flush();
      return true;
    },
    waiting() {
      dropOldTokens();
      return [...tokens.values()].filter(({ usedWith }) => usedWith === undefined);
    },
  };
}
