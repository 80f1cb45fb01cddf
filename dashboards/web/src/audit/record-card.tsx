import { useState } from 'preact/hooks';
import type { WireLedgerRecord } from '../../../../api/wire.ts';
import { verdictTexts, wordTexts } from '../isolation/words.ts';
import { Go } from '../router.tsx';
import { dateTime } from '../text/format.ts';
import { type TextKey, useWords } from '../text/language.ts';
import { recordKindText } from '../text/records.ts';
import { type ProvenVerdict, verdictOf } from './verdict.ts';

/** One record: what it says in short, and opened all of it down to the OID, with the way to its proof. */
export function RecordCard({ record }: { readonly record: WireLedgerRecord }) {
  const t = useWords();
  const [open, setOpen] = useState(false);
  const verdict = verdictOf(record);
  return (
    <li class="audit-record" data-record={record.seq}>
      <div class="audit-head">
        <Go
          to={`/ledger/${record.seq}`}
          class="ledger-seq"
          aria-label={t('dashboards.audit.proof', { seq: record.seq })}
        >
          {`#${record.seq}`}
        </Go>
        <time dateTime={record.at}>{dateTime(record.at)}</time>
        <button type="button" class="row-button" aria-expanded={open} onClick={() => setOpen(!open)}>
          {verdict === undefined ? `${recordKindText(record.kind, t)} ${record.subject}` : <Said verdict={verdict} />}
        </button>
      </div>
      {open ? <Opened record={record} verdict={verdict} /> : null}
    </li>
  );
}

function Said({ verdict: { placeId, check, before, verdict, severity, reason } }: { readonly verdict: ProvenVerdict }) {
  const t = useWords();
  const texts: Readonly<Record<string, TextKey>> = { ...verdictTexts, ...wordTexts };
  const word = (said: string) => {
    const key = check === '' ? (wordTexts as typeof texts)[said] : texts[said];
    return key === undefined ? said : t(key);
  };
  return (
    <>
      <b>{placeId}</b> {check === '' ? t('dashboards.audit.whole-place') : <span class="mono">{check}</span>}{' '}
      <span class="muted">{word(before)} →</span> <strong class={`audit-word ${verdict}`}>{word(verdict)}</strong>{' '}
      {verdict === 'fail' ? <span class={`chip severity-${severity}`}>{severity}</span> : null}{' '}
      {reason === undefined ? null : <span class="muted">{t.message(reason)}</span>}
    </>
  );
}

function Opened({
  record,
  verdict,
}: {
  readonly record: WireLedgerRecord;
  readonly verdict: ProvenVerdict | undefined;
}) {
  const t = useWords();
  const { rows = [], rowCount = 0, readings = [] } = verdict ?? {};
  return (
    <div class="audit-open">
      {rows.length === 0 ? null : (
        <ul class="iso-rows">
          {rows.map(({ deviceId, oid, value, severity }, index) => (
            <li key={`${index} ${oid}`}>
              <span class={`chip severity-${severity}`}>{severity}</span>
              <span>{deviceId}</span>
              <span class="mono iso-raw">
                {oid === '' ? null : <span class="muted">{oid} = </span>}
                <b>{value}</b>
              </span>
            </li>
          ))}
        </ul>
      )}
      {rowCount > rows.length ? (
        <p class="muted">{t('dashboards.audit.rows-in-reading', { count: rowCount - rows.length })}</p>
      ) : null}
      {readings.length === 0 ? null : (
        <ul class="plain-list">
          {readings.map(({ deviceId, digest, finishedAt }) => (
            <li key={digest}>
              <Go to={readingPath(deviceId, digest)}>{t('dashboards.audit.reading', { device: deviceId })}</Go>
              <span class="muted">{finishedAt === '' ? '' : dateTime(finishedAt)}</span>
              <span class="mono muted">{digest.slice(0, 23)}</span>
            </li>
          ))}
        </ul>
      )}
      {verdict === undefined ? <pre class="ledger-text">{JSON.stringify(record.body, null, 2)}</pre> : null}
      <p>
        <Go to={`/ledger/${record.seq}`}>{t('dashboards.audit.proof', { seq: record.seq })}</Go>
      </p>
    </div>
  );
}

/** The reading itself is a record of the ledger: found by the digest that the verdict names. */
function readingPath(deviceId: string, digest: string): string {
  return `/ledger?${new URLSearchParams({ kind: 'evidence', subject: `device ${deviceId}`, text: digest })}`;
}
