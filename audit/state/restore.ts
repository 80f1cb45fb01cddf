import type { Observation, OperStatus } from '../../collector/index.ts';
import type { EpochMs } from '../../core/index.ts';
import type { Contact } from './contact.ts';
import { isPoll, readStatus } from './evidence.ts';
import type { Port } from './interface.ts';
import { isFresh } from './judgement.ts';
import type { ElementState, Evidence } from './model.ts';
import { missingPort } from './ports.ts';
import type { World } from './world.ts';

/**
 * Puts back what was seen before a restart from the evidence that stored states carry: only what is still fresh, never
 * over something newer. Nothing that was green stays so for longer than its evidence would have allowed without a restart.
 */
export function seedFromEvidence(world: World, states: readonly ElementState[], now: EpochMs): void {
  for (const state of states) {
    for (const entry of state.evidence) {
      if (!world.topology.city.devices.has(entry.deviceId)) continue;
      if (!isFresh(entry.at, now, world.limits.staleAfterMs)) continue;
      if (isPoll(entry)) seedContact(world, entry, state);
      else seedPort(world, entry, state);
    }
  }
}

function seedContact(world: World, entry: Evidence, state: ElementState): void {
  const known = world.contacts.get(entry.deviceId);
  const own = state.kind === 'device' && state.id === entry.deviceId;
  if (known !== undefined && (known.polledAt > entry.at || !own)) return;
  const outcomes: readonly string[] = ['answered', 'partial', 'silent', 'refused'] satisfies Observation['outcome'][];
  if (!outcomes.includes(entry.value)) return;
  const outcome = entry.value as Observation['outcome'];
  const silent = outcome === 'silent';
  const enough = world.limits.raiseAfterPolls;
  const decided = own && silent && state.state === 'down';
  const parts = state.reason.params?.parts;
  const contact: Contact = {
    outcome,
    startedAt: entry.at,
    polledAt: entry.at,
    // A silent device that was still held up had answered shortly before; how shortly is no longer known, so: not at all.
    answeredAt: silent ? 0 : entry.at,
    misses: silent ? 1 : 0,
    missesOnPath: decided ? enough : silent ? 1 : 0,
    countedMissAt: silent ? entry.at : 0,
    decidingMissAt: decided ? entry.at : 0,
    busyPolls: own && state.reason.key === 'audit.device.busy' ? enough : 0,
    missingParts: own && typeof parts === 'string' ? parts : '',
  };
  world.contacts.set(entry.deviceId, contact);
}

const operWords: readonly string[] = [
  'up',
  'down',
  'testing',
  'unknown',
  'dormant',
  'notPresent',
  'lowerLayerDown',
] satisfies OperStatus[];

function seedPort(world: World, entry: Evidence, state: ElementState): void {
  const status = readStatus(entry);
  if (status === undefined) return;
  const ports = world.ports.get(entry.deviceId) ?? { byName: new Map<string, Port>(), oldestAt: entry.at };
  world.ports.set(entry.deviceId, ports);
  const known = ports.byName.get(status.name);
  if (known !== undefined && known.at >= entry.at) return;
  ports.oldestAt = Math.min(ports.oldestAt, entry.at);
  const port = missingPort(entry.deviceId, status.name);
  port.at = entry.at;
  port.found = status.value !== 'not found';
  if (status.value === 'admin down') port.admin = 'down';
  else if (status.value === 'admin testing') port.admin = 'testing';
  else if (operWords.includes(status.value)) port.oper = status.value as OperStatus;
  port.errorsHigh = state.evidence.some((other) => other.what === `${status.name} errors`);
  ports.byName.set(status.name, port);
}
