import type { EpochMs } from '../../core/index.ts';
import type { Port } from './interface.ts';
import type { ElementKind, Evidence } from './model.ts';
import { portOf, type World } from './world.ts';

/** What a state rests on now, newest observation first named by its time; at most `evidencePerState` entries. */
export interface Grounds {
  readonly observedAt: EpochMs;
  readonly evidence: readonly Evidence[];
}

/** Enough for a point with four links and as many devices; more would bury the reader. */
export const evidencePerState = 16;

const ofPoll = 'poll';
const ofStatus = ' operStatus';

/** Gathers the evidence of an element from what its devices said. */
export function groundsOf(world: World, kind: ElementKind, id: string): Grounds {
  const evidence = gather(world, kind, id).slice(0, evidencePerState);
  return { evidence, observedAt: evidence.reduce((newest, entry) => Math.max(newest, entry.at), 0) };
}

function gather(world: World, kind: ElementKind, id: string): readonly Evidence[] {
  const { topology } = world;
  const polls = (devices: readonly { readonly id: string }[]): readonly Evidence[] =>
    devices.flatMap((device) => pollOf(world, device.id));
  switch (kind) {
    case 'device':
      return pollOf(world, id);
    case 'interface': {
      const slash = id.indexOf('/');
      return statusOf(world, id.slice(0, slash), id.slice(slash + 1));
    }
    case 'link': {
      const link = topology.city.links.get(id);
      if (link === undefined) return [];
      return [link.a, link.b].flatMap((end) => [
        ...statusOf(world, end.deviceId, end.interfaceName),
        ...silenceOf(world, end.deviceId),
      ]);
    }
    case 'point':
      return [
        ...polls(topology.devicesOfPoint(id)),
        ...topology
          .linksOfPoint(id)
          .flatMap((link) => gather(world, 'link', link.id).filter((entry) => entry.what !== ofPoll)),
      ];
    case 'pair': {
      const pair = topology.city.hostPairs.get(id);
      return pair === undefined ? [] : polls([{ id: pair.memberA }, { id: pair.memberB }]);
    }
    case 'district':
      return polls([
        ...topology.aggregationOf(id),
        ...topology.pointsOf(id).flatMap((point) => topology.gatewaysOf(point.id)),
      ]);
  }
}

function pollOf(world: World, deviceId: string): readonly Evidence[] {
  const contact = world.contacts.get(deviceId);
  if (contact === undefined) return [];
  return [{ deviceId, what: ofPoll, value: contact.outcome, at: contact.polledAt }];
}

function silenceOf(world: World, deviceId: string): readonly Evidence[] {
  return (world.contacts.get(deviceId)?.misses ?? 0) > 0 ? pollOf(world, deviceId) : [];
}

function statusOf(world: World, deviceId: string, name: string): readonly Evidence[] {
  const port = portOf(world, deviceId, name);
  if (port === undefined) return [];
  const status: Evidence = { deviceId, what: `${name}${ofStatus}`, value: statusText(port), at: port.at };
  if (!port.errorsHigh) return [status];
  return [status, { deviceId, what: `${name} errors`, value: `${port.errorsPerSecond.toFixed(1)}/s`, at: port.at }];
}

function statusText(port: Port): string {
  if (!port.found) return 'not found';
  return port.admin === 'up' ? port.oper : `admin ${port.admin}`;
}

/** The port status that an entry of evidence tells, so that evidence alone rebuilds what was seen. */
export function readStatus(entry: Evidence): { readonly name: string; readonly value: string } | undefined {
  if (!entry.what.endsWith(ofStatus)) return undefined;
  return { name: entry.what.slice(0, -ofStatus.length), value: entry.value };
}

export function isPoll(entry: Evidence): boolean {
  return entry.what === ofPoll;
}
