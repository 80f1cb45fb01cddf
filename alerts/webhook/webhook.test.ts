import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { type Log, silentLog } from '../../core/index.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import type { Incident } from '../incident.ts';
import type { Delivery, Notice } from '../notifier.ts';
import { waitBeforeNext, webhookBounds } from './bounds.ts';
import { verifySignature } from './signature.ts';
import { createWebhook, type Webhook } from './webhook.ts';

const secret = 'a secret that nobody logs';
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A real receiver on 127.0.0.1 that behaves as the script says, then answers 200. */
async function receiver(script: ((response: ServerResponse, request: IncomingMessage) => void)[]) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      const act = script.shift() ?? ((res) => res.writeHead(200).end('ok'));
      act(response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?token=hidden` };
}

const status = (code: number) => (response: ServerResponse) => void response.writeHead(code).end();

function incident(id = 'INC-1'): Incident {
  return {
    id,
    condition: 'link-down',
    severity: 'critical',
    root: { kind: 'link', id: 'F23' },
    status: 'open',
    summary: { key: 'alerts.link-down.summary', params: { link: 'F23', point: 'p', office: '财政所', a: 'a', b: 'b' } },
    remedy: { key: 'alerts.link-down.remedy', params: { circuit: 'CT-1' } },
    affected: [{ kind: 'point', id: 'p' }],
    raisedAt: 1_000,
    firstSeenAt: 500,
    history: [],
  };
}

const notice = (id = 'INC-1', at = 1_000): Notice => ({
  id: `${id}/raised/${at}`,
  key: `${id} raised`,
  event: 'raised',
  at,
  incident: incident(id),
});

function sender(
  url: string,
  options: { attempts?: number; log?: Log; clock?: FakeClock; store?: ReturnType<typeof createFakeStore> } = {},
) {
  const clock = options.clock ?? new FakeClock();
  const store = options.store ?? createFakeStore({ kinds: [], clock });
  let failures = 0;
  const log: Log = {
    ...(options.log ?? silentLog),
    warn(fields, event) {
      if (event === 'webhook-attempt-failed') failures += 1;
      options.log?.warn(fields, event);
    },
  };
  const settings = { url, secret, timeoutSeconds: 5, attempts: options.attempts ?? 4 };
  const webhook = createWebhook({ settings, store, clock, log, random: () => 0 });
  const deliveries: Delivery[] = [];
  webhook.onDelivery((delivery) => deliveries.push(delivery));
  closers.push(() => webhook.stop());
  /** Resolves when that many attempts have failed and the next one waits for the clock. */
  const failed = (count: number): Promise<void> => until(() => failures === count);
  return { clock, deliveries, failed, store, webhook };
}

/** Lets real sockets work while the fake clock stands still. */
async function until(done: () => boolean): Promise<void> {
  for (let i = 0; i < 5_000 && !done(); i += 1) await new Promise((resolve) => setTimeout(resolve, 1));
  expect(done()).toBe(true);
}

const idle = (webhook: Webhook) => () => webhook.stats().waiting === 0;

describe('the webhook', () => {
  it('posts the notice, signed over time and body, with its texts in both languages', async () => {
    const { received, url } = await receiver([]);
    const { clock, deliveries, webhook } = sender(url);
    await webhook.start();
    webhook.notify(notice());
    await until(() => deliveries.length === 1);
    const [post] = received;
    expect(JSON.parse(post?.body ?? '')).toMatchObject({
      id: 'INC-1/raised/1000',
      event: 'raised',
      incident: { id: 'INC-1', root: { id: 'F23' }, summary: { en: 'Link F23 of point p (财政所) is down: a to b' } },
    });
    expect(post?.headers['fangzhou-delivery']).toBe('INC-1/raised/1000');
    const nowSeconds = Math.floor(clock.now() / 1000);
    const signed = { header: String(post?.headers['fangzhou-signature']), body: post?.body ?? '', secret, nowSeconds };
    expect(verifySignature({ ...signed, toleranceSeconds: 300 })).toBe(true);
    expect(verifySignature({ ...signed, body: `${signed.body} `, toleranceSeconds: 300 })).toBe(false);
    expect(verifySignature({ ...signed, nowSeconds: nowSeconds + 301, toleranceSeconds: 300 })).toBe(false);
    expect(verifySignature({ ...signed, secret: 'other', toleranceSeconds: 300 })).toBe(false);
    expect(verifySignature({ ...signed, header: 'nonsense', toleranceSeconds: 300 })).toBe(false);
    expect(deliveries).toMatchObject([{ delivered: true, attempts: 1, detail: '200' }]);
  });

  it('tries again after a 500 and after a reset, waiting twice as long each time', async () => {
    const { received, url } = await receiver([status(500), (_, request) => void request.socket.destroy(), status(503)]);
    const { clock, deliveries, failed, webhook } = sender(url);
    await webhook.start();
    webhook.notify(notice());
    for (const [index, ms] of [1_000, 2_000, 4_000].entries()) {
      await failed(index + 1);
      await clock.advance(ms - 1);
      expect(received).toHaveLength(index + 1);
      await clock.advance(1);
    }
    await until(() => deliveries.length === 1);
    expect(deliveries).toMatchObject([{ delivered: true, attempts: 4 }]);
    expect(new Set(received.map((post) => post.headers['fangzhou-delivery'])).size).toBe(1);
  });

  it('gives up after the last attempt, says why, and goes on with the next notice', async () => {
    const { url } = await receiver([status(500), status(502)]);
    const { clock, deliveries, failed, webhook } = sender(url, { attempts: 2 });
    await webhook.start();
    webhook.notify(notice('INC-1'));
    webhook.notify(notice('INC-2'));
    await failed(1);
    await clock.advance(1_000);
    await until(() => deliveries.length === 2);
    expect(deliveries).toMatchObject([
      { incidentId: 'INC-1', delivered: false, attempts: 2, detail: '502' },
      { incidentId: 'INC-2', delivered: true },
    ]);
    expect(webhook.stats()).toEqual({ waiting: 0, delivered: 1, failed: 1, dropped: 0 });
  });

  it('does not wait for a receiver that hangs longer than its timeout', async () => {
    const { received, url } = await receiver([() => {}]);
    const { clock, deliveries, failed, webhook } = sender(url);
    await webhook.start();
    webhook.notify(notice());
    await until(() => received.length === 1);
    await clock.advance(5_000);
    await failed(1);
    await clock.advance(1_000);
    await until(() => deliveries.length === 1);
    expect(deliveries).toMatchObject([{ delivered: true, attempts: 2 }]);
  });

  it('reads nothing of an answer that never ends', async () => {
    const { url } = await receiver([
      (response) => {
        response.writeHead(200);
        const more = setInterval(() => response.write('x'.repeat(65_536)), 1);
        response.on('close', () => clearInterval(more));
        response.on('error', () => clearInterval(more));
      },
    ]);
    const { deliveries, webhook } = sender(url);
    await webhook.start();
    webhook.notify(notice());
    await until(() => deliveries.length === 1);
    expect(deliveries).toMatchObject([{ delivered: true }]);
  });

  it('follows no redirect and does not repeat what the receiver will never take', async () => {
    const elsewhere = await receiver([]);
    const { received, url } = await receiver([
      (response) => void response.writeHead(307, { location: elsewhere.url }).end(),
      status(401),
    ]);
    const { deliveries, webhook } = sender(url);
    await webhook.start();
    webhook.notify(notice('INC-1'));
    webhook.notify(notice('INC-2'));
    await until(() => deliveries.length === 2);
    expect(deliveries.map((delivery) => [delivery.delivered, delivery.detail])).toEqual([
      [false, '307'],
      [false, '401'],
    ]);
    expect(received).toHaveLength(2);
    expect(elsewhere.received).toEqual([]);
  });

  it('delivers after a restart what the last run could not', async () => {
    const first = sender((await receiver([status(500)])).url);
    await first.webhook.start();
    first.webhook.notify(notice('INC-1', 1_000));
    first.webhook.notify(notice('INC-2', 2_000));
    await first.failed(1);
    await first.webhook.stop();
    const { received, url } = await receiver([]);
    const next = sender(url, { clock: first.clock, store: first.store });
    await next.webhook.start();
    await until(idle(next.webhook));
    expect(received.map((post) => post.headers['fangzhou-delivery'])).toEqual([
      'INC-1/raised/1000',
      'INC-2/raised/2000',
    ]);
    expect(next.deliveries).toMatchObject([{ attempts: 2 }, { attempts: 1 }]);
    expect(await next.store.documents('webhook-queue')).toEqual([]);
  });

  it('keeps a bounded queue, drops the oldest and says so', () => {
    const { deliveries, webhook } = sender('http://127.0.0.1:9/');
    for (let i = 0; i < webhookBounds.queuedNotices + 3; i += 1) webhook.notify(notice(`INC-${i}`));
    expect(webhook.stats()).toMatchObject({ waiting: webhookBounds.queuedNotices, dropped: 3 });
    expect(deliveries.map((delivery) => delivery.incidentId)).toEqual(['INC-0', 'INC-1', 'INC-2']);
  });

  it('never writes the secret or the address into the log, the store or the outcome', async () => {
    const lines: string[] = [];
    const write = (fields: object, event: string): void => void lines.push(JSON.stringify({ ...fields, event }));
    const { url } = await receiver([status(500), status(400)]);
    const { clock, deliveries, failed, store, webhook } = sender(url, {
      log: { debug: write, info: write, warn: write, error: write },
    });
    await webhook.start();
    webhook.notify(notice());
    await failed(1);
    const kept = JSON.stringify(await store.documents('webhook-queue'));
    await clock.advance(1_000);
    await until(() => deliveries.length === 1);
    expect(lines.length).toBeGreaterThan(0);
    for (const text of [...lines, kept, JSON.stringify(deliveries)]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain('token=hidden');
    }
  });

  it('waits between half and all of a doubling time, never more than five minutes', () => {
    expect([1, 2, 3, 4].map((attempts) => waitBeforeNext(attempts, 0))).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect([1, 2, 3, 4].map((attempts) => waitBeforeNext(attempts, 1))).toEqual([500, 1_000, 2_000, 4_000]);
    expect(waitBeforeNext(500, 0)).toBe(webhookBounds.longestWaitMs);
  });
});
