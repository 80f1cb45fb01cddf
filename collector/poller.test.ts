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
  const onLibrary: FakeSession[] = [];
  const openInto = (list: FakeSession[]) => () => {
    const session = new FakeSession({
      '1.3.6.1.2.1.1.2.0': { type: 'oid', value: '1.3.6.1.4.1.8072.3.2.10' },
    } as never);
    list.push(session);
    return session;
  };
  const poller = createPoller({ clock: new FakeClock(), open: openInto(opened), openLibrary: openInto(onLibrary) });
  return { poller, opened, onLibrary };
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

  it('lets others ask over a session of their own, kept and closed as that of the polls', async () => {
    const { poller, opened } = stage();
    poller.apply([agent('a')], manners);
    await poller.poll('a');
    const beside = await poller.use('a', async (session) => session);
    expect(beside).toBe(opened[1]);
    expect(await poller.use('a', async (session) => session)).toBe(beside);
    expect(await poller.use('nobody', async () => 1)).toBeUndefined();
    poller.apply([agent('a', 162)], manners);
    expect(opened.map(({ closed }) => closed)).toEqual([true, true]);
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

  it('asks a device through the library whose answers the wire path could not read, until it is asked otherwise', async () => {
    const { poller, opened, onLibrary } = stage();
    poller.apply([agent('a'), agent('b')], manners);
    await poller.poll('a');
    opened[0]?.failNext('malformed');
    await poller.poll('a');
    await poller.poll('a');
    await poller.poll('a');
    expect([...poller.onLibrary]).toEqual(['a']);
    expect([opened.length, opened[0]?.closed, onLibrary.length]).toEqual([1, true, 1]);
    onLibrary[0]?.failNext('malformed');
    await poller.poll('a');
    expect(onLibrary[0]?.closed).toBe(false);
    poller.apply([agent('a', 1161), agent('b')], manners);
    await poller.poll('a');
    expect([opened.length, poller.onLibrary.size]).toEqual([2, 0]);
  });

  it('only probes a device that has been silent for long, and polls it whole from its first answer', async () => {
    const { poller, opened } = stage();
    poller.apply([agent('a')], manners);
    const efforts: unknown[] = [];
    await poller.poll('a');
    const [session] = opened;
    if (session === undefined) throw new Error('no session');
    for (let poll = 0; poll < 4; poll++) {
      session.failNext('timeout');
      await poller.poll('a');
      efforts.push(session.effort);
    }
    expect(efforts).toEqual(['full', 'full', 'full', 'probe']);
    expect(poller.health('a')).toMatchObject({ breaker: 'open', silentPolls: 4, path: 'wire' });
    await poller.poll('a');
    expect(poller.health('a')).toMatchObject({ breaker: 'closed', silentPolls: 0 });
    await poller.poll('a');
    expect(session.effort).toBe('full');
  });

  it.each(['timeout', 'wrong-digest', 'too-big'] as const)('stays on the wire path after %s', async (reason) => {
    const { poller, opened, onLibrary } = stage();
    poller.apply([agent('a')], manners);
    await poller.poll('a');
    opened[0]?.failNext(reason);
    await poller.poll('a');
    await poller.poll('a');
    expect([opened.length, onLibrary.length]).toEqual([1, 0]);
  });
});
