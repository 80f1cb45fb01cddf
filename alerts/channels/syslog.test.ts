import { createSocket } from 'node:dgram';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { SyslogSettings } from '../../inventory/index.ts';
import { openSyslog, syslogLine } from './syslog.ts';
import { at, commonOf, never, pageTo } from './to-send.fake.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const settings = (port: number, patch: Partial<SyslogSettings> = {}): SyslogSettings => ({
  ...{ ...commonOf('log'), kind: 'syslog', transport: 'tcp', host: '127.0.0.1', port },
  ...{ authority: undefined, serverName: undefined, facility: 16 },
  ...patch,
});

it('a line names severity, time, incident and key where RFC 5424 has them, and no name can break out of its place', () => {
  const root = { kind: 'link', id: 'F"2]3\\' } as const;
  const line = syslogLine(pageTo('', { patch: { root } }), 16);
  const form =
    /^<(\d+)>1 (\S+) (\S+) fangzhou - raised \[fangzhou@32473 ((?:[a-z]+="(?:[^"\\\]]|\\["\\\]])*" ?)+)\] \ufeff(.+)$/u;
  const [, priority, time, , data, text] = form.exec(line) ?? [];
  expect([priority, time]).toEqual([String(16 * 8 + 2), new Date(at).toISOString()]);
  expect(data).toContain('incident="INC-1"');
  expect(data).toContain('root="link F\\"2\\]3\\\\"');
  expect(data).toContain('key="F23 raised > raised 0.0.0 a mail"');
  expect(text).toContain('【方舟】');
});

it('what is over is told as information, and a long line is cut between two characters', () => {
  const over = syslogLine(pageTo('', { event: 'cleared' }), 1);
  expect(over.startsWith('<14>1 ')).toBe(true);
  const long = syslogLine(pageTo('', { key: '方'.repeat(3_000) }), 1);
  expect(Buffer.byteLength(long)).toBeLessThanOrEqual(2_048);
  expect(long).not.toContain('\ufffd');
});

it('by TCP each message is counted (RFC 6587) and arrives whole; nobody there is a failure', async () => {
  let heard = '';
  const server = createServer((socket) => {
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      heard += chunk;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const channel = openSyslog(settings(port));
  expect(await channel.check(never)).toMatchObject({ state: 'good' });
  expect(await channel.send(pageTo(''), never)).toEqual({ outcome: 'sent' });
  await new Promise((resolve) => server.close(resolve));
  const [, length = '', text = ''] = /^(\d+) ([\s\S]*)$/.exec(heard) ?? [];
  expect(Buffer.byteLength(text)).toBe(Number(length));
  expect(await channel.send(pageTo(''), never)).toMatchObject({
    outcome: 'failed',
    detail: expect.stringContaining('ECONNREFUSED'),
  });
  expect(await channel.check(never)).toMatchObject({ state: 'bad' });
});

it('by UDP a datagram is one message, and nothing is known of who hears it', async () => {
  const socket = createSocket('udp4');
  closers.push(() => socket.close());
  const heard = new Promise<string>((resolve) => socket.once('message', (bytes) => resolve(bytes.toString())));
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const channel = openSyslog(settings(socket.address().port, { transport: 'udp' }));
  expect(await channel.check(never)).toMatchObject({ state: 'unknown' });
  expect(await channel.send(pageTo(''), never)).toEqual({ outcome: 'sent' });
  expect(await heard).toMatch(/^<130>1 /);
});
