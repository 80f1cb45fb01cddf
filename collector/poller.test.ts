import { describe, expect, it } from 'vitest';
import { FakeClock } from '../core/clock.fake.ts';
import { createPoller, type PolledAgent } from './poller.ts';
import { FakeSession } from './snmp/session.fake.ts';

const manners = { timeoutMs: 1_000, retries: 1, maxRepetitions: 24, budgetMs: 10_000 };

function agent(deviceId: string, port = 161): PolledAgent {
  return {
    deviceId,
    kind: 'switch',
    target: { transport: 'udp4', host: '127.0.0.1', port },
    credential: { version: 'v2c', community: 'city' },
  };
}

function stage() {
  const opened: FakeSession[] = [];
  const poller = createPoller({
    clock: new FakeClock(),
    open: () => {
      const session = new FakeSession({
        '1.3.6.1.2.1.1.2.0': { type: 'oid', value: '1.3.6.1.4.1.8072.3.2.10' },
      } as never);
      opened.push(session);
      return session;
    },
  });
  return { poller, opened };
}

describe('the poller', () => {
  it('asks a device over one session, poll after poll', async () => {
    const { poller, opened } = stage();
    poller.apply([agent('a'), agent('b')], manners);
    expect((await poller.poll('a'))?.deviceId).toBe('a');
    await poller.poll('a');
    expect(opened.length).toBe(1);
    await poller.poll('b');
    expect(opened.length).toBe(2);
  });

  it('does not poll what has no agent', async () => {
    const { poller, opened } = stage();
    poller.apply([agent('a')], manners);
    expect(await poller.poll('somebody')).toBeUndefined();
    expect(opened.length).toBe(0);
  });

  it('keeps the sessions of devices that stay as they are over a reload, and closes the others', async () => {
    const { poller, opened } = stage();
    poller.apply([agent('a'), agent('b'), agent('c')], manners);
    for (const id of ['a', 'b', 'c']) await poller.poll(id);
    poller.apply([agent('a'), agent('b', 1161)], manners);
    expect(opened.map(({ closed }) => closed)).toEqual([false, true, true]);
    await poller.poll('b');
    expect(opened.length).toBe(4);
  });

  it('gives no observation of a poll whose session was closed under it', async () => {
    const { poller } = stage();
    poller.apply([agent('a')], manners);
    const running = poller.poll('a');
    poller.apply([agent('a', 1161)], manners);
    expect(await running).toBeUndefined();
  });
});
