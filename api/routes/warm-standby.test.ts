import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog, systemClock } from '../../core/index.ts';
import { createPeer, type Greeting, openWarm, streamPath, type Warm } from '../../standby/index.ts';
import { trialFolder, trialSecret, trialStore } from '../../standby/warm/pair.fake.ts';
import { authorize, openFrames } from '../../standby/warm/sealing.ts';
import { openStore } from '../../store/index.ts';
import { openStage, type Stage } from '../stage.fake.ts';
import type { WireWarmStandby } from '../wire.ts';

let place: Awaited<ReturnType<typeof trialFolder>>;
let warm: Warm;
let stage: Stage;
let closeStore: () => Promise<void>;
const greeting: Greeting = {
  ...{ name: 'two', role: 'standby', generation: undefined, position: undefined, records: 0, at: 1, version: '1' },
};
const body = JSON.stringify({ ask: 'hello', from: greeting });

beforeEach(async () => {
  place = await trialFolder();
  warm = openWarm({
    ...{
      folders: { data: place.folder, ledger: place.folder },
      secret: trialSecret,
      peer: undefined,
      name: 'one',
      version: '1',
    },
    ...{ silentAfterMs: 30_000, behindAfterMs: 60_000, writeIntervalMs: 5_000, spoolBytes: 1_000_000 },
    ...{ clock: systemClock, log: silentLog },
  });
  const store = await openStore({ ...trialStore(place.folder), tap: warm.tap });
  closeStore = () => store.close();
  stage = await openStage({ warmStandby: warm });
});
afterEach(async () => {
  await stage.close();
  await warm.close();
  await closeStore();
  await place.remove();
});
const ledger = {
  ...{ head: () => ({ origin: 'x', size: 0, root: new Uint8Array(32) }), root: async () => new Uint8Array(32) },
  async *entries() {},
  blob: async () => undefined,
};

describe('the stream of a warm standby', () => {
  it('answers who has the key, over the server that people use, without a login', async () => {
    warm.serve(ledger);
    await stage.api.listen({ host: '127.0.0.1', port: 0 }).then(async ({ port }) => {
      const peer = createPeer({ url: `http://127.0.0.1:${port}`, secret: trialSecret, clock: systemClock });
      expect(await peer.hello(greeting)).toMatchObject({ name: 'one', role: 'primary', generation: { number: 1 } });
      const stranger = createPeer({
        url: `http://127.0.0.1:${port}`,
        secret: `not ${trialSecret}`,
        clock: systemClock,
      });
      await expect(stranger.hello(greeting)).rejects.toMatchObject({ kind: 'refused' });
    });
  });

  it('tells nothing without the key, and says to come again before it serves', async () => {
    const post = (authorization?: string) =>
      stage.api.server.inject({
        ...{ method: 'POST', url: streamPath, payload: body },
        headers: {
          'content-type': 'application/octet-stream',
          ...(authorization === undefined ? {} : { authorization }),
        },
      });
    expect((await post()).statusCode).toBe(503);
    warm.serve(ledger);
    const refused = await post();
    expect(refused.statusCode).toBe(401);
    const { boot } = refused.json() as { boot: string };
    const credential = authorize(trialSecret, boot, 1, body);
    const answer = await post(credential.header);
    expect(answer.statusCode).toBe(200);
    expect(answer.rawPayload.includes('primary')).toBe(false);
    const chunks = (async function* () {
      yield answer.rawPayload;
    })();
    for await (const frame of openFrames(trialSecret, credential, chunks))
      if (frame.type === 'J') expect(JSON.parse(frame.bytes.toString())).toMatchObject({ name: 'one' });
  });
});

describe('the page of the warm standby', () => {
  it('says how the pair stands, and that none is declared where none is', async () => {
    warm.serve(ledger);
    const cookie = await stage.login();
    const view = async (from: Stage, session: string) =>
      (
        await from.api.server.inject({ url: '/api/v1/warm-standby', headers: { cookie: session } })
      ).json() as WireWarmStandby;
    expect(await view(stage, cookie)).toMatchObject({
      ...{ declared: true, name: 'one', generation: { number: 1 }, followers: [], takeover: 'manual' },
      // Without a standby the loss has no bound, and none is shown.
      lossBound: { seconds: null, changes: null },
    });
    const without = await openStage();
    expect(await view(without, await without.login())).toMatchObject({
      declared: false,
      followers: [],
      lossBound: null,
    });
    await without.close();
  });

  it('is not for who is not logged in', async () => {
    expect((await stage.api.server.inject({ url: '/api/v1/warm-standby' })).statusCode).toBe(401);
  });
});
