/** Open items: of those that came due in the period, how many were answered or closed by then. */
import { message } from '../../../core/index.ts';
import type { AssessmentFacts, ItemStory } from '../facts.ts';
import type { Finding, Unit } from '../model.ts';
import { placesOfUnit } from '../units.ts';
import { nobodyWatchedAt, type Told, tally } from './deadlines.ts';
import { found } from './found.ts';

export function openItems(facts: AssessmentFacts, unit: Unit): Finding {
  const places = new Set([...placesOfUnit(facts.city, unit), ...(unit.kind === 'district' ? [unit.id] : [])]);
  const told = facts.items
    .filter(({ placeId, dueAt }) => places.has(placeId) && dueAt >= facts.period.from && dueAt < facts.period.to)
    .map((item): Told<ItemStory> => ({ of: item, word: wordOf(item, facts), at: item.dueAt }));
  return found({
    unit: 'items',
    measure: tally(told),
    none: 'no-items',
    inputs: [message('assessment.input.items', { count: told.length })],
    evidence: told
      .filter(({ word }) => word !== 'good')
      .map(({ of: { id, title, dueAt, endedAt, record } }) => ({
        ...{ about: `item ${id}`, what: title, from: dueAt, to: endedAt, record },
      })),
  });
}

/** While Fangzhou stood still nobody could answer in it. */
function wordOf({ dueAt, endedAt }: ItemStory, { unwatched }: AssessmentFacts): Told<ItemStory>['word'] {
  if (endedAt !== undefined && endedAt <= dueAt) return 'good';
  return nobodyWatchedAt(unwatched, dueAt) ? 'unknown' : 'bad';
}
