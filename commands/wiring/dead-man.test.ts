import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { signatureHeader, verifySignature } from '../../alerts/index.ts';
import { FakeClock } from '../../core/clock.fake.ts';
import { type Log, silentLog } from '../../core/index.ts';
import type { StandbyView, Token } from '../../standby/index.ts';
import { startDeadMan, tellsAlone, tellsOfPair } from './dead-man.ts';

const secret = 'a-secret-of-the-duty-desk';
const everySeconds = 60;
const token: Token = { timeline: 2, epoch: 7 };

let clock: FakeClock;
let server: Server;
let heard: { readonly body: string; readonly signature: string }[];
let answer: number;
let held: Token | undefined;
let told: Record<string, unknown>[];
let stop: () => void;

const view = (): StandbyView => ({
  ...{ id: 'b', peer: 'a', role: 'active', since: 0, takeover: 'manual', hindrance: undefined },
  active: { id: 'b', url: 'http://b', token: '2.7' },
  ...{ ttlSeconds: 6, notifyDelaySeconds: 15, databases: [], arbiter: 'none' },
  peerSeenAt: Date.UTC(2026, 0, 5, 7, 59),
  lossBound: { decisions: 0, seconds: 0, database: 'asynchronous', databaseBytes: 0 },
  diverged: undefined,
});

beforeEach(async () => {
  clock = new FakeClock();
  [heard, answer, held, told] = [[], 204, token, []];
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      heard.push({ body, signature: String(request.headers[signatureHeader.toLowerCase()]) });
      response.writeHead(answer).end();
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const log: Log = { ...silentLog, warn: (fields: object) => void told.push({ ...fields }) };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/alive`;
  const member = { fence: { token: () => held, lost: () => {} }, view };
  stop = startDeadMan({ settings: { url, secret, everySeconds }, tells: tellsOfPair(member), clock, log });
});
afterEach(async () => {
  stop();
  server.closeAllConnections();
  await new Promise((resolve) => void server.close(resolve));
});

const messages = (count: number) => expect.poll(() => heard.length).toBe(count);

it('the receiver hears at once and at every interval that somebody decides, signed, with what hinders a takeover', async () => {
  await clock.advance(0);
  await messages(1);
  const [{ body, signature } = { body: '', signature: '' }] = heard;
  expect(JSON.parse(body)).toEqual({
    ...{ what: 'alive', at: '2026-01-05T08:00:00.000Z', instance: 'b', token: '2.7' },
    ...{ peerSeenAt: '2026-01-05T07:59:00.000Z', takeover: 'manual', hindrance: null },
  });
  const nowSeconds = clock.now() / 1000;
  expect(verifySignature({ header: signature, body, secret, nowSeconds, toleranceSeconds: 0 })).toBe(true);
  await expect.poll(() => clock.pendingCount).toBe(1);
  await clock.advance(everySeconds * 1000 - 1);
  expect(heard).toHaveLength(1);
  await clock.advance(1);
  await messages(2);
});

it('who does not decide says nothing, so that a pair without a holder is missed; and begins when it takes over', async () => {
  held = undefined;
  await clock.advance(3 * everySeconds * 1000);
  held = token;
  await clock.advance(everySeconds * 1000);
  // A message of the time before would have come first.
  await messages(1);
  expect(JSON.parse(heard[0]?.body ?? '')).toMatchObject({ at: '2026-01-05T08:04:00.000Z' });
});

it('goes on when the receiver refuses, and says so; ended, it says nothing more', async () => {
  answer = 503;
  await clock.advance(0);
  await expect.poll(() => told.length).toBe(1);
  answer = 204;
  await expect.poll(() => clock.pendingCount).toBe(1);
  await clock.advance(everySeconds * 1000);
  await messages(2);
  stop();
  await expect.poll(() => clock.pendingCount).toBe(0);
  await clock.advance(10 * everySeconds * 1000);
  expect([heard.length, told.length]).toEqual([2, 1]);
});

it('one alone says nothing while its polls stand still or nothing can be written, and says so once in the log', async () => {
  const alone = new FakeClock();
  const errors: object[] = [];
  const log: Log = { ...silentLog, error: (fields: object) => void errors.push(fields) };
  let now = { polls: 10, isWritable: true };
  const tells = tellsAlone(() => now, { clock: alone, log, periodMs: () => 60_000 });
  expect(tells()).toEqual({ instance: 'alone', polls: 10 });
  await alone.advance(180_000);
  expect(tells()).toEqual({ instance: 'alone', polls: 10 });
  await alone.advance(1);
  expect([tells(), tells()]).toEqual([undefined, undefined]);
  expect(errors).toEqual([{ isStandingStill: true, isWritable: true }]);
  now = { polls: 11, isWritable: true };
  expect(tells()).toEqual({ instance: 'alone', polls: 11 });
  now = { polls: 12, isWritable: false };
  expect(tells()).toBeUndefined();
  expect(errors).toHaveLength(2);
});
