import type { WireCard, WireCardIndicator, WireIndicator } from '../../../../api/wire-assessment.ts';
import { Go } from '../router.tsx';
import { dateTime, duration } from '../text/format.ts';
import { type TextKey, useWords, type Words } from '../text/language.ts';
import { evidencePath, formulaOf, indicatorName, rangeText, shade, shareText } from './words.ts';

type Counted = NonNullable<WireCardIndicator['counted']>;

const countTexts: Readonly<Record<Counted['unit'], TextKey>> = {
  seconds: 'dashboards.assessment.counted.time',
  terminals: 'dashboards.assessment.counted.terminals',
  items: 'dashboards.assessment.counted.items',
  incidents: 'dashboards.assessment.counted.incidents',
};

/** Why an indicator is worth what it is: formula, what was counted, steps, share of the score, evidence. */
export function IndicatorPart({
  card,
  score,
  settings,
}: {
  readonly card: WireCard;
  readonly score: WireCardIndicator;
  readonly settings: WireIndicator;
}) {
  const t = useWords();
  const { points, counted, none, share } = score;
  return (
    <section class={`panel assess-indicator ${shade(points)}`} data-indicator={score.id}>
      <header class="assess-head">
        <h2>{indicatorName(settings, t)}</h2>
        <span class="grow" />
        <span class={`assess-worth ${shade(points)}`}>{rangeText(points)}</span>
        <span class="muted">{t('dashboards.assessment.of-100')}</span>
      </header>
      <p class="assess-weight">
        {none === null
          ? t('dashboards.assessment.weight', {
              weight: settings.weight,
              share,
              gives: rangeText(
                points === null ? null : { lower: (points.lower * share) / 100, upper: (points.upper * share) / 100 },
              ),
            })
          : t('dashboards.assessment.weight.shared', { weight: settings.weight })}
      </p>
      {none === null ? null : <p>{t.message(none)}</p>}
      {counted === null ? null : (
        <>
          <p class="assess-value">
            <b>{shareText(counted.value)}</b> <span class="muted">= {formulaOf(settings, t)}</span>
          </p>
          <p>{countedText(counted, t)}</p>
          <p class="muted">
            {counted.inputs.map((input) => t.message(input)).join(t.language === 'en' ? '; ' : '；')}
            {' · '}
            {stepsText(settings, t)}
          </p>
          <Evidence counted={counted} officeId={card.kind === 'office' ? card.id : undefined} />
        </>
      )}
    </section>
  );
}

function countedText({ unit, good, bad, unknown }: Counted, t: Words): string {
  const told = (value: number): string => (unit === 'seconds' ? duration(value * 1_000, t.language) : String(value));
  return t(countTexts[unit], { good: told(good), bad: told(bad), unknown: told(unknown) });
}

function stepsText({ steps, curve }: WireIndicator, t: Words): string {
  const told = steps.map(({ at, points }) => `${Math.round(at * 1e6) / 1e4} % → ${points}`).join(', ');
  return t(curve === 'steps' ? 'dashboards.assessment.steps' : 'dashboards.assessment.straight', { steps: told });
}

function Evidence({ counted, officeId }: { readonly counted: Counted; readonly officeId: string | undefined }) {
  const t = useWords();
  const { evidence, evidenceLeftOut } = counted;
  if (evidence.length === 0) return null;
  return (
    <ul class="assess-evidence">
      {evidence.map(({ about, what, from, to, record }) => {
        const path = evidencePath(about, officeId);
        const id = about.slice(about.indexOf(' ') + 1);
        return (
          <li key={`${about} ${from}`}>
            {path === '' ? <b>{id}</b> : <Go to={path}>{id}</Go>} <span>{t.message(what)}</span>{' '}
            <span class="muted">
              {dateTime(from)}
              {to === null ? '' : ` – ${dateTime(to)} (${duration(Date.parse(to) - Date.parse(from), t.language)})`}
            </span>{' '}
            {record === null ? null : <Go to={`/ledger/${record}`}>{t('dashboards.assessment.record', { record })}</Go>}
          </li>
        );
      })}
      {evidenceLeftOut === 0 ? null : (
        <li class="muted">{t('dashboards.assessment.more', { count: evidenceLeftOut })}</li>
      )}
    </ul>
  );
}
