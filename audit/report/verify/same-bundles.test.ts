import { mkdir, mkdtemp, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { seededRandom } from '../../../core/index.ts';
import {
  initWitness,
  keyFiles,
  nodeSha256,
  openWitness,
  parseOffer,
  parseVerifierKey,
  rotateKey,
  type VerifierKey,
} from '../../../ledger/index.ts';
import { trialFolder } from '../../../ledger/trial.fake.ts';
import { suiteNeeding } from '../../../test/needs.ts';
import { mutateBundle } from '../../../test/tamper/bundle.ts';
import type { Bundle } from '../bundle/make.ts';
import { fileNames, formatConsistency } from '../bundle/parts.ts';
import { type BundleStage, openBundleStage } from '../bundle/stage.fake.ts';
import { openRoutes, type Routes, routesWithinMs } from './routes.fake.ts';

type Files = Map<string, Uint8Array>;

/** Changes that leave every hash and signature right, so that only a strict reading sees them. */
suiteNeeding(['chromium', 'openssl'], 'the three verifiers refuse the same bundles', () => {
  vi.setConfig({ testTimeout: routesWithinMs, hookTimeout: routesWithinMs });
  let scratch: string;
  let stage: BundleStage;
  let routes: Routes;
  let older: Bundle;
  let bundle: Bundle;
  /** The bundle with its proof under a head that two log keys and a witness signed. */
  let cosigned: Files;
  let keys: readonly string[];
  let key: VerifierKey;
  let removeLedger: () => Promise<void>;

  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'fangzhou-same-'));
    routes = await openRoutes(scratch);
    // A key is being changed, and a witness comes by.
    const { folder, remove } = await trialFolder();
    removeLedger = remove;
    const stick = join(scratch, 'stick');
    await initWitness(stick, 'bureau.example/stick');
    const first = await openBundleStage({
      verifiers: routes.verifiers,
      heartbeats: 0,
      failures: 0,
      ledger: { folder },
    });
    await first.close();
    await rotateKey(keyFiles({ folder }).log);
    const witness = await openWitness(stick, first.clock);
    stage = await openBundleStage({
      verifiers: routes.verifiers,
      heartbeats: 0,
      failures: 2,
      ledger: { folder, witnesses: [witness.vkey], quorum: 1 },
    });
    const { ledger } = stage;
    const scope = { kind: 'point', id: 'rulin-1' } as const;
    older = await stage.make({ scope }, 'uptime-older');
    bundle = await stage.make({ scope, language: 'en' }, 'uptime-newer');
    keys = ledger.logKeys;
    const parsed = keys.map((vkey) => parseVerifierKey(vkey, nodeSha256)).filter((each) => each !== undefined);
    for (const each of parsed) await witness.trust(each);
    const offer = parseOffer(ledger.checkpoint() ?? '');
    const seen = offer.ok ? await witness.cosign(offer.value) : offer;
    if (!seen.ok || parsed[0] === undefined) throw new Error('nothing was cosigned');
    key = parsed[0];
    await ledger.addCosignatures(seen.value.text);
    const { head } = bundle.report;
    const proof = await ledger.proof(bundle.recordIndex, { cosigned: true });
    const from = head?.size ?? 0;
    const consistency = formatConsistency({
      from,
      to: seen.value.size,
      proof: await ledger.consistency(from, seen.value.size),
    });
    cosigned = new Map(bundle.files)
      .set(fileNames.recordProof, Buffer.from(proof ?? ''))
      .set(fileNames.consistency, Buffer.from(consistency));
  });
  afterAll(async () => {
    await routes.close();
    await stage.close();
    await removeLedger();
    await rm(scratch, { recursive: true, force: true });
  });

  /** Sound or not, by each of the three. */
  async function sound(
    files: Files,
    options: { readonly head?: string; readonly key?: string; readonly more?: (folder: string) => Promise<void> } = {},
  ) {
    const answers = await routes.ask({ name: 'bundle', files, key: keys[0] ?? '', ...options });
    return Object.fromEntries(Object.entries(answers).map(([route, answer]) => [route, answer.sound]));
  }
  const all = (answer: boolean) => ({ openssl: answer, node: answer, page: answer });

  it('take a head with a second key, a witness, and either key in the auditor’s hand', async () => {
    expect(keys).toHaveLength(2);
    const [first, second] = keys;
    expect(await sound(bundleFiles(), { key: second ?? '' })).toEqual(all(true));
    expect(await sound(cosigned, { key: first ?? '' })).toEqual(all(true));
  });

  it.each<readonly [string, string, (text: string) => string]>([
    [
      'another version line of the proofs of evidence',
      'evidence.proofs',
      (text) => text.replace('proofs/1', 'proofs/2'),
    ],
    ['another version line of the proof of consistency', 'consistency.proof', (text) => text.replace('cy/1', 'cy/2')],
    ['another version line of the proof of the record', 'record.tlog-proof', (text) => text.replace('@v1', '@v2')],
    [
      'base64 with bits to spare in the proof of consistency',
      'consistency.proof',
      (text) => text.replace(/.=\n$/, spare),
    ],
    ['base64 with bits to spare in a signature', 'record.tlog-proof', (text) => text.replace(/.=\n(?=\n|—|$)/g, spare)],
    ['base64 without its end', 'consistency.proof', (text) => text.replace(/=\n$/, '\n')],
    ['a space in base64', 'consistency.proof', (text) => text.replace(/(.{20})=\n$/, ' $1=\n')],
    ['a number with a leading zero', 'record.tlog-proof', (text) => text.replace(/index /, 'index 0')],
    [
      'a number with a leading zero in the proof of consistency',
      'consistency.proof',
      (text) => text.replace('to ', 'to 0'),
    ],
    ['bytes after the proof of consistency', 'consistency.proof', (text) => `${text}x`],
    ['an empty line after the proof of consistency', 'consistency.proof', (text) => `${text}\n`],
    ['no line end after the proof of consistency', 'consistency.proof', (text) => text.slice(0, -1)],
    ['one more hash in the proof of consistency', 'consistency.proof', (text) => `${text}${text.slice(-45)}`],
    ['line ends of another system', 'consistency.proof', (text) => text.replaceAll('\n', '\r\n')],
    ['zero bytes between the lines', 'consistency.proof', (text) => text.replace('\n', '\n\0')],
    ['bytes after the last signature', 'record.tlog-proof', (text) => `${text}x`],
    ['an empty line after the last signature', 'record.tlog-proof', (text) => `${text}\n`],
    [
      'an extra line in the proof of the record',
      'record.tlog-proof',
      (text) => text.replace('\nindex', '\nextra AAAA\nindex'),
    ],
    [
      'a signature of a stranger',
      'record.tlog-proof',
      (text) => `${text}— stranger ${Buffer.alloc(68, 7).toString('base64')}\n`,
    ],
    ['a signature twice', 'record.tlog-proof', (text) => text + (/—.*\n$/.exec(text)?.[0] ?? '')],
    ['a broken signature of the other key', 'record.tlog-proof', (text) => breakLine(text, 2)],
    ['a broken cosignature', 'record.tlog-proof', (text) => breakLine(text, 3)],
    ['no signature of the auditor’s key', 'record.tlog-proof', (text) => withoutLine(text, 1)],
    ['a later time of the witness', 'record.tlog-proof', (text) => laterTime(text)],
    ['a line under the signed head', 'record.tlog-proof', (text) => text.replace(/\n(?=\n—)/, '\nmore\n')],
    ['a line under the printed head', 'checkpoint', (text) => text.replace(/\n(?=\n—)/, '\nmore\n')],
    ['a space behind the record', 'record.json', (text) => `${text} `],
    ['sums in another form', 'SHA256SUMS', (text) => text.replaceAll('  ', ' *')],
    ['a comment in the policy', 'policy', (text) => `# honest\n${text}`],
  ])('agree on %s', async (_, name, edit) => {
    const files: Files = new Map(cosigned);
    const before = text(files, name);
    const after = edit(before);
    expect(after).not.toBe(before);
    files.set(name, Buffer.from(after));
    expect(await sound(files)).toEqual(all(false));
  });

  it('agree on what lies beside the files: hidden ones, folders, links', async () => {
    expect(await sound(new Map(cosigned).set('.hidden', Buffer.from('x')))).toEqual(all(false));
    expect(await sound(new Map(cosigned).set('a file', Buffer.from('x')))).toEqual(all(false));
    expect(await sound(new Map(cosigned).set('report.json ', Buffer.from('x')))).toEqual(all(false));
    // A browser is given files, never folders and links; the two that read folders must agree.
    const folders = { openssl: false, node: false };
    expect(await sound(cosigned, { more: async (at) => void (await mkdir(join(at, 'more'))) })).toMatchObject(folders);
    const link = async (at: string): Promise<void> => {
      await rename(join(at, 'report.csv'), join(scratch, 'elsewhere.csv'));
      await symlink(join(scratch, 'elsewhere.csv'), join(at, 'report.csv'));
    };
    expect(await sound(cosigned, { more: link })).toMatchObject(folders);
  });

  it('agree on a key that is not the auditor’s, and on one whose id is wrong', async () => {
    const other = keys[0]?.replace(/\+([0-9a-f])/, (_, hex: string) => `+${hex === '0' ? '1' : '0'}`) ?? '';
    expect(await sound(cosigned, { key: other })).toEqual(all(false));
  });

  // The other kinds are asked as cases of their own, here and in three-routes.test.ts; verify.test.ts tries hundreds of each on the core.
  it('agree on lines in another order, on swapped keys, and on an older report for who saw a newer head', async () => {
    const random = seededRandom(5);
    // What the auditor saw last shows an older report, which is sound in itself (verify.test.ts).
    const head = text(bundle.files, fileNames.recordProof).split('\n\n').slice(1).join('\n\n');
    expect(await sound(bundleFiles(), { head })).toEqual(all(true));
    expect(await sound(new Map(older.files), { head })).toEqual(all(false));
    for (const kind of ['reorder', 'key-swap'] as const) {
      const { files, what } = mutateBundle(bundle, older, key, kind, random);
      expect([what, await sound(new Map(files), { head })]).toEqual([what, all(false)]);
    }
  });

  function text(files: ReadonlyMap<string, Uint8Array>, name: string): string {
    return Buffer.from(files.get(name) ?? []).toString();
  }

  function bundleFiles(): Files {
    return new Map(bundle.files);
  }
});

/** The last letter before the padding with its lowest bit set: the same bytes in another spelling. */
function spare(ending: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  return (letters[letters.indexOf(ending[0] ?? '') | 1] ?? '') + ending.slice(1);
}

/** Signature lines of a note, counted from 1. */
function editLine(text: string, number: number, edit: (line: string) => string): string {
  let at = 0;
  return text.replace(/—.*\n/g, (line) => {
    at += 1;
    return at === number ? edit(line) : line;
  });
}

function breakLine(text: string, number: number): string {
  return editLine(text, number, (line) =>
    line.replace(/.(.{20})\n$/, (_, rest: string) => `${_[0] === 'A' ? 'B' : 'A'}${rest}\n`),
  );
}

function withoutLine(text: string, number: number): string {
  return editLine(text, number, () => '');
}

function laterTime(text: string): string {
  return editLine(text, 3, (line) => {
    const [dash = '', name = '', base64 = ''] = line.trim().split(' ');
    const bytes = Buffer.from(base64, 'base64');
    bytes[11] = (bytes[11] ?? 0) ^ 1;
    return `${[dash, name, bytes.toString('base64')].join(' ')}\n`;
  });
}
