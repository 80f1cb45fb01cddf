import { type Cancel, type Clock, errorText, type Log } from '../../core/index.ts';
import { type ArbiterClient, createArbiterClient } from '../arbiter/client.ts';
import { prune } from '../journal/prune.ts';
import { createSendRecords, type SendRecords } from '../journal/sends.ts';
import type { Fence } from '../journal/writer.ts';
import type { Access } from '../lease/connection.ts';
import { createDatabase, type Database } from '../lease/database.ts';
import { createLease, type LeaseView, type Look } from '../lease/lease.ts';
import { compareTokens, type Token, tokenText } from '../lease/token.ts';
import type { Hindrance, Role, StandbyView, TakeoverManner } from '../model.ts';
import { pairLimits } from '../pair-limits.ts';
import { type Attachment, createAttachment } from './attachment.ts';
import { createLossWatch } from './loss.ts';
import { createPeerWatch } from './peer-watch.ts';
import { promoteByVotes } from './promotion.ts';
import { createProof } from './proof.ts';

export interface MemberOptions {
  readonly id: string;
  readonly peer: string;
  /** Where people find this instance. */
  readonly url: string;
  readonly ttlMs: number;
  readonly notifyDelayMs: number;
  readonly accesses: readonly Access[];
  readonly arbiter: { readonly host: string; readonly port: number; readonly key: string } | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Told of each change of the role; at once when it is lost. */
  readonly onRole: (role: Role) => void;
}

/** One of the two instances: holds the lease or waits for it, and always knows whether it may decide. */
export interface Member {
  /** Looks for the first time, and goes on by itself. Bounded; without an answer it begins as a standby. */
  start(): Promise<Role>;
  readonly role: Role;
  readonly fence: Fence;
  readonly attachment: Attachment;
  readonly sends: SendRecords;
  /** Nobody has proved for a whole ttl that he decides; since when, on the steady clock. */
  undecidedSinceMs(): number | undefined;
  /** Whether this instance was the last that decided, as far as it knows. */
  readonly wasActive: boolean;
  /** The last token that anybody was seen to hold. */
  readonly lastToken: Token | undefined;
  view(): StandbyView;
  /** Gives the lease back, so that the other one need not wait. */
  stop(): Promise<void>;
}

/** By what a takeover comes about: it follows from where the databases stand and whether there is a third vote. */
export function mannerOf(accesses: readonly Access[], hasArbiter: boolean): TakeoverManner {
  if (accesses.every(({ at }) => at === undefined)) return 'lease';
  return hasArbiter ? 'votes' : 'manual';
}

