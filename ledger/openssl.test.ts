import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { suiteNeeding, toolPath } from '../test/needs.ts';
import { nodeSha256 } from './crypto.ts';
import { openLedger, parseCheckpoint, parseTlogProof, parseVerifierKey } from './index.ts';
import { trialOptions, trialRecord } from './trial.fake.ts';

suiteNeeding(['openssl'], 'a proof checked with OpenSSL alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fangzhou-openssl-'));
  let [entry, proof, vkey] = ['', '', ''];
  beforeAll(async () => {
    const ledger = await openLedger(trialOptions(join(folder, 'ledger')));
    for (let n = 0; n < 700; n++) ledger.append(trialRecord(n));
    await ledger.sign();
    entry = Buffer.from((await ledger.entry(333)) ?? []).toString('utf8');
    proof = (await ledger.proof(333)) ?? '';
    vkey = ledger.logKeys[0] ?? '';
    await ledger.close();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const openssl = (args: readonly string[], input?: Uint8Array): Buffer =>
    execFileSync(toolPath('openssl'), args, {
      ...(input === undefined ? {} : { input }),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  const sha256 = (...parts: readonly Uint8Array[]) => openssl(['dgst', '-sha256', '-binary'], Buffer.concat(parts));

  it('leads from the bytes of the record to the root, and the signature on the root is right', () => {
    const parsed = parseTlogProof(proof);
    const head = parseCheckpoint(parsed?.checkpoint ?? '');
    const key = parseVerifierKey(vkey, nodeSha256);
    if (parsed === undefined || head === undefined || key === undefined) throw new Error('no proof');
    let [hash, node, last] = [sha256(Uint8Array.of(0), Buffer.from(entry, 'utf8')), parsed.index, head.size - 1];
    for (const sibling of parsed.proof) {
      const isRight = node % 2 === 1 || node === last;
      hash = isRight ? sha256(Uint8Array.of(1), sibling, hash) : sha256(Uint8Array.of(1), hash, sibling);
      while (isRight && node % 2 === 0 && node > 0) [node, last] = [node >> 1, last >> 1];
      [node, last] = [node >> 1, last >> 1];
    }
    expect(hash.toString('hex')).toBe(Buffer.from(head.root).toString('hex'));

    const file = (name: string, bytes: string | Uint8Array): string => {
      writeFileSync(join(folder, name), bytes);
      return join(folder, name);
    };
    const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key.publicKey]).toString('base64');
    const pem = file('key.pem', `-----BEGIN PUBLIC KEY-----\n${spki}\n-----END PUBLIC KEY-----\n`);
    const signature = file('signature', head.note.signatures[0]?.bytes ?? '');
    const verify = (text: string) =>
      openssl([
        'pkeyutl',
        '-verify',
        '-pubin',
        '-inkey',
        pem,
        '-rawin',
        '-in',
        file('text', text),
        '-sigfile',
        signature,
      ]);
    expect(verify(head.note.text).toString()).toContain('Signature Verified Successfully');
    expect(() => verify(head.note.text.replace('7', '8'))).toThrow();
  });
});
