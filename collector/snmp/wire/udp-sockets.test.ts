import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import { openUdpSockets, type UdpSockets } from './udp-sockets.ts';

const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

function open(received: (datagram: Buffer, from: RemoteInfo) => void = () => {}): UdpSockets {
  const sockets = openUdpSockets(received);
  cleanUps.push(() => sockets.close());
  return sockets;
}

async function listen(host: string): Promise<{ socket: Socket; port: number }> {
  const socket = createSocket(host === '::1' ? 'udp6' : 'udp4');
  await new Promise<void>((resolve) => socket.bind(0, host, resolve));
  cleanUps.push(() => socket.close());
  return { socket, port: socket.address().port };
}

const fail = (error: Error) => {
  throw error;
};

describe.each([
  ['udp4', '127.0.0.1'],
  ['udp6', '::1'],
] as const)('shared sockets of %s', (family, address) => {
  it('are few, whatever the number of ids, and the same one for the same id', async () => {
    const { socket, port } = await listen(address);
    const sockets = open();
    const ports = new Map<string, Set<number>>();
    let heard = 0;
    const all = new Promise<void>((resolve) =>
      socket.on('message', (datagram, from) => {
        const name = datagram.toString();
        ports.set(name, (ports.get(name) ?? new Set()).add(from.port));
        if (++heard === 40) resolve();
      }),
    );
    for (let round = 0; round < 2; round++)
      for (let id = 0; id < 20; id++) sockets.send(id, Buffer.from(String(id)), { family, address, port }, fail);
    await all;
    expect([...ports.values()].every((from) => from.size === 1)).toBe(true);
    expect(new Set([...ports.values()].flatMap((from) => [...from])).size).toBe(2);
  });

  it('give what comes with its sender', async () => {
    const { socket, port } = await listen(address);
    socket.on('message', (datagram, from) => socket.send(`re: ${datagram}`, from.port, from.address));
    const come = new Promise<readonly [string, string, number]>((resolve) => {
      const sockets = open((datagram, from) => resolve([datagram.toString(), from.address, from.port]));
      sockets.send(1, Buffer.from('hello'), { family, address, port }, fail);
    });
    expect(await come).toEqual(['re: hello', address, port]);
  });

  it('tell when the system refuses a datagram, and go on', async () => {
    const { socket, port } = await listen(address);
    const sockets = open();
    const refused = await new Promise<Error>((resolve) =>
      sockets.send(1, Buffer.alloc(70_000), { family, address, port }, resolve),
    );
    expect(refused).toMatchObject({ code: 'EMSGSIZE' });
    const heard = new Promise<string>((resolve) => socket.once('message', (datagram) => resolve(datagram.toString())));
    sockets.send(1, Buffer.from('again'), { family, address, port }, fail);
    expect(await heard).toBe('again');
  });
});

describe('shared sockets', () => {
  it('are opened when first needed and may be opened anew after a close', async () => {
    const { socket, port } = await listen('127.0.0.1');
    const to = { family: 'udp4', address: '127.0.0.1', port } as const;
    const sockets = open();
    sockets.close();
    const heard = new Promise<void>((resolve) => socket.once('message', () => resolve()));
    sockets.send(7, Buffer.from('x'), to, fail);
    await heard;
    sockets.hold(true);
    sockets.hold(false);
    sockets.close();
  });
});
