import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import { openRemoteEngines } from './clock-keeper.ts';
import { createNotificationEncoder } from './encode-notification.ts';
import { createLocalEngine } from './local-engine.ts';
import { createTrapReader } from './trap-reader.ts';
import type { V3Credential } from './v3-credential.ts';

const credential: V3Credential = {
  version: 'v3',
  user: 'trapper',
  level: 'authNoPriv',
  authProtocol: 'sha256',
  authKey: 'auth-key-of-test',
  privProtocol: 'aes',
  privKey: '',
  context: '',
};
const id = Buffer.from('8000000001020304', 'hex');
const trapAt = (timeSeconds: number) =>
  createNotificationEncoder(credential).encode(
    { kind: 'trap', oid: '1.3.6.1.6.3.1.1.5.3', upTimeTicks: 1, varbinds: [] },
    { id, time: { boots: 3, timeSeconds } },
    1,
  );

/** A run of Fangzhou on a store that outlasts it. */
async function run(store: ReturnType<typeof createFakeStore>, clock: FakeClock) {
  const { remotes, close } = await openRemoteEngines({ store, clock });
  const reader = createTrapReader({ engine: createLocalEngine({ clock }), clock, remotes });
  return { read: (bytes: Buffer) => reader.read(Buffer.from(bytes), [credential]), close };
}

describe("a sender's clock", () => {
  it('outlasts a restart: what was sent before it is no news after it', async () => {
    const clock = new FakeClock();
    const store = createFakeStore({ kinds: [], clock });
    const first = await run(store, clock);
    const recorded = trapAt(1_000);
    expect(first.read(recorded)).toMatchObject({ kind: 'trap' });
    expect(first.read(trapAt(2_000))).toMatchObject({ kind: 'trap' });
    first.close();
    await clock.advance(3_600_000);
    const second = await run(store, clock);
    expect(second.read(recorded)).toMatchObject({ bad: { reason: 'not-in-time-window' } });
    expect(second.read(trapAt(2_000 + 3_600))).toMatchObject({ kind: 'trap' });
  });

  it('is written each minute while it moves, and not while it stands', async () => {
    const clock = new FakeClock();
    const store = createFakeStore({ kinds: [], clock });
    const { read, close } = await run(store, clock);
    const kept = async () => (await store.documents('trap-engine')).length;
    await clock.advance(60_000);
    expect(await kept()).toBe(0);
    read(trapAt(1_000));
    await clock.advance(60_000);
    expect(await kept()).toBe(1);
    store.put({ collection: 'trap-engine', key: 'remote', body: undefined });
    await clock.advance(600_000);
    expect(await kept()).toBe(0);
    close();
    expect(clock.pendingCount).toBe(0);
  });

  it.each([['nonsense'], [[1, null, { engineId: 'zz' }, { engineId: '80', user: 1 }]]])(
    'is forgotten when what was kept is %j',
    async (body) => {
      const clock = new FakeClock();
      const store = createFakeStore({ kinds: [], clock });
      store.put({ collection: 'trap-engine', key: 'remote', body });
      const { read } = await run(store, clock);
      expect(read(trapAt(1))).toMatchObject({ kind: 'trap' });
    },
  );
});
