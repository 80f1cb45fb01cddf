/** What each kind of report is made from: its records, and the report that they give. */

import { type EpochMs, message, UserError } from '../../../core/index.ts';
import type { City } from '../../../inventory/index.ts';
import type { Ledger } from '../../../ledger/index.ts';
import type { Store } from '../../../store/index.ts';
import type { Interval } from '../../intervals.ts';
import { isolationPlaceJournal } from '../../isolation/keeper.ts';
import { type CoveredKind, coverOf } from '../../maintenance/cover.ts';
import { windowsFrom } from '../../maintenance/records.ts';
import { buildAssessmentReport } from '../assessment/build.ts';
import { findAssessment } from '../assessment/evidence.ts';
import { assessmentStoryOf } from '../assessment/story.ts';
import { buildBackupReport } from '../backup/build.ts';
import { findBackups } from '../backup/evidence.ts';
import { backupsIn } from '../backup/scope.ts';
import { buildDrillReport } from '../drill/build.ts';
import { findDrill } from '../drill/evidence.ts';
import { drillStoryOf } from '../drill/story.ts';
import type { ReportInput } from '../frame.ts';
import { buildIsolationReport } from '../isolation/build.ts';
import { findIsolation } from '../isolation/evidence.ts';
import { createNoteReader } from '../isolation/notes.ts';
import { placesIn } from '../isolation/places.ts';
import { readPlaceWord } from '../isolation/records.ts';
import type { Report, ReportHead } from '../model.ts';
import { buildUptimeReport, type UptimeInput } from '../uptime/build.ts';
import { buildBulletin } from '../uptime/bulletin.ts';
import { readHistory, readJournal } from '../uptime/history.ts';
import { readMaintenance, touching } from '../uptime/maintenance.ts';
import type { ScopeWish } from '../uptime/scope.ts';
import { candidatesOf, subjectsOf } from '../uptime/stories.ts';
import { alteredError, findEvidence } from './evidence.ts';
import type { MakerDeps } from './make.ts';

export interface StoryInput {
  readonly deps: MakerDeps & {
    readonly store: Pick<Store, 'journal' | 'flush'>;
    readonly ledger: Ledger;
    readonly city: City;
  };
  readonly wish: {
    readonly scope: ScopeWish;
    readonly period: Interval;
    readonly language: Report['language'];
    readonly madeBy: string;
  };
  readonly id: string;
  readonly madeAt: EpochMs;
  readonly previous: Report | undefined;
  readonly head: ReportHead;
  readonly register: ReportInput['register'];
  readonly onProgress: (stage: 'reading' | 'judging', share: number) => void;
}

export interface ReportStory {
  /** In the order of the ledger. */
  readonly records: readonly { readonly index: number; readonly entry: Uint8Array }[];
  /** Whether they are few enough to come with a report. */
  readonly few: boolean;
  /** The report, when so many of the records come with it. */
  draft(records: number): Report;
}

export function uptimeStory(input: StoryInput): Promise<ReportStory> {
  return availabilityStory(input, buildUptimeReport);
}

/** What may be published is made from the same, and tells less; nothing of its evidence comes along. */
export async function bulletinStory(input: StoryInput): Promise<ReportStory> {
  const { draft } = await availabilityStory(input, buildBulletin);
  return { records: [], few: true, draft: () => draft(0) };
}

async function availabilityStory(input: StoryInput, build: (input: UptimeInput) => Report): Promise<ReportStory> {
  const { deps, wish, head, onProgress } = input;
  const { store, ledger, city, staleAfterSeconds, calendar, timeZone } = deps;
  const { period, scope } = wish;
  const staleAfterMs = staleAfterSeconds * 1000;
  const tell = (share: number): void => onProgress('reading', share);
  const subjects = subjectsOf(city, scope);
  const history = await readHistory({ store, subjects, period, staleAfterMs, onProgress: tell });
  onProgress('judging', 0);
  const found = await findEvidence({ ledger, size: head.size, history, period, staleAfterMs });
  const announced = await readMaintenance(ledger, head.size, alteredError);
  const covers = candidatesOf(city, scope, wish.language).map(({ element }) =>
    coverOf(city, element.kind as CoveredKind, element.id),
  );
  const maintenance = touching(announced, { period, covers, timeZone });
  const records = [...found.records, ...maintenance].sort((a, b) => a.index - b.index);
  return {
    records,
    few: found.few,
    draft: (count) =>
      build({
        ...common(input),
        ...{ target: deps.target, calendar, maintenance, windows: windowsFrom(announced), history },
        pollPeriodSeconds: deps.pollPeriodSeconds,
        staleAfterSeconds,
        placeOf: found.placeOf,
        evidence: { records: count, ...complete(found) },
      }),
  };
}

