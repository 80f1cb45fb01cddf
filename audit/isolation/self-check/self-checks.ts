import { randomUUID } from 'node:crypto';
import { commitmentOf, newNonce } from '../../../collector/index.ts';
import { type Clock, type EpochMs, message } from '../../../core/index.ts';
import type { ProbeRun } from '../model.ts';

/** Every bound of browsers' self-checks. */
export const selfCheckLimits = {
  /** A browser that found the way shut is asked again after this. */
  againMs: 20 * 3_600_000,
  /** An answer that comes later counts no more; and nobody is asked more often, so that no terminal can fill the record. */
  answerMs: 60_000,
  /** Under way at a time; who comes beyond is asked at its next visit. */
  pending: 500,
  /** Addresses of which is remembered when they may be asked again. */
  clients: 20_000,
} as const;

/** A sentinel that a browser may try to reach. */
export interface SelfCheckTarget {
  readonly id: string;
  readonly address: string;
  readonly port: number;
  readonly isSigned: (nonce: string, token: string) => boolean;
}

/** What a browser shall try: an address of each sentinel, with a nonce that is on record. */
export interface SelfCheckTask {
  readonly id: string;
  readonly urls: readonly string[];
}

/** What it met, in the order of the addresses. */
export interface SelfCheckAnswer {
  readonly outcome: 'answered' | 'silent' | 'not-run';
  readonly token: string;
}

/** Browsers inside that try the outside: the terminal itself is the probe, so that one machine on two networks shows itself. */
export interface SelfChecks {
  /** Undefined: nothing is to be tried by this address now. Resolves when the nonces are on record. */
  begin(from: string): Promise<SelfCheckTask | undefined>;
  /** Undefined: nobody asked, or too long ago. Only a sentinel's own signature can make a leak of it. */
  end(id: string, from: string, answers: readonly SelfCheckAnswer[]): readonly ProbeRun[] | undefined;
}

interface Pending {
  readonly from: string;
  readonly placeId: string;
  readonly at: EpochMs;
  readonly commitment: number;
  readonly tries: readonly { readonly target: SelfCheckTarget; readonly nonce: string }[];
}

/** `placeOf`: where an address stands; `commit` puts commitments on record and gives the record. */
export function createSelfChecks(deps: {
  readonly targets: () => readonly SelfCheckTarget[];
  readonly placeOf: (address: string) => string | undefined;
  readonly commit: (placeId: string, commitments: readonly string[]) => Promise<number>;
  readonly clock: Clock;
}): SelfChecks {
  const { targets, placeOf, commit, clock } = deps;
  const pending = new Map<string, Pending>();
  const nextAt = new Map<string, EpochMs>();

  function rest(from: string, until: EpochMs): void {
    nextAt.delete(from);
    nextAt.set(from, until);
    const oldest = nextAt.size > selfCheckLimits.clients ? nextAt.keys().next().value : undefined;
    if (oldest !== undefined) nextAt.delete(oldest);
  }

  /** A time that lies further ahead than anybody rests was written before the clock was set back. */
  function rests(from: string, now: EpochMs): boolean {
    const left = (nextAt.get(from) ?? 0) - now;
    return left > 0 && left <= selfCheckLimits.againMs;
  }

  return {
    async begin(from) {
      const now = clock.now();
      for (const [id, { at }] of pending) if (Math.abs(now - at) > selfCheckLimits.answerMs) pending.delete(id);
      const placeId = placeOf(from);
      const tries = targets().map((target) => ({ target, nonce: newNonce() }));
      if (placeId === undefined || rests(from, now) || tries.length === 0 || pending.size >= selfCheckLimits.pending) {
        return undefined;
      }
      const id = randomUUID();
      rest(from, now + selfCheckLimits.answerMs);
      // Held at once, so that the bound holds while the record is being made.
      pending.set(id, { from, placeId, at: now, commitment: -1, tries: [] });
      try {
        const commitment = await commit(
          placeId,
          tries.map(({ nonce }) => commitmentOf(nonce)),
        );
        pending.set(id, { from, placeId, at: now, commitment, tries });
      } catch (thrown) {
        pending.delete(id);
        nextAt.delete(from);
        throw thrown;
      }
      return { id, urls: tries.map(({ target, nonce }) => `${originOf(target)}/fz/${nonce}`) };
    },
    end(id, from, answers) {
      const now = clock.now();
      const begun = pending.get(id);
      if (begun === undefined || begun.from !== from) return undefined;
      pending.delete(id);
      if (now - begun.at > selfCheckLimits.answerMs || answers.length !== begun.tries.length) return undefined;
      const runs = begun.tries.map(({ target, nonce }, index): ProbeRun => {
        const { outcome, token } = answers[index] as SelfCheckAnswer;
        const word =
          outcome === 'silent'
            ? 'blocked'
            : outcome === 'answered' && target.isSigned(nonce, token)
              ? 'leaked'
              : 'not-run';
        return {
          placeId: begun.placeId,
          collectorId: `browser ${from}`,
          protocol: 'browser',
          at: now,
          target: `${target.id} ${target.address}:${target.port} < ${from}`,
          nonce,
          commitment: begun.commitment,
          outcome: word,
          detail: message(`isolation.self-check.${word}`, { from, target: target.id }),
          control: { target: 'fangzhou', outcome: 'reached' },
          targetAlive: undefined,
        };
      });
      if (runs.every(({ outcome }) => outcome === 'blocked')) rest(from, now + selfCheckLimits.againMs);
      return runs;
    },
  };
}

/** `http://198.51.100.7:80`, as a browser writes it. */
export function originOf({ address, port }: Pick<SelfCheckTarget, 'address' | 'port'>): string {
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}
