import { describe, expect, it } from 'vitest';
import { FakeClock } from '../core/clock.fake.ts';
import { createFakeStore, type FakeStore } from '../store/store.fake.ts';
import { noticeKey } from './notice-key.ts';
import { createStage, smallCity } from './stage.fake.ts';

/** What the other instance decided, as following its journal brings it into the own store. */
async function followed(from: FakeStore, into: FakeStore): Promise<void> {
  for (const collection of ['incidents', 'incident-numbers']) {
    for (const before of await into.documents(collection)) into.put({ ...before, body: undefined });
    for (const document of await from.documents(collection)) into.put(document);
  }
}

describe('a standby that takes over', () => {
  const pair = async () => {
    const clock = new FakeClock();
    const city = smallCity();
    const active = await createStage({ clock, city });
    // Its own decisions go nowhere until it is promoted.
    const own = createFakeStore({ kinds: [], clock });
    const standby = await createStage({ clock, city, store: own });
    const both = async (rounds: number): Promise<void> => {
      for (let round = 0; round < rounds; round += 1) {
        await active.round();
        await standby.round();
      }
    };
    return { clock, active, standby, own, both };
  };
  const linkOf = (stage: Awaited<ReturnType<typeof createStage>>): string => [...stage.city.links.keys()][0] ?? '';

  it('keeps the number of an incident that it saw too, and tells it to nobody again', async () => {
    const { active, standby, own, both } = await pair();
    await both(2);
    const link = linkOf(active);
    active.nature.cut.add(link);
    standby.nature.cut.add(link);
    await both(5);
    const decided = active.open().find(({ root }) => root.id === link);
    expect(decided).toBeDefined();
    await followed(active.store, own);
    const before = standby.notifier.notices.length;
    await standby.alerts.adopt();
    expect(standby.open().map(({ id, root }) => [id, root.id])).toEqual(
      active.open().map(({ id, root }) => [id, root.id]),
    );
    await standby.rounds(3);
    expect(standby.notifier.notices).toHaveLength(before);
    standby.nature.cut.delete(link);
    await standby.rounds(4);
    expect(standby.open()).toEqual([]);
    expect(standby.alerts.list().find(({ id }) => id === decided?.id)?.status).toBe('cleared');
  });

  it('raises with the next poll what it saw alone, and not what has just ended', async () => {
    const { active, standby, own, both } = await pair();
    await both(2);
    const link = linkOf(active);
    standby.nature.cut.add(link);
    await standby.rounds(5);
    await followed(active.store, own);
    await standby.alerts.adopt();
    expect(standby.open()).toEqual([]);
    const told = standby.notifier.notices.length;
    await standby.round();
    expect(standby.open().map(({ root }) => root.id)).toEqual([link]);
    expect(standby.notifier.notices.slice(told).map(({ event }) => event)).toEqual(['raised']);

    standby.nature.cut.delete(link);
    await standby.rounds(4);
    const quiet = standby.notifier.notices.length;
    await standby.alerts.adopt();
    await standby.rounds(3);
    expect(standby.notifier.notices).toHaveLength(quiet);
  });

  it('ends what the other one had raised when it sees that it is over', async () => {
    const { active, standby, own, both } = await pair();
    await both(2);
    const link = linkOf(active);
    active.nature.cut.add(link);
    await active.rounds(5);
    expect(active.open()).toHaveLength(1);
    await followed(active.store, own);
    await standby.alerts.adopt();
    expect(standby.open()).toHaveLength(1);
    await standby.rounds(4);
    expect(standby.open()).toEqual([]);
  });
});

describe('the key of a notice', () => {
  const incident = (number: number, root = 'F1') =>
    ({ id: `INC-${number}`, condition: 'link-down', root: { kind: 'link', id: root } }) as never;
  const raised = { at: 5, what: 'raised' } as const;

  it('is the same on both sides, whatever number the one or the other gave', () => {
    const known = [incident(3), incident(7, 'F2'), incident(12)];
    expect(noticeKey(incident(20), raised, known)).toBe('link-down link F1 after INC-12 raised');
    expect(noticeKey(incident(120), raised, known)).toBe('link-down link F1 after INC-12 raised');
    expect(noticeKey(incident(3), raised, known)).toBe('link-down link F1 after none raised');
    expect(noticeKey(incident(20), { at: 9, what: 'acknowledged' }, known)).toContain('acknowledged 9');
  });
});
