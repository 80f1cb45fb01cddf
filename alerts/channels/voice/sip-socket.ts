import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

export interface Sockets {
  /** Our address as the other side sees it, where no address is translated on the way. */
  readonly host: string;
  readonly sip: Socket;
  readonly rtp: Socket;
  readonly sipPort: number;
  readonly rtpPort: number;
  close(): void;
}

/** Two UDP sockets on the address from which the server is reached. Rejects where there is no way to it. */
export async function openSockets(server: { readonly host: string; readonly port: number }): Promise<Sockets> {
  const family = server.host.includes(':') ? 'udp6' : 'udp4';
  const probe = createSocket(family);
  let host: string;
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject);
      // Nothing is sent by it: it asks the routing table.
      probe.connect(server.port, server.host, () => resolve());
    });
    host = probe.address().address;
  } finally {
    probe.close();
  }
  const [sip, rtp] = [createSocket(family), createSocket(family)];
  for (const socket of [sip, rtp]) {
    // What the network says of a lost datagram comes as an error of the next one: time-outs decide.
    socket.on('error', () => {});
    socket.bind(0, host);
    await once(socket, 'listening');
  }
  return {
    ...{ host, sip, rtp, sipPort: sip.address().port, rtpPort: rtp.address().port },
    close() {
      sip.close();
      rtp.close();
    },
  };
}
