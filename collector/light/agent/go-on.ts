import type { Spool } from '../spool/spool.ts';

/**
 * Brings the spool to where the hub stands. Gives the number to go on from; where both tell different stories (a folder that was copied
 * or set back), the spool gives up what it had and goes on behind the hub.
 */
export async function goOn(
  spool: Pick<Spool, 'last' | 'digestAt' | 'rebase' | 'deliver'>,
  hub: { readonly taken: number; readonly digest: string },
): Promise<{ readonly next: number; readonly wasForked: boolean }> {
  const own = hub.taken === 0 ? undefined : await spool.digestAt(hub.taken);
  // A number that is not kept any more cannot contradict.
  const isForked = hub.taken > spool.last || (own !== undefined && own !== hub.digest);
  if (isForked) await spool.rebase(hub.taken, hub.digest);
  else await spool.deliver(hub.taken);
  return { next: hub.taken + 1, wasForked: isForked };
}
