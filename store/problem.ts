import { statfs } from 'node:fs/promises';
import { errorText, message, UserError } from '../core/index.ts';
import { DriverError } from './driver.ts';
import type { StoreStats } from './store.ts';

/** Why the disk does not take what is written; `busy` passes by itself. */
export type Trouble = Exclude<StoreStats['condition'], 'writable'> | 'busy';

const troubleOfCode: Readonly<Record<string, Trouble>> = {
  SQLITE_FULL: 'disk-full',
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  SQLITE_READONLY: 'read-only',
  SQLITE_CANTOPEN: 'read-only',
  SQLITE_PERM: 'read-only',
  SQLITE_AUTH: 'read-only',
  EACCES: 'read-only',
  EPERM: 'read-only',
  EROFS: 'read-only',
  SQLITE_CORRUPT: 'corrupt',
  SQLITE_NOTADB: 'corrupt',
  SQLITE_BUSY: 'busy',
  SQLITE_LOCKED: 'busy',
  SQLITE_INTERRUPT: 'busy',
};
/** With less than this free, a plain input/output error is taken for a full disk. */
const fullBelowBytes = 1_048_576;

/** What an error of the driver or the file system means for the store. */
export async function troubleOf(error: unknown, folder: string): Promise<Trouble> {
  const known = troubleOfCode[codeOf(error)];
  if (known !== undefined) return known;
  if (isDamage(error)) return 'corrupt';
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize < fullBelowBytes ? 'disk-full' : 'read-only';
  } catch {
    return 'read-only';
  }
}

/** True where what was read is not what we wrote. */
export function isDamage(error: unknown): boolean {
  return error instanceof RangeError || error instanceof SyntaxError;
}

/** The error that a person sees: what is wrong with the folder and the way out. */
export function troubleError(trouble: Trouble, folder: string, cause: unknown): UserError {
  if (cause instanceof UserError) return cause;
  const params = { folder, detail: errorText(cause) };
  return new UserError(message(`store.${trouble}`, params), message(`store.${trouble}.remedy`, params), { cause });
}

export function codeOf(error: unknown): string {
  if (error instanceof DriverError) return error.code;
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
