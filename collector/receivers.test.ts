import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, expect, it } from 'vitest';
import { systemClock, UserError } from '../core/index.ts';
import type { Device, Inventory, ListenAddress, SnmpCredential } from '../inventory/index.ts';
import { parseListenAddress } from '../inventory/index.ts';
import type { DeviceMessage, LinkHint } from './receive/device-message.ts';
import { receiveLimits } from './receive/limits.ts';
import { openReceivers, type Receivers } from './receivers.ts';
import { createNotificationEncoder } from './traps/encode-notification.ts';
import { createLocalEngine } from './traps/local-engine.ts';
import { createRemoteEngines } from './traps/remote-engines.ts';

const own: SnmpCredential = { version: 'v2c', community: 'of-the-device' };
const common: SnmpCredential = { version: 'v2c', community: 'of-all' };
const linkDown = {
  kind: 'trap',
  oid: '1.3.6.1.6.3.1.1.5.3',
  upTimeTicks: 1,
  varbinds: [{ oid: '1.3.6.1.2.1.2.2.1.1.7', type: 'integer', value: 7 }],
} as const;
const engine = createLocalEngine({ clock: systemClock });
const trapWith = (credential: SnmpCredential) =>
  createNotificationEncoder(credential).encode(linkDown, { id: engine.id, time: engine.time() }, 1);

/** As much of an inventory as the receivers look at. */
function inventoryOf(options: {
  readonly devices: readonly { readonly id: string; readonly address: string; readonly port?: number }[];
  readonly traps?: readonly ListenAddress[];
  readonly syslog?: readonly ListenAddress[];
}): Inventory {
  const { devices, traps = [], syslog = [] } = options;
  const declared = devices.map(({ id, address }) => [id, { id, address, snmp: 'own' } as Device] as const);
  const targets = devices.flatMap(({ id, port }) =>
    port === undefined ? [] : [[id, { host: '127.0.0.1', port }] as const],
  );
  return {
    city: { devices: new Map(declared) },
    targets: new Map(targets),
    settings: {
      credentials: new Map([
        ['own', own],
        ['common', common],
      ]),
      receivers: { traps: { listen: traps, credentials: ['common'] }, syslog: { listen: syslog, tls: undefined } },
    },
    source: '',
  } as unknown as Inventory;
}

const local = (transport: ListenAddress['transport'], port = 0): ListenAddress => ({
  transport,
  host: '127.0.0.1',
  port,
});
const kept: DeviceMessage[] = [];
const hints: (readonly [string, LinkHint | undefined])[] = [];
const warned: object[] = [];
let receivers: Receivers | undefined;

async function open(inventory: Inventory): Promise<Receivers> {
  receivers = await openReceivers({
    inventory,
    engine,
    remotes: createRemoteEngines(systemClock),
    clock: systemClock,
    log: { debug() {}, info() {}, warn: (fields) => void warned.push(fields), error() {} },
    keep: (message) => void kept.push(message),
    hint: (deviceId, hint) => void hints.push([deviceId, hint]),
  });
  return receivers;
}

afterAll(() => void socket.close());
afterEach(async () => {
  await receivers?.close();
  receivers = undefined;
  kept.length = 0;
  hints.length = 0;
  warned.length = 0;
});

const socket = createSocket('udp4');
/** Sends from one socket, whose port is known after the first time. */
const send = (bytes: Buffer | string, port: number) =>
  new Promise<void>((resolve, reject) => {
    socket.send(bytes, port, '127.0.0.1', (error) => (error === null ? resolve() : reject(error)));
  });
/** Other than `once`, a connection that was reset has closed as well. */
const closing = (socket: Socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()));
const portOf = (which: Receivers, receiver: 'traps' | 'syslog', transport: string) =>
  which.listening.find((each) => each.receiver === receiver && each.transport === transport)?.port ?? 0;

it('takes a trap of a declared device with its own or a common credential, and asks for a poll', async () => {
  const heard = await open(inventoryOf({ devices: [{ id: 'd1', address: '127.0.0.1' }], traps: [local('udp')] }));
  await send(trapWith(own), portOf(heard, 'traps', 'udp'));
  await expect.poll(() => hints).toEqual([['d1', { word: 'down', ifIndex: 7 }]]);
  expect(kept).toMatchObject([{ deviceId: 'd1', kind: 'trap', via: 'v2c', name: 'linkDown', text: 'ifIndex.7=7' }]);
  await send(trapWith(common), portOf(heard, 'traps', 'udp'));
  await expect
    .poll(() => heard.stats().traps)
    .toEqual([
      { kind: 'v2c', outcome: 'accepted', count: 1 },
      { kind: 'v2c', outcome: 'repeated', count: 1 },
    ]);
});

it('refuses strangers, wrong communities and rubbish, each counted by its source and reason and told once', async () => {
  const devices = [{ id: 'd1', address: '10.1.1.1' }];
  const heard = await open(inventoryOf({ devices, traps: [local('udp')], syslog: [local('udp')] }));
  const port = portOf(heard, 'traps', 'udp');
  for (let n = 0; n < 3; n++) await send(trapWith(own), port);
  await send('<189>stranger', portOf(heard, 'syslog', 'udp'));
  await expect
    .poll(() => heard.stats().refused)
    .toMatchObject([{ source: '127.0.0.1', reason: 'unknown-source', count: 4 }]);
  heard.apply(inventoryOf({ devices: [{ id: 'd1', address: '127.0.0.1' }] }));
  await send(trapWith({ ...own, community: 'guessed' }), port);
  await send('rubbish', port);
  await expect.poll(() => heard.stats().refused.length).toBe(3);
  expect(heard.stats().refused).toMatchObject([
    { reason: 'unknown-source' },
    { source: 'd1', reason: 'wrong-community', count: 1 },
    { source: 'd1', reason: 'malformed', count: 1, detail: expect.stringContaining('octet 0') },
  ]);
  expect(warned).toHaveLength(3);
  expect(JSON.stringify([warned, heard.stats()])).not.toMatch(/guessed|of-the-device/);
  expect([kept, hints]).toEqual([[], []]);
});

