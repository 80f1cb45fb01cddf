import { readFileSync } from 'node:fs';
import type { ListenAddress } from '../../inventory/index.ts';
import { listenAddressText } from './listen-address.ts';

/** What waits in the system for a UDP socket, and what it dropped because there was no room. */
export interface SocketQueue {
  readonly address: string;
  readonly octets: number;
  readonly dropped: number;
}

const files = ['/proc/net/udp', '/proc/net/udp6'] as const;

/**
 * Reads Linux' tables of UDP sockets. Empty on other systems. Sockets are told by their port: when another process has a
 * socket on the same port of another address, both are summed up.
 */
export function readSocketQueues(addresses: readonly ListenAddress[]): readonly SocketQueue[] {
  const wanted = addresses.filter(({ transport }) => transport === 'udp');
  if (wanted.length === 0) return [];
  const byPort = new Map<number, { octets: number; dropped: number }>();
  for (const file of files) {
    for (const line of linesOf(file)) {
      // sl local_address rem_address st tx_queue:rx_queue ... drops, numbers in hexadecimal but for the drops.
      const [, local = '', , , queues = '', ...rest] = line.trim().split(/\s+/);
      const port = Number.parseInt(local.split(':')[1] ?? '', 16);
      const octets = Number.parseInt(queues.split(':')[1] ?? '', 16);
      const dropped = Number(rest.at(-1));
      if (!Number.isSafeInteger(port) || !Number.isSafeInteger(octets) || !Number.isSafeInteger(dropped)) continue;
      const known = byPort.get(port) ?? { octets: 0, dropped: 0 };
      byPort.set(port, { octets: known.octets + octets, dropped: known.dropped + dropped });
    }
  }
  return wanted.flatMap((address) => {
    const found = byPort.get(address.port);
    return found === undefined ? [] : [{ address: listenAddressText(address), ...found }];
  });
}

function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(1);
  } catch {
    return [];
  }
}
