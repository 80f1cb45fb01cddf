import { message } from '../../../core/index.ts';
import { ratioText, secondsText } from '../format.ts';
import type { ReportAnnex } from '../model.ts';
import type { Words } from '../words.ts';
import { sumOfFigures, type UptimeFigures } from './figures.ts';
import type { ToldStory } from './stories.ts';

/** Points named in the list of the worst. */
const listed = 10;

/** The points that lost most: by what was lost in service hours, then in all; services at the point where they are watched. */
export function worstPoints(all: readonly ToldStory[], words: Words): readonly ReportAnnex[] {
  const views = Map.groupBy(
    all.filter(({ table }) => table === 'views'),
    ({ element }) => element.id.split('/')[0],
  );
  const points = all
    .filter(({ table }) => table === 'points')
    .map(({ element, figures }) => {
      const own = views.get(element.id)?.map((view) => view.figures) ?? [figures];
      return { element, figures: sumOfFigures(own) };
    });
  if (points.length < 2) return [];
  const worst = points
    .filter(({ figures }) => figures.total.downMs > 0)
    .sort((a, b) => hoursDown(b) - hoursDown(a) || b.figures.total.downMs - a.figures.total.downMs)
    .slice(0, listed);
  const entries = worst.map(({ element, figures: { total, inServiceHours, outages } }) =>
    words.tell(
      message('report.worst', {
        place: element.name === element.id ? element.id : `${element.name} ${element.id}`,
        availability: ratioText(total.availability ?? null),
        inHours: ratioText(inServiceHours.availability ?? null),
        down: secondsText(total.downMs / 1000, words),
        outages,
      }),
    ),
  );
  const none = [words.tell(message('report.worst.none'))];
  const title = words.tell(message('report.annex.worst-points'));
  return [{ id: 'worst-points', title, entries: entries.length === 0 ? none : entries }];
}

const hoursDown = ({ figures }: { readonly figures: UptimeFigures }): number => figures.inServiceHours.downMs;
