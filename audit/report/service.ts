/** Makes reports one after the other, keeps them in the data folder, and says how far each has come. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Clock,
  type EpochMs,
  errorText,
  type Language,
  type Log,
  type Message,
  message,
  UserError,
  wallTime,
} from '../../core/index.ts';
import type { CalendarSettings, City } from '../../inventory/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import type { Store } from '../../store/index.ts';
import type { Interval } from '../intervals.ts';
import { type Bundle, type MakerDeps, makeBundle, type ReportStage } from './bundle/make.ts';
import { zipOf } from './bundle/zip.ts';
import { type BundleKind, madeKinds, type Report, type ReportKind, reportBounds } from './model.ts';
import { readPeriod } from './period.ts';
import { readScope, type ScopeWish, scopeText } from './uptime/scope.ts';

/** What somebody asks for; texts as people write them. */
export interface ReportWish {
  readonly kind: ReportKind;
  /** `city`, `district:ID`, `office:ID`, `point:ID`; of uptime also `link:ID`, `service:ID` */
  readonly scope: string;
  /** A day, month or year of the city's zone, or an instant. */
  readonly from: string;
  readonly to: string;
  readonly language: Language;
  readonly madeBy: string;
}

/** A report that is being made, or was, or could not be. */
export interface ReportJob {
  readonly id: string;
  readonly kind: ReportKind;
  readonly scope: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly language: Language;
  readonly madeBy: string;
  readonly requestedAt: EpochMs;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  readonly stage: ReportStage | null;
  /** Of the stage, 0 to 1. */
  readonly share: number;
  readonly reason: Message | null;
  /** What helps against it, where something is known to. */
  readonly remedy: Message | null;
}

/** A report that lies in the data folder. */
export interface KeptReport {
  readonly id: string;
  readonly kind: ReportKind;
  readonly title: string;
  readonly scope: Report['scope'];
  readonly period: Report['period'];
  readonly language: Language;
  readonly madeAt: string;
  readonly madeBy: string;
  readonly verdict: Report['verdict'];
  readonly coverage: number;
  readonly findings: number;
  /** Its place in the ledger. */
  readonly record: number;
  /** Name to bytes; the zip holds all the others. */
  readonly files: Readonly<Record<string, number>>;
}

export type WishAnswer =
  | { readonly ok: true; readonly job: ReportJob }
  | {
      readonly ok: false;
      /** The part of the wish that is wrong; undefined when nothing is, but no report can be made now. */
      readonly part: 'kind' | 'scope' | 'from' | 'to' | undefined;
      readonly what: Message;
      readonly remedy: Message;
    };

export interface ReportService {
  /** Takes a wish, or says what is wrong with it. */
  ask(wish: ReportWish): WishAnswer;
  /** The report of a drill that is over; a `part` is never wrong. */
  askDrill(wish: {
    readonly drillId: string;
    readonly period: Interval;
    readonly language: Language;
    readonly madeBy: string;
  }): WishAnswer;
  /** The report of a closed assessment, from its records; a `part` is never wrong. */
  askAssessment(wish: {
    readonly assessmentId: string;
    readonly period: Interval;
    readonly language: Language;
    readonly madeBy: string;
  }): WishAnswer;
  /** The jobs of this run, newest first. */
  jobs(): readonly ReportJob[];
  job(id: string): ReportJob | undefined;
  /** Settles when the job has ended. */
  ended(id: string): Promise<ReportJob | undefined>;
  /** Newest first. */
  kept(): readonly KeptReport[];
  /** Where a file of a kept report lies; undefined for one that it does not have. */
  fileOf(id: string, name: string): string | undefined;
  /** Ends after the report that is being made. */
  close(): Promise<void>;
}

export interface ReportSettings {
  readonly timeZone: string;
  /** Share of time, 0 to 1. */
  readonly availabilityTarget: number;
  /** When the city works. */
  readonly calendar: CalendarSettings;
  readonly pollPeriodSeconds: number;
  readonly staleAfterSeconds: number;
  /** How often tables are read, and how long a reading is good for. */
  readonly isolation: { readonly pollPeriodSeconds: number; readonly staleAfterSeconds: number };
  /** How often repositories are looked into, and how long a list is trusted. */
  readonly backups: { readonly pollPeriodSeconds: number; readonly staleAfterSeconds: number };
}

export interface ReportServiceDeps {
  readonly store: Pick<Store, 'journal' | 'flush' | 'put' | 'documents'>;
  readonly ledger: Ledger;
  /** As of now: a reload changes them. */
  readonly city: () => City;
  readonly settings: () => ReportSettings;
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  /** Folder of the reports. */
  readonly folder: string;
  /** Folder with `verify.mjs` and `verify.html`; the built ones when not given. */
  readonly verifiers?: string;
  /** Who draws the files; a thread of its own for each report when not given. */
  readonly draw?: MakerDeps['draw'];
}

