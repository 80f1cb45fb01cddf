import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeSha256, signerOf, verifyEd25519 } from '../crypto.ts';
import { newPrivateKey, readPrivateKey, type Signer } from '../index.ts';
import { utf8 } from './bytes.ts';
import { formatTreeHead, parseCheckpoint } from './checkpoint.ts';
import { formatVerifierKey, parseVerifierKey, signatureTypes, type VerifierKey } from './key.ts';
import { formatNote, type Note, openNote, parseNote } from './note.ts';

// The example of the C2SP signed-note specification.
const exampleKey = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const exampleNote = `This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
`;

function key(text: string): VerifierKey {
  const parsed = parseVerifierKey(text, nodeSha256);
  if (parsed === undefined) throw new Error(`no key: ${text}`);
  return parsed;
}

function signer(name: string, type?: 1 | 4): Signer {
  const privateKey = readPrivateKey(newPrivateKey());
  if (privateKey === undefined) throw new Error('no key was made');
  return signerOf(privateKey, name, type);
}

function note(text: string): Note {
  const parsed = parseNote(text);
  if (parsed === undefined) throw new Error('no note');
  return parsed;
}

const opens = async (text: string, keys: readonly VerifierKey[]): Promise<boolean> => {
  const parsed = parseNote(text);
  return parsed !== undefined && (await openNote(parsed, keys, verifyEd25519)).ok;
};

describe('the example of the specification', () => {
  it('is verified by its key', async () => {
    expect(await opens(exampleNote, [key(exampleKey)])).toBe(true);
    expect(formatNote(note(exampleNote))).toBe(exampleNote);
    expect(formatVerifierKey(key(exampleKey))).toBe(exampleKey);
  });

  it('is refused with any single bit turned', async () => {
    const bytes = Buffer.from(exampleNote);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const copy = Buffer.from(bytes);
      copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(await opens(new TextDecoder('utf-8').decode(copy), [key(exampleKey)])).toBe(false);
    }
  });

  it('says nothing to somebody who knows another key', async () => {
    const result = await openNote(note(exampleNote), [signer('example.com/foo').key], verifyEd25519);
    expect(result).toMatchObject({ ok: false, fault: { key: 'ledger.fault.signature-unknown' } });
  });
});

describe('a note', () => {
  it.each([
    ['', 'nothing'],
    ['text\n', 'no signature'],
    ['text\n\n', 'an empty signature line'],
    ['text\n\n— a AAAAAA==\n', 'too short a signature'],
    ['text\n\n- a AAAAAAAA\n', 'a hyphen for the dash'],
    ['text\n\n— a+b AAAAAAAA\n', 'a plus in the name'],
    ['text\n\n— a  AAAAAAAA\n', 'two spaces'],
    ['text\n\n— a AAAAAAAA', 'no newline at the end'],
    ['te\rxt\n\n— a AAAAAAAA\n', 'a control character'],
    ['te\ud800xt\n\n— a AAAAAAAA\n', 'half a surrogate pair'],
  ])('is none: %j (%s)', (text) => {
    expect(parseNote(text)).toBeUndefined();
  });

  it('is split at its last empty line', () => {
    const parsed = note('one\n\ntwo\n\n— a AAAAAAAA\n');
    expect(parsed.text).toBe('one\n\ntwo\n');
    expect(parsed.signatures).toHaveLength(1);
  });

  it('takes 16 signatures and more, ignores strangers, and is worth nothing with one wrong line of a known key', async () => {
    const own = signer('log');
    const text = 'hello\n';
    const strangers = Array.from({ length: 20 }, (_, n) => signer(`stranger-${n}`).signNote(text));
    const good = { text, signatures: [...strangers, own.signNote(text)] };
    expect(await opens(formatNote(good), [own.key])).toBe(true);
    const wrong = { ...own.signNote('other\n') };
    expect(await opens(formatNote({ text, signatures: [...strangers, wrong] }), [own.key])).toBe(false);
    const [witness] = [signer('w', signatureTypes.cosignature)];
    const mixed = { text, signatures: [own.signNote(text), witness.signNote('other\n', 7)] };
    expect(await opens(formatNote(mixed), [own.key, witness.key])).toBe(false);
  });

  it('never throws, whatever the text', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `${text}\n\n— a ${text}\n`),
        ),
        async (text) => {
          parseNote(text);
          parseCheckpoint(text);
          await opens(text, [key(exampleKey)]);
        },
      ),
    );
  });
});

describe('a cosignature', () => {
  const root = nodeSha256(utf8('root'));
  const text = formatTreeHead({ origin: 'example.com/log', size: 7, root });

  it('carries its time, which cannot be changed', async () => {
    const witness = signer('witness.example/w1', signatureTypes.cosignature);
    const signature = witness.signNote(text, 1_679_315_147);
    const opened = await openNote({ text, signatures: [signature] }, [witness.key], verifyEd25519);
    expect(opened).toMatchObject({ ok: true, value: [{ atSeconds: 1_679_315_147 }] });
    const later = new Uint8Array(signature.bytes);
    later[7] = (later[7] ?? 0) ^ 1;
    const moved = { text, signatures: [{ ...signature, bytes: later }] };
    expect((await openNote(moved, [witness.key], verifyEd25519)).ok).toBe(false);
  });

  it('is not taken for a plain signature of the same key, nor the other way round', async () => {
    const privateKey = readPrivateKey(newPrivateKey());
    if (privateKey === undefined) throw new Error('no key was made');
    const plain = signerOf(privateKey, 'w');
    const timed = signerOf(privateKey, 'w', signatureTypes.cosignature);
    expect(plain.key.id).not.toBe(timed.key.id);
    const disguised = { ...plain.signNote(text), id: timed.key.id };
    expect((await openNote({ text, signatures: [disguised] }, [timed.key], verifyEd25519)).ok).toBe(false);
  });
});

describe('a key', () => {
  it.each([
    ['no plus', 'example.com/foo'],
    ['another id', exampleKey.replace('530d903a', '530d903b')],
    ['an upper-case id', exampleKey.replace('530d903a', '530D903A')],
    ['another type', exampleKey.replace('+AekyeR', '+AukyeR')],
    ['a byte less', exampleKey.slice(0, -4)],
    ['a space in its name', exampleKey.replace('example.com', 'example com')],
  ])('is none with %s', (_, text) => {
    expect(parseVerifierKey(text, nodeSha256)).toBeUndefined();
  });
});

describe('a checkpoint', () => {
  const tail = '\n— a AAAAAAAA\n';
  const root = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=';
  it('is read with and without extension lines', () => {
    expect(parseCheckpoint(`o\n20852163\n${root}\n${tail}`)).toMatchObject({ origin: 'o', size: 20_852_163 });
    expect(parseCheckpoint(`o\n0\n${root}\nmore\n${tail}`)).toMatchObject({ size: 0 });
  });
  it.each([
    ['a leading zero', `o\n07\n${root}\n`],
    ['a sign', `o\n-7\n${root}\n`],
    ['a size beyond counting', `o\n99999999999999999\n${root}\n`],
    ['no origin', `\n7\n${root}\n`],
    ['a short root', 'o\n7\nAAAA\n'],
    ['a root in another spelling', `o\n7\n${root.replace('2I=', '2J=')}\n`],
    ['too few lines', 'o\n7\n'],
  ])('is none with %s', (_, body) => {
    expect(parseCheckpoint(`${body}${tail}`)).toBeUndefined();
  });
});
