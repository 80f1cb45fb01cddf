import { useState } from 'preact/hooks';
import type { WireCheckFinding, WireCheckStanding, WireJudgement } from '../../../../api/wire-isolation.ts';
import { recordsPath } from '../audit/filter.ts';
import { Go, pathOf } from '../router.tsx';
import { dateTime, duration } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { VerdictMark } from './mark.tsx';
import { severityTexts } from './words.ts';

/** Offending rows that are shown at first. */
const rowsAtFirst = 10;

/** One check of a place: its verdict, why, and what was seen, row by row. */
export function CheckCard({
  check,
  decides,
  open: openAtFirst,
  now,
  place,
}: {
  readonly check: WireCheckStanding;
  /** Its id. */
  readonly place: string;
  /** Makes the place what it is. */
  readonly decides: boolean;
  readonly open: boolean;
  readonly now: number;
}) {
  const t = useWords();
  const [open, setOpen] = useState(openAtFirst);
  const trouble = check.verdict === 'fail' || check.verdict === 'waived';
  return (
    <article class={`iso-card ${check.verdict} ${check.severity}`} id={check.id} data-check={check.id}>
      <div class="iso-card-head">
        <VerdictMark verdict={check.verdict} severity={check.severity} />
        <h3>
          <button type="button" class="row-button" aria-expanded={open} onClick={() => setOpen(!open)}>
            <span class="mono">{check.id}</span> {t.message(check.title)}
          </button>
        </h3>
        {trouble ? (
          <span class={`chip severity-${check.severity}`} title={t(severityTexts[check.severity])}>
            {check.severity}
          </span>
        ) : null}
        {decides ? <span class="chip">{t('dashboards.isolation.decides')}</span> : null}
        <span class="grow" />
        <time class="muted" dateTime={check.since} title={dateTime(check.since)}>
          {t('dashboards.since', { duration: duration(now - Date.parse(check.since), t.language) })}
        </time>
      </div>
      <p class="iso-reason">{t.message(check.reason)}</p>
      {trouble ? <p class="iso-remedy">{t.message(check.remedy)}</p> : null}
      {trouble || open
        ? check.judgements.map((each) => <Judgement key={each.deviceId ?? ''} {...each} now={now} />)
        : null}
      {open ? (
        <p class="muted iso-clauses">
          {t('dashboards.isolation.clauses', { clauses: check.clauses.join(', ') })}
          {check.needed ? ` · ${t('dashboards.isolation.needed')}` : ''}
          {' · '}
          <Go to={recordsPath({ place, check: check.id })}>{t('dashboards.audit.records-of-check')}</Go>
        </p>
      ) : null}
    </article>
  );
}

function Judgement({
  deviceId,
  verdict,
  severity,
  reason,
  observedAt,
  findings,
  findingCount,
  waiver,
  now,
}: WireJudgement & { readonly now: number }) {
  const t = useWords();
  return (
    <div class="iso-judgement">
      <div class="iso-judgement-head">
        <VerdictMark verdict={verdict} severity={severity} />
        {deviceId === null ? (
          <span>{t('dashboards.isolation.whole-place')}</span>
        ) : (
          <Go to={pathOf('device', deviceId)}>{deviceId}</Go>
        )}
        <span>{t.message(reason)}</span>
        <span class="grow" />
        <span class="muted">
          {observedAt === null
            ? t('dashboards.never-observed')
            : t('dashboards.ago', { age: duration(now - Date.parse(observedAt), t.language) })}
        </span>
      </div>
      {waiver === null ? null : (
        <p class="iso-waiver">{t('dashboards.isolation.waiver', { ...waiver, until: dateTime(waiver.until) })}</p>
      )}
      {findings.length === 0 ? null : <Rows findings={findings} count={findingCount} />}
    </div>
  );
}

function Rows({ findings, count }: { readonly findings: readonly WireCheckFinding[]; readonly count: number }) {
  const t = useWords();
  const [all, setAll] = useState(false);
  const shown = all ? findings : findings.slice(0, rowsAtFirst);
  return (
    <>
      <ul class="iso-rows">
        {shown.map(({ oid, value, severity, text }, index) => (
          <li key={`${index} ${oid ?? value}`}>
            <span class={`chip severity-${severity}`}>{severity}</span>
            <span>{t.message(text)}</span>
            <span class="mono iso-raw">
              {oid === null ? null : <span class="muted">{oid} = </span>}
              <b>{value}</b>
            </span>
          </li>
        ))}
      </ul>
      {shown.length < findings.length ? (
        <button type="button" class="button small" onClick={() => setAll(true)}>
          {t('dashboards.list.more', { count: count - shown.length })}
        </button>
      ) : findings.length < count ? (
        <p class="muted">{t('dashboards.isolation.rows-in-ledger', { count: count - findings.length })}</p>
      ) : null}
    </>
  );
}
