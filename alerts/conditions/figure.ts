import type { FigureStanding } from '../../audit/index.ts';
import { message } from '../../core/index.ts';
import type { BusinessFigureSettings, City } from '../../inventory/index.ts';
import type { Finding } from './finding.ts';

/** Business figures as they stand, with what is declared of them. */
export type FigureStandings = readonly (FigureStanding & Pick<BusinessFigureSettings, 'serviceId' | 'nameZh'>)[];

const conditions = { 'out-of-range': 'figure-out-of-range', quiet: 'figure-quiet' } as const;

/** A figure out of its range, or one that stands still while people work. What cannot be told neither raises nor clears. */
export function figureTroubles(figures: FigureStandings, city: City): readonly Finding[] {
  return figures.flatMap(({ figureId, word, since, reason, serviceId, nameZh, readAt }): readonly Finding[] => {
    if (word === 'unknown') return [];
    const params = { figure: figureId, name: nameZh };
    return (['out-of-range', 'quiet'] as const).map((wrong): Finding => {
      const condition = conditions[wrong];
      return {
        ...{ condition, source: figureId, topic: figureId, raiseAfter: 1, clearAfter: 1 },
        root: { kind: 'district', id: city.services.get(serviceId ?? '')?.districtId ?? city.id },
        reading: word === wrong ? 'bad' : 'good',
        at: word === wrong ? since : readAt,
        severity: wrong === 'quiet' ? 'major' : 'minor',
        summary: message(`alerts.${condition}.summary`, params),
        remedy: message(`alerts.${condition}.remedy`, params),
        details: word === wrong ? [{ text: reason, value: figureId }] : [],
      };
    });
  });
}
