import type { EpochMs } from '../../core/index.ts';
import type { JsonObject, NewRecord } from '../../ledger/index.ts';
import type { Silence } from './model.ts';

/** The whole silence as it is from now on: one record when it is made, another when it is ended early. */
export function silenceRecord(silence: Silence): NewRecord {
  const iso = (at: EpochMs): string => new Date(at).toISOString();
  const { id, matchers, from, to, reason, createdBy, createdAt, endedAt, endedBy } = silence;
  const lists = (Object.entries(matchers) as [string, readonly string[]][]).map(([name, values]) => [
    name,
    values.map((each) => each.toWellFormed()),
  ]);
  const body: JsonObject = {
    id,
    matchers: Object.fromEntries(lists),
    ...{ from: iso(from), to: iso(to), reason: reason.toWellFormed(), createdBy, createdAt: iso(createdAt) },
    ...(endedAt === undefined ? {} : { endedAt: iso(endedAt) }),
    ...(endedBy === undefined ? {} : { endedBy }),
  };
  return { kind: 'silence', subject: `silence ${id}`, body };
}
