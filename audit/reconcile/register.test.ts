import { describe, expect, it } from 'vitest';
import { deviceMetrics, interfaceMetrics } from '../../collector/index.ts';
import { FakeClock } from '../../core/clock.fake.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import { needComplete } from './compare.ts';
import type { Difference, Finding } from './model.ts';
import { createReconciler } from './reconciler.ts';
import { decide, lookAgain, type Register } from './register.ts';
import { soundNetwork, stageCity, tell } from './stage.fake.ts';

const moved = (observed: string, at = 1): Difference => ({
  kind: 'moved-cable',
  subject: 'F1',
  element: { kind: 'link', id: 'F1' },
  declared: 'agg/ge-1',
  observed,
  against: 'inventory',
  evidence: [{ deviceId: 'agg', what: 'lldp', value: '', at }],
  changes: [],
});
const stranger: Difference = { ...moved('x'), kind: 'foreign-mac', subject: 'x' };

function look(before: Register, differences: readonly Difference[], now: number, accepted: readonly string[] = []) {
  return lookAgain(before, {
    differences,
    now,
    unjudged: new Set(),
    isAccepted: ({ observed }) => accepted.includes(observed),
  });
}
const only = (register: Register): Finding => {
  const [finding] = register.values();
  if (finding === undefined) throw new Error('no finding');
  return finding;
};
const decided = (register: Register, verdict: 'accepted' | 'rejected', at: number): Register => {
  const finding = decide(only(register), { verdict, by: 'admin', reason: '', at });
  return finding === undefined ? register : new Map([[finding.id, finding]]);
};

describe('a finding', () => {
  const open = look(new Map(), [moved('agg/ge-2')], 10).register;

  it('opens once, and is seen as long as its evidence is new', () => {
    const again = look(open, [moved('agg/ge-2', 7)], 20);
    expect(again.events).toEqual([]);
    expect(only(again.register)).toMatchObject({ status: 'open', firstSeenAt: 1, lastSeenAt: 7 });
  });

  it('clears itself when it is no longer seen, and is the same finding when it comes back', () => {
    const cleared = look(open, [], 20);
    expect(cleared.events.map(({ what }) => what)).toEqual(['cleared']);
    expect(only(cleared.register)).toMatchObject({ status: 'cleared', clearedAt: 20 });
    expect(look(cleared.register, [], 25).events).toEqual([]);
    const back = look(cleared.register, [moved('agg/ge-2')], 30);
    expect(back.events.map(({ what }) => what)).toEqual(['seen-again']);
    expect(only(back.register)).toMatchObject({ status: 'open', firstSeenAt: 1, clearedAt: undefined });
    expect(back.register.size).toBe(1);
  });

  it('stays when its kind could not be judged', () => {
    const before = look(new Map(), [stranger], 10).register;
    const { events } = lookAgain(before, {
      differences: [],
      now: 20,
      unjudged: needComplete,
      isAccepted: () => false,
    });
    expect(events).toEqual([]);
  });

  it('is closed once accepted, and open again when something else is seen', () => {
    const accepted = decided(open, 'accepted', 15);
    expect(only(accepted)).toMatchObject({ status: 'accepted', clearedAt: 15 });
    expect(look(accepted, [moved('agg/ge-2')], 20, ['agg/ge-2']).events).toEqual([]);
    const other = look(accepted, [moved('agg/ge-3')], 30, ['agg/ge-2']);
    expect(only(other.register)).toMatchObject({ status: 'open', observed: 'agg/ge-3', decision: undefined });
  });

  it('stays rejected while it is seen so, also when it comes back, and is open when something else is seen', () => {
    const rejected = decided(open, 'rejected', 15);
    expect(only(look(rejected, [moved('agg/ge-2')], 20).register).status).toBe('rejected');
    const cleared = look(rejected, [], 30).register;
    expect(only(cleared)).toMatchObject({ status: 'cleared', decision: { verdict: 'rejected' } });
    expect(only(look(cleared, [moved('agg/ge-2')], 40).register).status).toBe('rejected');
    expect(only(look(rejected, [moved('agg/ge-3')], 40).register)).toMatchObject({
      status: 'open',
      decision: undefined,
    });
  });

  it('has nothing to decide once it is closed', () => {
    const cleared = only(look(open, [], 20).register);
    expect(decide(cleared, { verdict: 'accepted', by: 'admin', reason: '', at: 30 })).toBeUndefined();
  });
});

