import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { silentLog, systemClock } from '../../core/index.ts';
import { openLedger } from '../../ledger/index.ts';
import { openStore, type Store } from '../../store/index.ts';
import { serveHttp } from './http.ts';
import { digestOf, startStandby, trialFolder, trialSecret, trialStore, until } from './pair.fake.ts';
import { type Peer, PeerError } from './peer.ts';
import type { Greeting } from './protocol.ts';
import { openWarm, type Warm } from './warm.ts';

const clock = new FakeClock();
let place: Awaited<ReturnType<typeof trialFolder>>;
let warm: Warm;
let store: Store;
let told: Greeting | undefined;
const peer: Peer = {
  url: 'http://two',
  async *ask() {},
  hangUp() {},
  async hello() {
    if (told === undefined) throw new PeerError('silent', 'nobody answers');
    return told;
  },
};
const other = (role: Greeting['role'], number: number): Greeting => ({
  ...{
    name: 'two',
    role,
    generation: { number, id: 'b'.repeat(16), since: 0 },
    position: undefined,
    records: 0,
    at: 0,
    version: '1',
  },
});
const ledger = {
  ...{ head: () => ({ origin: 'x', size: 0, root: new Uint8Array(32) }), root: async () => new Uint8Array(32) },
  async *entries() {},
  blob: async () => undefined,
};

beforeEach(async () => {
  place = await trialFolder();
  told = undefined;
  warm = openWarm({
    ...{ folders: { data: place.folder, ledger: place.folder }, secret: trialSecret, peer, name: 'one', version: '1' },
    ...{
      silentAfterMs: 30_000,
      behindAfterMs: 60_000,
      writeIntervalMs: 5_000,
      spoolBytes: 1_000_000,
      clock,
      log: silentLog,
    },
  });
  store = await openStore({ ...trialStore(place.folder, clock), tap: warm.tap });
  warm.serve(ledger);
});
afterEach(async () => {
  await store.close();
  await warm.close();
  await place.remove();
});

/** Lets a period of the watch go by. */
const look = async () => {
  for (let second = 0; second < 6; second++) {
    await clock.advance(1_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
};

it('is ended by another one that decides in a newer generation, found while it runs', async () => {
  let by: string | undefined;
  void warm.superseded.then(({ name }) => {
    by = name;
  });
  await look();
  expect(by).toBeUndefined();
  told = other('standby', 1);
  await look();
  expect(by).toBeUndefined();
  expect(warm.view().peer.condition).toBe('standby');
  told = other('primary', 2);
  await look();
  expect(by).toBe('two');
});

it('goes on beside an older one that decides, and says that there are two', async () => {
  let ended = false;
  void warm.superseded.then(() => {
    ended = true;
  });
  // In the same generation with another id: neither is newer, a person has to decide.
  told = other('primary', 1);
  await look();
  await look();
  expect(ended).toBe(false);
  expect(warm.view().judgements.find(({ checkId }) => checkId === 'FO-21')).toMatchObject({ verdict: 'fail' });
});

it('bounds no loss while nobody follows, and does not wait for nobody at its end', async () => {
  await look();
  expect(warm.view().loss).toEqual({ seconds: undefined, changes: undefined });
  expect(await warm.handOver()).toBe(false);
});

it('hands over everything that is on the disk at a clean end to a standby that follows', async () => {
  const [one, two] = [await trialFolder(), await trialFolder()];
  const real = { clock: systemClock, log: silentLog };
  const folders = { data: one.folder, ledger: join(one.folder, 'ledger') };
  const decides = openWarm({
    ...{ folders, secret: trialSecret, peer: undefined, name: 'one', version: '1', ...real },
    ...{ silentAfterMs: 30_000, behindAfterMs: 60_000, writeIntervalMs: 5_000, spoolBytes: 1_000_000 },
  });
  const written = await openStore({ ...trialStore(one.folder), tap: decides.tap });
  const own = await openLedger({
    ...{ folder: folders.ledger, name: 'trial.fangzhou/ledger', ...real },
    ...{ flushIntervalMs: 3_600_000, checkpointIntervalMs: 3_600_000 },
  });
  decides.serve(own);
  const server = serveHttp(decides, async () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const follower = await startStandby(two.folder, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  try {
    await until(() => follower.state().condition === 'following');
    for (let n = 0; n < 20; n++) {
      own.append({ kind: 'incident', subject: `point P${n}`, body: { n } });
      written.put({ collection: 'trial', key: `K${n}`, body: { n } });
      await written.flush();
    }
    await own.sign();
    expect(await decides.handOver()).toBe(true);
    expect(decides.view().loss).toEqual({ changes: 0, seconds: 0 });
    expect(follower.state()).toMatchObject({ records: own.head().size });
    await follower.stop();
    expect(await digestOf(two.folder)).toEqual(await digestOf(one.folder));
  } finally {
    await follower.stop();
    server.closeAllConnections();
    server.close();
    await own.close();
    await written.close();
    await decides.close();
    await one.remove();
    await two.remove();
  }
});
