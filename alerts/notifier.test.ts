import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { silentLog, systemClock } from '../core/index.ts';
import { createFakeStore } from '../store/store.fake.ts';
import { createRecordingNotifier } from './notifier.fake.ts';
import type { Delivery, Notice, Notifier } from './notifier.ts';
import { createWebhook } from './webhook/webhook.ts';

const notice: Notice = {
  id: 'INC-1/raised/1',
  key: 'link-down link F1 after none raised',
  event: 'raised',
  at: 1,
  incident: {
    id: 'INC-1',
    condition: 'link-down',
    severity: 'major',
    root: { kind: 'link', id: 'F1' },
    status: 'open',
    summary: { key: 'alerts.link-down.summary' },
    remedy: { key: 'alerts.link-down.remedy' },
    affected: [],
    raisedAt: 1,
    firstSeenAt: 1,
    history: [],
  },
};

interface Rig {
  readonly notifier: Notifier;
  /** Lets the delivery end well. */
  deliver(): Promise<void>;
  close(): Promise<void>;
}

async function webhookRig(): Promise<Rig> {
  const server = createServer((request, response) => void request.resume().on('end', () => response.end()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const notifier = createWebhook({
    settings: { url, secret: 's', timeoutSeconds: 5, attempts: 3 },
    store: createFakeStore({ kinds: [], clock: systemClock }),
    clock: systemClock,
    log: silentLog,
  });
  return {
    notifier,
    async deliver() {
      await notifier.start();
      while (notifier.stats().delivered === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    },
    async close() {
      await notifier.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function fakeRig(): Promise<Rig> {
  const notifier = createRecordingNotifier();
  return { notifier, deliver: async () => notifier.finish(notice.id, true), close: async () => {} };
}

describe.each([
  ['the webhook', webhookRig],
  ['the recording fake', fakeRig],
])('as a notifier, %s', (_name, rig) => {
  it('takes a notice without waiting and tells later, once, how its delivery ended', async () => {
    const { notifier, deliver, close } = await rig();
    const told: Delivery[] = [];
    notifier.onDelivery((delivery) => told.push(delivery));
    notifier.notify(notice);
    expect(told).toEqual([]);
    await deliver();
    await close();
    expect(told).toEqual([{ noticeId: notice.id, incidentId: 'INC-1', delivered: true, attempts: 1, detail: '200' }]);
    expect(notifier.name).not.toBe('');
  });
});