const collection = 'reports';
/** Jobs remembered after their end. */
const rememberedJobs = 50;
const builtVerifiers = join(import.meta.dirname, 'verify', 'dist');

export async function openReports(deps: ReportServiceDeps): Promise<ReportService> {
  const { store, ledger, clock, log, folder } = deps;
  const jobs = new Map<string, ReportJob>();
  const waiting: {
    readonly id: string;
    readonly kind: BundleKind;
    readonly scope: ScopeWish;
    readonly period: Interval;
  }[] = [];
  const kept = new Map<string, KeptReport>();
  const enders = new Map<string, (() => void)[]>();
  let working: Promise<void> = Promise.resolve();
  let closed = false;

  for (const { key, body } of await store.documents(collection)) {
    if (isKept(body)) kept.set(key, body);
  }

  const set = (id: string, change: Partial<ReportJob>): void => {
    const job = jobs.get(id);
    if (job !== undefined) jobs.set(id, { ...job, ...change });
  };

  const end = (id: string, change: Partial<ReportJob>): void => {
    set(id, change);
    for (const tell of enders.get(id) ?? []) tell();
    enders.delete(id);
    const over = [...jobs.values()].filter(({ state }) => state === 'done' || state === 'failed');
    for (const { id: old } of over.slice(0, Math.max(0, over.length - rememberedJobs))) jobs.delete(old);
  };

  async function work({ id, kind, scope, period }: (typeof waiting)[number]): Promise<void> {
    const job = jobs.get(id);
    if (job === undefined) return;
    if (closed) return end(id, { state: 'failed', reason: message('report.stopped') });
    set(id, { state: 'running' });
    const startedAt = clock.monotonicMs();
    try {
      const bundle = await makeBundle(
        makerDeps(),
        { kind, scope, period, language: job.language, madeBy: job.madeBy },
        {
          id,
          madeAt: job.requestedAt,
          previous: await previousOf(job),
          onProgress: (stage, share) => set(id, { stage, share }),
        },
      );
      await keep(bundle);
      log.info({ id, durationMs: Math.round(clock.monotonicMs() - startedAt) }, 'report-made');
      end(id, { state: 'done', stage: null, share: 1 });
    } catch (thrown) {
      const reason =
        thrown instanceof UserError ? thrown.what : message('report.failed', { reason: errorText(thrown) });
      log.error({ id, reason: errorText(thrown) }, 'report-failed');
      end(id, { state: 'failed', stage: null, reason, remedy: thrown instanceof UserError ? thrown.remedy : null });
    }
  }

  function makerDeps(): MakerDeps {
    const { availabilityTarget, ...settings } = deps.settings();
    const { version, verifiers = builtVerifiers, draw } = deps;
    return {
      store,
      ledger,
      city: deps.city(),
      ...settings,
      target: availabilityTarget,
      version,
      verifiers,
      ...(draw === undefined ? {} : { draw }),
    };
  }

  /** The newest report on the same scope and in the same language; a damaged one counts as none. */
  async function previousOf({ kind, scope, language }: ReportJob): Promise<Report | undefined> {
    const same = newestFirst().find(
      (each) => each.kind === kind && each.language === language && scopeText(each.scope) === scope,
    );
    if (same === undefined) return undefined;
    try {
      return JSON.parse(await readFile(join(folder, same.id, 'report.json'), 'utf8')) as Report;
    } catch (thrown) {
      log.warn({ id: same.id, reason: errorText(thrown) }, 'report-unreadable');
      return undefined;
    }
  }

  async function keep({ report, files, recordIndex }: Bundle): Promise<void> {
    const { id } = report;
    const zip = await zipOf(id, files);
    const making = join(folder, `${id}.new`);
    await mkdir(making, { recursive: true, mode: 0o750 });
    for (const [name, bytes] of [...files, [`${id}.zip`, zip] as const]) await writeFile(join(making, name), bytes);
    await rm(join(folder, id), { recursive: true, force: true });
    await rename(making, join(folder, id));
    const entry: KeptReport = {
      id,
      kind: report.kind,
      title: report.title,
      scope: report.scope,
      period: report.period,
      language: report.language,
      madeAt: report.madeAt,
      madeBy: report.madeBy,
      verdict: report.verdict,
      coverage: report.coverage.ratio,
      findings: report.findings.length + report.findingsLeftOut,
      record: recordIndex,
      files: {
        [`${id}.zip`]: zip.length,
        ...Object.fromEntries([...files].map(([name, bytes]) => [name, bytes.length])),
      },
    };
    kept.set(id, entry);
    store.put({ collection, key: id, body: entry });
    for (const { id: old } of newestFirst().slice(reportBounds.keptReports)) {
      kept.delete(old);
      store.put({ collection, key: old, body: undefined });
      await rm(join(folder, old), { recursive: true, force: true });
    }
  }

  function newestFirst(): readonly KeptReport[] {
    return [...kept.values()].sort((a, b) => (a.madeAt === b.madeAt ? 0 : a.madeAt < b.madeAt ? 1 : -1));
  }

  function no(
    part: Extract<WishAnswer, { ok: false }>['part'],
    key: string,
    params: Message['params'] = {},
  ): WishAnswer {
    return { ok: false, part, what: message(key, params), remedy: message(`${key}.remedy`, params) };
  }

  function enqueue(wish: {
    readonly kind: BundleKind;
    readonly scope: ScopeWish;
    readonly period: Interval;
    readonly language: Language;
    readonly madeBy: string;
  }): WishAnswer {
    const { kind, scope, period, language, madeBy } = wish;
    if (waiting.length >= reportBounds.queued) return no(undefined, 'report.wish.busy', { most: reportBounds.queued });
    const requestedAt = clock.now();
    const about = { kind, scope: scopeText(scope), language, madeBy };
    const id = idOf(about, period, deps.settings().timeZone, requestedAt);
    const { from, to } = period;
    const job: ReportJob = {
      ...{ id, ...about, from, to, requestedAt },
      state: 'waiting',
      stage: null,
      share: 0,
      reason: null,
      remedy: null,
    };
    jobs.set(id, job);
    const entry = { id, kind, scope, period };
    waiting.push(entry);
    working = working.then(() => {
      waiting.splice(waiting.indexOf(entry), 1);
      return work(entry);
    });
    return { ok: true, job };
  }

  return {
    ask(wish) {
      const { timeZone } = deps.settings();
      const kind = madeKinds.find((each) => each === wish.kind);
      if (kind === undefined) return no('kind', 'report.wish.kind', { kind: wish.kind });
      const scope = readScope(wish.scope, deps.city());
      if (scope === undefined) return no('scope', 'report.wish.scope', { scope: wish.scope.slice(0, 100) });
      if (!isScopeOf(kind, scope.kind))
        return no('scope', 'report.wish.scope-kind', { scope: wish.scope, kind: `key:report.kind.${kind}` });
      const period = readPeriod({ from: wish.from, to: wish.to, timeZone, now: clock.now() });
      if (!period.ok) {
        const { part, why } = period.fault;
        return no(part, `report.wish.period.${why}`, { part, value: wish[part].slice(0, 40) });
      }
      return enqueue({ ...wish, kind, scope, period: { from: period.from, to: period.to } });
    },
    askDrill: ({ drillId, ...wish }) => enqueue({ ...wish, kind: 'drill', scope: { kind: 'drill', id: drillId } }),
    askAssessment: ({ assessmentId: id, ...wish }) =>
      enqueue({ ...wish, kind: 'assessment', scope: { kind: 'assessment', id } }),
    jobs: () => [...jobs.values()].reverse(),
    job: (id) => jobs.get(id),
    async ended(id) {
      const job = jobs.get(id);
      if (job === undefined || job.state === 'done' || job.state === 'failed') return job;
      await new Promise<void>((resolve) => enders.set(id, [...(enders.get(id) ?? []), resolve]));
      return jobs.get(id);
    },
    kept: newestFirst,
    fileOf(id, name) {
      const entry = kept.get(id);
      // Only names that were written are joined to a path.
      return entry !== undefined && Object.hasOwn(entry.files, name) ? join(folder, id, name) : undefined;
    },
    async close() {
      closed = true;
      await working;
    },
  };
}

