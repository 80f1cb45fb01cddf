import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, Log } from '../core/index.ts';
import { lockFolder } from '../store/index.ts';
import { nodeSha256, verifyEd25519 } from './crypto.ts';
import { openBlobs } from './files/blobs.ts';
import { privateFolder, readText, replaceFile } from './files/disk.ts';
import { type Recovered, recover } from './files/recover.ts';
import { openKeys } from './keys/open.ts';
import type { Ledger } from './ledger.ts';
import { createLedger } from './live.ts';
import { ledgerError } from './problem.ts';
import { type Checkpoint, type Fault, faulty, openNote, parseCheckpoint, parseVerifierKey } from './verify/index.ts';

export interface LedgerOptions {
  /** The ledger's own folder, made when it is not there. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Which log this is, for ever: a name like `city.fangzhou/ledger`. A new ledger adds part of its key to it. */
  readonly name: string;
  /** File of the key that signs heads; made with a new ledger. Default `keys/log.key` in the folder. */
  readonly logKeyFile?: string;
  /** File of the key that seals what the collector saw; made when it is not there. Default `keys/collector.key` in the folder. */
  readonly collectorKeyFile?: string;
  /** How often records are brought to the disk. */
  readonly flushIntervalMs: number;
  /** How often a head is signed, when the ledger has grown. */
  readonly checkpointIntervalMs: number;
  /** vkeys of the witnesses whose cosignatures are taken. */
  readonly witnesses?: readonly string[];
  /** How many of them a verifier shall ask for. */
  readonly quorum?: number;
  /** A head that this log signed, remembered elsewhere: shows that the folder was set back. */
  readonly remembered?: string | undefined;
  /** Called with each new signed head. */
  readonly onSigned?: (checkpoint: string) => void;
  /** Called once for each thing that is found to be tampered with. */
  readonly onFault?: (fault: Fault) => void;
}

/**
 * Opens the ledger of a folder, or begins a new one. Tampering is no error: it is in `status()` and told to `onFault`.
 * @throws UserError when the folder or a key cannot be used, when another process has it, or when the key of an existing ledger is lost.
 */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const { folder, clock, log } = options;
  try {
    await mkdir(folder, { recursive: true, mode: privateFolder });
  } catch (error) {
    throw ledgerError('folder', { folder }, error);
  }
  const unlock = await lockFolder(folder);
  let files: Recovered | undefined;
  try {
    const headFile = join(folder, 'checkpoint');
    const headText = await readText(headFile);
    const keys = await openKeys(options, headText !== undefined);
    const own = await ownHead(headText, keys.logKeys);
    const elsewhere = await ownHead(options.remembered, keys.logKeys);
    const faults: Fault[] = [];
    if (headText !== undefined && own === undefined) faults.push(faulty('head-wrong').fault);
    // A head of another ledger: this folder is a new one in place of it.
    if (options.remembered !== undefined && elsewhere === undefined) faults.push(faulty('replaced').fault);
    const heads = [own, elsewhere].filter((head) => head !== undefined).sort((a, b) => b.size - a.size);
    files = await recover({ folder, heads, now: clock.now() });
    const lost = headText !== undefined && heads.length === 0 ? faults[0] : undefined;
    const { stopped = lost, recovered, tornBytes, rebuilt, segments } = files;
    log.info({ size: segments.size, recovered, tornBytes, rebuilt }, 'ledger-opened');
    return await createLedger({
      ...options,
      ...files,
      keys,
      faults,
      stopped,
      signed: heads[0],
      blobs: openBlobs(join(folder, 'blobs')),
      witnessKeys: (options.witnesses ?? []).flatMap((vkey) => parseVerifierKey(vkey, nodeSha256) ?? []),
      opened: { created: headText === undefined && segments.size === 0, recovered, tornBytes },
      writeHead: (text) => replaceFile(headFile, text),
      unlock,
    });
  } catch (error) {
    for (const open of [files?.segments, files?.tree, files?.summaries]) await open?.close().catch(() => undefined);
    await unlock();
    throw ledgerError('folder', { folder }, error);
  }
}

/** The head that a text states, when one of our keys signed it. */
async function ownHead(
  text: string | undefined,
  keys: Parameters<typeof openNote>[1],
): Promise<Checkpoint | undefined> {
  const checkpoint = parseCheckpoint(text ?? '');
  if (checkpoint === undefined || !keys.some(({ name }) => name === checkpoint.origin)) return undefined;
  return (await openNote(checkpoint.note, keys, verifyEd25519)).ok ? checkpoint : undefined;
}
