import { Chooser, Frame, ReportTabs, useAssessment } from '../assessment/frame.tsx';
import { IndicatorPart } from '../assessment/indicator-part.tsx';
import { ScoreBar } from '../assessment/score-bar.tsx';
import { rangeText, shade, unitName } from '../assessment/words.ts';
import { assessmentRest } from '../client/rest-assessment.ts';
import { Go } from '../router.tsx';
import { useWords } from '../text/language.ts';

/** Why one office or district got its score. @param id `office/rulin` */
export default function AssessmentCardPage({ id: unit }: { readonly id: string }) {
  const t = useWords();
  const [kind = '', unitId = ''] = unit.split('/');
  const { list, id, found } = useAssessment(`card ${unit}`, (meant) => assessmentRest.card(meant, kind, unitId));
  const { value } = found;
  const card = value?.card ?? null;
  const indicators = value?.about?.scheme.indicators ?? [];
  const isShared = card?.indicators.some(({ none }) => none !== null) === true;
  return (
    <div class="page assessment">
      <ReportTabs />
      <div class="page-head">
        <h1>{card === null ? unitId : unitName(card, t)}</h1>
        <span class="muted">{t('dashboards.assessment.card')}</span>
        <span class="grow" />
        {list.value === undefined || id === undefined ? null : <Chooser list={list.value} id={id} />}
        <Go
          class="button small no-print"
          to={`/assessment${id === undefined ? '' : `?period=${encodeURIComponent(id)}`}`}
        >
          {t('dashboards.assessment.to-ranking')}
        </Go>
        <button type="button" class="button small no-print" onClick={() => window.print()}>
          {t('dashboards.assessment.print')}
        </button>
      </div>
      <Frame list={list} found={found}>
        {card === null ? null : (
          <>
            <section class={`panel assess-whole ${shade(card.score)}`}>
              <div class="assess-big">
                <b>{rangeText(card.score)}</b>
                <span class="muted">{t('dashboards.assessment.of-100')}</span>
              </div>
              <div class="assess-place">
                {card.rank === null ? (
                  t('dashboards.assessment.no-rank')
                ) : (
                  <>
                    <b>{t('dashboards.assessment.place', { rank: card.rank.rank, of: card.rank.of })}</b>
                    {card.rank.best === card.rank.worst ? null : (
                      <span class="muted">
                        {t('dashboards.assessment.place.open', { best: card.rank.best, worst: card.rank.worst })}
                      </span>
                    )}
                  </>
                )}
              </div>
              <ScoreBar score={card.score} label={t('dashboards.assessment.score')} />
              <p class="muted">
                {t('dashboards.assessment.sum')} {isShared ? t('dashboards.assessment.sum.shared') : ''}
                {card.score !== null && card.score.lower !== card.score.upper
                  ? ` ${t('dashboards.assessment.open')}`
                  : ''}
              </p>
            </section>
            {card.indicators.map((score, index) => {
              const settings = indicators[index];
              return settings === undefined ? null : <IndicatorPart key={score.id} {...{ card, score, settings }} />;
            })}
          </>
        )}
      </Frame>
    </div>
  );
}
