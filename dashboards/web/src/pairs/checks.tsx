import { useState } from 'preact/hooks';
import type { WirePairJudgement, WirePairVerdict } from '../../../../api/wire-pairs.ts';
import { verdictTexts } from '../isolation/words.ts';
import { Panel } from '../parts/detail.tsx';
import { Go, pathOf } from '../router.tsx';
import { dateTime, duration } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { PairVerdictMark } from './mark.tsx';
import { severityTexts } from './words.ts';

const order: readonly WirePairVerdict[] = ['fail', 'unknown', 'waived', 'pass', 'not-offered'];

interface Properties {
  readonly judgements: readonly WirePairJudgement[];
  /** The check that a link led to. */
  readonly chosen: string;
  readonly now: number;
}

/** Every check of a pair: what fails first, what nobody offers last. */
export function PairChecks({ judgements, chosen, now }: Properties) {
  const t = useWords();
  const sorted = [...judgements].sort(
    (a, b) =>
      order.indexOf(a.verdict) - order.indexOf(b.verdict) ||
      a.severity.localeCompare(b.severity) ||
      a.check.localeCompare(b.check),
  );
  return (
    <Panel
      title={t('dashboards.pairs.checks')}
      side={
        <span class="muted">
          {order
            .map((verdict) => [judgements.filter((one) => one.verdict === verdict).length, verdict] as const)
            .filter(([many]) => many > 0)
            .map(([many, verdict]) => `${many} ${t(verdictTexts[verdict])}`)
            .join(' · ')}
        </span>
      }
    >
      {sorted.map((judgement) => (
        <Check
          key={`${judgement.check} ${chosen === judgement.check}`}
          judgement={judgement}
          openAtFirst={judgement.verdict === 'fail' || judgement.check === chosen}
          now={now}
        />
      ))}
    </Panel>
  );
}

function Check({
  judgement,
  openAtFirst,
  now,
}: {
  readonly judgement: WirePairJudgement;
  readonly openAtFirst: boolean;
  readonly now: number;
}) {
  const t = useWords();
  const [open, setOpen] = useState(openAtFirst);
  const { check, verdict, severity, title, reason, remedy, observedAt, evidence, waiver } = judgement;
  const isTrouble = verdict === 'fail' || verdict === 'waived';
  return (
    <article class={`iso-card pair-check ${verdict} ${severity}`} id={check} data-check={check}>
      <div class="iso-card-head">
        <PairVerdictMark verdict={verdict} severity={severity} />
        <h3>
          <button type="button" class="row-button" aria-expanded={open} onClick={() => setOpen(!open)}>
            <span class="mono">{check}</span> {t.message(title)}
          </button>
        </h3>
        {isTrouble ? (
          <span class={`chip pair-${severity}`} title={t(severityTexts[severity])}>
            {severity}
          </span>
        ) : null}
        <span class="grow" />
        <span class="muted" title={observedAt === null ? '' : dateTime(observedAt)}>
          {observedAt === null
            ? t('dashboards.never-observed')
            : t('dashboards.ago', { age: duration(now - Date.parse(observedAt), t.language) })}
        </span>
      </div>
      <p class="iso-reason">{t.message(reason)}</p>
      {isTrouble ? <p class="iso-remedy">{t.message(remedy)}</p> : null}
      {waiver === null ? null : (
        <p class="iso-waiver">{t('dashboards.isolation.waiver', { ...waiver, until: dateTime(waiver.until) })}</p>
      )}
      {open ? (
        evidence.length === 0 ? (
          <p class="muted">{t('dashboards.pairs.no-evidence')}</p>
        ) : (
          <ul class="iso-rows pair-evidence">
            {evidence.map(({ deviceId, source, value, at }, index) => (
              <li key={`${index} ${source}`}>
                {deviceId === null ? null : <Go to={pathOf('device', deviceId)}>{deviceId}</Go>}
                <span class="mono iso-raw">
                  <span class="muted">{source} = </span>
                  <b>{value}</b>
                </span>
                <time class="muted age" dateTime={at} title={dateTime(at)}>
                  {t('dashboards.ago', { age: duration(now - Date.parse(at), t.language) })}
                </time>
              </li>
            ))}
          </ul>
        )
      ) : null}
    </article>
  );
}
