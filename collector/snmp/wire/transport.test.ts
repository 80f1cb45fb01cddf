import { createSocket, type Socket } from 'node:dgram';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../../core/clock.fake.ts';
import type { FaultReason } from '../../observation.ts';
import { response } from '../ugly-agent.fake.ts';
import { createExchangeIds } from './exchange-ids.ts';
import { type ExchangeEnd, openWireTransport, type Peer, type WireTransport } from './transport.ts';

/** An agent that keeps what it heard and answers when the test says so. */
interface Listener {
  readonly socket: Socket;
  readonly heard: { readonly datagram: Buffer; readonly port: number }[];
  next(count: number): Promise<void>;
}

async function listen(host: string, port = 0): Promise<Listener> {
  const socket = createSocket(host === '::1' ? 'udp6' : 'udp4');
  const heard: { datagram: Buffer; port: number }[] = [];
  let wake = () => {};
  socket.on('message', (datagram, { port }) => {
    heard.push({ datagram, port });
    wake();
  });
  await new Promise<void>((resolve) => socket.bind(port, host, resolve));
  return {
    socket,
    heard,
    async next(count) {
      while (heard.length < count)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    },
  };
}

describe.each(['127.0.0.1', '::1'])('the transport over %s', (host) => {
  let clock: FakeClock;
  let transport: WireTransport;
  let agent: Listener;
  let stranger: Listener;
  let notes: FaultReason[];
  let peer: Peer;

  beforeEach(async () => {
    clock = new FakeClock();
    transport = openWireTransport({ clock });
    [agent, stranger] = await Promise.all([listen(host), listen(host)]);
    notes = [];
    peer = {
      family: host === '::1' ? 'udp6' : 'udp4',
      address: host,
      port: agent.socket.address().port,
      note: (reason) => notes.push(reason),
    };
    transport.attach(peer);
  });
  afterEach(() => {
    transport.close();
    agent.socket.close();
    stranger.socket.close();
  });

  function ask(change: { retries?: number; peer?: Peer; message?: Buffer } = {}) {
    let id = 0;
    let sent = 0;
    const end = new Promise<ExchangeEnd>((ended) =>
      transport.start({
        peer: change.peer ?? peer,
        waitMs: () => 1_000,
        retries: change.retries ?? 0,
        encode: (given) => {
          id = given;
          return change.message ?? response({ id: given, pduTag: 0xa0 });
        },
        sent: () => {
          sent++;
        },
        ended,
      }),
    );
    return { end, id: () => id, sent: () => sent };
  }

  const send = (from: Listener, datagram: Buffer, port: number) =>
    new Promise<void>((resolve) => from.socket.send(datagram, port, host, () => resolve()));
  /** Lets what was sent arrive: the answer to another exchange, sent afterwards, has come. */
  async function settled(): Promise<void> {
    const mark = ask();
    const before = agent.heard.length;
    await agent.next(before + 1);
    const { port } = agent.heard.at(-1) ?? { port: 0 };
    // Through the socket that heard the rest: what was sent to it earlier is read earlier.
    await send(agent, response({ id: mark.id() }), port);
    await mark.end;
  }
  /** Repeats until the mark went through the same one of the shared sockets. */
  async function settledAt(port: number): Promise<void> {
    do await settled();
    while (agent.heard.at(-1)?.port !== port);
  }

  it('pairs an answer with its request by id, address and port', async () => {
    const [first, second] = [ask(), ask()];
    await agent.next(2);
    for (const { datagram, port } of agent.heard.toReversed()) {
      const id = datagram.readUInt32BE(datagram.indexOf(0xa0) + 4);
      await send(agent, response({ id }), port);
    }
    expect(await first.end).toMatchObject({ kind: 'answered', id: first.id() });
    expect(await second.end).toMatchObject({ kind: 'answered', id: second.id() });
    expect(transport.open).toBe(0);
    expect(notes).toEqual([]);
  });

  it('takes no answer from another port with the right id, counts it, and waits on', async () => {
    const asked = ask();
    await agent.next(1);
    const { port } = agent.heard[0] ?? { port: 0 };
    await send(stranger, response({ id: asked.id() }), port);
    await settledAt(port);
    expect(notes).toEqual(['wrong-source']);
    await send(agent, response({ id: asked.id() }), port);
    expect((await asked.end).kind).toBe('answered');
  });

  it('takes no answer with another id, counts it, and waits on', async () => {
    const asked = ask();
    await agent.next(1);
    const { port } = agent.heard[0] ?? { port: 0 };
    await send(agent, response({ id: asked.id() ^ 1 }), port);
    await settledAt(port);
    expect(notes).toEqual(['wrong-request-id']);
    expect(transport.open).toBe(1);
    await send(agent, response({ id: asked.id() }), port);
    expect((await asked.end).kind).toBe('answered');
  });

  it('sends again after each wait, the same octets, and gives up after the tries', async () => {
    const asked = ask({ retries: 2 });
    for (let tries = 1; tries <= 3; tries++) {
      await agent.next(tries);
      await clock.advance(1_000);
    }
    expect(await asked.end).toEqual({ kind: 'timeout' });
    expect(asked.sent()).toBe(3);
    expect(new Set(agent.heard.map(({ datagram }) => datagram.toString('hex'))).size).toBe(1);
    expect(clock.pendingCount).toBe(0);
  });

  it('knows late and doubled answers again and uses neither', async () => {
    const late = ask();
    await agent.next(1);
    const { port } = agent.heard[0] ?? { port: 0 };
    await clock.advance(1_000);
    expect((await late.end).kind).toBe('timeout');
    await send(agent, response({ id: late.id() }), port);
    await settledAt(port);
    expect(notes).toEqual(['late-response']);
    const doubled = ask();
    const before = agent.heard.length;
    await agent.next(before + 1);
    const from = agent.heard.at(-1)?.port ?? 0;
    await send(agent, response({ id: doubled.id() }), from);
    await send(agent, response({ id: doubled.id() }), from);
    await doubled.end;
    await settledAt(from);
    expect(notes).toEqual(['late-response', 'duplicate-response']);
  });

  it('counts garbage against the agent it came from, and against nobody from a stranger', async () => {
    const asked = ask();
    await agent.next(1);
    const { port } = agent.heard[0] ?? { port: 0 };
    await send(agent, Buffer.from('garbage'), port);
    await send(stranger, Buffer.from('garbage'), port);
    await settledAt(port);
    expect(notes).toEqual(['malformed']);
    expect(transport.strays).toBe(1);
    await send(agent, response({ id: asked.id() }), port);
    await asked.end;
  });

  it('ends what a peer still asks when it leaves, and everything when it closes', async () => {
    const leaving = ask({ peer: { ...peer, note: () => {} } });
    const staying = ask();
    transport.detach(peer);
    expect((await staying.end).kind).toBe('closed');
    expect(transport.open).toBe(1);
    transport.close();
    expect((await leaving.end).kind).toBe('closed');
    expect((await ask().end).kind).toBe('closed');
    expect(clock.pendingCount).toBe(0);
  });

  it('tells at once when the system does not send', async () => {
    const end = await ask({ message: Buffer.alloc(70_000) }).end;
    expect(end).toMatchObject({ kind: 'unsent', error: { code: 'EMSGSIZE' } });
    expect(clock.pendingCount).toBe(0);
  });
});

