/** From records of the ledger to what became of each data set and repository in a period. Pure: the verifier does the same. */
import { type EpochMs, type Message, message } from '../../../core/index.ts';
import type { LedgerRecord } from '../../../ledger/verify/index.ts';
import type { RecordedState } from '../../availability/timeline.ts';
import type { Interval } from '../../intervals.ts';
import type { CheckStep, CheckWord, RecordedRow } from '../isolation/records.ts';
import type { Severity } from '../isolation/spoken.ts';
import { readPause } from '../uptime/records.ts';
import { drillIn, type RecordedDrill } from './restores.ts';

export type BackupWord = 'covered' | 'uncovered' | 'unknown';

/** Subjects of records: `backupSubject` makes them. */
export const setSubject = (id: string): string => `backup ${id}`;
export const repositorySubject = (id: string): string => `backup-repository ${id}`;

/** Kinds of records that a story is made from. */
export const storyKinds = ['backup', 'gap', 'drill'] as const;
/** Those of which what was before the period still holds in it. */
export const lastingKinds = ['backup', 'gap'] as const;

/** A snapshot of a data set that a list told of. */
export interface RecordedRun {
  readonly id: string;
  readonly startedAt: EpochMs;
  readonly sequence: number;
}

/** A snapshot that was missed before its time; `back`: it was there again later in the period. */
export interface VanishedRun {
  readonly id: string;
  readonly dataSet: string;
  readonly repositoryId: string;
  readonly at: EpochMs;
  readonly startedAt: EpochMs;
  readonly sequence: number;
}

export interface BackupStory {
  /** By subject, in the order of recording, with the newest before the period. */
  readonly words: ReadonlyMap<string, readonly RecordedState<BackupWord>[]>;
  /** By `subject check`, alike. */
  readonly checks: ReadonlyMap<string, readonly CheckStep[]>;
  /** What trouble a check speaks of, by its id. */
  readonly troubles: ReadonlyMap<string, string>;
  /** By data set: those begun in the period, and the newest before it. */
  readonly runs: ReadonlyMap<string, readonly RecordedRun[]>;
  readonly vanished: readonly VanishedRun[];
  /** Restore drills that were over in the period. */
  readonly drills: readonly RecordedDrill[];
  /** When nobody watched, as far as it touches the period. */
  readonly unwatched: readonly Interval[];
  /** Places in the ledger of all that this was made from, in order. */
  readonly records: readonly number[];
}

const verdictWords: ReadonlyMap<unknown, BackupWord> = new Map<unknown, BackupWord>([
  ['pass', 'covered'],
  ['fail', 'uncovered'],
  ['unknown', 'unknown'],
]);
const severities: readonly unknown[] = ['P1', 'P2', 'P3'] satisfies Severity[];

type Fields = Readonly<Record<string, unknown>>;
const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function timeOf(told: unknown, otherwise: EpochMs): EpochMs {
  const at = typeof told === 'string' ? Date.parse(told) : Number.NaN;
  return Number.isNaN(at) ? otherwise : at;
}

function messageOf(value: unknown): Message {
  const { key, params } = fieldsOf(value);
  if (typeof key !== 'string') return message('report.reason-lost');
  return typeof params === 'object' && params !== null
    ? { key, params: params as Message['params'] & object }
    : { key };
}

