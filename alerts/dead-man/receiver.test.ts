import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { silentLog } from '../../core/index.ts';
import { signatureHeader, signBody } from '../webhook/signature.ts';
import { createMissing, type Missing } from './missing.ts';
import { type DeadManReceiver, deadManBounds, startDeadManReceiver } from './receiver.ts';

const secret = 'a secret of the second system';
let clock: FakeClock;
let missing: Missing;
let receiver: DeadManReceiver;
let warned: object[];

beforeEach(async () => {
  clock = new FakeClock();
  warned = [];
  missing = createMissing({ silentAfterMs: 180_000, againMs: 1_800_000, clock, tell: () => {} });
  const log = { ...silentLog, warn: (fields: object) => void warned.push(fields) };
  receiver = await startDeadManReceiver({ host: '127.0.0.1', port: 0, secret, missing, clock, log });
});
afterEach(() => receiver.close());

const url = () => `http://127.0.0.1:${receiver.port}/`;
const alive = (instance = 'alone') => JSON.stringify({ what: 'alive', instance, polls: 1 });
async function send(body: string, options: { readonly with?: string; readonly aheadSeconds?: number } = {}) {
  const seconds = Math.floor(clock.now() / 1000) + (options.aheadSeconds ?? 0);
  const headers = { [signatureHeader]: signBody(body, options.with ?? secret, seconds) };
  return (await fetch(url(), { method: 'POST', body, headers })).status;
}

it('a signed message counts, and the state is told to whoever asks', async () => {
  expect(await send(alive())).toBe(204);
  expect(await (await fetch(`${url()}-/healthy`)).json()).toEqual({
    state: 'heard',
    heardAt: new Date(clock.now()).toISOString(),
  });
  expect(receiver.counts()).toEqual({ heard: 1, refused: 0 });
});

it('forged, old, repeated, foreign and huge ones count for nothing, and the log stays bounded', async () => {
  expect(await send(alive())).toBe(204);
  await clock.advance(60_000);
  const before = missing.standing();
  expect(await send(alive(), { with: 'another secret of that length' })).toBe(401);
  expect(await send(alive(), { aheadSeconds: -301 })).toBe(401);
  // As it went over the wire a minute ago.
  expect(await send(alive(), { aheadSeconds: -60 })).toBe(401);
  expect(await send(JSON.stringify({ what: 'opened', instance: 'alone' }))).toBe(401);
  expect(await send('{')).toBe(401);
  expect(await send('x'.repeat(deadManBounds.bodyBytes + 1)).catch(() => 413)).toBe(413);
  expect((await fetch(url())).status).toBe(405);
  const raw = connect(receiver.port, '127.0.0.1');
  raw.end('nonsense\r\n\r\n').resume();
  await once(raw, 'close');
  expect(missing.standing()).toEqual(before);
  for (let n = 0; n < 20; n += 1) await send('{}');
  expect(receiver.counts().heard).toBe(1);
  expect(warned).toHaveLength(deadManBounds.toldPerMinute);
  expect(await send(alive())).toBe(204);
});

it('after a takeover the other instance is heard at once, though its clock is behind', async () => {
  expect(await send(alive('a'))).toBe(204);
  expect(await send(alive('b'), { aheadSeconds: -120 })).toBe(204);
  for (let n = 0; n < deadManBounds.instances; n += 1) await send(alive(`other-${n}`));
  expect(receiver.counts().heard).toBe(deadManBounds.instances);
});
