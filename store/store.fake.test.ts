import { expect, it } from 'vitest';
import { FakeClock } from '../core/clock.fake.ts';
import { UserError } from '../core/index.ts';
import { contractKinds, contractStart, describeStore } from './contract.ts';
import { createFakeStore } from './store.fake.ts';

function make() {
  const clock = new FakeClock(contractStart);
  const store = createFakeStore({ kinds: contractKinds, clock });
  return { clock, store };
}

describeStore('the fake store', async () => {
  const { clock, store } = make();
  return { store, advance: (ms) => clock.advance(ms), now: () => clock.now(), end: () => store.close() };
});

it('rejects a flush while it is told to be broken, and works again when it is mended', async () => {
  const { store } = make();
  store.breakWith('disk-full');
  await expect(store.flush()).rejects.toBeInstanceOf(UserError);
  expect(store.stats()).toMatchObject({ condition: 'disk-full', writeFailures: 1 });
  store.breakWith('writable');
  await store.flush();
});
