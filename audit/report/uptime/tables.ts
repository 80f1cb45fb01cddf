import { message } from '../../../core/index.ts';
import type { City } from '../../../inventory/index.ts';
import { iso } from '../frame.ts';
import type { ReportTable, TableRow, UptimeTerms } from '../model.ts';
import type { Words } from '../words.ts';
import { uptimeColumns, uptimeValues } from './columns.ts';
import { sumOfFigures, verdictOf } from './figures.ts';
import { districtName } from './scope.ts';
import type { StoryTable, ToldStory } from './stories.ts';

export function storyTable(id: StoryTable, stories: readonly ToldStory[], words: Words): ReportTable {
  return {
    ...headOf(id, words),
    rows: stories.map(
      ({ element, figures, verdict, shown }): TableRow => ({
        element,
        verdict,
        values: uptimeValues(figures),
        timeline: shown.map(({ from, state, reason }) => ({ from: iso(from), state, reason: words.tell(reason) })),
      }),
    ),
  };
}

/** What each district lives, all of its points together. */
export function districtTable(
  all: readonly ToldStory[],
  districts: UptimeTerms['districts'],
  { city, target, words }: { readonly city: City; readonly target: number; readonly words: Words },
): ReportTable {
  const bySubject = new Map(all.map((story) => [story.subject, story]));
  return {
    ...headOf('districts', words),
    rows: Object.entries(districts).map(([id, subjects]): TableRow => {
      const figures = sumOfFigures(subjects.flatMap((subject) => bySubject.get(subject)?.figures ?? []));
      return {
        element: { kind: 'district', id, name: districtName(city, id, words.language) },
        verdict: verdictOf(figures, target),
        values: uptimeValues(figures),
        timeline: [],
      };
    }),
  };
}

function headOf(id: string, words: Words): Omit<ReportTable, 'rows'> {
  return { id, title: words.tell(message(`report.table.${id}`)), columns: uptimeColumns(words) };
}
