import { concat, fromBase64, fromHex, toBase64, toHex, utf8 } from './bytes.ts';
import { type Checked, faulty, fine } from './fault.ts';
import { isKeyName, signatureTypes, type VerifierKey } from './key.ts';

/** One line below a note: who says to have signed, and the bytes after the key's id. */
export interface NoteSignature {
  readonly name: string;
  /** Four bytes in hex. */
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** A C2SP signed note: a text, and signatures that say nothing until they are checked. */
export interface Note {
  /** Ends in a newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** A longer note is refused before it is looked at; a verifier must take 16 signatures, this takes more. */
export const noteBounds = { characters: 1_000_000, signatures: 64 } as const;

const signatureBytes = 64;
const timeBytes = 8;

/** Reads a note; it is checked by `openNote`. Undefined when the text is none. */
export function parseNote(whole: string): Note | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a note must not have
  const forbidden = /[\u0000-\u0009\u000b-\u001f]/;
  if (whole.length > noteBounds.characters || !whole.isWellFormed() || forbidden.test(whole)) return undefined;
  const split = whole.lastIndexOf('\n\n');
  if (split < 0 || !whole.endsWith('\n')) return undefined;
  const lines = whole.slice(split + 2, -1).split('\n');
  if (lines.length > noteBounds.signatures) return undefined;
  const signatures = lines.map(parseSignature);
  if (!signatures.every((signature) => signature !== undefined)) return undefined;
  return { text: whole.slice(0, split + 1), signatures };
}

function parseSignature(line: string): NoteSignature | undefined {
  const [, name = '', base64 = ''] = /^— (\S+) (\S+)$/.exec(line) ?? [];
  const bytes = fromBase64(base64);
  if (!isKeyName(name) || bytes === undefined || bytes.length < 5) return undefined;
  return { name, id: toHex(bytes.subarray(0, 4)), bytes: bytes.slice(4) };
}

export function formatSignature({ name, id, bytes }: NoteSignature): string {
  return `— ${name} ${toBase64(concat(fromHex(id) ?? new Uint8Array(4), bytes))}\n`;
}

export function formatNote({ text, signatures }: Note): string {
  return `${text}\n${signatures.map(formatSignature).join('')}`;
}

/** Whether an Ed25519 signature is right: node:crypto, WebCrypto or any other. */
export type VerifySignature = (check: {
  readonly publicKey: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}) => boolean | Promise<boolean>;

/** A signature that was checked and is right. */
export interface Signed {
  readonly key: VerifierKey;
  /** Seconds since 1970 that a cosigner gave; undefined for a plain signature. */
  readonly atSeconds?: number;
}

/** What a key of that type signs of a text: a cosignature has its time before the text (C2SP tlog-cosignature). */
export function signedMessage(text: string, atSeconds?: number): Uint8Array {
  return utf8(atSeconds === undefined ? text : `cosignature/v1\ntime ${atSeconds}\n${text}`);
}

/** The bytes of a cosignature: its time, then the signature. */
export function cosignatureBytes(atSeconds: number, signature: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(timeBytes + signature.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(atSeconds));
  bytes.set(signature, timeBytes);
  return bytes;
}

/**
 * Checks every signature whose key is known. Signatures of other keys are ignored; a wrong one of a known key, or none at
 * all, makes the note worth nothing.
 */
export async function openNote(
  note: Note,
  keys: readonly VerifierKey[],
  verify: VerifySignature,
): Promise<Checked<readonly Signed[]>> {
  const signed: Signed[] = [];
  for (const signature of note.signatures) {
    const key = keys.find(({ name, id }) => name === signature.name && id === signature.id);
    if (key === undefined || signed.some((known) => known.key === key)) continue;
    const found = await check(note.text, signature, key, verify);
    if (found === undefined) return faulty('signature-wrong', { name: key.name, id: key.id });
    signed.push(found);
  }
  return signed.length === 0 ? faulty('signature-unknown') : fine(signed);
}

async function check(
  text: string,
  { bytes }: NoteSignature,
  key: VerifierKey,
  verify: VerifySignature,
): Promise<Signed | undefined> {
  const timed = key.type === signatureTypes.cosignature;
  if (bytes.length !== signatureBytes + (timed ? timeBytes : 0)) return undefined;
  const at = timed ? new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0) : 0n;
  if (at > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
  const atSeconds = timed ? Number(at) : undefined;
  const message = signedMessage(text, atSeconds);
  const signature = timed ? bytes.slice(timeBytes) : bytes;
  if (!(await verify({ publicKey: key.publicKey, message, signature }))) return undefined;
  return atSeconds === undefined ? { key } : { key, atSeconds };
}
