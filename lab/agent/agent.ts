import { createSocket, type RemoteInfo } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { type Clock, systemClock } from '../../core/index.ts';
import type { SnmpCredential } from '../../inventory/index.ts';
import { createEngine, engineIdOf } from './engine.ts';
import { createResponder } from './respond.ts';
import { type AgentStats, newCounts } from './statistics.ts';
import { forgetKeys, prepareKeys, userOf } from './users.ts';
import { maxDatagramOctets } from './varbinds.ts';
import type { View } from './view.ts';

/** What most agents on Ethernet send at most: 1,500 octets less the headers of IPv4 and UDP. */
export const ethernetMessageOctets = 1_472;
/** Answers that may wait for their delay in one agent; more are dropped and counted. */
const maxDelayedAnswers = 256;

/** How an agent misbehaves, for tests of those who ask it. */
export interface Behaviour {
  /** Hears and says nothing. */
  readonly silent: boolean;
  /** Waits this long before each answer. */
  readonly delayMs: number;
  /** Share of requests that are lost, 0 to 1; every n-th, so that a test can count on it. */
  readonly dropShare: number;
}

export interface AgentOptions {
  /** What it serves; a function is asked at each request. */
  readonly view: View | (() => View);
  readonly credentials: readonly SnmpCredential[];
  /** 127.0.0.1 when absent. */
  readonly host?: string;
  /** A free port when 0 or absent. */
  readonly port?: number;
  /** Names the engine (RFC 3411); the same name gives the same engine id. */
  readonly name?: string;
  readonly engineId?: Buffer;
  readonly engineBoots?: number;
  /** Time of the last boot; now when absent. */
  readonly bootedAt?: number;
  readonly maxMessageOctets?: number;
  /** The contexts of v3 that exist, '' being the usual one; every context when absent. */
  readonly contexts?: readonly string[];
  readonly behaviour?: Partial<Behaviour>;
  readonly clock?: Clock;
}

export interface Agent {
  readonly host: string;
  readonly port: number;
  readonly engineId: Buffer;
  readonly engineBoots: number;
  readonly engineTimeSeconds: number;
  readonly stats: AgentStats;
  readonly behaviour: Behaviour;
  /** Changes how it behaves from the next request on. */
  behave(change: Partial<Behaviour>): void;
  /** Raises the boots and restarts the engine's time, now or at a given time. */
  reboot(at?: number): void;
  /** Sends from the agent's own socket: what a device tells by itself. */
  send(message: Buffer, to: { readonly host: string; readonly port: number }): void;
  stop(): Promise<void>;
}

/**
 * An SNMP agent (v1, v2c, v3) on a UDP socket of its own. Rejects when the port cannot be bound. Afterwards nothing that
 * arrives can make it throw: what it cannot read or serve is counted in `stats`.
 */
export async function startAgent(options: AgentOptions): Promise<Agent> {
  const { credentials, host = '127.0.0.1', clock = systemClock } = options;
  const engine = createEngine({
    id: options.engineId ?? engineIdOf(options.name ?? 'fangzhou-lab'),
    boots: options.engineBoots ?? 1,
    bootedAt: options.bootedAt ?? clock.now(),
    clock,
  });
  const users = credentials.flatMap((each) => (each.version === 'v3' ? [userOf(each)] : []));
  for (const user of users) prepareKeys(user, engine.id);
  const counts = newCounts();
  const given = options.view;
  const respond = createResponder({
    view: typeof given === 'function' ? given : () => given,
    credentials,
    engine,
    maxMessageOctets: Math.min(options.maxMessageOctets ?? ethernetMessageOctets, maxDatagramOctets),
    counts,
    contexts: options.contexts,
  });
  let behaviour: Behaviour = { silent: false, delayMs: 0, dropShare: 0, ...options.behaviour };
  let lost = 0;
  let delayed = 0;
  let stopped = false;
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');

  function send(bytes: Buffer, to: Pick<RemoteInfo, 'address' | 'port'>): void {
    if (stopped) return;
    socket.send(bytes, to.port, to.address, (error) => {
      if (error !== null) counts.failures += 1;
    });
  }

  function isLost(): boolean {
    lost += behaviour.dropShare;
    if (!behaviour.silent && lost < 1) return false;
    if (lost >= 1) lost -= 1;
    return true;
  }

  socket.on('message', (datagram, from) => {
    counts.packets += 1;
    if (isLost()) {
      counts.dropped += 1;
      return;
    }
    try {
      const response = respond(datagram);
      if (response === undefined) return;
      if (behaviour.delayMs <= 0) return send(response, from);
      if (delayed >= maxDelayedAnswers) {
        counts.overflowed += 1;
        return;
      }
      delayed += 1;
      clock.after(behaviour.delayMs, () => {
        delayed -= 1;
        send(response, from);
      });
    } catch {
      // Decoding throws on damaged bytes, and sending on port 0; both are the sender's doing.
      counts.malformed += 1;
    }
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(options.port ?? 0, host, () => {
      socket.off('error', reject);
      resolve();
    });
  });
  socket.on('error', () => {
    counts.failures += 1;
  });

  return {
    host,
    port: socket.address().port,
    engineId: engine.id,
    get engineBoots() {
      return engine.boots;
    },
    get engineTimeSeconds() {
      return engine.timeSeconds;
    },
    stats: counts,
    get behaviour() {
      return behaviour;
    },
    behave(change) {
      behaviour = { ...behaviour, ...change };
    },
    reboot: (at) => engine.reboot(at),
    send: (message, { host: address, port }) => send(message, { address, port }),
    async stop() {
      if (stopped) return;
      stopped = true;
      for (const user of users) forgetKeys(user, engine.id);
      await new Promise<void>((resolve) => socket.close(() => resolve()));
    },
  };
}
