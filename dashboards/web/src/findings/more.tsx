import type { WireFinding, WireFindingDetail } from '../../../../api/wire-findings.ts';
import { rest } from '../client/rest.ts';
import { useAsked } from '../client/use.ts';
import { Failure, Skeleton } from '../parts/states.tsx';
import { Go, pathOf } from '../router.tsx';
import { dateTime } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { eventTexts } from './words.ts';

/** What a finding rests on, what would have to change, and what happened to it. */
export function FindingMore({ finding }: { readonly finding: WireFinding }) {
  const t = useWords();
  const detail = useAsked(`${finding.id} ${finding.status} ${finding.observed}`, () => rest.finding(finding.id));
  return (
    <div class="finding-more">
      <p>{t.message(finding.remedy)}</p>
      <h4>{t('dashboards.evidence.title')}</h4>
      <ul class="evidence">
        {finding.evidence.map(({ deviceId, what, value, at }) => (
          <li key={`${deviceId} ${value}`}>
            <Go to={pathOf('device', deviceId)}>{deviceId}</Go>
            <span class="mono">{what}</span>
            <b class="mono">{value}</b>
            <time class="muted" dateTime={at}>
              {dateTime(at)}
            </time>
          </li>
        ))}
      </ul>
      {detail.failed === undefined ? null : <Failure failed={detail.failed} again={detail.again} />}
      {detail.value === undefined && detail.failed === undefined ? <Skeleton lines={3} /> : null}
      {detail.value === undefined ? null : <Proposal detail={detail.value} />}
      {detail.value === undefined ? null : (
        <>
          <h4>{t('dashboards.findings.history')}</h4>
          <ol class="plain-list">
            {detail.value.history.map(({ at, what, observed, by, reason }) => (
              <li key={`${at} ${what}`}>
                <time dateTime={at}>{dateTime(at)}</time>
                <span>{t(eventTexts[what] ?? 'dashboards.findings.event.seen')}</span>
                <span class="mono muted">{observed}</span>
                {by === null ? null : (
                  <span>
                    {by}: {reason}
                  </span>
                )}
              </li>
            ))}
          </ol>
        </>
      )}
    </div>
  );
}

/** The lines of the inventory as they stand and as they would stand; a person writes them, never the server. */
export function Proposal({ detail }: { readonly detail: WireFindingDetail }) {
  const t = useWords();
  if (detail.proposal.length === 0) return <p class="muted">{t('dashboards.findings.no-change')}</p>;
  return (
    <>
      <h4>{t('dashboards.findings.change')}</h4>
      {detail.proposal.map(({ file, line, before, after, notes }) => (
        <div key={`${file} ${line} ${after}`}>
          <pre class="patch">
            <span class="muted">{line === 0 ? t('dashboards.findings.new-line', { file }) : `${file}:${line}`}</span>
            {before === '' ? null : <del>- {before}</del>}
            <ins>+ {after}</ins>
          </pre>
          {notes.map((note) => (
            <p key={note.key}>{t.message(note)}</p>
          ))}
        </div>
      ))}
    </>
  );
}
