import { cp, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { nodeSha256, verifyEd25519 } from '../crypto.ts';
import {
  formatOffer,
  initWitness,
  type Ledger,
  openLedger,
  openWitness,
  paperForm,
  qrSvg,
  readOffer,
  rotateKey,
} from '../index.ts';
import { ledgerTexts } from '../texts.ts';
import { trialFolder, trialOptions, trialRecord } from '../trial.fake.ts';
import { parseCheckpoint, parsePolicy, parseVerifierKey, verifyCheckpoint } from '../verify/index.ts';
import { parseOffer } from './offer.ts';
import type { Witness } from './witness.ts';

let log: Awaited<ReturnType<typeof trialFolder>>;
let stick: Awaited<ReturnType<typeof trialFolder>>;
let disc: Awaited<ReturnType<typeof trialFolder>>;
let ledger: Ledger;
let witness: Witness;
const clock = new FakeClock();

const grow = async (count: number): Promise<void> => {
  for (let n = 0; n < count; n++) ledger.append(trialRecord(n));
  await ledger.sign();
};
const logKey = () => {
  const key = parseVerifierKey(ledger.logKeys[0] ?? '', nodeSha256);
  if (key === undefined) throw new Error('no key');
  return key;
};
const offerOf = async (path: string) => {
  const offer = await readOffer(path);
  if (!offer.ok) throw new Error(offer.fault.key);
  return offer.value;
};
const cosignExport = async () => {
  await ledger.exportTiles(disc.folder);
  return witness.cosign(await offerOf(disc.folder));
};

beforeEach(async () => {
  [log, stick, disc] = [await trialFolder(), await trialFolder(), await trialFolder()];
  await initWitness(stick.folder, 'audit.example/stick-1');
  witness = await openWitness(stick.folder, clock);
  ledger = await openLedger({ ...trialOptions(log.folder), witnesses: [witness.vkey], quorum: 1 });
  await witness.trust(logKey());
});
afterEach(async () => {
  await ledger.close().catch(() => undefined);
  for (const place of [log, stick, disc]) await place.remove();
});

describe("an auditor's stick", () => {
  it('cosigns what it sees first, then whatever goes on from it, and the log takes the cosignature', async () => {
    await grow(300);
    const first = await cosignExport();
    expect(first).toMatchObject({ ok: true, value: { size: 302, previousSize: undefined } });
    await grow(1_000);
    const second = await cosignExport();
    if (!second.ok) throw new Error(second.fault.key);
    expect(second.value).toMatchObject({ size: 1_302, previousSize: 302 });
    expect(await ledger.addCosignatures(second.value.text)).toEqual({ ok: true, value: ['audit.example/stick-1'] });

    const policy = parsePolicy(ledger.policy(), nodeSha256);
    if (!policy.ok) throw new Error(policy.fault.key);
    const head = await verifyCheckpoint(ledger.cosigned() ?? '', policy.value, verifyEd25519);
    expect(head).toMatchObject({
      ok: true,
      value: { size: 1_302, cosigned: [{ atSeconds: Math.floor(clock.now() / 1000) }] },
    });
    // Under a head that only the log itself has signed, the same policy is not content.
    await grow(1);
    const newer = await verifyCheckpoint(ledger.checkpoint() ?? '', policy.value, verifyEd25519);
    expect(newer).toMatchObject({ ok: false, fault: { key: 'ledger.fault.quorum' } });
    expect(await ledger.proof(7, { cosigned: true })).toContain('audit.example/stick-1');
    const { records } = await ledger.records({ kinds: ['witness'], limit: 5 });
    expect(records).toMatchObject([{ subject: 'witness audit.example/stick-1', body: { size: 1_302 } }]);
  });

  it('takes a small file with the proof instead of the whole export', async () => {
    await grow(10);
    await witness.cosign(await offerOf((await writeHead(ledger.checkpoint() ?? '')).path));
    await grow(500);
    const offer = formatOffer(12, await ledger.consistency(12, ledger.head().size), ledger.checkpoint() ?? '');
    const { path } = await writeHead(offer);
    expect(await witness.cosign(await offerOf(path))).toMatchObject({ ok: true, value: { previousSize: 12 } });
  });

  it('refuses a head without a proof, and a proof from another size', async () => {
    await grow(10);
    await cosignExport();
    await grow(10);
    const plain = await offerOf((await writeHead(ledger.checkpoint() ?? '')).path);
    expect(await witness.cosign(plain)).toMatchObject({ fault: { key: 'ledger.fault.consistency-missing' } });
    const other = formatOffer(5, await ledger.consistency(5, 22), ledger.checkpoint() ?? '');
    expect(await witness.cosign(await offerOf((await writeHead(other)).path))).toMatchObject({ ok: false });
    const false5 = formatOffer(12, await ledger.consistency(5, 22), ledger.checkpoint() ?? '');
    expect(await witness.cosign(await offerOf((await writeHead(false5)).path))).toMatchObject({
      fault: { key: 'ledger.fault.not-consistent', params: { signed: 12, size: 22 } },
    });
  });

  it('refuses a log that was rolled back or forked, even by who has its key, and says which', async () => {
    await grow(10);
    await ledger.close();
    const copy = await trialFolder();
    await cp(log.folder, copy.folder, { recursive: true });
    ledger = await openLedger(trialOptions(log.folder));
    await grow(90);
    expect((await cosignExport()).ok).toBe(true);
    // The thief of the log key writes another history from an old copy.
    const forger = await openLedger(trialOptions(copy.folder));
    const forged = await trialFolder();
    await forger.exportTiles(forged.folder);
    expect(await witness.cosign(await offerOf(forged.folder))).toMatchObject({
      fault: { key: 'ledger.fault.rolled-back', params: { signed: 102, size: 12 } },
    });
    for (let n = 0; n < 90; n++) forger.append(trialRecord(n + 1));
    await forger.sign();
    await forger.exportTiles(forged.folder);
    expect(await witness.cosign(await offerOf(forged.folder))).toMatchObject({ fault: { key: 'ledger.fault.forked' } });
    forger.append(trialRecord(0));
    await forger.sign();
    await forger.exportTiles(forged.folder);
    expect(await witness.cosign(await offerOf(forged.folder))).toMatchObject({
      fault: { key: 'ledger.fault.not-consistent' },
    });
    const taken = await ledger.addCosignatures(await readFile(join(forged.folder, 'checkpoint'), 'utf8'));
    expect(taken.ok).toBe(false);
    await forger.close();
    for (const place of [copy, forged]) await place.remove();
  });

  it('refuses strangers, altered heads, and to sign when its own memory is broken', async () => {
    await grow(10);
    const other = await trialFolder();
    const stranger = await openLedger(trialOptions(other.folder));
    await stranger.exportTiles(join(other.folder, 'out'));
    expect(await witness.cosign(await offerOf(join(other.folder, 'out')))).toMatchObject({
      fault: { key: 'ledger.fault.origin-unknown' },
    });
    const altered = (ledger.checkpoint() ?? '').replace('\n12\n', '\n13\n');
    expect(await witness.cosign(await offerOf((await writeHead(altered)).path))).toMatchObject({
      fault: { key: 'ledger.fault.signature-wrong' },
    });
    await cosignExport();
    const heads = join(stick.folder, 'heads');
    const { readdir } = await import('node:fs/promises');
    await writeFile(join(heads, (await readdir(heads))[0] ?? ''), 'gone');
    expect(await cosignExport()).toMatchObject({ fault: { key: 'ledger.fault.witness-memory' } });
    await stranger.close();
    await other.remove();
  });

  it('keeps its key to itself and is never begun twice', async () => {
    expect((await stat(join(stick.folder, 'witness.key'))).mode & 0o777).toBe(0o600);
    await expect(initWitness(stick.folder, 'again')).rejects.toMatchObject({
      what: { key: 'ledger.problem.witness-there' },
    });
    await expect(openWitness(disc.folder, clock)).rejects.toMatchObject({ what: { key: 'ledger.problem.no-witness' } });
  });

  it('is no offer what is not one', async () => {
    for (const text of ['old x\n\nfoo', 'old 5', 'old 5\nAAAA\n\nfoo']) expect(parseOffer(text).ok).toBe(false);
    await expect(readOffer(join(disc.folder, 'nowhere'))).rejects.toMatchObject({
      what: { key: 'ledger.problem.folder' },
    });
  });
});

async function writeHead(text: string): Promise<{ readonly path: string }> {
  const path = join(disc.folder, 'offer');
  await writeFile(path, text);
  return { path };
}

it('the paper form holds the head in letters and in a code, in both languages, with nothing from outside', async () => {
  await grow(5);
  const head = parseCheckpoint(ledger.checkpoint() ?? '');
  if (head === undefined) throw new Error('no head');
  for (const language of ['zh-CN', 'en'] as const) {
    const html = paperForm(head, ['city/ledger+0a1b2c3d+AQID'], ledgerTexts[language], '2026-01-05 16:00');
    expect(html).toContain('city/ledger+0a1b2c3d+AQID');
    expect(html).toContain(head.origin);
    expect(html).toContain(Buffer.from(head.root).toString('base64'));
    expect(html).toContain('<svg');
    expect(html).not.toMatch(/<script|src=|href=|ledger\.paper|\{size\}/);
  }
  expect(qrSvg('x')).toContain('<svg');
});

it('a rotated log key is vouched for by the old one, both sign, and either is enough', async () => {
  await grow(5);
  const old = ledger.logKeys[0] ?? '';
  const policyBefore = ledger.policy();
  await ledger.close();
  await rotateKey(join(log.folder, 'keys', 'log.key'));
  ledger = await openLedger(trialOptions(log.folder));
  expect(ledger.logKeys[0]).not.toBe(old);
  expect(ledger.logKeys).toContain(old);
  const [record] = (await ledger.records({ kinds: ['key-change'], limit: 1 })).records;
  const oldKey = parseVerifierKey(old, nodeSha256);
  if (record === undefined || oldKey === undefined) throw new Error('nothing');
  expect(record.body).toMatchObject({ role: 'log', vkey: ledger.logKeys[0], previous: oldKey.id });
  const { verifySeal } = await import('../verify/index.ts');
  expect(await verifySeal(record, [oldKey], verifyEd25519)).toBe(true);
  for (const text of [
    policyBefore.replace(/^witness.*\n|^group.*\n/gm, '').replace(/^quorum.*/m, 'quorum none'),
    ledger.policy(),
  ]) {
    const policy = parsePolicy(text, nodeSha256);
    if (!policy.ok) throw new Error(policy.fault.key);
    expect((await verifyCheckpoint(ledger.checkpoint() ?? '', policy.value, verifyEd25519)).ok).toBe(true);
  }
});
