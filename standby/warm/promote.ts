import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, type EpochMs, message, UserError } from '../../core/index.ts';
import {
  openReplica as openLedgerReplica,
  openSnapshot,
  parseCheckpoint,
  peekHead,
  replicaKey,
} from '../../ledger/index.ts';
import { databaseFile, hasDatabase, lockFolder, openDriver } from '../../store/index.ts';
import { forgetPosition, type Generation, newGeneration, type Position, writeGeneration } from '../feed/index.ts';
import { dropIncoming, dropSpool, peekPlace } from './data.ts';
import { type Peer, PeerError } from './peer.ts';
import type { Beyond, Greeting } from './protocol.ts';
import { type FollowState, type LossBound, lossBound, type Part, readPart, writePart } from './state.ts';

/** What a promotion would mean, before it is done. */
export interface Preview {
  readonly part: Part['part'] | undefined;
  readonly generation: Generation | undefined;
  readonly position: Position | undefined;
  /** Records of the ledger that are here, and of them those under a signed head. */
  readonly records: number;
  readonly signedRecords: number;
  /** Since the last change that is here. */
  readonly ageSeconds: number | undefined;
  readonly loss: LossBound;
  /** How the primary answers now; `undeclared`: it is not known where it is. */
  readonly primary: 'primary' | 'standby' | 'silent' | 'refused' | 'failing' | 'undeclared';
  /** What it has beyond what is here; undefined: it cannot be asked, and then it cannot be known. */
  readonly beyond: Beyond | undefined;
  readonly key: Awaited<ReturnType<typeof replicaKey>>;
  /** The database remembers a signed head that the ledger here does not reach. */
  readonly ledgerBehind: boolean;
}

export interface Folders {
  readonly data: string;
  readonly ledger: string;
  readonly logKeyFile?: string;
}

/**
 * Looks at a standby's data, also while it follows, and at the primary; changes nothing.
 * @throws UserError when there is no data.
 */
export async function previewPromotion(deps: {
  readonly folders: Folders;
  readonly peer: Peer | undefined;
  readonly greeting: (place: {
    readonly position: Position | undefined;
    readonly generation: Generation | undefined;
  }) => Greeting;
  readonly clock: Clock;
}): Promise<Preview> {
  const { folders, peer, greeting, clock } = deps;
  if (!(await hasDatabase(folders.data))) throw nothingThere(folders.data);
  const part = await readPart(folders.data);
  const place = await peekPlace(folders.data);
  const snapshot = await openSnapshot(folders.ledger).catch(() => undefined);
  const signedRecords = snapshot?.ok === true ? snapshot.value.checkpoint.size : 0;
  const records = Math.max(signedRecords, await leavesIn(folders.ledger));
  const remembered = parseCheckpoint((await peekHead(folders.data)) ?? '')?.size ?? 0;
  const asked = await askPrimary(peer, greeting(place), place.position?.sequence ?? 0, records);
  const now = clock.now();
  const known: Pick<FollowState, 'position' | 'primary' | 'wholeAt'> = {
    position: place.position,
    primary: asked.beyond?.from ?? part?.state?.primary,
    wholeAt: part?.state?.wholeAt,
  };
  return {
    part: part?.part,
    ...place,
    records,
    signedRecords,
    ageSeconds: place.position === undefined ? undefined : Math.max(0, (now - place.position.at) / 1_000),
    loss: lossOf(known, asked.beyond, now),
    ...asked,
    key: await replicaKey({ folder: folders.ledger, logKeyFile: folders.logKeyFile }),
    ledgerBehind: remembered > records,
  };
}

/** With the primary's own word the loss is known; without it, bounded by what the standby saw last. */
function lossOf(
  known: Pick<FollowState, 'position' | 'primary' | 'wholeAt'>,
  beyond: Beyond | undefined,
  now: EpochMs,
): LossBound {
  if (beyond === undefined) return lossBound(known, now);
  const { changes, records, firstAt } = beyond;
  if (changes + records === 0) return { changes: 0, seconds: 0 };
  return {
    changes,
    seconds: firstAt === undefined ? lossBound(known, now).seconds : Math.max(0, (now - firstAt) / 1_000),
  };
}

