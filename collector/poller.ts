import type { Clock } from '../core/index.ts';
import type { DeviceKind, Inventory, SnmpCredential } from '../inventory/index.ts';
import { afterOutcome, type Breaker, closedBreaker } from './discipline/breaker.ts';
import type { FaultReason, Observation, PollFault } from './observation.ts';
import { memoryOf } from './snmp/device-memory.ts';
import { pollDevice } from './snmp/poll-device.ts';
import { openSession, type SessionDependencies } from './snmp/session.ts';
import type { SnmpSession } from './snmp/snmp-session.ts';
import { agentTarget, type SnmpTarget, snmpPort } from './snmp/target.ts';
import { openWireTransport } from './snmp/wire/transport.ts';
import { openWireSession } from './snmp/wire/wire-session.ts';

/** An agent that is polled: who it is, where it answers, how it is asked. */
export interface PolledAgent {
  readonly deviceId: string;
  readonly kind: DeviceKind;
  readonly target: SnmpTarget;
  readonly credential: SnmpCredential;
}

/** How agents are asked; part of the settings, so it may change with a reload. */
export interface PollManners {
  readonly timeoutMs: number;
  readonly retries: number;
  readonly maxRepetitions: number;
  /** Time for one poll's tables. */
  readonly budgetMs: number;
}

/** A poll's tables get this long at least, however short the period. */
const shortestBudgetMs = 10_000;
const longestBudgetMs = 60_000;

/** The declared devices that have an agent; the others are never polled. */
export function agentsOf({ city, settings, targets }: Inventory): readonly PolledAgent[] {
  return [...city.devices.values()].flatMap(({ id, kind, address, snmp }) => {
    const credential = settings.credentials.get(snmp);
    if (credential === undefined) return [];
    const target = agentTarget(targets.get(id) ?? { host: address, port: snmpPort });
    return [{ deviceId: id, kind, target, credential }];
  });
}

export function mannersOf({ settings: { polling } }: Inventory): PollManners {
  return {
    timeoutMs: polling.timeoutSeconds * 1000,
    retries: polling.retries,
    maxRepetitions: polling.maxRepetitions,
    budgetMs: Math.min(longestBudgetMs, Math.max(shortestBudgetMs, polling.periodSeconds * 1000)),
  };
}

/** How the polling of one device goes, for those who run the collector. Counts are since its session was opened. */
export interface PollHealth {
  readonly deviceId: string;
  readonly breaker: Breaker['word'];
  /** Consecutive silent polls. */
  readonly silentPolls: number;
  readonly path: 'wire' | 'library';
  readonly requests: number;
  readonly responses: number;
  readonly retries: number | undefined;
  readonly timeouts: number | undefined;
  /** Smoothed round trip of requests. */
  readonly roundTripMs: number | undefined;
  /** What one answer is asked for, at most. */
  readonly answerOctets: number;
}

/**
 * Faults that may be the wire path's own: after such a poll the device is asked through the library, and stays there until it
 * is asked otherwise. Nothing that a device can send makes more than this one change.
 */
const unusual: ReadonlySet<FaultReason> = new Set<FaultReason>(['malformed', 'internal']);

/** Polls declared devices by their id, each over one session that it keeps: over shared sockets, or the library's own. */
export interface Poller {
  /** Names the agents. Sessions of agents that are gone, or are asked otherwise than before, are closed. */
  apply(agents: Iterable<PolledAgent>, manners: PollManners): void;
  /** Never rejects. Undefined for a device without an agent, or one whose session was closed meanwhile. */
  poll(deviceId: string): Promise<Observation | undefined>;
  /** Lends the session of a device to who asks it for something else; undefined for a device without an agent. */
  withSession<T>(
    deviceId: string,
    ask: (session: SnmpSession, agent: PolledAgent) => Promise<T>,
  ): Promise<T | undefined>;
  readonly agents: ReadonlyMap<string, PolledAgent>;
  /** Devices that the wire path could not read, now asked through the library. */
  readonly onLibrary: ReadonlySet<string>;
  /** Undefined for a device that has not been polled yet. */
  health(deviceId: string): PollHealth | undefined;
  /** Requests under way, and datagrams from addresses that were never asked. */
  readonly wire: { readonly open: number; readonly strays: number };
  close(): void;
}

