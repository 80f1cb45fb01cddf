import { join } from 'node:path';
import type { Signer } from '../crypto.ts';
import { nodeSha256 } from '../crypto.ts';
import { readText, replaceFile } from '../files/disk.ts';
import { ledgerError } from '../problem.ts';
import { isKeyName, toHex, type VerifierKey } from '../verify/index.ts';
import {
  createKey,
  type KeyRole,
  type KnownKey,
  knownKeysFile,
  previousFile,
  publicKeyOf,
  readKey,
  readKnownKeys,
  writeKnownKeys,
} from './custody.ts';

/** The keys of an open ledger. */
export interface LedgerKeys {
  readonly origin: string;
  /** Sign heads: the current key, and the one before it while a rotation is under way. */
  readonly logSigners: readonly Signer[];
  readonly collector: Signer;
  /** Every public key that ever signed heads, the current one first. */
  readonly logKeys: readonly VerifierKey[];
  /** Keys that have not been announced in the ledger yet, each with the one before it that vouches for it. */
  readonly unannounced: readonly {
    readonly role: KeyRole;
    readonly key: VerifierKey;
    readonly by: Signer | undefined;
  }[];
  /** Remembers that they have been. */
  announced(): Promise<void>;
}

/** Which key files a ledger has, unless they are named. */
export function keyFiles(options: {
  readonly folder: string;
  readonly logKeyFile?: string | undefined;
  readonly collectorKeyFile?: string | undefined;
}): Readonly<Record<KeyRole, string>> {
  return {
    log: options.logKeyFile ?? join(options.folder, 'keys', 'log.key'),
    collector: options.collectorKeyFile ?? join(options.folder, 'keys', 'collector.key'),
  };
}

/**
 * Opens the keys; makes those of a new ledger, and a collector's where there is none.
 * @throws UserError when a key cannot be read, or the log key of a ledger that has signed is not there.
 */
export async function openKeys(
  options: Parameters<typeof keyFiles>[0] & { readonly name: string },
  hasSigned: boolean,
): Promise<LedgerKeys> {
  const files = keyFiles(options);
  const originFile = join(options.folder, 'origin');
  const knownFile = knownKeysFile(options.folder);
  let origin = (await readText(originFile))?.trim();
  if ((await readKey(files.log, 'log')) === undefined) {
    if (hasSigned || origin !== undefined) throw ledgerError('key-lost', { file: files.log });
    await createKey(files.log);
  }
  if (origin === undefined) {
    // The beginning of its first key's hash, so that no two ledgers are ever taken for the same log.
    const name = isKeyName(options.name) ? options.name : 'fangzhou/ledger';
    origin = `${name}/${toHex(nodeSha256(await publicKeyOf(files.log))).slice(0, 8)}`;
    await replaceFile(originFile, `${origin}\n`);
  }
  const collectorName = `${origin}/collector`;
  if ((await readKey(files.collector, collectorName)) === undefined) await createKey(files.collector);
  const [log, collector] = [await readKey(files.log, origin), await readKey(files.collector, collectorName)];
  if (log === undefined || collector === undefined) throw ledgerError('key-lost', { file: files.log });
  const before = {
    log: await readKey(previousFile(files.log), origin),
    collector: await readKey(previousFile(files.collector), collectorName),
  };
  const known: KnownKey[] = [...(await readKnownKeys(knownFile))];
  const unannounced = (
    [
      ['log', log],
      ['collector', collector],
    ] as const
  )
    .filter(([, { key }]) => !known.some((old) => old.key.id === key.id))
    .map(([role, { key }]) => ({ role, key, by: before[role] }));
  const olderLogKeys = known.filter(({ role, key }) => role === 'log' && key.id !== log.key.id).map(({ key }) => key);
  return {
    origin,
    logSigners: before.log === undefined ? [log] : [log, before.log],
    collector,
    logKeys: [log.key, ...olderLogKeys.toReversed()],
    unannounced,
    announced: () => writeKnownKeys(knownFile, [...known, ...unannounced]),
  };
}
