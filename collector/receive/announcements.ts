import type { Clock } from '../../core/index.ts';
import type { Observation } from '../observation.ts';
import type { LinkHint } from './device-message.ts';

/** An announcement counts for polls of this long after it. */
const validMs = 60_000;
/** Announced ports of one device that are remembered; a chassis whose every port goes down is polled all the same. */
const portsPerDevice = 64;

/** What devices announced of their ports, until a poll has had its say: a second witness, never a state. */
export interface Announcements {
  note(deviceId: string, hint: LinkHint): void;
  /** Names of the ports in this observation that their device announced as down, shortly before or during the poll. */
  downPorts(observation: Pick<Observation, 'deviceId' | 'interfaces'>): ReadonlySet<string>;
}

interface Announced {
  readonly hint: LinkHint;
  readonly atMs: number;
}

const none: ReadonlySet<string> = new Set();

export function createAnnouncements(clock: Clock): Announcements {
  const devices = new Map<string, Map<string, Announced>>();
  const keyOf = ({ ifIndex, interfaceName }: LinkHint) => interfaceName ?? `#${ifIndex}`;

  return {
    note(deviceId, hint) {
      if (hint.word === 'restarted' || (hint.ifIndex === undefined && hint.interfaceName === undefined)) return;
      const ports = devices.get(deviceId) ?? new Map<string, Announced>();
      const key = keyOf(hint);
      ports.delete(key);
      // An announcement that it is up again takes the other one back.
      if (hint.word === 'down') ports.set(key, { hint, atMs: clock.monotonicMs() });
      const [oldest] = ports.keys();
      if (ports.size > portsPerDevice && oldest !== undefined) ports.delete(oldest);
      if (ports.size > 0) devices.set(deviceId, ports);
      else devices.delete(deviceId);
    },
    downPorts({ deviceId, interfaces = [] }) {
      const ports = devices.get(deviceId);
      if (ports === undefined) return none;
      const now = clock.monotonicMs();
      for (const [key, { atMs }] of ports) if (now - atMs > validMs) ports.delete(key);
      if (ports.size === 0) devices.delete(deviceId);
      const hints = Array.from(ports.values(), ({ hint }) => hint);
      const named = interfaces.filter(({ name, ifName, ifDescr, ifIndex }) =>
        hints.some((hint) =>
          hint.interfaceName === undefined
            ? hint.ifIndex === ifIndex
            : [name, ifName, ifDescr].includes(hint.interfaceName),
        ),
      );
      return new Set(named.map(({ name }) => name));
    },
  };
}