it('the transport takes no answer from another address with the right port and id', async () => {
  const clock = new FakeClock();
  const transport = openWireTransport({ clock });
  const agent = await listen('127.0.0.1');
  const { port } = agent.socket.address();
  const double = await listen('127.0.0.2', port);
  const notes: string[] = [];
  const peer: Peer = {
    family: 'udp4',
    address: '127.0.0.1',
    port,
    note: (reason, detail) => notes.push(reason, detail),
  };
  transport.attach(peer);
  let id = 0;
  const encode = (given: number) => {
    id = given;
    return response({ id, pduTag: 0xa0 });
  };
  const end = new Promise<ExchangeEnd>((ended) =>
    transport.start({ peer, waitMs: () => 1_000, retries: 0, encode, sent: () => {}, ended }),
  );
  await agent.next(1);
  const ours = agent.heard[0]?.port ?? 0;
  const send = (from: Listener) =>
    new Promise<void>((resolve) => from.socket.send(response({ id }), ours, '127.0.0.1', () => resolve()));
  await send(double);
  await send(agent);
  expect((await end).kind).toBe('answered');
  expect(notes).toEqual(['wrong-source', `a datagram from 127.0.0.2 port ${port}, not from the agent`]);
  transport.close();
  agent.socket.close();
  double.socket.close();
});

describe('exchange ids', () => {
  it('are unguessable, positive and of four octets', () => {
    const next = createExchangeIds();
    const ids = Array.from({ length: 5_000 }, () => next());
    expect(Math.min(...ids)).toBeGreaterThanOrEqual(0x100_0000);
    expect(Math.max(...ids)).toBeLessThan(2 ** 31);
    expect(new Set(ids).size).toBeGreaterThan(4_980);
    const steps = new Set(ids.slice(1).map((id, at) => id - (ids[at] ?? 0)));
    expect(steps.size).toBeGreaterThan(4_900);
  });
});
