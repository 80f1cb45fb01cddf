import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WireIncident, WireLink, WirePage } from '../../api/wire.ts';
import type { WireMessages, WireReceivers } from '../../api/wire-messages.ts';
import { createLocalEngine, createNotificationEncoder } from '../../collector/index.ts';
import { systemClock } from '../../core/index.ts';
import {
  type Command,
  type Fangzhou,
  longTestMs,
  patience,
  runFangzhou,
  scratchFolder,
  spawnFangzhou,
  startFangzhou,
  until,
} from './fangzhou.fake.ts';

const pollPeriodSeconds = 600;

describe('the lab with a period of ten minutes', () => {
  const scratch = scratchFolder();
  let fangzhou: Fangzhou;
  beforeAll(async () => {
    fangzhou = await startFangzhou(['lab', '--data', scratch.path, '--period', `${pollPeriodSeconds}`]);
  }, longTestMs);
  afterAll(async () => {
    await fangzhou?.stop();
    scratch.remove();
  });

  const link = (id: string) => fangzhou.get<WireLink>(`/api/v1/links/${id}`);
  const incidentOf = async (id: string) => {
    const { items } = await fangzhou.get<WirePage<WireIncident>>('/api/v1/incidents');
    return items.find(({ root }) => root.id === id);
  };
  const messagesOf = (deviceId: string, q: string) =>
    fangzhou.get<WireMessages>(`/api/v1/devices/${deviceId}/messages?q=${q}`);

  it.each(['F23', 'F45', 'F60'])(
    'has the incident of a cut %s by the trap, long before the next poll, and the link up again by the next trap',
    async (id) => {
      const { a } = await until(`${id} to be up`, async () => {
        const found = await link(id);
        return found.state === 'up' ? found : undefined;
      });
      expect((await fangzhou.send('POST', '/api/v1/lab/faults', { kind: 'cut', target: id })).status).toBe(201);
      const incident = await until(`the incident of ${id}`, () => incidentOf(id));
      expect(incident).toMatchObject({ condition: 'link-down', status: 'open' });
      expect(await link(id)).toMatchObject({ state: 'down' });
      const { items } = await messagesOf(a.deviceId, 'linkDown');
      const trap = items.find(({ hint }) => hint?.interfaceName === a.interfaceName);
      expect(trap).toMatchObject({ kind: 'trap', via: 'v3', hint: { word: 'down' } });
      const tookMs = Date.parse(incident.raisedAt) - Date.parse(trap?.at ?? '');
      expect(tookMs).toBeLessThan(pollPeriodSeconds * 100);
      // The same device said it in words, too.
      const said = (await messagesOf(a.deviceId, 'LINK_STATE')).items;
      expect(said).toMatchObject([{ kind: 'syslog', severity: 'error', hint: { word: 'down' } }]);
      expect((await fangzhou.send('DELETE', '/api/v1/lab/faults')).status).toBe(204);
      await expect.poll(async () => (await link(id)).state, patience).toBe('up');
      expect((await messagesOf(a.deviceId, 'linkUp')).items.length).toBeGreaterThan(0);
    },
    longTestMs,
  );

  it('refuses what strangers send, and says of whom', async () => {
    const { listening } = await fangzhou.get<WireReceivers>('/api/v1/receivers');
    const socket = createSocket('udp4');
    for (const address of listening) socket.send('rubbish', Number(address.split(':').at(-1)), '127.0.0.1');
    await expect
      .poll(async () => (await fangzhou.get<WireReceivers>('/api/v1/receivers')).refused, patience)
      .toMatchObject([{ source: '127.0.0.1', reason: 'unknown-source', count: 2 }]);
    socket.close();
  });
});

