import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import { openLocalEngine } from './local-engine.ts';

describe('our engine', () => {
  it('keeps its id over restarts, and each of them is one boot more', async () => {
    const clock = new FakeClock();
    const store = createFakeStore({ kinds: [], clock });
    const first = await openLocalEngine({ store, clock });
    const second = await openLocalEngine({ store, clock });
    expect(first.id.length).toBeGreaterThanOrEqual(5);
    expect(second.id.equals(first.id)).toBe(true);
    expect([first, second].map((engine) => engine.time().boots)).toEqual([1, 2]);
  });

  it('counts seconds since it was opened', async () => {
    const clock = new FakeClock();
    const engine = await openLocalEngine({ store: createFakeStore({ kinds: [], clock }), clock });
    await clock.advance(61_500);
    expect(engine.time()).toEqual({ boots: 1, timeSeconds: 61 });
  });

  it.each([
    { id: 'zz', boots: 3 },
    { id: '8000000001', boots: -1 },
    { id: '8000000001', boots: 0x7fff_ffff },
    'nonsense',
  ])('takes a new id when what was kept is %j', async (body) => {
    const clock = new FakeClock();
    const store = createFakeStore({ kinds: [], clock });
    store.put({ collection: 'trap-engine', key: 'self', body });
    const engine = await openLocalEngine({ store, clock });
    expect(engine.time().boots).toBe(1);
    expect(engine.id.toString('hex')).not.toBe('8000000001');
  });

  it('does not open while its boots cannot be kept: a boot must not come twice', async () => {
    const clock = new FakeClock();
    const store = createFakeStore({ kinds: [], clock });
    store.breakWith('disk-full');
    await expect(openLocalEngine({ store, clock })).rejects.toMatchObject({ what: { key: 'store.disk-full' } });
  });
});
