import { type EpochMs, message } from '../../core/index.ts';
import type { Contact } from './contact.ts';
import { isFresh, type Judgement, type Known, refsText } from './judgement.ts';
import type { StateLimits } from './limits.ts';
import type { PathStatus } from './path.ts';

export interface DeviceInput {
  /** False for a device that is declared without an SNMP agent. */
  readonly hasAgent: boolean;
  readonly contact: Contact | undefined;
  /** Judged only for a device whose newest poll was silent. */
  readonly path: PathStatus;
  readonly before: Known;
  readonly now: EpochMs;
  readonly limits: StateLimits;
}

/**
 * A device's state.
 * - It answered: up; degraded when the answer was partial or its processor stays at the limit.
 * - It refused our credentials: alive but not observable, so unknown; never down.
 * - It is silent and every path to it is dead: unknown, behind what is dead. Unreachable is not down.
 * - It was silent `raiseAfterPolls` times with its path proven alive: down, until it answers or its path dies.
 * - It is silent, but not long enough or with its path in doubt: the state before stands until its evidence is stale.
 */
export function judgeDevice(input: DeviceInput): Judgement {
  const { contact, limits, now, path, before } = input;
  if (!input.hasAgent) return { state: 'unknown', reason: message('audit.device.no-agent') };
  if (contact === undefined) return { state: 'unknown', reason: message('audit.not-observed') };
  if (contact.misses > 0) {
    if (path.word === 'dead') {
      const reason = message('audit.behind', { behind: refsText(path.behind) });
      return { state: 'unknown', reason, behind: path.behind };
    }
    if (!isFresh(contact.polledAt, now, limits.staleAfterMs)) return stale();
    const decided = contact.missesOnPath >= limits.raiseAfterPolls && path.word === 'alive';
    if (decided || before.state === 'down') {
      return { state: 'down', reason: message('audit.device.silent', { polls: limits.raiseAfterPolls }) };
    }
    if (before.behind !== undefined) return { state: 'unknown', reason: message('audit.device.path-returned') };
    if (isFresh(contact.answeredAt, now, limits.staleAfterMs)) return before;
    if (contact.answeredAt > 0) return { state: 'unknown', reason: message('audit.device.silent-undecided') };
    return { state: 'unknown', reason: message('audit.device.never-answered') };
  }
  if (!isFresh(contact.polledAt, now, limits.staleAfterMs)) return stale();
  if (contact.outcome === 'refused') return { state: 'unknown', reason: message('audit.device.refused') };
  if (contact.outcome === 'partial') {
    return { state: 'degraded', reason: message('audit.device.partial', { parts: contact.missingParts }) };
  }
  if (contact.busyPolls >= limits.raiseAfterPolls) {
    return { state: 'degraded', reason: message('audit.device.busy', { polls: limits.raiseAfterPolls }) };
  }
  return { state: 'up', reason: message('audit.device.answers') };
}

function stale(): Judgement {
  return { state: 'unknown', reason: message('audit.stale') };
}
