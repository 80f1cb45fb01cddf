import { join } from 'node:path';
import { message, UserError } from '../../core/index.ts';
import {
  againstRemembered,
  exportFile,
  type Fault,
  nodeHash,
  openSnapshot,
  peekHead,
  verifyExport,
} from '../../ledger/index.ts';
import { faultsOfDatabase, hasDatabase } from '../../store/index.ts';
import { wrong } from './archive.ts';

/** What a checked data folder holds. */
export interface CheckedData {
  /** Records under the signed head; undefined where no ledger has signed yet. */
  readonly ledger: { readonly origin: string; readonly size: number } | undefined;
}

/**
 * Checks an unpacked data folder from its pages and entries up: SQLite's whole check, every record of the ledger against its
 * signed head, and that head against the one that the store remembers.
 * @throws UserError with what is wrong first.
 */
export async function checkData(folder: string): Promise<CheckedData> {
  if (!(await hasDatabase(folder))) throw wrong('no-store');
  const [broken] = await faultsOfDatabase(folder);
  if (broken !== undefined) throw wrong('store', { reason: broken });
  const remembered = await peekHead(folder);
  const ledgerFolder = join(folder, 'ledger');
  const opened = await openSnapshot(ledgerFolder).catch((thrown: unknown) => {
    if (thrown instanceof UserError && thrown.what.key === 'ledger.problem.no-ledger') return undefined;
    throw thrown;
  });
  if (opened === undefined) {
    if (remembered !== undefined) throw wrong('no-ledger');
    return { ledger: undefined };
  }
  if (!opened.ok) throw ledgerFault(opened.fault);
  const { checkpoint } = opened.value;
  const against = remembered === undefined ? undefined : await againstRemembered(opened.value, remembered);
  if (against !== undefined) throw ledgerFault(against);
  const read = (path: string) => exportFile(opened.value, path);
  const [fault] = (await verifyExport({ head: checkpoint, hash: nodeHash, read })).faults;
  if (fault !== undefined) throw ledgerFault(fault);
  return { ledger: { origin: checkpoint.origin, size: checkpoint.size } };
}

function ledgerFault(fault: Fault): UserError {
  return new UserError(fault, message('cli.own-backup.archive.remedy'));
}
