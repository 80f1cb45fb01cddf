import { type EpochMs, type Message, message } from '../../../core/index.ts';
import type { RecordedState } from '../../availability/timeline.ts';
import type { Interval } from '../../intervals.ts';
import type { StateWord } from '../../state/model.ts';

/** One entry as it was recorded, in a journal or in the ledger. */
export interface Entry {
  readonly at: EpochMs;
  readonly sequence: number;
  readonly body: unknown;
}

const words: readonly string[] = ['up', 'degraded', 'down', 'unknown'] satisfies StateWord[];

/**
 * A recorded state, or undefined for an entry that is damaged. The ledger records a change when it is told of it and says in
 * `since` when the word began; for the same word with another reason `since` is long past. Of services and views it says in `at`
 * when it was so, which may be long before: a collector that was cut off tells it late.
 */
export function readState({ at, sequence, body }: Entry): RecordedState | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { before, state, reason, since, at: own, basis } = body as Partial<Record<string, unknown>>;
  if (typeof state !== 'string' || !words.includes(state)) return undefined;
  const said = typeof own === 'string' ? own : before !== state ? since : undefined;
  const began = typeof said === 'string' ? Date.parse(said) : Number.NaN;
  return {
    sequence,
    at: Number.isNaN(began) ? at : began,
    state: state as StateWord,
    reason: readMessage(reason),
    ...(basis === 'measured' || basis === 'derived' ? { basis } : {}),
  };
}

function readMessage(reason: unknown): Message {
  const { key, params } = (typeof reason === 'object' && reason !== null ? reason : {}) as Partial<Message>;
  if (typeof key !== 'string') return message('report.reason-lost');
  return typeof params === 'object' && params !== null ? { key, params } : { key };
}

/** A pause of the watch: from when the last evidence went stale to the next start. */
export function readPause(at: EpochMs, body: unknown, staleAfterMs: number): Interval | undefined {
  const { lastPollAt } = (typeof body === 'object' && body !== null ? body : {}) as { readonly lastPollAt?: unknown };
  if (typeof lastPollAt !== 'number') return undefined;
  const from = lastPollAt + staleAfterMs;
  return from < at ? { from, to: at } : undefined;
}
