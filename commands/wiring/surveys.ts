import { importSurveys, type SurveyView } from '../../audit/index.ts';
import type { Clock, Log } from '../../core/index.ts';
import type { Inventory } from '../../inventory/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import { type CarriedFolder, watchCarriedFolder } from './carried-folder.ts';

export interface Surveys extends CarriedFolder {
  /** Undefined while no folder is named. */
  view(): SurveyView | undefined;
}

/** Looks into the folder of survey results, and puts each file once on record. */
export async function openSurveys({
  inventory,
  ledger,
  clock,
  log,
  onChange,
}: {
  readonly inventory: () => Inventory;
  readonly ledger: Pick<Ledger, 'append'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChange: () => void;
}): Promise<Surveys> {
  let view: SurveyView | undefined;
  let known: ReadonlySet<string> = new Set();
  const folder = await watchCarriedFolder({
    clock,
    log,
    refused: 'survey-refused',
    unread: 'surveys-not-read',
    async read() {
      const from = inventory().settings.isolation.surveysFolder;
      const found = from === undefined ? undefined : await importSurveys(from, inventory().city, clock.now());
      const files = new Map((found?.files ?? []).map((file) => [`${file.name} ${file.digest}`, file]));
      for (const [key, { name, kind, digest, rows }] of files) {
        if (known.has(key)) continue;
        const body = { what: 'survey', survey: kind, file: name, digest, rows };
        ledger.append({ kind: 'evidence', subject: `survey ${name}`, body });
      }
      const same = files.size === known.size && [...files.keys()].every((key) => known.has(key));
      const changed = !same || (view === undefined) !== (found === undefined);
      view = found?.view;
      known = new Set(files.keys());
      if (changed) onChange();
      return found?.mistakes ?? [];
    },
  });
  return { ...folder, view: () => view };
}
