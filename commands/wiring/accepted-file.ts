import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AcceptedChange, acceptedText, type Finding, type Reconciler } from '../../audit/index.ts';
import { dictionary, errorText, type Log, render } from '../../core/index.ts';
import { type Inventory, inventoryTexts, openDraft } from '../../inventory/index.ts';

/** In the data folder: what was accepted on the page and must still be changed in the inventory by a person. */
export const acceptedFileName = 'accepted.csv';

/** What is accepted and asks for a change, in the order of the decisions: an earlier one keeps its id and port when others follow. */
export function acceptedChanges(reconciler: Pick<Reconciler, 'list'>): readonly Finding[] {
  const isWaiting = ({ status, changes }: Finding) => status === 'accepted' && changes.length > 0;
  const decidedAt = ({ decision }: Finding) => decision?.at ?? 0;
  return reconciler
    .list()
    .filter(isWaiting)
    .sort((a, b) => decidedAt(a) - decidedAt(b) || (a.id < b.id ? -1 : 1));
}

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
      const { folder: source, settings } = inventory();
      const accepted = acceptedChanges(reconciler);
      const draft = openDraft(
        source,
        accepted.flatMap(({ changes }) => changes),
      );
      const proposed: AcceptedChange[] = [];
      for (const finding of accepted) proposed.push({ finding, rows: await draft.propose(finding.changes) });
      const texts = dictionary(settings.reports.language, inventoryTexts);
      const text = acceptedText(proposed.toReversed(), (note) => render(texts, note));
      await writeFile(`${path}.new`, text, { mode: 0o600 });
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
