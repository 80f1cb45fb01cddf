/** Everything that an assessment is made from, as the house keeps it; indicators are pure functions of it. */
import type { EpochMs, Message } from '../../core/index.ts';
import type { City } from '../../inventory/index.ts';
import type { Interval } from '../intervals.ts';
import type { BackupStory } from '../report/backup/story.ts';
import type { IsolationStory } from '../report/isolation/story.ts';
import type { ToldStory } from '../report/uptime/stories.ts';

/** A stock-take that two persons signed. */
export interface SignedStockTake {
  readonly id: string;
  readonly placeId: string;
  readonly at: EpochMs;
  readonly record: number;
  readonly found: number;
  /** Missing, misplaced, unknown or on the wrong network. */
  readonly findings: number;
}

/** One life of an open item: from its opening until it is answered or closed. */
export interface ItemStory {
  readonly id: string;
  readonly placeId: string;
  readonly title: Message;
  /** As it stood when it came; a postponement before counts, one after does not. */
  readonly dueAt: EpochMs;
  /** Answered or closed. */
  readonly endedAt: EpochMs | undefined;
  /** Of its opening. */
  readonly record: number;
}

export interface IncidentStory {
  readonly id: string;
  readonly severity: string;
  /** `link F23` */
  readonly root: string;
  readonly raisedAt: EpochMs;
  readonly summary: Message;
  readonly acknowledgedAt: EpochMs | undefined;
  readonly clearedAt: EpochMs | undefined;
  /** Found to be behind another incident, which is the one that counts. */
  readonly isFolded: boolean;
  readonly record: number;
}

export interface AssessmentFacts {
  readonly city: City;
  readonly period: Interval;
  /** Until when things are known that speak of the period. */
  readonly knownUntil: EpochMs;
  /** By point: what became of it and of the services that are watched there. */
  readonly stories: ReadonlyMap<string, readonly ToldStory[]>;
  /** When nobody watched: Fangzhou itself stood still. */
  readonly unwatched: readonly Interval[];
  readonly isolation: Pick<IsolationStory, 'places' | 'unwatched'>;
  readonly backups: Pick<BackupStory, 'words' | 'unwatched'>;
  readonly stockTakes: readonly SignedStockTake[];
  /** By point: how many terminals the register expected there when the period ended. */
  readonly expected: ReadonlyMap<string, number>;
  readonly items: readonly ItemStory[];
  readonly incidents: readonly IncidentStory[];
}
