import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { acceptedText, type Reconciler } from '../../audit/index.ts';
import { errorText, type Log } from '../../core/index.ts';
import { type Inventory, proposeRows } from '../../inventory/index.ts';

/** In the data folder: what was accepted on the page and must still be changed in the inventory by a person. */
export const acceptedFileName = 'accepted.csv';

/**
 * Writes the list anew whenever something is accepted, and when asked to. The inventory itself is never written: it is
 * what a person declares, it may be read-only or under version control, and a stolen session must not be able to change it.
 */
export function createAcceptedFile(deps: {
  readonly reconciler: Reconciler;
  readonly folder: string;
  readonly inventory: () => Inventory;
  readonly log: Log;
}): { write(): Promise<void> } {
  const { reconciler, folder, inventory, log } = deps;
  let writing: Promise<void> = Promise.resolve();

  async function writeNow(): Promise<void> {
    const path = join(folder, acceptedFileName);
    try {
      const accepted = reconciler.list().filter(({ status, changes }) => status === 'accepted' && changes.length > 0);
      const proposed = accepted.map(async (finding) => ({
        finding,
        rows: await proposeRows(inventory().folder, finding.changes),
      }));
      await writeFile(`${path}.new`, acceptedText(await Promise.all(proposed)), { mode: 0o600 });
      await rename(`${path}.new`, path);
    } catch (thrown) {
      log.error({ path, reason: errorText(thrown) }, 'accepted-file-failed');
    }
  }

  const write = (): Promise<void> => {
    writing = writing.then(writeNow);
    return writing;
  };
  reconciler.subscribe((events) => {
    if (events.some(({ what }) => what === 'accepted')) void write();
  });
  return { write };
}
