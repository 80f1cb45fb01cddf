import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';

export type Family = 'udp4' | 'udp6';

/** Sockets for each family: several, so that their buffers together hold the answers of a burst. */
const socketsPerFamily = 2;
/** What the operating system is asked for; Linux gives up to twice net.core.rmem_max. */
const receiveBufferOctets = 4 << 20;

/** Few UDP sockets that all agents share; opened when first needed. */
export interface UdpSockets {
  /** Sends through the same socket for the same id. `failed` is called when the system refuses the datagram. */
  send(
    id: number,
    datagram: Buffer,
    to: { readonly family: Family; readonly address: string; readonly port: number },
    failed: (error: Error) => void,
  ): void;
  /** Whether the sockets keep the process alive. */
  hold(alive: boolean): void;
  close(): void;
}

export function openUdpSockets(received: (datagram: Buffer, from: RemoteInfo) => void): UdpSockets {
  const open: Record<Family, Socket[]> = { udp4: [], udp6: [] };
  let alive = false;

  function openSocket(family: Family): Socket {
    // Addresses come resolved: without this each datagram would go through a lookup and two turns of the event loop.
    const version = family === 'udp4' ? 4 : 6;
    const socket = createSocket({
      type: family,
      ipv6Only: family === 'udp6',
      lookup: (host, _, done) => done(null, host, version),
    });
    if (!alive) socket.unref();
    socket.on('message', received);
    // Errors of sending come to the callback of `send`; one that comes here belongs to no request.
    socket.on('error', () => {});
    socket.once('listening', () => {
      try {
        socket.setRecvBufferSize(receiveBufferOctets);
      } catch {
        // The system's default must do.
      }
    });
    return socket;
  }

  return {
    send(id, datagram, { family, address, port }, failed) {
      const at = id % socketsPerFamily;
      let socket = open[family][at];
      if (socket === undefined) {
        socket = openSocket(family);
        open[family][at] = socket;
      }
      socket.send(datagram, 0, datagram.length, port, address, (error) => {
        if (error !== null) failed(error);
      });
    },
    hold(next) {
      alive = next;
      for (const socket of [...open.udp4, ...open.udp6]) alive ? socket?.ref() : socket?.unref();
    },
    close() {
      for (const socket of [...open.udp4, ...open.udp6]) socket?.close();
      open.udp4 = [];
      open.udp6 = [];
    },
  };
}