it('tells devices that share an address by the port that their agent is declared to have', async () => {
  await send('', 9);
  const { port } = socket.address();
  const devices = [
    { id: 'd1', address: '10.1.1.1', port: port === 1 ? 2 : 1 },
    { id: 'd2', address: '10.1.1.2', port },
  ];
  const heard = await open(inventoryOf({ devices, traps: [local('udp')] }));
  await send(trapWith(own), portOf(heard, 'traps', 'udp'));
  await expect.poll(() => kept.map(({ deviceId }) => deviceId)).toEqual(['d2']);
});

it('of a storm reads a burst, counts the rest, and asks the device once', async () => {
  const heard = await open(inventoryOf({ devices: [{ id: 'd1', address: '127.0.0.1' }], syslog: [local('udp')] }));
  const port = portOf(heard, 'syslog', 'udp');
  const sent = 2_000;
  for (let n = 0; n < sent; n++) await send(`<189>app: message ${n}`, port);
  const total = () => heard.stats().syslog.reduce((sum, { count }) => sum + count, 0);
  await expect.poll(total).toBe(sent);
  const accepted = heard.stats().syslog.find(({ outcome }) => outcome === 'accepted')?.count ?? 0;
  expect(accepted).toBeGreaterThanOrEqual(receiveLimits.perSourceBurst);
  expect(accepted).toBeLessThan(sent / 2);
  expect(hints).toEqual([['d1', undefined]]);
  await heard.close();
  const last = kept.at(-1);
  expect(last).toMatchObject({ kind: 'suppressed' });
  expect(kept.filter(({ kind }) => kind === 'syslog').length + (last?.repeats ?? 0)).toBe(sent);
});

it('hears syslog of TCP, and closes the connection of a stranger and of a broken stream', async () => {
  const inventory = inventoryOf({ devices: [{ id: 'd1', address: '127.0.0.1' }], syslog: [local('tcp')] });
  const heard = await open(inventory);
  const port = portOf(heard, 'syslog', 'tcp');
  const first = connect(port, '127.0.0.1');
  first.write('<189>%LINK-3-UPDOWN: Interface GigabitEthernet 0/1, changed state to down\n0 broken');
  await closing(first);
  expect(hints).toEqual([['d1', { word: 'down', interfaceName: 'GigabitEthernet0/1' }]]);
  heard.apply(inventoryOf({ devices: [] }));
  const second = connect(port, '127.0.0.1');
  second.on('error', () => {});
  await closing(second);
  const outcomes = heard.stats().syslog.map(({ kind, outcome }) => `${kind} ${outcome}`);
  expect(outcomes).toEqual(['tcp accepted', 'tcp bad-frame', 'tcp unknown-source']);
});

it('takes no more connections of one address than its bound', async () => {
  const heard = await open(inventoryOf({ devices: [{ id: 'd1', address: '127.0.0.1' }], syslog: [local('tcp')] }));
  const sockets = Array.from({ length: 20 }, () => connect(portOf(heard, 'syslog', 'tcp'), '127.0.0.1'));
  for (const each of sockets) each.on('error', () => {});
  await expect.poll(() => heard.stats().refused).toMatchObject([{ reason: 'too-many-connections', count: 4 }]);
  expect(heard.stats().connections).toBe(16);
  for (const each of sockets) each.destroy();
  await expect.poll(() => heard.stats().connections).toBe(0);
});

it('says what to do when an address is taken, and leaves none open', async () => {
  const blocker = createSocket('udp4').bind(0, '127.0.0.1');
  await once(blocker, 'listening');
  const { port } = blocker.address();
  const inventory = inventoryOf({ devices: [], traps: [local('udp')], syslog: [local('tcp'), local('udp', port)] });
  const failed = await open(inventory).catch((thrown: unknown) => thrown);
  expect(failed).toBeInstanceOf(UserError);
  expect(failed).toMatchObject({
    what: { key: 'collector.listen.EADDRINUSE', params: { address: `udp:127.0.0.1:${port}` } },
  });
  blocker.close();
});

it('hears over IPv6, and IPv4 devices on a socket for both', async () => {
  const both = parseListenAddress('udp:[::]:0', ['udp']);
  if (both === undefined) throw new Error('no address');
  const heard = await open(inventoryOf({ devices: [{ id: 'd1', address: '127.0.0.1' }], traps: [both] }));
  await send(trapWith(own), portOf(heard, 'traps', 'udp'));
  await expect.poll(() => kept).toMatchObject([{ deviceId: 'd1', from: expect.stringMatching(/^127\.0\.0\.1:/) }]);
  const six = createSocket('udp6');
  heard.apply(inventoryOf({ devices: [{ id: 'd6', address: '::1' }] }));
  six.send(trapWith(own), portOf(heard, 'traps', 'udp'), '::1', () => six.close());
  await expect.poll(() => kept.at(-1)).toMatchObject({ deviceId: 'd6' });
});

it('tells what waits in the system for its sockets, on Linux', async () => {
  const heard = await open(inventoryOf({ devices: [], traps: [local('udp')] }));
  const port = portOf(heard, 'traps', 'udp');
  const queues = process.platform === 'linux' ? [{ address: `udp:127.0.0.1:${port}`, octets: 0, dropped: 0 }] : [];
  expect(heard.stats().queues).toEqual(queues);
});
