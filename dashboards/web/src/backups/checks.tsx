import { useState } from 'preact/hooks';
import type { WireBackupCheck } from '../../../../api/wire-backups.ts';
import { dateTime, duration } from '../text/format.ts';
import { type TextKey, useWords } from '../text/language.ts';
import { BackupMark } from './marks.tsx';

const severityTexts = {
  P1: 'dashboards.backups.severity.P1',
  P2: 'dashboards.backups.severity.P2',
  P3: 'dashboards.backups.severity.P3',
} as const satisfies Readonly<Record<WireBackupCheck['severity'], TextKey>>;
const verdictOrder = ['fail', 'unknown', 'pass'] as const;

/** Every check of a data set or repository: those that fail first, each with the numbers and words that decide. */
export function Checks({ checks, now }: { readonly checks: readonly WireBackupCheck[]; readonly now: number }) {
  const rank = (check: WireBackupCheck): string =>
    `${check.posture ? 1 : 0}${verdictOrder.indexOf(check.verdict)}${check.severity}${check.id}`;
  return (
    <>
      {[...checks]
        .sort((a, b) => (rank(a) < rank(b) ? -1 : 1))
        .map((check) => (
          <CheckCard key={check.id} check={check} now={now} />
        ))}
    </>
  );
}

function CheckCard({ check, now }: { readonly check: WireBackupCheck; readonly now: number }) {
  const t = useWords();
  const [open, setOpen] = useState(check.verdict === 'fail' && !check.posture);
  const isTrouble = check.verdict === 'fail';
  return (
    <article class={`iso-card ${check.posture && isTrouble ? 'waived' : check.verdict}`} data-check={check.id}>
      <div class="iso-card-head">
        <BackupMark verdict={check.verdict} of="check" />
        <h3>
          <button type="button" class="row-button" aria-expanded={open} onClick={() => setOpen(!open)}>
            <span class="mono">{check.id}</span> {t.message(check.title)}
          </button>
        </h3>
        {isTrouble ? (
          <span class="chip" title={t(severityTexts[check.severity])}>
            {check.severity}
          </span>
        ) : null}
        {check.posture ? <span class="chip">{t('dashboards.backups.posture')}</span> : null}
        <span class="grow" />
        <span class="muted">
          {check.observedAt === null
            ? t('dashboards.never-observed')
            : t('dashboards.ago', { age: duration(now - Date.parse(check.observedAt), t.language) })}
        </span>
      </div>
      <p class="iso-reason">{t.message(check.reason)}</p>
      {isTrouble ? <p class="iso-remedy">{t.message(check.remedy)}</p> : null}
      {open && check.evidence.length > 0 ? (
        <ul class="iso-rows">
          {check.evidence.map(({ source, value, at }, index) => (
            <li key={`${index} ${source}`}>
              <span class="muted mono">{source}</span>
              <b class="mono iso-raw">{value}</b>
              <time class="muted" dateTime={at}>
                {dateTime(at)}
              </time>
            </li>
          ))}
        </ul>
      ) : null}
      {open && check.evidence.length === 0 ? <p class="muted">{t('dashboards.backups.no-evidence')}</p> : null}
    </article>
  );
}
