import { importSurveys, isolationTexts, type SurveyView } from '../../audit/index.ts';
import { type Cancel, type Clock, errorText, type Log } from '../../core/index.ts';
import { formatMistake, type Inventory, inventoryTexts } from '../../inventory/index.ts';
import type { Ledger } from '../../ledger/index.ts';

/** Somebody carries files in by hand: so often is looked whether there are others. */
const lookEveryMs = 600_000;

export interface Surveys {
  /** Undefined while no folder is named. */
  view(): SurveyView | undefined;
  /** Looks at once, as after a reload. */
  look(): Promise<void>;
  stop(): Promise<void>;
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
  const texts = { ...inventoryTexts.en, ...isolationTexts.en };
  let view: SurveyView | undefined;
  let known: ReadonlySet<string> = new Set();
  let said: ReadonlySet<string> = new Set();
  let cancel: Cancel = () => {};
  let looking: Promise<void> = Promise.resolve();

  async function lookNow(): Promise<void> {
    cancel();
    cancel = clock.after(lookEveryMs, () => void look());
    const folder = inventory().settings.isolation.surveysFolder;
    const found = folder === undefined ? undefined : await importSurveys(folder, inventory().city, clock.now());
    const files = new Map((found?.files ?? []).map((file) => [`${file.name} ${file.digest}`, file]));
    for (const [key, { name, kind, digest, rows }] of files) {
      if (known.has(key)) continue;
      ledger.append({
        kind: 'evidence',
        subject: `survey ${name}`,
        body: { what: 'survey', survey: kind, file: name, digest, rows },
      });
    }
    const wrong = (found?.mistakes ?? []).map((mistake) => formatMistake(mistake, texts));
    // What is still wrong was said before.
    for (const line of wrong) if (!said.has(line)) log.warn({ mistake: line }, 'survey-refused');
    said = new Set(wrong);
    const same = files.size === known.size && [...files.keys()].every((key) => known.has(key));
    const changed = !same || (view === undefined) !== (found === undefined);
    view = found?.view;
    known = new Set(files.keys());
    if (changed) onChange();
  }

  /** One after the other, so that two never tell the same news. */
  function look(): Promise<void> {
    looking = looking.then(lookNow).catch((thrown: unknown) => {
      log.error({ reason: errorText(thrown) }, 'surveys-not-read');
    });
    return looking;
  }

  await look();
  return {
    view: () => view,
    look,
    async stop() {
      await looking;
      cancel();
    },
  };
}
