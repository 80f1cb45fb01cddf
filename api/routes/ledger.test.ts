import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import {
  type Ledger,
  nodeHash,
  nodeSha256,
  openLedger,
  parseOffer,
  parsePolicy,
  toBase64,
  verifyEd25519,
  verifyTlogProof,
} from '../../ledger/index.ts';
import { trialFolder, trialOptions, trialRecord } from '../../ledger/trial.fake.ts';
import { openStage, type Stage } from '../stage.fake.ts';
import type { WireLedger, WireLedgerPage, WireLedgerProof } from '../wire.ts';

let place: Awaited<ReturnType<typeof trialFolder>>;
let ledger: Ledger;
let stage: Stage;
let cookie: string;

beforeEach(async () => {
  place = await trialFolder();
  ledger = await openLedger(trialOptions(place.folder, new FakeClock()));
  for (let n = 0; n < 300; n++) ledger.append(trialRecord(n));
  await ledger.sign();
  stage = await openStage({ ledger });
  cookie = await stage.login();
});
afterEach(async () => {
  await stage.close();
  await ledger.close().catch(() => undefined);
  await place.remove();
});

const ask = (path: string) => stage.api.server.inject({ url: `/api/v1/ledger${path}`, headers: { cookie } });

describe('the ledger', () => {
  it('shows its head, its keys and its policy', async () => {
    const head = (await ask('')).json<WireLedger>();
    expect(head).toMatchObject({
      origin: ledger.origin,
      signedSize: 302,
      condition: 'sound',
      faults: [],
      cosigned: null,
    });
    expect(head.checkpoint).toBe(ledger.checkpoint());
    expect(head.policy).toContain(head.logKeys[0]);
  });

  it('is searched by kind, subject and text, page by page', async () => {
    const first = (await ask('/records?kind=heartbeat&subject=point%20P0&limit=10')).json<WireLedgerPage>();
    expect(first.items.map(({ body }) => body.n)).toEqual([294, 273, 252, 231, 210, 189, 168, 147, 126, 105]);
    const second = (
      await ask(`/records?kind=heartbeat&subject=point%20P0&limit=10&cursor=${first.next}`)
    ).json<WireLedgerPage>();
    expect(second.items.map(({ body }) => body.n)).toEqual([84, 63, 42, 21, 0]);
    expect(second.next).toBeNull();
    expect((await ask('/records?text=%E6%AD%A3%E5%B8%B8&limit=3')).json<WireLedgerPage>().items).toHaveLength(3);
  });

  it('gives one record with a proof that holds elsewhere', async () => {
    const { proof, entry, record } = (await ask('/records/7')).json<WireLedgerProof>();
    expect(record).toMatchObject({ seq: 7 });
    const policy = parsePolicy((await ask('')).json<WireLedger>().policy, nodeSha256);
    if (!policy.ok) throw new Error('no policy');
    const bytes = Buffer.from(entry, 'utf8');
    const checked = await verifyTlogProof({
      entry: bytes,
      proof: proof ?? '',
      policy: policy.value,
      hash: nodeHash,
      verify: verifyEd25519,
    });
    expect(checked).toMatchObject({ ok: true, value: { index: 7 } });
  });

  it('names a record that was altered instead of showing it as one', async () => {
    const file = join(place.folder, '000000.entries');
    await writeFile(file, (await readFile(file, 'latin1')).replace('"n":5,', '"n":6,'), 'latin1');
    const answer = (await ask('/records/7')).json<WireLedgerProof>();
    expect(answer).toMatchObject({ record: null, fault: { key: 'ledger.fault.entry-altered', params: { index: 7 } } });
  });

  it('offers a witness the proof from the size that it knows', async () => {
    const reply = await ask('/offer?from=100');
    expect(reply.headers['content-type']).toContain('text/plain');
    const offer = parseOffer(reply.body);
    const proof = offer.ok ? await offer.value.consistency(100, 302) : undefined;
    expect(proof?.map(toBase64)).toEqual((await ledger.consistency(100, 302)).map(toBase64));
    expect((await ask('/offer?from=0')).statusCode).toBe(200);
    expect((await ask('/offer?from=303')).statusCode).toBe(400);
  });

  it('takes no cosignature of nobody, and says why', async () => {
    const reply = await stage.api.server.inject({
      method: 'POST',
      url: '/api/v1/ledger/cosignatures',
      headers: { cookie },
      payload: { checkpoint: ledger.checkpoint() },
    });
    expect(reply.statusCode).toBe(409);
    expect(reply.json<{ detail: string }>().detail).toContain('见证人');
  });

  it.each(['/records/302', '/records/99999999'])('has no %s', async (path) => {
    expect((await ask(path)).statusCode).toBe(404);
  });

  it.each([
    '/records/-1',
    '/records/1.5',
    '/records/x',
    '/records?kind=gossip',
    '/records?limit=501',
    '/records?text=',
  ])('refuses %s', async (path) => {
    expect((await ask(path)).statusCode).toBe(400);
  });

  it('is for those who are logged in', async () => {
    for (const path of ['', '/records', '/records/1', '/offer?from=0']) {
      expect((await stage.api.server.inject({ url: `/api/v1/ledger${path}` })).statusCode).toBe(401);
    }
  });

  it('is in the metrics', async () => {
    const { body } = await stage.api.server.inject({ url: '/metrics' });
    expect(body).toContain('fangzhou_ledger_signed_records 302');
    expect(body).toContain('fangzhou_ledger_condition{condition="sound"} 1');
  });
});

describe('logins', () => {
  it('are on record, good and bad, and a name that nobody has is not repeated', async () => {
    const login = (user: string) =>
      stage.api.server.inject({ method: 'POST', url: '/api/v1/session', payload: { user, password: 'wrong' } });
    await login('admin');
    await login('my-own-password');
    await stage.api.server.inject({ method: 'DELETE', url: '/api/v1/session', headers: { cookie } });
    await ledger.flush();
    const { records } = await ledger.records({ kinds: ['login'], from: stage.clock.now(), limit: 4 });
    expect(records.map(({ subject, body }) => `${subject} ${body.action} ${body.outcome}`)).toEqual([
      'user admin logout closed',
      'user ? login refused',
      'user admin login refused',
      'user admin login opened',
    ]);
    expect(JSON.stringify(records)).not.toMatch(/my-own-password|wrong/);
  });
});
