import { mkdir, readdir, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Clock } from '../core/index.ts';
import { lockFolder } from '../store/index.ts';
import { nodeHash, verifyEd25519 } from './crypto.ts';
import { openBlobs } from './files/blobs.ts';
import { privateFolder, readText, replaceFile } from './files/disk.ts';
import { recover } from './files/recover.ts';
import { knownKeysFile, parseKnownKeys, publicKeyOf, readKnownKeys } from './keys/custody.ts';
import { keyFiles } from './keys/open.ts';
import type { LedgerHead } from './ledger.ts';
import { limits } from './limits.ts';
import { ledgerError } from './problem.ts';
import { traitsOf } from './reading/traits.ts';
import { equal, openNote, parseCheckpoint, toHex } from './verify/index.ts';

/** Name of a cosigned head's file: the witness's key id. */
const keyId = /^[0-9a-f]{8}$/;

/** Files of a ledger beside its entries that a copy needs. All are public; the private keys are none of them. */
export interface LedgerCompany {
  readonly origin: string;
  readonly keysPublic: string;
  readonly policy: string;
  /** The last signed head. */
  readonly checkpoint: string | undefined;
  /** The heads that witnesses cosigned, by the file's name. */
  readonly cosigned: Readonly<Record<string, string>>;
}

/** A copy of a ledger that takes the entries of another one as they are, and signs nothing. */
export interface LedgerReplica {
  head(): Omit<LedgerHead, 'origin'>;
  /** Takes the entries that follow on the last one, and syncs them. @throws RangeError when they are not the next. */
  take(from: number, entries: readonly Uint8Array[]): Promise<void>;
  putBlob(bytes: Uint8Array): Promise<void>;
  /**
   * Takes the files beside the entries. Gives false, and takes nothing, when the head is not signed by a key of this log or is not
   * the root of the entries that are here.
   */
  accompany(company: LedgerCompany): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Opens the copy in a folder, or begins one. @throws UserError when the folder cannot be used, or when what is there does not go
 * on from the head that it holds.
 */
export async function openReplica(folder: string, clock: Pick<Clock, 'now'>): Promise<LedgerReplica> {
  try {
    await mkdir(folder, { recursive: true, mode: privateFolder });
  } catch (error) {
    throw ledgerError('folder', { folder }, error);
  }
  const unlock = await lockFolder(folder);
  const head = parseCheckpoint((await readText(join(folder, 'checkpoint'))) ?? '');
  const { segments, tree, summaries, stopped } = await recover({
    folder,
    heads: head === undefined ? [] : [head],
    now: clock.now(),
  });
  const blobs = openBlobs(join(folder, 'blobs'));
  const close = async (): Promise<void> => {
    await segments.close();
    await tree.close();
    await summaries.close();
    await unlock();
  };
  if (stopped !== undefined) {
    await close();
    throw ledgerError('stopped', { folder });
  }
  /** Comes with every answer and seldom changes: written only then. */
  const kept = new Map<string, string>();
  const keep = async (name: string, text: string): Promise<void> => {
    if (kept.get(name) === text) return;
    await replaceFile(join(folder, name), text);
    kept.set(name, text);
  };
  return {
    head: () => ({ size: tree.size, root: tree.root() }),
    async take(from, entries) {
      if (from !== segments.size) throw new RangeError(`entry ${from} after ${segments.size}`);
      for (let done = 0; done < entries.length; ) {
        const some = entries.slice(done, done + Math.min(limits.recordsPerWrite, segments.room));
        await segments.write(some);
        segments.commit(some);
        for (const [index, entry] of some.entries()) {
          tree.append(nodeHash.leaf(entry));
          summaries.add(traitsOf(entry, from + done + index) ?? { kind: 'start', subject: '', at: 0 });
        }
        await tree.write();
        await summaries.write();
        done += some.length;
      }
    },
    putBlob: async (bytes) => {
      await blobs.put(bytes);
    },
    async accompany({ origin, keysPublic, policy, checkpoint, cosigned }) {
      const signed = checkpoint === undefined ? undefined : parseCheckpoint(checkpoint);
      if (checkpoint !== undefined) {
        if (signed === undefined || signed.size > tree.size || signed.origin !== origin.trim()) return false;
        if (!equal(await tree.subtree(0, signed.size), signed.root)) return false;
      }
      const keys = parseKnownKeys(keysPublic);
      const logKeys = keys.filter(({ role }) => role === 'log').map(({ key }) => key);
      if (signed !== undefined && !(await openNote(signed.note, logKeys, verifyEd25519)).ok) return false;
      await keep(basename(knownKeysFile(folder)), keysPublic);
      await keep('origin', origin);
      await keep('policy', policy);
      await mkdir(join(folder, 'cosigned'), { recursive: true, mode: privateFolder });
      for (const [name, text] of Object.entries(cosigned))
        if (keyId.test(name)) await keep(join('cosigned', name), text);
      if (checkpoint !== undefined && kept.get('checkpoint') !== checkpoint) {
        // What the head is over must last before the head does.
        await segments.sync();
        await tree.sync();
        await summaries.sync();
        await keep('checkpoint', checkpoint);
      }
      return true;
    },
    close,
  };
}

/** Moves a ledger's folder aside, keeping it as evidence, its private keys staying where they are. Gives its new name. */
export async function setLedgerAside(folder: string, stamp: string): Promise<string> {
  const aside = join(dirname(folder), `${basename(folder)}.aside-${stamp}`);
  await rename(folder, aside);
  await mkdir(folder, { recursive: true, mode: privateFolder });
  // The keys belong to whoever runs here, not to the past that is put aside.
  await rename(join(aside, 'keys'), join(folder, 'keys')).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  return aside;
}

/** Whether the log key that signs heads lies beside a copy, and is one that this log is known to have. */
export async function replicaKey(
  options: Parameters<typeof keyFiles>[0],
): Promise<'there' | 'missing' | 'foreign' | 'unreadable'> {
  const file = keyFiles(options).log;
  try {
    const current = await publicKeyOf(file);
    const known = await readKnownKeys(knownKeysFile(options.folder));
    const own = known.some(({ role, key }) => role === 'log' && toHex(key.publicKey) === toHex(current));
    return own ? 'there' : 'foreign';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'missing' : 'unreadable';
  }
}

/** The files of a running ledger's folder that its copy needs. */
export async function ledgerCompany(folder: string): Promise<LedgerCompany> {
  const text = async (name: string): Promise<string> => (await readText(join(folder, name))) ?? '';
  const names = await readdir(join(folder, 'cosigned')).catch(() => []);
  const cosigned: Record<string, string> = {};
  for (const name of names.filter((each) => keyId.test(each))) cosigned[name] = await text(join('cosigned', name));
  const checkpoint = await readText(join(folder, 'checkpoint'));
  return {
    origin: await text('origin'),
    keysPublic: await text(basename(knownKeysFile(folder))),
    policy: await text('policy'),
    checkpoint,
    cosigned,
  };
}