export function createMember(options: MemberOptions): Member {
  const { id, peer, url, ttlMs, clock, log } = options;
  const database: Database = createDatabase({ ...options, leaseMs: Math.min(pairLimits.statementMs, ttlMs / 6) });
  const lease = createLease({ database, member: { id, peer, url }, ttlMs });
  const manner = mannerOf(options.accesses, options.arbiter !== undefined);
  const arbiter: ArbiterClient | undefined =
    options.arbiter === undefined
      ? undefined
      : createArbiterClient({
          ...{ ...options.arbiter, clock },
          onRefused: () => log.warn({ host: options.arbiter?.host }, 'arbiter-has-another-key'),
        });
  const proof = createProof(ttlMs, manner === 'votes');
  const peerWatch = createPeerWatch();
  const losses = createLossWatch({ database, manner });
  const lookMs = Math.min(
    pairLimits.longestLookMs,
    Math.max(pairLimits.shortestLookMs, ttlMs / pairLimits.looksPerTtl),
  );
  let token: Token | undefined;
  let role: Role = 'standby';
  let since = clock.now();
  let closed = false;
  let cancelTick: Cancel = () => {};
  let cancelDeadline: Cancel = () => {};
  let running: Promise<void> = Promise.resolve();
  let renewedAt = Number.NEGATIVE_INFINITY;
  let probedAt = Number.NEGATIVE_INFINITY;
  let prunedAt = clock.monotonicMs();
  const startedAt = clock.monotonicMs();
  let lookedAt = startedAt;
  let validAt = startedAt;
  let seen: Look | undefined;
  let lastToken: Token | undefined;
  let wasActive = false;
  let hindrance: Hindrance | undefined;
  let arbiterAnswers: boolean | undefined;
  let peerSeenAt: number | undefined;
  let troubled = false;
  let probing = false;
  let followedSeq = 0;

  const mayDecide = (): Token | undefined => {
    const deadline = proof.deadlineMs();
    return token !== undefined && deadline !== undefined && clock.monotonicMs() < deadline ? token : undefined;
  };

  const lost = (reason: string): void => {
    if (token === undefined) return;
    log.error({ lease: tokenText(token), reason }, 'standby-role-lost');
    token = undefined;
    proof.forget();
    cancelDeadline();
    // The others learn from the lease itself; here nothing is written or sent from this moment on.
    setRole('standby');
  };
  const fence: Fence = { token: mayDecide, lost };

  const setRole = (next: Role): void => {
    if (role === next) return;
    role = next;
    since = clock.now();
    options.onRole(next);
  };

  /** Runs out by itself, whatever a statement is waiting for. */
  const watchDeadline = (): void => {
    cancelDeadline();
    const deadline = proof.deadlineMs();
    if (token === undefined || deadline === undefined) return;
    cancelDeadline = clock.after(Math.max(0, deadline - clock.monotonicMs()) + 1, () => {
      if (mayDecide() === undefined) lost('no proof of the lease in time');
      else watchDeadline();
    });
  };

  const attachment = createAttachment({ database, fence, memberId: id, clock, log });
  const sends = createSendRecords({ database, memberId: id, fence, clock, log });
  /** Also while the store is being opened anew. */
  const ownSeq = (): number => {
    followedSeq = attachment.seq ?? followedSeq;
    return followedSeq;
  };

  const noteLook = (look: Look, askedAt: number): number | undefined => {
    seen = look;
    lookedAt = clock.monotonicMs();
    const risen = peerWatch.look(look.peer?.beat, askedAt);
    if (risen !== undefined) peerSeenAt = clock.now();
    noteToken(look.lease);
    return risen;
  };

  const noteToken = (view: LeaseView | undefined): void => {
    if (view === undefined) return;
    if (lastToken === undefined || compareTokens(view.token, lastToken) > 0) lastToken = view.token;
    if (view.valid && view.token.timeline === view.timeline) {
      validAt = clock.monotonicMs();
      wasActive = view.holder === id;
    }
  };

  /** The second vote for going on as the holder: the arbiter's word. Undefined: it does not answer. */
  const askToHold = async (held: Token, askedAt: number): Promise<boolean | undefined> => {
    if (manner !== 'votes' || arbiter === undefined) return true;
    const answer = await arbiter.ask({ do: 'hold', id, token: held, ttlMs });
    arbiterAnswers = answer !== undefined;
    if (answer?.granted === true) proof.quorum(askedAt);
    return answer?.granted;
  };

  const renew = async (held: Token): Promise<void> => {
    const askedAt = clock.monotonicMs();
    if (askedAt - renewedAt < ttlMs / pairLimits.renewalsPerTtl) return;
    renewedAt = askedAt;
    const [renewed, holds] = await Promise.all([lease.renew(held, ownSeq()), askToHold(held, askedAt)]);
    if (token !== held) return;
    const risen = noteLook(renewed.look, askedAt);
    if (!renewed.held) {
      lost('the lease is not ours');
      return;
    }
    if (holds === false) {
      lost('the arbiter stands for a later holder');
      await lease.release(held).catch(() => undefined);
      return;
    }
    proof.database(askedAt);
    // The other instance sees the same database: it has not promoted another.
    if (risen !== undefined) proof.quorum(risen);
    watchDeadline();
    await sends.handOver().catch(() => undefined);
  };

  const acquire = async (): Promise<void> => {
    const askedAt = clock.monotonicMs();
    const taken = await lease.acquire();
    if (taken === undefined) return;
    const holds = await askToHold(taken, askedAt);
    const peerRose = peerWatch.roseAtMs;
    const peerVotes = peerRose !== undefined && askedAt - peerRose < ttlMs / 3;
    if (holds === false || (holds === undefined && !peerVotes)) {
      hindrance = holds === false ? 'arbiter-refuses' : 'arbiter-unreachable';
      await lease.release(taken);
      return;
    }
    proof.forget();
    proof.database(askedAt);
    proof.quorum(holds === true ? askedAt : (peerRose ?? askedAt));
    token = taken;
    lastToken = taken;
    validAt = clock.monotonicMs();
    wasActive = true;
    renewedAt = askedAt;
    hindrance = undefined;
    log.warn({ lease: tokenText(taken) }, 'standby-role-taken');
    watchDeadline();
    setRole('active');
  };

  const standBy = async (): Promise<void> => {
    const askedAt = clock.monotonicMs();
    try {
      noteLook(await lease.look(ownSeq()), askedAt);
    } catch (error) {
      await withoutDatabase(error);
      return;
    }
    if (troubled) log.info({}, 'standby-database-answers');
    troubled = false;
    const current = seen?.lease;
    if (seen !== undefined && seen.lastSeq !== ownSeq()) await attachment.follow();
    if (current === undefined || !current.valid || current.token.timeline < current.timeline) await acquire();
    else hindrance = undefined;
    await sends.handOver().catch(() => undefined);
  };

  const withoutDatabase = async (error: unknown): Promise<void> => {
    if (!troubled) log.warn({ reason: errorText(error) }, 'standby-database-unreachable');
    troubled = true;
    // The arbiter judges the holder's silence; here it is enough that the database was not heard for a while.
    if (clock.monotonicMs() - lookedAt < ttlMs / 2) return;
    hindrance = 'database-unreachable';
    if (manner !== 'votes' || arbiter === undefined) return;
    hindrance = await promoteByVotes({ database, arbiter, id, ttlMs, last: lastToken, log });
    arbiterAnswers = hindrance !== 'arbiter-unreachable';
  };

  /** A server on a later timeline is the one that counts, also when the earlier one still answers. */
  const probe = async (): Promise<void> => {
    const servers = await database.probe();
    const highest = Math.max(0, ...servers.map(({ timeline }) => timeline ?? 0));
    if (token !== undefined && highest > token.timeline) lost('the database was promoted elsewhere');
    await losses.look();
    if (token === undefined || clock.monotonicMs() - prunedAt < pairLimits.pruneEveryMs) return;
    prunedAt = clock.monotonicMs();
    await prune(database);
  };

  /** Beside the turns: a server that does not answer must not keep the lease waiting. */
  const probeWhenDue = (): void => {
    if (probing || clock.monotonicMs() - probedAt < ttlMs / 3) return;
    probing = true;
    probedAt = clock.monotonicMs();
    void probe()
      .catch((error: unknown) => log.warn({ reason: errorText(error) }, 'standby-probe-failed'))
      .finally(() => {
        probing = false;
      });
  };

  const turn = async (): Promise<void> => {
    try {
      if (token === undefined) await standBy();
      else await renew(token);
      probeWhenDue();
    } catch (error) {
      if (!troubled) log.warn({ reason: errorText(error) }, 'standby-look-failed');
      troubled = true;
    }
  };

  const tick = (): void => {
    if (closed) return;
    running = turn().then(() => {
      if (!closed) cancelTick = clock.after(lookMs, tick);
    });
  };

  const activeOf = (): StandbyView['active'] => {
    if (token !== undefined) return { id, url, token: tokenText(token) };
    if (seen?.lease === undefined || clock.monotonicMs() - validAt >= ttlMs || !seen.lease.valid) return undefined;
    return { id: seen.lease.holder, url: seen.lease.url, token: tokenText(seen.lease.token) };
  };

  const behind = (): number | undefined => {
    if (seen === undefined) return undefined;
    const followed = role === 'active' ? seen.peer?.seq : attachment.seq;
    return followed === undefined ? undefined : Math.max(0, Math.max(seen.lastSeq, attachment.seq ?? 0) - followed);
  };

  return {
    async start() {
      await database.probe();
      await turn();
      cancelTick = clock.after(lookMs, tick);
      return role;
    },
    get role() {
      return role;
    },
    fence,
    attachment,
    sends,
    undecidedSinceMs() {
      if (token !== undefined) return undefined;
      return clock.monotonicMs() - validAt > ttlMs ? validAt + ttlMs : undefined;
    },
    get wasActive() {
      return wasActive;
    },
    get lastToken() {
      return lastToken;
    },
    view: () => ({
      id,
      peer,
      role,
      since,
      active: activeOf(),
      takeover: manner,
      hindrance,
      ttlSeconds: ttlMs / 1000,
      notifyDelaySeconds: options.notifyDelayMs / 1000,
      databases: database.states(),
      arbiter: options.arbiter === undefined ? 'none' : arbiterAnswers === false ? 'silent' : 'answers',
      peerSeenAt,
      lossBound: {
        decisions: behind(),
        seconds: seen === undefined ? undefined : Math.round((clock.monotonicMs() - lookedAt) / 100) / 10,
        ...losses.view(),
      },
      diverged: attachment.diverged,
    }),
    async stop() {
      closed = true;
      cancelTick();
      cancelDeadline();
      await running;
      const held = token;
      token = undefined;
      if (held !== undefined) await lease.release(held).catch(() => undefined);
      arbiter?.close();
      await database.close();
    },
  };
}
