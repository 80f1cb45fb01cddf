import { access, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { newPrivateKey, nodeSha256, readPrivateKey, type Signer, signerOf } from '../crypto.ts';
import { privateFolder, readText, replaceFile, syncFolder } from '../files/disk.ts';
import { ledgerError } from '../problem.ts';
import { formatVerifierKey, parseVerifierKey, type SignatureType, type VerifierKey } from '../verify/index.ts';

/** Anybody but the owner may read or write it. */
const othersMay = 0o077;
const privateFile = 0o600;

/** Where the key is while the one after it already signs too. */
export function previousFile(file: string): string {
  return `${file}.previous`;
}

/**
 * Reads a private key; undefined when the file is not there.
 * @throws UserError when others may read it, or when it is no Ed25519 key.
 */
export async function readKey(file: string, name: string, type?: SignatureType): Promise<Signer | undefined> {
  let pem: string;
  try {
    const handle = await open(file, 'r');
    try {
      if (((await handle.stat()).mode & othersMay) !== 0) throw ledgerError('key-open', { file });
      pem = await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw ledgerError('key-file', { file }, error);
  }
  const key = readPrivateKey(pem);
  if (key === undefined) throw ledgerError('key-wrong', { file });
  return signerOf(key, name, type);
}

/** Makes a key that only its owner may read; never in place of another. @throws UserError when that is impossible. */
export async function createKey(file: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: privateFolder });
    const handle = await open(file, 'wx', privateFile);
    try {
      await handle.writeFile(newPrivateKey());
      await handle.sync();
    } finally {
      await handle.close();
    }
    await syncFolder(dirname(file));
  } catch (error) {
    // Without the cause: that the file is there says all.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw ledgerError('key-there', { file });
    throw ledgerError('key-file', { file }, error);
  }
}

/**
 * Puts a new key in place. The old one goes on signing beside it until `retireKey`, so that verifiers that know only one of
 * the two are content. One at a time: a second rotation would destroy the key that vouches for the first.
 */
export async function rotateKey(file: string): Promise<void> {
  if (await isThere(previousFile(file))) throw ledgerError('key-rotating', { file });
  try {
    await rename(file, previousFile(file));
  } catch (error) {
    throw ledgerError('key-file', { file }, error);
  }
  await createKey(file);
}

/**
 * Destroys the key before the current one, which must have vouched for it in the ledger.
 * @throws UserError when there is none, or when the current one is not in `known` (`knownKeysFile`) yet.
 */
export async function retireKey(file: string, known: string): Promise<void> {
  if (!(await isThere(previousFile(file)))) throw ledgerError('key-none-before', { file });
  const current = await publicKeyOf(file).catch((error: unknown) => {
    throw ledgerError('key-file', { file }, error);
  });
  const announced = (await readKnownKeys(known)).some(({ key }) => Buffer.compare(key.publicKey, current) === 0);
  if (!announced) throw ledgerError('key-unannounced', { file });
  await rm(previousFile(file));
}

function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** Where the public keys of a ledger's folder are. */
export function knownKeysFile(folder: string): string {
  return join(folder, 'keys.public');
}

export type KeyRole = 'log' | 'collector';
export interface KnownKey {
  readonly role: KeyRole;
  readonly key: VerifierKey;
}

/** The public keys that this ledger ever had, oldest first: a line each, `log <vkey>` or `collector <vkey>`. */
export async function readKnownKeys(file: string): Promise<readonly KnownKey[]> {
  return parseKnownKeys((await readText(file)) ?? '');
}

export function parseKnownKeys(text: string): readonly KnownKey[] {
  return text.split('\n').flatMap((line): KnownKey[] => {
    const [role, vkey = ''] = line.split(' ');
    const key = parseVerifierKey(vkey, nodeSha256);
    return key === undefined || (role !== 'log' && role !== 'collector') ? [] : [{ role, key }];
  });
}

export async function writeKnownKeys(file: string, keys: readonly KnownKey[]): Promise<void> {
  await replaceFile(file, keys.map(({ role, key }) => `${role} ${formatVerifierKey(key)}\n`).join(''));
}

/** The public half of a key file, for naming the ledger after it. */
export async function publicKeyOf(file: string): Promise<Uint8Array> {
  const key = readPrivateKey(await readFile(file, 'utf8'));
  if (key === undefined) throw ledgerError('key-wrong', { file });
  return signerOf(key, 'x').key.publicKey;
}