/** Only uptime is told of a link or a service; what is published is of the city or a district. */
function isScopeOf(kind: BundleKind, scope: ScopeWish['kind']): boolean {
  if (kind === 'bulletin') return scope === 'city' || scope === 'district';
  return kind === 'uptime' || (scope !== 'link' && scope !== 'service');
}

/** `uptime-district-jintan-20261001-20261031-3f2a9c1d`: kind, scope, first and last day, and what tells it from others. */
function idOf(
  wish: Pick<ReportJob, 'kind' | 'scope' | 'language' | 'madeBy'>,
  period: Interval,
  timeZone: string,
  at: EpochMs,
): string {
  const day = (instant: EpochMs): string => wallTime(instant, timeZone).slice(0, 10).replaceAll('-', '');
  const mark = createHash('sha256')
    .update(JSON.stringify([wish.kind, wish.scope, period.from, period.to, wish.language, wish.madeBy, at]))
    .digest('hex')
    .slice(0, 8);
  // That of a drill or an assessment would only say the kind twice; what is published names no id of the inventory.
  const scope = wish.scope
    .replace(/^(?:drill|assessment):/, '')
    .replace(/[^\w-]+/g, '-')
    .slice(0, 60);
  const named = wish.kind === 'bulletin' ? [wish.kind] : [wish.kind, scope];
  return [...named, day(period.from), day(period.to - 1), mark].join('-');
}

function isKept(body: unknown): body is KeptReport {
  if (typeof body !== 'object' || body === null) return false;
  const { id, madeAt, scope, period, files } = body as Partial<Record<keyof KeptReport, unknown>>;
  const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;
  return typeof id === 'string' && typeof madeAt === 'string' && [scope, period, files].every(isObject);
}
