/** What the board of rules offers and needs; `board.ts` has how. */
import type { ElementKind, StateWord } from '../../audit/index.ts';
import type { Clock, EpochMs } from '../../core/index.ts';
import type { CalendarSettings } from '../../inventory/index.ts';
import type { SampleRow } from '../../store/index.ts';
import type { CompiledRule, CompileScene } from './compiled.ts';
import type { RuleHistory } from './history.ts';
import type { RuleBook, RuleWord, SubjectKind } from './model.ts';
import type { Vocabulary } from './series.ts';
import type { Subjects } from './subjects.ts';
import type { KeptWatched, Watched } from './watched.ts';

/** What there is to watch, the city's days and its series, as they are now. */
export interface BoardScene {
  readonly subjects: Subjects;
  readonly vocabulary: Vocabulary;
  readonly timeZone: string;
  readonly calendar: CalendarSettings;
  readonly settings: CompileScene['settings'];
}

/** A verdict of a check, as rules take it. */
export interface RuleVerdict {
  readonly of: SubjectKind;
  readonly id: string;
  readonly check: string;
  readonly verdict: string;
}

/** All rules at all that they watch. Synchronous but for what has to be looked up in the store. */
export interface RuleBoard {
  /** Takes rules, or a changed city: what still is watched keeps how it stood, what is not is forgotten. */
  apply(book: RuleBook, scene: BoardScene): void;
  /** After a restart, once, before anything is taken. What nobody watches any more is dropped. */
  restore(kept: readonly KeptWatched[]): void;
  /** Rows on their way to the store; those of series that no rule names cost a look into a map. */
  samples(rows: readonly SampleRow[]): void;
  state(kind: ElementKind, id: string, word: StateWord): void;
  verdicts(verdicts: readonly RuleVerdict[]): void;
  /** Lets time pass: absences, what waits, and what is made of other rules. */
  tick(): void;
  readonly rules: readonly CompiledRule[];
  firing(): Iterable<Watched>;
  ofRule(ruleId: string): Iterable<Watched>;
  /** Undefined: nobody watches it. */
  find(ruleId: string, entityId: string): Watched | undefined;
  word(one: Watched): RuleWord;
  /** Elements of a rule beyond the bounds. */
  beyond(ruleId: string): number;
  /** What must be kept and what may be forgotten since the last time. */
  takeChanges(): { readonly put: readonly KeptWatched[]; readonly drop: readonly string[] };
  /** Resolves when nothing is being looked up. */
  idle(): Promise<void>;
}

export interface BoardDeps {
  readonly clock: Clock;
  readonly history: RuleHistory;
  /** The state of an element with its since; undefined: it has none. */
  readonly peek: (kind: ElementKind, id: string) => { readonly state: StateWord; readonly since: EpochMs } | undefined;
  /** When anything was last written before this start: while nobody looked, nothing was absent. */
  readonly lastSampleAt: EpochMs | undefined;
  readonly onFailed?: (thrown: unknown) => void;
}
