import { useEffect } from 'preact/hooks';
import type { WireLedgerProof } from '../../../../api/wire.ts';
import { rest } from '../client/rest.ts';
import { useAsked } from '../client/use.ts';
import { Facts, Panel } from '../parts/detail.tsx';
import { SaveText } from '../parts/save-text.tsx';
import { Failure, Skeleton } from '../parts/states.tsx';
import { Go, pathOf } from '../router.tsx';
import { dateTime } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { recordKindText } from '../text/records.ts';

/** A new record is signed within seconds. */
const refreshMs = 3_000;

/** One record with its proof, and how to check it without this server. */
export default function LedgerRecordPage({ id }: { readonly id: string }) {
  const t = useWords();
  const asked = useAsked(id, () => rest.record(id));
  const unsigned = asked.value?.proof === null;
  useEffect(() => {
    if (!unsigned) return;
    const timer = window.setInterval(asked.again, refreshMs);
    return () => window.clearInterval(timer);
  }, [unsigned]);
  return (
    <div class="page">
      <nav class="crumbs" aria-label={t('dashboards.nav.crumbs')}>
        <Go to="/ledger">{t('dashboards.nav.ledger')}</Go>
      </nav>
      <div class="page-head">
        <h1>{t('dashboards.ledger.record', { seq: id })}</h1>
      </div>
      {asked.failed === undefined ? null : <Failure failed={asked.failed} again={asked.again} />}
      {asked.value === undefined && asked.failed === undefined ? <Skeleton lines={8} /> : null}
      {asked.value === undefined ? null : <Proven found={asked.value} />}
    </div>
  );
}

function Proven({ found }: { readonly found: WireLedgerProof }) {
  const t = useWords();
  const { record, fault, proof, cosignedProof, index } = found;
  const [kind = '', name = ''] = record?.subject.split(' ') ?? [];
  const page = kind === 'incident' ? `/incidents/${encodeURIComponent(name)}` : pathOf(kind, name);
  const facts =
    record === null
      ? []
      : ([
          [t('dashboards.ledger.at'), dateTime(record.at)],
          [t('dashboards.ledger.kind'), recordKindText(record.kind, t)],
          [t('dashboards.ledger.subject'), <Go to={page}>{record.subject}</Go>],
          [t('dashboards.ledger.leaf'), <span class="mono">{found.leafHash}</span>],
        ] as const);
  return (
    <>
      {fault === null ? null : (
        <p class="ledger-fault" role="alert">
          {t.message(fault)}
        </p>
      )}
      <div class="columns">
        <Panel title={t('dashboards.ledger.content')}>
          <Facts facts={facts} />
          <pre class="ledger-text">{record === null ? found.entry : JSON.stringify(record.body, null, 2)}</pre>
        </Panel>
        <Panel title={t('dashboards.ledger.proof')}>
          {proof === null ? (
            <p class="muted">{t('dashboards.ledger.unsigned')}</p>
          ) : (
            <pre class="ledger-text">{proof}</pre>
          )}
          <div class="ledger-take">
            <SaveText name={`${index}.json`} text={found.entry} label={t('dashboards.ledger.save-entry')} />
            <SaveText name={`${index}.tlog-proof`} text={proof} label={t('dashboards.ledger.save-proof')} />
            <SaveText
              name={`${index}.cosigned.tlog-proof`}
              text={cosignedProof}
              label={t('dashboards.ledger.save-cosigned-proof')}
            />
          </div>
        </Panel>
      </div>
      <Panel title={t('dashboards.ledger.how')}>
        <ol class="ledger-how">
          <li>{t('dashboards.ledger.how-save')}</li>
          <li>
            {t('dashboards.ledger.how-leaf')}
            <pre class="ledger-text">{`(printf '\\0'; cat ${index}.json) | sha256sum`}</pre>
          </li>
          <li>{t('dashboards.ledger.how-path')}</li>
          <li>{t('dashboards.ledger.how-signature')}</li>
          <li>{t('dashboards.ledger.how-witness')}</li>
        </ol>
      </Panel>
    </>
  );
}
