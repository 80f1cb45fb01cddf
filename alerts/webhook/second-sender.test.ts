import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { silentLog } from '../../core/index.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import type { Incident } from '../incident.ts';
import type { Notice } from '../notifier.ts';
import { createSecondSender } from './second-sender.ts';
import { createWebhook } from './webhook.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function receiver() {
  const keys: string[] = [];
  const server = createServer((request, response) => {
    keys.push(decodeURI(String(request.headers['idempotency-key'])));
    request.resume();
    request.on('end', () => response.writeHead(204).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  return { keys, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

function notice(link: string, event: Notice['event'] = 'raised'): Notice {
  const incident: Incident = {
    id: 'INC-1',
    condition: 'link-down',
    severity: 'critical',
    root: { kind: 'link', id: link },
    status: 'open',
    summary: { key: 'alerts.link-down.summary' },
    remedy: { key: 'alerts.link-down.remedy' },
    affected: [],
    raisedAt: 1_000,
    firstSeenAt: 500,
    history: [],
  };
  return {
    id: `INC-1/${event}/${link}`,
    key: `link-down link ${link} after none ${event}`,
    event,
    at: 1_000,
    incident,
  };
}

async function stage(
  options: { undecidedMs?: () => number | undefined; ownDelayMs?: number; decided?: readonly Incident[] } = {},
) {
  const clock = new FakeClock();
  const store = createFakeStore({ kinds: [], clock });
  const { keys, url } = await receiver();
  const sent = new Set<string>();
  let known: 'send' | 'sent' | 'unknown' = 'send';
  const sender = createSecondSender({
    settings: { url, secret: 'a secret that nobody logs', timeoutSeconds: 5, attempts: 4 },
    store,
    records: { knows: (key) => sent.has(key), ask: async () => known, sent: async (key) => void sent.add(key) },
    delayMs: 15_000,
    undecidedMs: options.undecidedMs ?? (() => undefined),
    ownDelayMs: () => options.ownDelayMs ?? 15_000,
    decided: () => options.decided ?? [],
    clock,
    log: silentLog,
  });
  closers.push(() => sender.stop());
  const enqueue = (each: Notice) =>
    store.put({ collection: 'webhook-queue', key: each.id, body: { notice: each, attempts: 0 } });
  /** Lets a second pass, and real sockets work. */
  const pass = async (seconds: number): Promise<void> => {
    for (let second = 0; second < seconds; second += 1) {
      await clock.advance(1_000);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const say = (next: typeof known): void => {
    known = next;
  };
  return { clock, store, keys, sent, sender, enqueue, pass, say };
}

describe('the second sender', () => {
  it('sends what the active instance decided and nobody sent in time, once', async () => {
    const { keys, enqueue, pass } = await stage();
    enqueue(notice('F1'));
    await pass(15);
    expect(keys).toEqual([]);
    await pass(3);
    expect(keys).toEqual(['link-down link F1 after none raised']);
    await pass(30);
    expect(keys).toHaveLength(1);
  });

  it('sends nothing that is on record as sent, or that left the queue', async () => {
    const { keys, store, enqueue, pass, say } = await stage();
    say('sent');
    enqueue(notice('F1'));
    await pass(30);
    say('send');
    store.put({ collection: 'webhook-queue', key: notice('F1').id, body: undefined });
    await pass(30);
    expect(keys).toEqual([]);
  });

  it('sends when it cannot be told whether it was sent: better twice than never', async () => {
    const { keys, enqueue, pass, say } = await stage();
    say('unknown');
    enqueue(notice('F1'));
    await pass(20);
    expect(keys).toHaveLength(1);
  });

  it('tells its own troubles only while nobody decides, and their end to whom it told them', async () => {
    let undecided: number | undefined;
    const { keys, sender, pass } = await stage({ undecidedMs: () => undecided, ownDelayMs: 0 });
    sender.notify(notice('F1'));
    await pass(30);
    expect(keys).toEqual([]);
    undecided = 1_000;
    await pass(2);
    expect(keys).toEqual(['link-down link F1 after none raised']);
    sender.notify(notice('F2'));
    sender.notify(notice('F2', 'cleared'));
    sender.notify(notice('F1', 'cleared'));
    await pass(3);
    expect(keys.slice(1)).toEqual(['link-down link F1 after none cleared']);
  });

  it('leaves alone what is an incident already, and waits its turn', async () => {
    const decided = [notice('F1').incident];
    const { keys, sender, pass } = await stage({ undecidedMs: () => 20_000, decided });
    sender.notify(notice('F1'));
    sender.notify(notice('F2'));
    await pass(14);
    expect(keys).toEqual([]);
    await pass(3);
    expect(keys).toEqual(['link-down link F2 after none raised']);
  });
});

describe('the webhook of one of a pair', () => {
  it('waits for the word of the gate, records what it sent, and takes what the other one sent for delivered', async () => {
    const clock = new FakeClock();
    const { keys, url } = await receiver();
    const answers: ('send' | 'sent' | 'wait')[] = ['wait', 'send', 'sent'];
    const recorded: string[] = [];
    const webhook = createWebhook({
      settings: { url, secret: 'a secret that nobody logs', timeoutSeconds: 5, attempts: 4 },
      store: createFakeStore({ kinds: [], clock }),
      clock,
      log: silentLog,
      gate: { ask: async () => answers.shift() ?? 'wait', sent: async ({ key }) => void recorded.push(key) },
    });
    closers.push(() => webhook.stop());
    await webhook.start();
    webhook.notify(notice('F1'));
    webhook.notify(notice('F2'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(keys).toEqual([]);
    await clock.advance(500);
    await expect.poll(() => webhook.stats().delivered).toBe(2);
    expect(keys).toEqual(['link-down link F1 after none raised']);
    expect(recorded).toEqual(keys);
  });
});
