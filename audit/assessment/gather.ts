/** Reads from store and ledger everything that an assessment is made from. */
import type { EpochMs } from '../../core/index.ts';
import type { CalendarSettings, City } from '../../inventory/index.ts';
import { type Ledger, readRecord } from '../../ledger/index.ts';
import type { Store } from '../../store/index.ts';
import { registerAt } from '../custody/kept.ts';
import { isExpectedAtPlace } from '../custody/machine.ts';
import type { Interval } from '../intervals.ts';
import { isolationPlaceJournal } from '../isolation/keeper.ts';
import { type CoveredKind, coverOf } from '../maintenance/cover.ts';
import { findBackups } from '../report/backup/evidence.ts';
import { backupsIn } from '../report/backup/scope.ts';
import { alteredError } from '../report/bundle/evidence.ts';
import { findIsolation } from '../report/isolation/evidence.ts';
import { createNoteReader } from '../report/isolation/notes.ts';
import { placesIn } from '../report/isolation/places.ts';
import { readPlaceWord } from '../report/isolation/records.ts';
import { readHistory, readJournal } from '../report/uptime/history.ts';
import { readMaintenance, touching } from '../report/uptime/maintenance.ts';
import { candidatesOf, storiesOf, type ToldStory } from '../report/uptime/stories.ts';
import type { AssessmentFacts } from './facts.ts';
import { createRecordReader, recordedKinds } from './recorded.ts';

export interface GatherDeps {
  readonly store: Pick<Store, 'journal' | 'documents'>;
  readonly ledger: Pick<Ledger, 'record' | 'records' | 'entries' | 'entry' | 'head'>;
  readonly city: City;
  readonly timeZone: string;
  readonly calendar: CalendarSettings;
  readonly staleAfterSeconds: number;
  readonly isolation: { readonly staleAfterSeconds: number };
  readonly backups: { readonly staleAfterSeconds: number };
}

/**
 * Store and ledger must have been flushed.
 * @throws UserError when a record of that time was altered, or when there are more than can be read.
 */
export async function gatherFacts(
  deps: GatherDeps,
  input: { readonly period: Interval; readonly now: EpochMs; readonly onProgress?: (share: number) => void },
): Promise<AssessmentFacts> {
  const { store, ledger, city } = deps;
  const { period, now, onProgress = () => {} } = input;
  const { size } = ledger.head();
  const lived = await readLived(deps, { period, size, onProgress: (share) => onProgress(share * 0.6) });
  const isolation = await readIsolation(deps, { period, size });
  onProgress(0.8);
  const { sets, repositoryIds } = backupsIn(city, { kind: 'city', id: city.id });
  const backups = await findBackups({
    ...{ ledger, size, period, staleAfterMs: deps.backups.staleAfterSeconds * 1_000 },
    setIds: new Set(sets.map(({ id }) => id)),
    repositoryIds: new Set(repositoryIds),
  });
  onProgress(0.9);
  const reader = createRecordReader(period);
  const kinds: ReadonlySet<string> = new Set(recordedKinds);
  for await (const { index, entry, altered } of ledger.entries(0, size, recordedKinds)) {
    if (altered) throw alteredError(index);
    const read = readRecord(entry, index);
    if (read.ok && kinds.has(read.value.kind)) reader.take(read.value);
  }
  const expected = new Map<string, number>();
  for (const { placeId, declared, state } of (await registerAt(store, period.to)).values()) {
    if (declared && isExpectedAtPlace(state)) expected.set(placeId, (expected.get(placeId) ?? 0) + 1);
  }
  onProgress(1);
  return {
    ...{ city, period, knownUntil: now, expected, isolation, backups: backups.story },
    ...lived,
    ...reader.facts(),
  };
}

/** Points and views with their accounts, announced work taken out. */
async function readLived(
  { store, ledger, city, timeZone, calendar, staleAfterSeconds }: GatherDeps,
  input: { readonly period: Interval; readonly size: number; readonly onProgress: (share: number) => void },
): Promise<Pick<AssessmentFacts, 'stories' | 'unwatched'>> {
  const { period, size, onProgress } = input;
  const scope = { kind: 'city', id: city.id } as const;
  const language = 'zh-CN';
  const lived = candidatesOf(city, scope, language).filter(({ table }) => table === 'points' || table === 'views');
  const subjects = lived.map(({ element }) => `${element.kind} ${element.id}`);
  const history = await readHistory({ store, subjects, period, staleAfterMs: staleAfterSeconds * 1_000, onProgress });
  const announced = await readMaintenance(ledger, size, alteredError);
  const covers = lived.map(({ element }) => coverOf(city, element.kind as CoveredKind, element.id));
  const maintenance = touching(announced, { period, covers, timeZone });
  const told = storiesOf({ city, scope, language, period, timeZone, history, calendar, maintenance, target: 0 });
  const stories = Map.groupBy(
    told.all.filter(({ table }) => table === 'points' || table === 'views'),
    ({ element }: ToldStory) => element.id.split('/')[0] ?? '',
  );
  return { stories, unwatched: history.unwatched };
}

async function readIsolation(
  { store, ledger, city, isolation }: GatherDeps,
  { period, size }: { readonly period: Interval; readonly size: number },
): Promise<AssessmentFacts['isolation']> {
  const staleAfterMs = isolation.staleAfterSeconds * 1_000;
  const subjects = placesIn(city, { kind: 'city', id: city.id }).map(({ id }) => id);
  const history = await readJournal({ store, subjects, period, staleAfterMs }, isolationPlaceJournal, readPlaceWord);
  // What else a report tells of the time is no matter of a score.
  const notes = createNoteReader({
    period,
    isPlace: () => false,
    placeOfTerminal: () => undefined,
    wholeCity: false,
  });
  return (await findIsolation({ ledger, size, history, period, staleAfterMs, notes })).story;
}