describe('a reconciler', () => {
  const kinds = [
    { name: 'interface', columns: interfaceMetrics },
    { name: 'device', columns: deviceMetrics },
  ];
  const swapped = {
    ...soundNetwork,
    cables: soundNetwork.cables.map(([a, b]) => [a === 'agg/ge-1' ? 'agg/ge-3' : a, b] as const),
  };

  async function start(clock: FakeClock, store: ReturnType<typeof createFakeStore>) {
    const reconciler = createReconciler({ store, clock });
    await reconciler.start();
    const city = stageCity();
    reconciler.apply(city, city.devices.keys());
    return reconciler;
  }

  it('keeps findings, decisions and what it remembers over a restart', async () => {
    const clock = new FakeClock();
    const store = createFakeStore({ kinds, clock });
    const first = await start(clock, store);
    for (const reading of tell(soundNetwork, clock.now())) first.observe(reading);
    await clock.advance(1_000);
    expect(first.list()).toEqual([]);
    for (const reading of tell(swapped, clock.now())) first.observe(reading);
    await clock.advance(1_000);
    const [finding] = first.list();
    expect(finding).toMatchObject({ kind: 'moved-cable', subject: 'F1', status: 'open' });
    const id = finding?.id ?? '';
    expect(first.decide({ id, verdict: 'rejected', by: 'admin', reason: '请插回' }).ok).toBe(true);
    first.close();

    const second = await start(clock, store);
    await clock.advance(1_000);
    expect(second.list()).toMatchObject([{ id, status: 'rejected', decision: { by: 'admin', reason: '请插回' } }]);
    for (const reading of tell(soundNetwork, clock.now())) second.observe(reading);
    await clock.advance(1_000);
    expect(second.find(id)?.status).toBe('cleared');
    const history = await second.history(id);
    expect(history.map(({ body }) => (body as { what: string }).what)).toEqual(['seen', 'rejected', 'cleared']);
    second.close();
  });

  it('no longer tells what was accepted, also after a restart', async () => {
    const clock = new FakeClock();
    const store = createFakeStore({ kinds, clock });
    const first = await start(clock, store);
    for (const reading of tell(soundNetwork, clock.now())) first.observe(reading);
    for (const reading of tell(swapped, clock.now())) first.observe(reading);
    await clock.advance(1_000);
    const id = first.list()[0]?.id ?? '';
    expect(first.decide({ id, verdict: 'accepted', by: 'admin', reason: '扩容' }).ok).toBe(true);
    expect(first.decide({ id, verdict: 'rejected', by: 'admin', reason: '' })).toMatchObject({ ok: false });
    expect(first.decide({ id: 'none', verdict: 'rejected', by: 'admin', reason: '' })).toMatchObject({ ok: false });
    first.close();
    const second = await start(clock, store);
    for (const reading of tell(swapped, clock.now())) second.observe(reading);
    await clock.advance(1_000);
    expect(second.list()).toMatchObject([{ id, status: 'accepted' }]);
  });

  it('believes no document of another shape', async () => {
    const clock = new FakeClock();
    const store = createFakeStore({ kinds, clock });
    for (const collection of ['findings', 'topology-seen', 'topology-cables', 'findings-accepted'])
      for (const body of [7, null, 'x', [], { seen: 1 }, { id: 'a' }])
        store.put({ collection, key: JSON.stringify(body), body });
    const reconciler = await start(clock, store);
    await clock.advance(1_000);
    expect(reconciler.list()).toEqual([]);
  });
});