/** The address that a listening command tells on stderr. */
async function portOf(command: Command): Promise<number> {
  return until('the address', () => {
    const match = /"listening":"(?:udp|tcp):127\.0\.0\.1:(\d+)"/.exec(command.err());
    return match === null ? undefined : Number(match[1]);
  });
}
/** Other than `once`, a connection that was reset has closed as well. */
const closing = (socket: Socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()));
const linesOf = (command: Command) =>
  command
    .out()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('fangzhou traps', () => {
  it(
    'has a line for each trap and each bad message, lives through any bytes, and ends with a tally',
    async () => {
      const command = spawnFangzhou(['traps', '--listen', 'udp:127.0.0.1:0', '-c', 'sesame', '--json']);
      const port = await portOf(command);
      const socket = createSocket('udp4');
      const send = (bytes: Buffer) =>
        new Promise<void>((resolve, reject) => {
          socket.send(bytes, port, '127.0.0.1', (error) => (error === null ? resolve() : reject(error)));
        });
      const engine = createLocalEngine({ clock: systemClock });
      const encoder = createNotificationEncoder({ version: 'v2c', community: 'sesame' });
      const trap = (number: number) =>
        encoder.encode(
          { kind: 'trap', oid: '1.3.6.1.6.3.1.1.5.3', upTimeTicks: number, varbinds: [] },
          { id: engine.id, time: engine.time() },
          number,
        );
      const bad = 300;
      for (let n = 0; n < bad; n++) {
        const whole = trap(n);
        // Half of them random, half cut somewhere.
        await send(n % 2 === 0 ? randomBytes(1 + (n % 90)) : whole.subarray(0, 1 + (n % (whole.length - 1))));
        // So that none is lost on the way: the system holds a few hundred.
        if (n % 50 === 49) await expect.poll(() => linesOf(command).length, patience).toBe(n + 1);
      }
      await send(trap(4_242));
      await expect.poll(() => linesOf(command).length, patience).toBe(bad + 1);
      const lines = linesOf(command);
      expect(lines.at(-1)).toMatchObject({ ok: true, outcome: 'accepted', name: 'linkDown', upTimeTicks: 4_242 });
      for (const line of lines.slice(0, -1)) expect(line).toMatchObject({ ok: false, detail: expect.any(String) });
      socket.close();
      command.signal('SIGTERM');
      const { code, out, err } = await command.ended;
      expect(code).toBe(0);
      const tally = JSON.parse(err.trim().split('\n').at(-1) ?? '') as {
        messages: number;
        tally: Record<string, number>;
      };
      expect(tally).toMatchObject({ messages: bad + 1, tally: { accepted: 1 } });
      expect(out + err).not.toMatch(/sesame|at .*\.ts:/);
    },
    longTestMs,
  );

  it.each([
    [[], /--listen/],
    [['--listen', 'tcp:127.0.0.1:1'], /tcp:127\.0\.0\.1:1/],
    [['--listen', 'udp:127.0.0.1:0', '-l', 'authPriv'], /--user/],
    [['--listen', 'udp:127.0.0.1:0', '-u', 'x', '-l', 'authPriv', '-A', 'short'], /--auth-key/],
  ])('with %j is wrong usage', async (args, said) => {
    const { code, err } = await runFangzhou(['traps', ...args]);
    expect(code).toBe(2);
    expect(err).toMatch(said);
  });
});

describe('fangzhou syslog', () => {
  it(
    'has a line for each message of UDP and of TCP, also of the bad ones, and ends with a tally',
    async () => {
      const command = spawnFangzhou(['syslog', '--listen', 'tcp:127.0.0.1:0', '--json']);
      const port = await portOf(command);
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write(
        '<189>Jan  5 08:00:00 H3C %%10IFNET/3/PHY_UPDOWN: Physical state on the interface ge-1 changed to down.\n',
      );
      socket.write('no priority\n18 <13>octets counted9 broken');
      socket.end();
      await closing(socket);
      await expect.poll(() => linesOf(command).length, patience).toBe(4);
      expect(linesOf(command)).toMatchObject([
        { ok: true, host: 'H3C', severity: 'notice', hint: { word: 'down', interfaceName: 'ge-1' } },
        { ok: false, outcome: 'no-priority', text: 'no priority' },
        { ok: true, text: 'octets counted' },
        { ok: false, outcome: 'bad-frame' },
      ]);
      const random = connect(port, '127.0.0.1');
      random.on('error', () => {});
      random.end(randomBytes(100_000));
      await closing(random);
      command.signal('SIGINT');
      const { code, err } = await command.ended;
      expect(code).toBe(0);
      const tally = JSON.parse(err.trim().split('\n').at(-1) ?? '') as { messages: number };
      expect(tally.messages).toBe(linesOf(command).length);
    },
    longTestMs,
  );

  it('wants a certificate for TLS', async () => {
    const { code, err } = await runFangzhou(['syslog', '--listen', 'tls:127.0.0.1:0']);
    expect(code).toBe(2);
    expect(err).toMatch(/--tls-certificate/);
  });
});
