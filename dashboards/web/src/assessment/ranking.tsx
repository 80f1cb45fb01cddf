import type { WireCardRow, WireScheme } from '../../../../api/wire-assessment.ts';
import { Go } from '../router.tsx';
import { useWords } from '../text/language.ts';
import { ScoreBar } from './score-bar.tsx';
import { cardPath, indicatorName, rangeText, shade, unitName } from './words.ts';

interface Properties {
  readonly id: string;
  readonly label: string;
  readonly cards: readonly WireCardRow[];
  readonly scheme: WireScheme;
}

/** Units in their order, each with its score and what every indicator is worth to it. Arrow keys go from one to the next. */
export function Ranking({ id, label, cards, scheme }: Properties) {
  const t = useWords();
  return (
    <div class="table-scroll">
      <table class="assess-ranking" aria-label={label} onKeyDown={moveByKey}>
        <thead>
          <tr>
            <th class="number">{t('dashboards.assessment.rank')}</th>
            <th>{t('dashboards.assessment.unit')}</th>
            <th colSpan={2}>{t('dashboards.assessment.score')}</th>
            {scheme.indicators.map((indicator) => (
              <th key={indicator.id} class="number">
                {indicatorName(indicator, t)}
                <small>{indicator.weight}</small>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cards.map((card) => (
            <tr key={card.id} data-unit={`${card.kind} ${card.id}`}>
              <td class="number assess-rank">{card.rank?.rank ?? '–'}</td>
              <th scope="row">
                <Go to={cardPath(card.kind, card.id, id)}>{unitName(card, t)}</Go>
              </th>
              <td class="assess-bar">
                <ScoreBar score={card.score} label={t('dashboards.assessment.score')} />
              </td>
              <td class="assess-score">{rangeText(card.score)}</td>
              {card.indicators.map(({ id: of, points }) => (
                <td key={of} class={`number assess-points ${shade(points)}`}>
                  {rangeText(points)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function moveByKey(event: KeyboardEvent): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  const links = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('tbody a')];
  const next = links[links.indexOf(document.activeElement as HTMLElement) + step];
  if (step === 0 || next === undefined) return;
  event.preventDefault();
  next.focus();
}
