import type { WirePair } from '../../../../api/wire-pairs.ts';
import { Go } from '../router.tsx';
import { dateTime, duration } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { lossSpan, timeSpan } from './figures.ts';
import { PairMark, Score } from './mark.tsx';
import { PairPicture } from './picture.tsx';
import { engineName, kindTexts, stateOfWord } from './words.ts';

/** What lowers the score, at most so many on a card; the pair's own page has all. */
const shownLowered = 3;

/** One pair on the page of all: who serves, would the other take over, how long, what would be lost. */
export function PairCard({
  pair,
  lastDrillAt,
  now,
}: {
  readonly pair: WirePair;
  /** Undefined: not asked yet, or drills are not there. */
  readonly lastDrillAt: string | null | undefined;
  readonly now: number;
}) {
  const t = useWords();
  const { id, readiness, lastTakeover, troubles, observedAt } = pair;
  const ago = (at: string) => t('dashboards.ago', { age: duration(now - Date.parse(at), t.language) });
  return (
    <article class={`pair-card s-${stateOfWord[readiness.word]} ${readiness.word}`} data-pair={id}>
      <div class="pair-card-head">
        <h3>
          <Go to={`/pairs/${encodeURIComponent(id)}`}>{id}</Go>
        </h3>
        <span class="muted">
          {t(kindTexts[pair.role])} · {engineName(pair.standby, t)}
        </span>
        <span class="grow" />
        <PairMark word={readiness.word} />
        <Score {...readiness} />
      </div>
      {troubles.length === 0 ? null : (
        <p class="pair-troubles">
          {troubles.map(({ trouble, severity, title }) => (
            <span key={trouble} class={`chip pair-${severity}`}>
              {severity} {t.message(title)}
            </span>
          ))}
        </p>
      )}
      <PairPicture {...pair} now={now} />
      <dl class="pair-figures">
        <div>
          <dt>{t('dashboards.pairs.rto')}</dt>
          <dd>{timeSpan(readiness.rtoMs, t)}</dd>
        </div>
        <div>
          <dt>{t('dashboards.pairs.rpo')}</dt>
          <dd>{lossSpan(readiness, t)}</dd>
        </div>
        <div>
          <dt>{t('dashboards.pairs.last-takeover')}</dt>
          <dd>
            {lastTakeover === null ? (
              t('dashboards.pairs.never')
            ) : (
              <span title={dateTime(lastTakeover.detectedAt)}>{ago(lastTakeover.detectedAt)}</span>
            )}
          </dd>
        </div>
        {lastDrillAt === undefined ? null : (
          <div>
            <dt>{t('dashboards.pairs.last-drill')}</dt>
            <dd>
              {lastDrillAt === null ? (
                t('dashboards.pairs.never')
              ) : (
                <span title={dateTime(lastDrillAt)}>{ago(lastDrillAt)}</span>
              )}
            </dd>
          </div>
        )}
      </dl>
      {readiness.lowered.length === 0 ? null : (
        <ul class="pair-lowered">
          {readiness.lowered.slice(0, shownLowered).map(({ check, by, reason }) => (
            <li key={check}>
              <Go to={`/pairs/${encodeURIComponent(id)}?check=${check}`} class="mono">
                {check}
              </Go>
              <b>−{by}</b>
              <span>{t.message(reason)}</span>
            </li>
          ))}
          {readiness.lowered.length > shownLowered ? (
            <li class="muted">{t('dashboards.pairs.more', { count: readiness.lowered.length - shownLowered })}</li>
          ) : null}
        </ul>
      )}
      <p class="muted pair-age">
        {observedAt === null
          ? t('dashboards.never-observed')
          : t('dashboards.observed', { age: duration(now - Date.parse(observedAt), t.language) })}
      </p>
    </article>
  );
}