export async function isolationStory(input: StoryInput): Promise<ReportStory> {
  const { deps, wish, head, onProgress } = input;
  const { store, ledger, city, isolation } = deps;
  const { scope, period } = wish;
  const subjects = placesIn(city, scope).map(({ id }) => id);
  const staleAfterMs = isolation.staleAfterSeconds * 1000;
  const tell = (share: number): void => onProgress('reading', share);
  const about = { store, subjects, period, staleAfterMs, onProgress: tell };
  const history = await readJournal(about, isolationPlaceJournal, readPlaceWord);
  onProgress('judging', 0);
  const notes = createNoteReader({
    period,
    isPlace: (id) => history.records.has(id),
    placeOfTerminal: (id) => city.terminals.get(id)?.pointId,
    wholeCity: scope.kind === 'city',
  });
  const found = await findIsolation({ ledger, size: head.size, history, period, staleAfterMs, notes });
  return {
    ...found,
    draft: (records) =>
      buildIsolationReport({
        ...common(input),
        pollPeriodSeconds: isolation.pollPeriodSeconds,
        staleAfterSeconds: isolation.staleAfterSeconds,
        story: found.story,
        annexes: notes.annexes,
        evidence: {
          records,
          ...complete({ complete: found.few && found.differs === undefined, differs: found.differs }),
        },
      }),
  };
}

/** The report of one drill, from its records in the ledger alone. */
export async function drillStory(input: StoryInput): Promise<ReportStory> {
  const { deps, wish, head } = input;
  const { id: drillId } = wish.scope;
  const { records, read } = await findDrill({ ...deps, size: head.size, drillId, from: wish.period.from });
  const story = drillStoryOf(drillId, read);
  return {
    records,
    few: true,
    draft: (count) =>
      buildDrillReport({
        ...common(input),
        pollPeriodSeconds: deps.pollPeriodSeconds,
        staleAfterSeconds: deps.staleAfterSeconds,
        story,
        evidence: { records: count, complete: true },
      }),
  };
}

/**
 * The report of one closed assessment, from its records in the ledger alone.
 * @throws UserError while its closing is not on record.
 */
export async function assessmentStory(input: StoryInput): Promise<ReportStory> {
  const { deps, wish, head } = input;
  const { id: assessmentId } = wish.scope;
  const after = wish.period.to;
  const { records, read } = await findAssessment({ ...deps, size: head.size, assessmentId, after });
  const story = assessmentStoryOf(assessmentId, read);
  if (story.closing === undefined) {
    const params = { id: assessmentId };
    throw new UserError(message('report.assessment.none', params), message('report.assessment.none.remedy'));
  }
  return {
    records,
    few: true,
    draft: (count) =>
      buildAssessmentReport({
        ...common(input),
        pollPeriodSeconds: deps.pollPeriodSeconds,
        staleAfterSeconds: deps.staleAfterSeconds,
        story,
        evidence: { records: count, complete: true },
      }),
  };
}

export async function backupStory(input: StoryInput): Promise<ReportStory> {
  const { deps, wish, head, onProgress } = input;
  const { ledger, city, backups } = deps;
  const { sets, repositoryIds } = backupsIn(city, wish.scope);
  onProgress('judging', 0);
  const found = await findBackups({
    ...{ ledger, size: head.size, period: wish.period, staleAfterMs: backups.staleAfterSeconds * 1000 },
    setIds: new Set(sets.map(({ id }) => id)),
    repositoryIds: new Set(repositoryIds),
  });
  return {
    ...found,
    draft: (records) =>
      buildBackupReport({
        ...common(input),
        ...backups,
        story: found.story,
        evidence: { records, complete: found.few },
      }),
  };
}

function common({ deps, wish, id, madeAt, previous, head, register }: StoryInput) {
  const { city, timeZone, version } = deps;
  return { ...wish, city, timeZone, version, id, madeAt, previous, head, register };
}

function complete({
  complete: all,
  differs,
}: Pick<Report['evidence'], 'complete'> & { readonly differs: Report['evidence']['differs'] | undefined }) {
  return { complete: all, ...(differs === undefined ? {} : { differs }) };
}
