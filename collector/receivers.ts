import type { Clock, Log } from '../core/index.ts';
import type { Inventory, ListenAddress } from '../inventory/index.ts';
import type { ReceiverContext } from './receive/context.ts';
import { createCounts } from './receive/counts.ts';
import type { DeviceMessage, LinkHint } from './receive/device-message.ts';
import { createGate } from './receive/gate.ts';
import { createMessageKeeper } from './receive/keeper.ts';
import { cannotListen } from './receive/listen-address.ts';
import { readSocketQueues } from './receive/socket-queues.ts';
import { sourcesOf } from './receive/sources.ts';
import { createTally, type RefusedCount } from './receive/tally.ts';
import { listenUdp } from './receive/udp-listener.ts';
import { listenStream } from './syslog/stream-listener.ts';
import { createSyslogReceiver } from './syslog/syslog-receiver.ts';
import type { LocalEngine } from './traps/local-engine.ts';
import type { RemoteEngines } from './traps/remote-engines.ts';
import { createTrapReceiver } from './traps/trap-receiver.ts';

/** An address that is being listened on; `port` is the real one. */
export interface ListeningAddress extends ListenAddress {
  readonly receiver: 'traps' | 'syslog';
}

/** One count of a receiver, by two words. */
export interface ReceivedCount {
  /** The SNMP version, or the transport. */
  readonly kind: string;
  readonly outcome: string;
  readonly count: number;
}

export interface ReceiverStats {
  readonly listening: readonly ListeningAddress[];
  readonly traps: readonly ReceivedCount[];
  readonly syslog: readonly ReceivedCount[];
  /** By source (a device, or a stranger's address) and reason, the most frequent first. */
  readonly refused: readonly RefusedCount[];
  /** Messages whose repetitions are being counted. */
  readonly keeping: number;
  readonly connections: number;
  /** Octets of streams that wait for the rest of their message. */
  readonly heldOctets: number;
  /** Of each UDP socket: octets that wait in the system, and datagrams that it dropped. Undefined where it does not tell. */
  readonly queues: readonly { readonly address: string; readonly octets: number; readonly dropped: number }[];
}

/** Hears what devices send by themselves. */
export interface Receivers {
  readonly listening: readonly ListeningAddress[];
  /** Takes changed devices and credentials. Addresses stay those of the start. */
  apply(inventory: Inventory): void;
  stats(): ReceiverStats;
  close(): Promise<void>;
}

/**
 * Opens every socket that the settings name.
 * @throws UserError when one cannot be had; those that were opened are closed again.
 */
export async function openReceivers(deps: {
  readonly inventory: Inventory;
  readonly engine: LocalEngine;
  /** What is known of the engines that send traps. */
  readonly remotes: RemoteEngines;
  readonly clock: Clock;
  readonly log: Log;
  /** An entry for the journal; bounded per device. */
  readonly keep: (message: DeviceMessage) => void;
  /** The device is to be asked at once. May be called often: the scheduler makes one poll of many wishes. */
  readonly hint: (deviceId: string, hint: LinkHint | undefined) => void;
}): Promise<Receivers> {
  const { engine, remotes, clock, log, keep, hint } = deps;
  const { traps, syslog } = deps.inventory.settings.receivers;
  let sources = sourcesOf(deps.inventory);
  const tally = createTally(clock);
  const counts = { traps: createCounts(), syslog: createCounts() };
  const keeper = createMessageKeeper({ clock, keep });
  const context: ReceiverContext = {
    clock,
    sources: () => sources,
    gate: createGate(clock),
    keeper,
    counts,
    refused(source, reason, detail) {
      if (tally.add(source, reason, detail)) log.warn({ source, reason, detail }, 'receiver-refused');
    },
    hint,
  };
  const takeTrap = createTrapReceiver(context, engine, remotes);
  const takeSyslog = createSyslogReceiver(context);
  const listening: ListeningAddress[] = [];
  const open: { readonly connections?: number; readonly heldOctets?: number; close(): Promise<void> }[] = [];

  async function listen(receiver: ListeningAddress['receiver'], address: ListenAddress): Promise<void> {
    const listener = await (receiver === 'traps' ? listenTraps(address) : listenSyslog(address));
    open.push(listener);
    listening.push({ ...address, port: listener.port, receiver });
  }

  async function listenTraps(address: ListenAddress) {
    const listener = await listenUdp(address, (datagram, from) => {
      const reply = takeTrap(datagram, from);
      if (reply !== undefined) listener.send(reply, from);
    });
    return listener;
  }

  async function listenSyslog(address: ListenAddress) {
    const { transport } = address;
    if (transport === 'udp') {
      return listenUdp(address, (octets, from) => takeSyslog.take('udp', octets, from));
    }
    return listenStream(
      address,
      {
        admits: (from) => takeSyslog.admits(transport, from),
        frame(frame, from) {
          if (frame.kind === 'message') takeSyslog.take(transport, frame.octets, from);
          else takeSyslog.refuse(transport, from, frame.fault, frame.detail);
        },
        refused: (from, reason, detail) => takeSyslog.refuse(transport, from, reason, detail),
      },
      transport === 'tls' ? syslog.tls : undefined,
    );
  }

  async function close(): Promise<void> {
    await Promise.all(open.map((listener) => listener.close()));
    keeper.close();
  }

  for (const [receiver, addresses] of [
    ['traps', traps.listen],
    ['syslog', syslog.listen],
  ] as const) {
    for (const address of addresses) {
      try {
        await listen(receiver, address);
      } catch (thrown) {
        await close();
        throw cannotListen(address, thrown);
      }
    }
  }

  const counted = (from: ReturnType<typeof createCounts>): ReceivedCount[] =>
    from.list().map(({ first, second, count }) => ({ kind: first, outcome: second, count }));
  return {
    listening,
    apply(inventory) {
      sources = sourcesOf(inventory);
    },
    stats: () => ({
      listening,
      traps: counted(counts.traps),
      syslog: counted(counts.syslog),
      refused: tally.list(),
      keeping: keeper.depth,
      connections: open.reduce((sum, { connections = 0 }) => sum + connections, 0),
      heldOctets: open.reduce((sum, { heldOctets = 0 }) => sum + heldOctets, 0),
      queues: readSocketQueues(listening),
    }),
    close,
  };
}