/** Takes records in the order of the ledger, of any shape. */
export function createBackupReader(options: {
  readonly period: Interval;
  /** How long a list is trusted. */
  readonly staleAfterMs: number;
  readonly isSet: (id: string) => boolean;
  readonly isRepository: (id: string) => boolean;
}): { take(record: LedgerRecord): void; story(): BackupStory } {
  const { period, staleAfterMs, isSet, isRepository } = options;
  const words = new Map<string, RecordedState<BackupWord>[]>();
  const checks = new Map<string, CheckStep[]>();
  const troubles = new Map<string, string>();
  const runs = new Map<string, Map<string, RecordedRun>>();
  const before = new Map<string, RecordedRun>();
  const missed = new Map<string, VanishedRun>();
  const drills: RecordedDrill[] = [];
  /** Records of the period that say that a snapshot went or came back. */
  const moves = new Set<number>();
  const pauses: { readonly sequence: number; readonly pause: Interval }[] = [];

  /** Of what lies before the period only the newest counts. */
  function put<State extends { readonly at: EpochMs }>(all: Map<string, State[]>, key: string, state: State): void {
    if (state.at >= period.to) return;
    const list = all.get(key) ?? [];
    if (state.at < period.from && list.every(({ at }) => at < period.from)) list.length = 0;
    list.push(state);
    all.set(key, list);
  }

  function takeRun(dataSet: string, run: RecordedRun): void {
    if (run.startedAt >= period.to) return;
    if (run.startedAt < period.from) {
      const newest = before.get(dataSet);
      if (newest === undefined || run.startedAt > newest.startedAt) before.set(dataSet, run);
      return;
    }
    const known = runs.get(dataSet) ?? new Map<string, RecordedRun>();
    // The first sight of it is its record.
    if (!known.has(run.id)) known.set(run.id, run);
    runs.set(dataSet, known);
  }

  function takeSnapshots(what: unknown, repositoryId: string, { seq, body }: LedgerRecord, at: EpochMs): void {
    for (const each of listOf(body.snapshots).map(fieldsOf)) {
      const [id, dataSet] = [textOf(each.id), textOf(each.dataSet)];
      if (id === '' || !isSet(dataSet)) continue;
      const startedAt = timeOf(each.startedAt, at);
      if (what !== 'snapshots-gone') takeRun(dataSet, { id, startedAt, sequence: seq });
      if (what === 'snapshots-added' || at < period.from || at >= period.to) continue;
      moves.add(seq);
      const key = `${repositoryId} ${id}`;
      if (what === 'snapshots-back') missed.delete(key);
      else missed.set(key, { id, dataSet, repositoryId, at, startedAt, sequence: seq });
    }
  }

  function takeStep(subject: string, { seq, body }: LedgerRecord, at: EpochMs): void {
    const { what, check, verdict, reason, severity, trouble, evidence } = body;
    const state = verdictWords.get(verdict);
    if (state === undefined) return;
    const head = { sequence: seq, at, reason: messageOf(reason) };
    if (what === 'verdict') {
      put(words, subject, { ...head, state, reason: message(`report.backup.${state}`) });
      return;
    }
    if (what !== 'check' || typeof check !== 'string') return;
    const worst = severities.includes(severity) ? (severity as Severity) : 'P3';
    const rows = listOf(evidence)
      .map(fieldsOf)
      .map((each): RecordedRow => {
        const text = message('report.backup.row');
        return { deviceId: undefined, oid: textOf(each.source), value: textOf(each.value), severity: worst, text };
      });
    if (typeof trouble === 'string') troubles.set(check, trouble);
    put(checks, `${subject} ${check}`, {
      ...head,
      ...{ state: verdict as CheckWord, checkId: check, severity: worst, rows, rowCount: rows.length },
    });
  }

  return {
    take(record) {
      const { kind, subject, seq, at: recordedAt, body } = record;
      const recorded = Date.parse(recordedAt);
      if (kind === 'gap') {
        const pause = readPause(recorded, body, staleAfterMs);
        if (pause !== undefined && pause.from < period.to && pause.to > period.from)
          pauses.push({ sequence: seq, pause });
        return;
      }
      const drill = drillIn(record);
      if (drill !== undefined && isSet(drill.dataSet) && drill.at >= period.from && drill.at < period.to)
        drills.push(drill);
      if (kind !== 'backup') return;
      const at = timeOf(body.at, recorded);
      const id = subject.slice(subject.indexOf(' ') + 1);
      const known = subject === setSubject(id) ? isSet(id) : subject === repositorySubject(id) && isRepository(id);
      if (!known) return;
      if (textOf(body.what).startsWith('snapshots-')) takeSnapshots(body.what, id, record, at);
      else takeStep(subject, record, at);
    },
    story() {
      const all = new Map<string, readonly RecordedRun[]>();
      for (const dataSet of new Set([...before.keys(), ...runs.keys()])) {
        const old = before.get(dataSet);
        all.set(dataSet, [...(old === undefined ? [] : [old]), ...(runs.get(dataSet)?.values() ?? [])]);
      }
      const told = [...words.values(), ...checks.values(), ...all.values(), pauses, drills].flat();
      const records = new Set([...told.map(({ sequence }) => sequence), ...moves]);
      return {
        ...{ words, checks, troubles, runs: all },
        ...{ vanished: [...missed.values()], drills },
        unwatched: pauses.map(({ pause }) => pause),
        records: [...records].sort((a, b) => a - b),
      };
    },
  };
}
