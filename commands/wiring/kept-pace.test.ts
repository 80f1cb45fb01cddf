import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import { keepPace, keptPace } from './kept-pace.ts';

describe('the pace that is kept beside the data', () => {
  it('is that of the newest server, whatever the settings of who reads it later say', async () => {
    const store = createFakeStore({ kinds: [], clock: new FakeClock() });
    expect(await keptPace(store)).toBeUndefined();
    keepPace(store, { periodSeconds: 60, staleAfterPeriods: 3 });
    keepPace(store, { periodSeconds: 5, staleAfterPeriods: 3 });
    expect(await keptPace(store)).toEqual({ periodSeconds: 5, staleAfterPeriods: 3 });
  });

  it.each([
    null,
    'often',
    {},
    { periodSeconds: 0, staleAfterPeriods: 3 },
    { periodSeconds: '5', staleAfterPeriods: 3 },
  ])('is none where %j stands in its place', async (body) => {
    const store = createFakeStore({ kinds: [], clock: new FakeClock() });
    store.put({ collection: 'pace', key: 'polling', body });
    expect(await keptPace(store)).toBeUndefined();
  });
});
