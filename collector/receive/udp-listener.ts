import { createSocket, type RemoteInfo } from 'node:dgram';
import type { ListenAddress } from '../../inventory/index.ts';
import { canonicalAddress } from '../snmp/target.ts';
import { receiveLimits } from './limits.ts';

/** Where a message came from; the address in the one spelling that is compared. */
export interface Origin {
  readonly address: string;
  readonly port: number;
}

/** A UDP socket that hears. */
export interface UdpListener {
  readonly host: string;
  readonly port: number;
  /** Sends from the same socket. What the system refuses is the receiver's loss: nobody waits for it here. */
  send(message: Buffer, to: Origin): void;
  close(): Promise<void>;
}

/**
 * Binds the address. Rejects when it cannot be had. `received` must not throw: it is called for every datagram, first thing.
 */
export async function listenUdp(
  { host, port }: Pick<ListenAddress, 'host' | 'port'>,
  received: (datagram: Buffer, from: Origin) => void,
): Promise<UdpListener> {
  const isV6 = host.includes(':');
  const socket = createSocket({ type: isV6 ? 'udp6' : 'udp4', ipv6Only: false });
  const spelled = new Map<string, string>();
  const addressOf = (address: string): string => {
    if (!isV6) return address;
    const known = spelled.get(address);
    if (known !== undefined) return known;
    // A socket for both families shows IPv4 senders as mapped addresses.
    const plain = canonicalAddress(address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/, ''));
    if (spelled.size >= receiveLimits.sources) spelled.clear();
    spelled.set(address, plain);
    return plain;
  };
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, host, () => {
      socket.off('error', reject);
      resolve();
    });
  });
  // An ICMP error for an answer that we sent is no trouble of the socket's.
  socket.on('error', () => {});
  socket.on('message', (datagram: Buffer, from: RemoteInfo) =>
    received(datagram, { address: addressOf(from.address), port: from.port }),
  );
  try {
    socket.setRecvBufferSize(receiveLimits.receiveBufferOctets);
  } catch {
    // The system's default must do.
  }
  let closed = false;
  return {
    host,
    port: socket.address().port,
    send(message, { address, port: toPort }) {
      if (closed || toPort === 0) return;
      const to = isV6 && !address.includes(':') ? `::ffff:${address}` : address;
      socket.send(message, toPort, to, () => {});
    },
    close: () =>
      new Promise((resolve) => {
        if (closed) return resolve();
        closed = true;
        socket.close(() => resolve());
      }),
  };
}
