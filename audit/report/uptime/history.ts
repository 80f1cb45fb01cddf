import { message, UserError } from '../../../core/index.ts';
import type { Store } from '../../../store/index.ts';
import type { RecordedState } from '../../availability/timeline.ts';
import type { Interval } from '../../intervals.ts';
import { serviceStateJournal, viewStateJournal } from '../../services/keeper.ts';
import { stateJournal, watchJournal } from '../../state/keeper.ts';
import type { StateWord } from '../../state/model.ts';
import { reportBounds } from '../model.ts';
import { type Entry, readPause, readState } from './records.ts';

/** Entries asked of the store at once: the most that it answers. */
const entriesPerPage = 1_000;
/** Pages that are looked through for what held when a period began. */
const pagesBefore = 5;

/** What the journals say of some elements over a period. */
export interface History<Word extends string = StateWord> {
  /** By subject, `link F23`; in the order of recording, with the newest record before the period. */
  readonly records: ReadonlyMap<string, readonly RecordedState<Word>[]>;
  /** When nobody watched, as far as it touches the period. */
  readonly unwatched: readonly Interval[];
}

export interface HistoryWish {
  readonly store: Pick<Store, 'journal'>;
  readonly subjects: readonly string[];
  readonly period: Interval;
  readonly staleAfterMs: number;
  /** Told after each element, 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** Where the records of an element lie. */
interface JournalPlace {
  readonly journal: string;
  readonly subject: string;
}

/** Services and views have journals of their own, whose subjects are ids. */
function placeOf(subject: string): JournalPlace {
  const [kind, id = ''] = subject.split(' ');
  if (kind === 'view') return { journal: viewStateJournal, subject: id };
  if (kind === 'service') return { journal: serviceStateJournal, subject: id };
  return { journal: stateJournal, subject };
}

/**
 * Reads the recorded states of elements over a period.
 * @throws UserError when there are more records than one report may hold.
 */
export function readHistory(wish: HistoryWish): Promise<History> {
  return readJournal(wish, placeOf, readState);
}

/**
 * The same of any journal of words; entries that `read` cannot make out are passed over.
 * @throws UserError when there are more records than one report may hold.
 */
export async function readJournal<Word extends string>(
  wish: HistoryWish,
  journal: string | ((subject: string) => JournalPlace),
  read: (entry: Entry) => RecordedState<Word> | undefined,
): Promise<History<Word>> {
  const { store, subjects, period, staleAfterMs } = wish;
  const records = new Map<string, readonly RecordedState<Word>[]>();
  let total = 0;
  for (const [index, subject] of subjects.entries()) {
    const found: RecordedState<Word>[] = [];
    const place = typeof journal === 'string' ? { journal, subject } : journal(subject);
    for await (const entry of entriesOf(store, place, period)) {
      const state = read(entry);
      if (state !== undefined) found.push(state);
      total += 1;
      if (total > reportBounds.storedRecords) {
        const params = { most: reportBounds.storedRecords };
        throw new UserError(message('report.too-many', params), message('report.too-many.remedy'));
      }
    }
    records.set(subject, found.reverse());
    wish.onProgress?.((index + 1) / subjects.length);
  }
  const unwatched: Interval[] = [];
  // A pause belongs to the period that it touches, though it is recorded at its end.
  const pauses = { from: period.from, to: Number.MAX_SAFE_INTEGER };
  for await (const { at, body } of entriesOf(store, { journal: watchJournal }, pauses)) {
    const pause = readPause(at, body, staleAfterMs);
    if (pause !== undefined && pause.from < period.to && pause.to > period.from) unwatched.push(pause);
  }
  return { records, unwatched };
}

/** Newest first: the entries within the period, then the newest before it, of a view the newest of each of its two stories. */
async function* entriesOf(
  store: Pick<Store, 'journal'>,
  about: { readonly journal: string; readonly subject?: string },
  period: Interval,
): AsyncGenerator<Entry> {
  yield* pagesOf(store, { ...about, ...period });
  if (about.subject === undefined) return;
  const earlier = { ...about, to: period.from };
  if (about.journal !== viewStateJournal) {
    yield* await store.journal({ ...earlier, limit: 1 });
    return;
  }
  const found = new Map<unknown, Entry>();
  for await (const entry of pagesOf(store, earlier, pagesBefore)) {
    const { basis } = entry.body as { readonly basis?: unknown };
    const known = found.get(basis);
    // What was measured may be written late.
    if (known === undefined || entry.at > known.at) found.set(basis, entry);
  }
  yield* [...found.values()].sort((a, b) => b.sequence - a.sequence);
}

async function* pagesOf(
  store: Pick<Store, 'journal'>,
  query: Omit<Parameters<Store['journal']>[0], 'limit' | 'before'>,
  most = Number.POSITIVE_INFINITY,
): AsyncGenerator<Entry> {
  let before: number | undefined;
  for (let pages = 0; pages < most; pages += 1) {
    const page = await store.journal({ ...query, limit: entriesPerPage, ...(before === undefined ? {} : { before }) });
    yield* page;
    before = page.at(-1)?.sequence;
    if (page.length < entriesPerPage) break;
  }
}