async function askPrimary(
  peer: Peer | undefined,
  from: Greeting,
  sequence: number,
  ledgerSize: number,
): Promise<Pick<Preview, 'primary' | 'beyond'>> {
  if (peer === undefined) return { primary: 'undeclared', beyond: undefined };
  try {
    const { role } = await peer.hello(from);
    if (role !== 'primary') return { primary: role, beyond: undefined };
    for await (const { type, bytes } of peer.ask({ ask: 'beyond', from, sequence, ledgerSize }))
      if (type === 'J') return { primary: role, beyond: JSON.parse(bytes.toString('utf8')) as Beyond };
    return { primary: role, beyond: undefined };
  } catch (error) {
    const kind = error instanceof PeerError && error.kind !== 'broken' ? error.kind : 'failing';
    return { primary: kind, beyond: undefined };
  }
}

/** Why a promotion is not done without force; undefined: nothing speaks against it. */
export function obstacleTo(
  preview: Preview,
): { readonly key: string; readonly params?: Readonly<Record<string, string | number>> } | undefined {
  if (preview.part === undefined) return { key: 'standby.promote.no-standby' };
  if (preview.part === 'promoted')
    return { key: 'standby.promote.already', params: { generation: preview.generation?.number ?? 0 } };
  if (preview.primary === 'primary') return { key: 'standby.promote.primary-answers' };
  if (preview.primary === 'refused' || preview.primary === 'failing') return { key: 'standby.promote.primary-unclear' };
  return preview.ledgerBehind ? { key: 'standby.promote.ledger-behind' } : undefined;
}

/**
 * Makes a standby's data those of a primary: a new generation, no way back into the old feed. What was lost stands in `standby.json`
 * for the record that the next start makes.
 * @throws UserError when the folder is in use, or holds nothing.
 */
export async function promote(deps: {
  readonly folders: Folders;
  readonly preview: Preview;
  readonly clock: Clock;
}): Promise<Generation> {
  const { folders, preview, clock } = deps;
  if (!(await hasDatabase(folders.data))) throw nothingThere(folders.data);
  const unlock = await lockFolder(folders.data);
  try {
    // Puts what a kill left of the ledger's files in order, and shows that they go on from the head.
    await (await openLedgerReplica(folders.ledger, clock)).close();
    await dropIncoming(folders.data);
    await dropSpool(folders.data);
    const driver = await openDriver(databaseFile(folders.data), { busyTimeoutMs: 5_000 });
    try {
      await driver.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
      const generation = await driver.transaction('IMMEDIATE', async (statements) => {
        const next = newGeneration(preview.generation, clock.now());
        await writeGeneration(statements, next);
        await forgetPosition(statements);
        return next;
      });
      const part = await readPart(folders.data);
      const { primary, loss, beyond, position, records } = preview;
      const told = { primary, loss, beyond, position, records, from: preview.generation };
      const rest = part ?? { url: '', key: { env: '' }, name: '', state: undefined };
      await writePart(folders.data, {
        ...rest,
        part: 'promoted',
        promotedAt: clock.now(),
        promotion: { ...told, to: generation },
      });
      return generation;
    } finally {
      await driver.close();
    }
  } finally {
    await unlock();
  }
}

/** Entries of a copy, those behind the signed head included: its tree has 32 bytes for each. */
async function leavesIn(folder: string): Promise<number> {
  return stat(join(folder, 'tree', 'level-0')).then(
    ({ size }) => Math.floor(size / 32),
    () => 0,
  );
}

function nothingThere(folder: string): UserError {
  return new UserError(message('standby.promote.empty', { folder }), message('standby.promote.empty.remedy'));
}
