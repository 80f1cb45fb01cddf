import { hostname } from 'node:os';
import { type EpochMs, isProcessAlive } from '../../core/index.ts';
import { backupBounds } from './limits.ts';
import type { CatalogueFinding, CatalogueReading } from './model.ts';
import { finding } from './said.ts';

export type Lock = CatalogueReading['locks'][number];

/** restic renews a lock each 5 minutes and takes one of 30 for left behind; borg renews none. */
const staleMs = 30 * 60_000;

/** A live lock means that somebody works there now and nothing can be said of the moment; a dead one that somebody was ended amid work. */
export function lockFindings(locks: readonly Lock[]): readonly CatalogueFinding[] {
  return locks.slice(0, backupBounds.locks).map(({ at, host, pid, alive }) => {
    const said = `${new Date(at).toISOString()} ${host} pid ${pid}`;
    return alive === false ? finding('stale-lock', 'fail', said) : finding('locked', 'unknown', said);
  });
}

/** Whether the holder lives: told by the process table on this machine, by the lock's age elsewhere. */
export function isAlive(
  { host, pid, at }: { readonly host: string; readonly pid: number; readonly at: EpochMs },
  { now, isHere, renews }: { readonly now: EpochMs; readonly isHere: boolean; readonly renews: boolean },
): boolean | undefined {
  // A number of a process is given again: who renews its locks and did not is gone whatever the table says.
  const isOld = now - at > staleMs;
  if (isHere && host === hostname()) return isProcessAlive(pid) && !(renews && isOld);
  return renews && isOld ? false : undefined;
}