/** Opens a session; nothing is sent until it is asked. */
export type OpenSession = (session: SessionDependencies) => SnmpSession;

export function createPoller(deps: {
  readonly clock: Clock;
  /** For tests: other openers of sessions. */
  readonly open?: OpenSession;
  readonly openLibrary?: OpenSession;
}): Poller {
  const { clock, openLibrary = openSession } = deps;
  const transport = openWireTransport({ clock });
  const open = deps.open ?? ((session) => openWireSession({ ...session, transport }));
  const sessions = new Map<string, SnmpSession>();
  const onLibrary = new Set<string>();
  const breakers = new Map<string, Breaker>();
  let agents: ReadonlyMap<string, PolledAgent> = new Map();
  let manners: PollManners | undefined;

  const drop = (deviceId: string): void => {
    sessions.get(deviceId)?.close();
    sessions.delete(deviceId);
  };

  const sessionOf = (
    { deviceId, target, credential }: PolledAgent,
    { timeoutMs, retries }: PollManners,
  ): SnmpSession => {
    const opener = onLibrary.has(deviceId) ? openLibrary : open;
    const session = sessions.get(deviceId) ?? opener({ target, credential, clock, timeoutMs, retries });
    sessions.set(deviceId, session);
    return session;
  };

  return {
    onLibrary,
    wire: transport,
    health(deviceId) {
      const session = sessions.get(deviceId);
      if (session === undefined) return undefined;
      const { word, silentPolls } = breakers.get(deviceId) ?? closedBreaker;
      const { requests, responses, retries, timeouts } = session.tally;
      return {
        deviceId,
        breaker: word,
        silentPolls,
        path: onLibrary.has(deviceId) ? 'library' : 'wire',
        requests,
        responses,
        retries,
        timeouts,
        roundTripMs: session.roundTripMs,
        answerOctets: memoryOf(session).answerSize.octets,
      };
    },
    get agents() {
      return agents;
    },
    apply(next, nextManners) {
      const before = agents;
      const sameManners = JSON.stringify(manners) === JSON.stringify(nextManners);
      agents = new Map(Array.from(next, (agent) => [agent.deviceId, agent]));
      manners = nextManners;
      for (const deviceId of [...sessions.keys()]) {
        const same = sameManners && isSame(before.get(deviceId), agents.get(deviceId));
        if (same) continue;
        drop(deviceId);
        onLibrary.delete(deviceId);
        breakers.delete(deviceId);
      }
    },
    async withSession(deviceId, ask) {
      const agent = agents.get(deviceId);
      return agent === undefined || manners === undefined ? undefined : ask(sessionOf(agent, manners), agent);
    },
    async poll(deviceId) {
      const agent = agents.get(deviceId);
      if (agent === undefined || manners === undefined) return undefined;
      const { kind } = agent;
      const { maxRepetitions, budgetMs } = manners;
      const session = sessionOf(agent, manners);
      const breaker = breakers.get(deviceId) ?? closedBreaker;
      session.effort = breaker.word === 'open' ? 'probe' : 'full';
      const observation = await pollDevice({ session, clock, deviceId, kind, maxRepetitions, budgetMs });
      if (sessions.get(deviceId) !== session) return undefined;
      const next = afterOutcome(breaker, observation.outcome);
      if (next.silentPolls > 0) breakers.set(deviceId, next);
      else breakers.delete(deviceId);
      if (!onLibrary.has(deviceId) && observation.faults.some(isUnusual)) {
        drop(deviceId);
        onLibrary.add(deviceId);
      }
      return observation;
    },
    close() {
      for (const deviceId of [...sessions.keys()]) drop(deviceId);
      transport.close();
    },
  };
}

/** Notes of datagrams aside of answers (`session`) come from anybody, and say nothing of the device. */
function isUnusual({ reason, part }: PollFault): boolean {
  return unusual.has(reason) && part !== 'session';
}

function isSame(before: PolledAgent | undefined, after: PolledAgent | undefined): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}
