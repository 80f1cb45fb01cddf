import type { EpochMs } from '../../core/index.ts';
import type { Hop } from '../topology/routes.ts';
import type { Contact } from './contact.ts';
import { type Known, mergeBehind } from './judgement.ts';
import type { LinkEndView } from './link.ts';
import type { ElementRef } from './model.ts';

/** Whether a silent device could have been reached. `doubt` names the devices whose poll would settle it. */
export type PathStatus =
  | { readonly word: 'alive' }
  | { readonly word: 'dead'; readonly behind: readonly ElementRef[] }
  | { readonly word: 'doubt'; readonly ask: readonly string[] };

/** What the judging of a path may look at. */
export interface PathView {
  contact(deviceId: string): Contact | undefined;
  device(deviceId: string): Known | undefined;
  link(linkId: string): Known | undefined;
  /** The end of a link at its district, whatever the state of the device that told it. */
  nearEnd(linkId: string): LinkEndView | undefined;
}

const alive: PathStatus = { word: 'alive' };

/**
 * Judges the ways to a device that was silent at `missedAt`. One living way makes the path alive, and only a poll that began at
 * `missedAt` or later proves life: what was seen before the miss may have died with it, and a poll that began before may have
 * read its rows before, whenever it ended. All ways dead make it dead.
 * No way at all means that the device stands beside the collector.
 */
export function judgePath(hops: readonly Hop[], missedAt: EpochMs, view: PathView): PathStatus {
  if (hops.length === 0) return alive;
  const dead: (readonly ElementRef[])[] = [];
  const ask: string[] = [];
  for (const hop of hops) {
    const status =
      hop.link === undefined ? throughDevice(hop.deviceId, missedAt, view) : throughLink(hop, missedAt, view);
    if (status.word === 'alive') return alive;
    if (status.word === 'dead') dead.push(status.behind);
    else ask.push(...status.ask);
  }
  return dead.length === hops.length ? { word: 'dead', behind: mergeBehind(...dead) } : { word: 'doubt', ask };
}

function throughDevice(deviceId: string, missedAt: EpochMs, view: PathView): PathStatus {
  const contact = view.contact(deviceId);
  if (contact !== undefined && contact.misses === 0 && contact.startedAt >= missedAt) return alive;
  return deadDevice(deviceId, view) ?? { word: 'doubt', ask: [deviceId] };
}

function throughLink(hop: Hop, missedAt: EpochMs, view: PathView): PathStatus {
  const linkId = hop.link?.id ?? '';
  if (view.link(linkId)?.state === 'down') return { word: 'dead', behind: [{ kind: 'link', id: linkId }] };
  const end = view.nearEnd(linkId);
  const carries = end?.word === 'up' || end?.word === 'degraded';
  const askedAt = end === undefined ? undefined : view.contact(end.deviceId)?.startedAt;
  if (carries && end.at >= missedAt && askedAt !== undefined && askedAt >= missedAt) return alive;
  return deadDevice(hop.deviceId, view) ?? { word: 'doubt', ask: [hop.deviceId] };
}

/** A device that is down, or itself behind something, carries nobody. */
function deadDevice(deviceId: string, view: PathView): PathStatus | undefined {
  const known = view.device(deviceId);
  if (known?.state === 'down') return { word: 'dead', behind: [{ kind: 'device', id: deviceId }] };
  if (known?.behind !== undefined) return { word: 'dead', behind: known.behind };
  return undefined;
}
