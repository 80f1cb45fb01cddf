/** From records of the ledger to what became of each place and check in a period. Pure: the verifier does the same. */
import type { EpochMs } from '../../../core/index.ts';
import type { LedgerRecord } from '../../../ledger/verify/index.ts';
import type { RecordedState } from '../../availability/timeline.ts';
import type { Interval } from '../../intervals.ts';
import { readPause } from '../uptime/records.ts';
import {
  type CheckStep,
  type DeclarationStep,
  readCheckStep,
  readDeclaration,
  readPlaceWord,
  readWaiver,
  type WaiverStep,
} from './records.ts';
import type { PlaceWord } from './spoken.ts';

export interface IsolationStory {
  /** By place, in the order of recording, with the newest before the period. */
  readonly places: ReadonlyMap<string, readonly RecordedState<PlaceWord>[]>;
  /** By `place check`, alike. */
  readonly checks: ReadonlyMap<string, readonly CheckStep[]>;
  /** When nobody watched, as far as it touches the period. */
  readonly unwatched: readonly Interval[];
  /** Of waivers that were in force at some time of the period. */
  readonly waivers: readonly WaiverStep[];
  /** The one that held when the period began, and those after it. */
  readonly declarations: readonly DeclarationStep[];
  /** Places in the ledger of all that this was made from, in order. */
  readonly records: readonly number[];
}

export interface StoryReader {
  /** Takes records in the order of the ledger. */
  take(record: LedgerRecord): void;
  story(): IsolationStory;
}

/** Subjects of records about a place; `isolationSubject` makes them. */
export const placeSubject = 'isolation ';

/** Kinds of records that a story is made from. */
export const storyKinds = ['verdict', 'waiver', 'declaration', 'gap'] as const;

export function createStoryReader(options: {
  readonly period: Interval;
  /** How long the evidence of isolation is good for. */
  readonly staleAfterMs: number;
  readonly isPlace: (placeId: string) => boolean;
}): StoryReader {
  const { period, staleAfterMs, isPlace } = options;
  const places = new Map<string, RecordedState<PlaceWord>[]>();
  const checks = new Map<string, CheckStep[]>();
  const pauses: { readonly sequence: number; readonly pause: Interval }[] = [];
  let waivers: WaiverStep[] = [];
  let declarations: DeclarationStep[] = [];

  /** Of what lies before the period only the newest counts. */
  function put<State extends { readonly at: EpochMs }>(all: Map<string, State[]>, key: string, state: State): void {
    if (state.at >= period.to) return;
    const list = all.get(key) ?? [];
    if (state.at < period.from && list.every(({ at }) => at < period.from)) list.length = 0;
    list.push(state);
    all.set(key, list);
  }

  function takeWaiver(step: WaiverStep): void {
    if (step.at >= period.to || !isPlace(step.placeId)) return;
    const same = (each: WaiverStep): boolean =>
      each.placeId === step.placeId &&
      each.checkId === step.checkId &&
      each.deviceId === step.deviceId &&
      each.until === step.until;
    // What ended before the period is no matter of it.
    if (step.at < period.from && step.event !== 'in-force') waivers = waivers.filter((each) => !same(each));
    else if (step.until > period.from || step.at >= period.from) waivers.push(step);
  }

  return {
    take({ kind, subject, seq, at: recordedAt, body }) {
      const at = Date.parse(recordedAt);
      const entry = { at, sequence: seq, body };
      if (kind === 'gap') {
        const pause = readPause(at, body, staleAfterMs);
        if (pause !== undefined && pause.from < period.to && pause.to > period.from)
          pauses.push({ sequence: seq, pause });
      } else if (kind === 'declaration') {
        const declaration = subject === 'isolation' ? readDeclaration(entry) : undefined;
        if (declaration === undefined || at >= period.to) return;
        if (at < period.from) declarations = [];
        declarations.push(declaration);
      } else if (kind === 'waiver') {
        const waiver = readWaiver(entry);
        if (waiver !== undefined) takeWaiver(waiver);
      } else if (kind === 'verdict' && subject.startsWith(placeSubject)) {
        const placeId = subject.slice(placeSubject.length);
        if (!isPlace(placeId)) return;
        const step = readCheckStep(entry);
        if (step !== undefined) return put(checks, `${placeId} ${step.checkId}`, step);
        const word = readPlaceWord(entry);
        if (word !== undefined) put(places, placeId, word);
      }
    },
    story() {
      const told = [
        ...[...places.values()].flat(),
        ...[...checks.values()].flat(),
        ...pauses,
        ...waivers,
        ...declarations,
      ];
      return {
        places,
        checks,
        unwatched: pauses.map(({ pause }) => pause),
        waivers,
        declarations,
        records: told.map(({ sequence }) => sequence).sort((a, b) => a - b),
      };
    },
  };
}
