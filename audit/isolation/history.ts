import type { EpochMs, Message } from '../../core/index.ts';
import type { JournalEntry, Store } from '../../store/index.ts';
import { isolationCheckJournal, isolationPlaceJournal } from './keeper.ts';
import { isolationLimits } from './limits.ts';
import type { CheckFinding, CheckId, CheckSeverity, IsolationWord } from './model.ts';
import { isolationSeries } from './samples.ts';
import type { Coverage, StandingVerdict } from './standing.ts';

/** One stretch of time with one word. */
export interface WordSpan {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly word: IsolationWord;
  readonly deciding: readonly CheckId[];
  /** When the word began. */
  readonly coverage?: Coverage;
}

/** A check's verdict became another one, or rested on other rows. */
export interface CheckEvent {
  readonly at: EpochMs;
  readonly checkId: CheckId;
  readonly before: StandingVerdict;
  readonly verdict: StandingVerdict | 'not-applicable';
  readonly severity: CheckSeverity;
  readonly reason: Message | undefined;
  readonly findings: readonly CheckFinding[];
  readonly findingCount: number;
}

/** What became of a place in a period. */
export interface PlaceHistory {
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Oldest first, without a hole: what nobody judged is unknown. */
  readonly spans: readonly WordSpan[];
  readonly ms: Readonly<Record<IsolationWord, number>>;
  readonly longestUnknownMs: number;
  /** Longest time that one device of the place was not read; undefined where no sample tells. */
  readonly longestGapMs: number | undefined;
  /** Oldest first. */
  readonly events: readonly CheckEvent[];
  /** There were more than can be read in one go: the oldest are missing. */
  readonly cut: boolean;
}

/** Reads the history of one place, `to` at most now. */
export async function placeHistory(
  store: Pick<Store, 'journal' | 'query'>,
  { placeId, from, to }: { readonly placeId: string; readonly from: EpochMs; readonly to: EpochMs },
): Promise<PlaceHistory> {
  const [words, [earlier], checks, longestGapMs] = await Promise.all([
    entries(store, isolationPlaceJournal, placeId, from, to),
    store.journal({ journal: isolationPlaceJournal, subject: placeId, to: from, limit: 1 }),
    entries(store, isolationCheckJournal, placeId, from, to),
    longestGap(store, placeId, from, to),
  ]);
  const spans = spansOf([...(earlier === undefined ? [] : [earlier]), ...words.found], from, to);
  const ms = { isolated: 0, violated: 0, unknown: 0 };
  for (const span of spans) ms[span.word] += span.to - span.from;
  const unknown = spans.filter(({ word }) => word === 'unknown').map((span) => span.to - span.from);
  return {
    from,
    to,
    spans,
    ms,
    longestUnknownMs: unknown.reduce((longest, each) => Math.max(longest, each), 0),
    longestGapMs,
    events: checks.found.flatMap(({ at, body }) => eventOf(at, body) ?? []),
    cut: words.cut || checks.cut,
  };
}

/** Oldest first. */
async function entries(
  store: Pick<Store, 'journal'>,
  journal: string,
  subject: string,
  from: EpochMs,
  to: EpochMs,
): Promise<{ readonly found: readonly JournalEntry[]; readonly cut: boolean }> {
  const found: JournalEntry[] = [];
  let before: number | undefined;
  const limit = isolationLimits.historyPage;
  while (found.length < isolationLimits.historyEntries) {
    const query = { journal, subject, from, to, limit };
    const page = await store.journal(before === undefined ? query : { ...query, before });
    found.push(...page);
    before = page.at(-1)?.sequence;
    if (page.length < limit) return { found: inTime(found), cut: false };
  }
  return { found: inTime(found), cut: true };
}

/** The end of trust is dated back: entries are written in another order than that of their times. */
function inTime(newestFirst: readonly JournalEntry[]): readonly JournalEntry[] {
  return newestFirst.toReversed().sort((a, b) => a.at - b.at);
}

async function longestGap(
  store: Pick<Store, 'query'>,
  entityId: string,
  from: EpochMs,
  to: EpochMs,
): Promise<number | undefined> {
  const column = 'gapSeconds';
  const stepMs = Math.max(isolationLimits.sampleMs, Math.ceil((to - from) / isolationLimits.gapBuckets));
  const query = {
    kind: isolationSeries.name,
    entityId,
    columns: [column],
    from,
    to,
    stepMs,
    aggregate: 'max',
  } as const;
  const seconds = (await store.query(query)).columns[column]?.filter((value) => value !== null) ?? [];
  if (seconds.length === 0) return undefined;
  // A gap that began before the period counts from its begin on.
  return Math.min(to - from, seconds.reduce((longest, value) => Math.max(longest, value)) * 1000);
}

function spansOf(found: readonly JournalEntry[], from: EpochMs, to: EpochMs): readonly WordSpan[] {
  const spans: WordSpan[] = [];
  const add = (span: WordSpan): void => {
    if (span.to > span.from) spans.push(span);
  };
  let open: Omit<WordSpan, 'to'> = { from, word: 'unknown', deciding: [] };
  for (const { at, body } of found) {
    const said = wordOf(body);
    if (said === undefined) continue;
    const begin = Math.max(at, open.from);
    add({ ...open, to: Math.min(begin, to) });
    open = { ...said, from: begin };
  }
  add({ ...open, to });
  return spans;
}

const words: ReadonlySet<unknown> = new Set<IsolationWord>(['isolated', 'violated', 'unknown']);

/** Entries of another version say nothing. */
function wordOf(body: unknown): Pick<WordSpan, 'word' | 'deciding' | 'coverage'> | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { word, deciding, coverage } = body as Partial<Record<keyof WordSpan, unknown>>;
  if (!words.has(word) || !Array.isArray(deciding)) return undefined;
  const told = { word: word as IsolationWord, deciding: deciding.map(String) as CheckId[] };
  return isCoverage(coverage) ? { ...told, coverage } : told;
}

function isCoverage(value: unknown): value is Coverage {
  if (typeof value !== 'object' || value === null) return false;
  const { decided, applicable } = value as Partial<Coverage>;
  return Number.isSafeInteger(decided) && Number.isSafeInteger(applicable);
}

function eventOf(at: EpochMs, body: unknown): CheckEvent | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const event = body as Partial<CheckEvent>;
  const { checkId, before, verdict, severity, reason, findings, findingCount } = event;
  if (checkId === undefined || before === undefined || verdict === undefined || severity === undefined)
    return undefined;
  if (!Array.isArray(findings) || typeof findingCount !== 'number') return undefined;
  return { at, checkId, before, verdict, severity, reason: reason ?? undefined, findings, findingCount };
}
