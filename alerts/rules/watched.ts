import type { EpochMs } from '../../core/index.ts';
import type { CompiledRule } from './compiled.ts';
import { newTrack, type RuleTrack } from './judge/machine.ts';
import type { Judged } from './judge/values.ts';
import type { RuleMemory } from './memory.ts';
import type { Subject } from './subjects.ts';

/** One element as one rule watches it. */
export interface Watched {
  compiled: CompiledRule;
  readonly subject: Subject;
  /** The row of the store that it is seen by; of states and verdicts the subject's id. */
  readonly entityId: string;
  track: RuleTrack;
  /** The newest value, and what it was found to be. */
  value: number | undefined;
  judged: Judged;
  /** When the newest value was; of an absence, when one last came. */
  valueAt: EpochMs;
  /** Words of a state or verdict as they stand. */
  said: string | undefined;
  memory: RuleMemory | undefined;
}

export const watchedKey = (ruleId: string, entityId: string): string => `${ruleId} ${entityId}`;

export function newWatched(compiled: CompiledRule, subject: Subject, entityId: string): Watched {
  const judged: Judged = { reading: 'none' };
  return {
    ...{ compiled, subject, entityId, track: newTrack, judged },
    ...{ value: undefined, valueAt: 0, said: undefined, memory: undefined },
  };
}

/** What is kept of an element over a restart, while there is anything to remember. */
export interface KeptWatched {
  readonly rule: string;
  readonly entity: string;
  readonly kind: string;
  readonly track: RuleTrack;
  readonly value?: number | undefined;
  readonly figure?: number | undefined;
  readonly usual?: number | undefined;
  readonly said?: string | undefined;
}

export function keptOf(one: Watched): KeptWatched | undefined {
  const { compiled, entityId, subject, track, value, judged, said } = one;
  if (!track.isFiring && track.badSince === undefined) return undefined;
  const { figure, usual } = judged;
  // JSON has no infinite numbers.
  const finite = (number: number | undefined) => (Number.isFinite(number) ? number : undefined);
  const figures = { value, figure: finite(figure), usual: finite(usual), said };
  return { rule: compiled.rule.id, entity: entityId, kind: subject.kind, track, ...figures };
}

/** What a former run wrote, where it is whole. */
export function readKeptWatched(body: unknown): KeptWatched | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { rule, entity, kind, track } = body as Partial<KeptWatched>;
  const isWhole = [rule, entity, kind].every((text) => typeof text === 'string');
  if (!isWhole || typeof track !== 'object' || track === null) return undefined;
  if (typeof track.isFiring !== 'boolean' || ![track.since, track.at].every((at) => Number.isFinite(at)))
    return undefined;
  const { isFiring, since, badSince, goodSince, at } = track;
  return { ...(body as KeptWatched), track: { isFiring, since, badSince, goodSince, at } };
}
