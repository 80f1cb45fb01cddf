import { isolationTexts } from '../../audit/index.ts';
import { type Cancel, type Clock, errorText, type Log, type Mistake } from '../../core/index.ts';
import { formatMistake, inventoryTexts } from '../../inventory/index.ts';

/** Somebody carries files in by hand: so often is looked whether there are others. */
const lookEveryMs = 600_000;

/** A folder that files are carried into. */
export interface CarriedFolder {
  /** Looks at once, as after a reload. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

/** Looks into a folder now and every ten minutes, one look after the other, and logs each mistake in it once. */
export async function watchCarriedFolder({
  clock,
  log,
  refused,
  unread,
  read,
}: {
  readonly clock: Clock;
  readonly log: Log;
  /** Names of the two events in the log: a file with a mistake, and a look that failed. */
  readonly refused: string;
  readonly unread: string;
  /** Reads the folder, tells what is new, and gives what is wrong in it. */
  readonly read: () => Promise<readonly Mistake[]>;
}): Promise<CarriedFolder> {
  const texts = { ...inventoryTexts.en, ...isolationTexts.en };
  let said: ReadonlySet<string> = new Set();
  let cancel: Cancel = () => {};
  let looking: Promise<void> = Promise.resolve();

  async function lookNow(): Promise<void> {
    cancel();
    cancel = clock.after(lookEveryMs, look);
    const wrong = (await read()).map((mistake) => formatMistake(mistake, texts));
    // What is still wrong was said before.
    for (const line of wrong) if (!said.has(line)) log.warn({ mistake: line }, refused);
    said = new Set(wrong);
  }

  /** One after the other, so that two never tell the same news. */
  function look(): Promise<void> {
    looking = looking.then(lookNow).catch((thrown: unknown) => {
      log.error({ reason: errorText(thrown) }, unread);
    });
    return looking;
  }

  await look();
  return {
    look,
    async stop() {
      await looking;
      cancel();
    },
  };
}
