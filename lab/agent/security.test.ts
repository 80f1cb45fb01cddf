import { createSocket } from 'node:dgram';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { type Agent, startAgent } from './agent.ts';
import { decodeMessage } from './codec.ts';
import { createEngine, engineIdOf } from './engine.ts';
import { checkSecurity } from './security.ts';
import { userOf } from './users.ts';
import { timeTicks } from './value.ts';
import { viewOf } from './view.ts';

interface Session {
  get(oids: readonly string[], done: (error: Error | null, varbinds: readonly { value: number }[]) => void): void;
  close(): void;
}
const library: {
  createV3Session(host: string, user: object, options: object): Session;
} = createRequire(import.meta.url)('net-snmp');

const credential = {
  version: 'v3',
  user: 'fuzz',
  level: 'authPriv',
  authProtocol: 'sha256',
  authKey: 'correct-horse',
  privProtocol: 'aes',
  privKey: 'battery-staple',
  context: '',
} as const;
const upTime = '1.3.6.1.2.1.1.3.0';

let agent: Agent | undefined;
afterEach(() => agent?.stop());

/** What net-snmp's session sends for one get: a discovery and a request that is signed and encrypted. */
async function recordRequests(target: Agent): Promise<{ sent: Buffer[]; value: number }> {
  const sent: Buffer[] = [];
  const relay = createSocket('udp4');
  const onward = createSocket('udp4');
  let back = 0;
  relay.on('message', (bytes, from) => {
    sent.push(bytes);
    back = from.port;
    onward.send(bytes, target.port, target.host);
  });
  onward.on('message', (bytes) => relay.send(bytes, back, '127.0.0.1'));
  await new Promise<void>((resolve) => relay.bind(0, '127.0.0.1', resolve));
  const user = { ...userOf(credential) };
  const session = library.createV3Session('127.0.0.1', user, { port: relay.address().port });
  try {
    const value = await new Promise<number>((resolve, reject) =>
      session.get([upTime], (error, varbinds) => (error === null ? resolve(varbinds[0]?.value ?? -1) : reject(error))),
    );
    return { sent, value };
  } finally {
    session.close();
    relay.close();
    onward.close();
  }
}

describe('a v3 agent', () => {
  it('answers the request and lets no message pass that differs from it in one octet', async () => {
    agent = await startAgent({ view: viewOf([{ oid: upTime, value: timeTicks(99) }]), credentials: [credential] });
    const target = agent;
    const { sent, value } = await recordRequests(target);
    expect(value).toBe(99);
    const request = sent.at(-1) ?? Buffer.alloc(0);
    const socket = createSocket('udp4');
    const send = (bytes: Buffer) =>
      new Promise<void>((resolve) => socket.send(bytes, target.port, target.host, () => setImmediate(resolve)));
    const { responses } = target.stats;
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: request.length - 1 }), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const damaged = Buffer.from(request);
        damaged[at] = (damaged[at] ?? 0) ^ flip;
        await send(damaged);
      }),
      { numRuns: 600 },
    );
    await send(Buffer.alloc(0));
    socket.close();
    expect(target.stats.responses).toBe(responses);
    expect(target.stats.refused.wrongDigest).toBeGreaterThan(100);
    expect((await recordRequests(target)).value).toBe(99);
  });

  it('refuses yesterday: a recorded request is out of time after 150 s and after a reboot', async () => {
    agent = await startAgent({
      view: viewOf([{ oid: upTime, value: timeTicks(99) }]),
      credentials: [credential],
      name: 'window',
    });
    const { sent } = await recordRequests(agent);
    const request = sent.at(-1) ?? Buffer.alloc(0);
    const clock = new FakeClock();
    const engine = createEngine({ id: engineIdOf('window'), clock });
    const check = () => checkSecurity(decodeMessage(Buffer.from(request)), [userOf(credential)], engine);
    expect(check()).toBeUndefined();
    await clock.advance(149_000);
    expect(check()).toBeUndefined();
    await clock.advance(3_000);
    expect(check()).toBe('notInTimeWindow');
    engine.reboot();
    expect(engine.timeSeconds).toBe(0);
    expect(check()).toBe('notInTimeWindow');
  });

  it('spends nothing on a message that names another engine', async () => {
    agent = await startAgent({ view: viewOf([]), credentials: [credential], name: 'first' });
    const { sent } = await recordRequests(agent).catch(() => ({ sent: [] }));
    const request = sent.at(-1) ?? Buffer.alloc(0);
    const engine = createEngine({ id: engineIdOf('second'), clock: new FakeClock() });
    expect(checkSecurity(decodeMessage(Buffer.from(request)), [userOf(credential)], engine)).toBe('unknownEngineId');
  });
});
