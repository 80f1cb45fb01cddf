import { type EpochMs, type Message, message } from '../../core/index.ts';
import type { Link, LinkEnd } from '../../inventory/index.ts';
import { type Port, portWord } from './interface.ts';
import { isFresh, type Judgement, type Known, mergeBehind } from './judgement.ts';
import type { ElementRef } from './model.ts';

/** One end of a link as it was last seen. */
export interface LinkEndView {
  readonly deviceId: string;
  readonly name: string;
  /** `unseen`: no fresh reading of this port stands; `reason` says why. */
  readonly word: 'up' | 'degraded' | 'down' | 'unseen';
  readonly reason: Message;
  readonly at: EpochMs;
  readonly changedAt: EpochMs;
  readonly speedBitsPerSecond: number;
  /** The dead element that hides this end. */
  readonly behind?: readonly ElementRef[];
}

/** How a link's end is seen: by its port's newest reading, while its device is observed and the reading fresh. */
export function viewLinkEnd(input: {
  readonly end: LinkEnd;
  readonly device: Known | undefined;
  readonly port: Port | undefined;
  readonly now: EpochMs;
  readonly staleAfterMs: number;
}): LinkEndView {
  const { end, device, port } = input;
  const base = { deviceId: end.deviceId, name: end.interfaceName, speedBitsPerSecond: 0, at: 0, changedAt: 0 };
  const unseen = (reason: Message) => ({ ...base, word: 'unseen' as const, reason });
  if (device?.state === 'down') {
    return { ...unseen(message('audit.interface.device-down')), behind: [{ kind: 'device', id: end.deviceId }] };
  }
  if (device?.behind !== undefined) return { ...unseen(message('audit.link.end-hidden')), behind: device.behind };
  if (device?.state === 'unknown') return unseen(device.reason);
  if (port === undefined) return unseen(message('audit.not-observed'));
  if (!isFresh(port.at, input.now, input.staleAfterMs)) return unseen(message('audit.stale'));
  const word = portWord(port);
  if (word.state === 'unknown') return unseen(word.reason);
  return {
    ...base,
    word: word.state,
    reason: word.reason,
    at: port.at,
    changedAt: port.changedAt,
    speedBitsPerSecond: port.speedBitsPerSecond,
  };
}

const endName = (end: LinkEndView): string => `${end.deviceId} ${end.name}`;

/**
 * Judges a link from both ends. A fresh end that is down makes it down, and an end that freshly says otherwise is
 * named; two fresh ends that carry make it up. What one end said before the other changed is neither agreement nor
 * disagreement: it is older than the change. One end alone never makes a link up.
 */
export function judgeLink(link: Link, a: LinkEndView, b: LinkEndView): Judgement {
  const seenA = a.word !== 'unseen';
  const seenB = b.word !== 'unseen';
  const oldA = seenA && seenB && a.at < b.changedAt;
  const oldB = seenA && seenB && b.at < a.changedAt;
  const freshA = seenA && !oldA;
  const freshB = seenB && !oldB;
  const downA = freshA && a.word === 'down';
  const downB = freshB && b.word === 'down';
  if (downA && downB) return { state: 'down', reason: bothDown(a, b) };
  if (downA) return oneDown(a, b, freshB, oldB);
  if (downB) return oneDown(b, a, freshA, oldA);
  if (freshA && freshB) return carrying(link, a, b);
  if (freshA) return oneEnd(a, b, oldB);
  if (freshB) return oneEnd(b, a, oldA);
  const behind = mergeBehind(a.behind, b.behind);
  return {
    state: 'unknown',
    reason: message('audit.link.no-end', { reason: `key:${a.reason.key}` }),
    ...(behind.length > 0 ? { behind } : {}),
  };
}

function bothDown(a: LinkEndView, b: LinkEndView): Message {
  const shut = [a, b].find((end) => end.reason.key === 'audit.interface.admin-down');
  if (shut !== undefined) return message('audit.link.shut', { end: endName(shut) });
  return message('audit.link.down', { a: endName(a), b: endName(b) });
}

function oneDown(down: LinkEndView, other: LinkEndView, otherFresh: boolean, otherOld: boolean): Judgement {
  const params = { end: endName(down), other: endName(other) };
  if (otherFresh) return { state: 'down', reason: message('audit.link.disagree', params) };
  if (down.reason.key === 'audit.interface.admin-down') {
    return { state: 'down', reason: message('audit.link.shut', { end: params.end }) };
  }
  return {
    state: 'down',
    reason: message(otherOld ? 'audit.link.down-other-older' : 'audit.link.down-other-unseen', params),
  };
}

function oneEnd(seen: LinkEndView, other: LinkEndView, otherOld: boolean): Judgement {
  const params = { end: endName(seen), other: endName(other) };
  if (otherOld) return { state: 'unknown', reason: message('audit.link.other-older', params) };
  return {
    state: 'unknown',
    reason: message('audit.link.one-end', { ...params, reason: `key:${other.reason.key}` }),
    ...(other.behind !== undefined ? { behind: other.behind } : {}),
  };
}

function carrying(link: Link, a: LinkEndView, b: LinkEndView): Judgement {
  const weak = [a, b].find((end) => end.word === 'degraded');
  if (weak !== undefined) {
    return {
      state: 'degraded',
      reason: message('audit.link.degraded-end', { end: endName(weak), reason: `key:${weak.reason.key}` }),
    };
  }
  const slow = [a, b].find((end) => end.speedBitsPerSecond > 0 && end.speedBitsPerSecond < link.bandwidthBitsPerSecond);
  if (slow !== undefined) {
    const mbit = (bits: number): number => Math.round(bits / 10_000) / 100;
    return {
      state: 'degraded',
      reason: message('audit.link.slow', {
        end: endName(slow),
        speed: mbit(slow.speedBitsPerSecond),
        bandwidth: mbit(link.bandwidthBitsPerSecond),
      }),
    };
  }
  return { state: 'up', reason: message('audit.link.up') };
}

/** Devices whose poll would settle what this link's ends leave open. */
export function linkDoubts(a: LinkEndView, b: LinkEndView): readonly string[] {
  if (a.word === 'unseen' && b.word === 'unseen') return [];
  const doubts: string[] = [];
  if (a.changedAt > 0 && b.at < a.changedAt) doubts.push(b.deviceId);
  if (b.changedAt > 0 && a.at < b.changedAt) doubts.push(a.deviceId);
  return doubts;
}
