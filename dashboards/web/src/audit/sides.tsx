import { rest } from '../client/rest.ts';
import { useAsked } from '../client/use.ts';
import { Facts, Panel } from '../parts/detail.tsx';
import { SaveText } from '../parts/save-text.tsx';
import { Empty, Failure, Skeleton } from '../parts/states.tsx';
import { Go } from '../router.tsx';
import { dateTime } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { conditionTexts } from '../text/records.ts';

/** Reports of isolation named here; all are on the page of reports. */
const shownReports = 6;

/** The head of the tree, and how to check it without this server. */
export function TreeHead() {
  const t = useWords();
  const { value: ledger, failed, again } = useAsked('audit-head', rest.ledger);
  if (ledger === undefined)
    return failed === undefined ? <Skeleton lines={5} /> : <Failure failed={failed} again={again} />;
  const [text, colour] = conditionTexts[ledger.condition];
  const facts = [
    [t('dashboards.ledger.origin'), <span class="mono">{ledger.origin}</span>],
    [t('dashboards.ledger.size'), ledger.signedSize],
    [t('dashboards.ledger.root'), <span class="mono">{ledger.root}</span>],
    [t('dashboards.ledger.log-key'), <span class="mono">{ledger.logKeys[0]}</span>],
  ] as const;
  return (
    <Panel title={t('dashboards.ledger.head')} side={<span class={`ledger-condition s-${colour}`}>{t(text)}</span>}>
      <Facts facts={facts} />
      <div class="ledger-take">
        <SaveText name="checkpoint" text={ledger.checkpoint} label={t('dashboards.ledger.save-head')} />
        <SaveText name="policy" text={ledger.policy} label={t('dashboards.ledger.save-policy')} />
      </div>
      <ol class="ledger-how">
        <li>{t('dashboards.audit.check-key')}</li>
        <li>{t('dashboards.audit.check-record')}</li>
        <li>{t('dashboards.audit.check-report')}</li>
        <li>{t('dashboards.ledger.how-witness')}</li>
      </ol>
    </Panel>
  );
}

/** The newest reports of isolation, with all files for checking them elsewhere. */
export function IsolationReports() {
  const t = useWords();
  const { value, failed, again } = useAsked('audit-reports', rest.reports);
  const reports = value?.reports.filter(({ kind }) => kind === 'isolation').slice(0, shownReports);
  return (
    <Panel title={t('dashboards.audit.reports')} side={<Go to="/reports">{t('dashboards.nav.reports')}</Go>}>
      {failed !== undefined && value === undefined ? <Failure failed={failed} again={again} /> : null}
      {reports?.length === 0 ? <Empty title={t('dashboards.report.none')} /> : null}
      <ul class="plain-list audit-reports">
        {reports?.map(({ id, title, madeAt, record, files }) => (
          <li key={id}>
            <b>{title}</b>
            <span class="muted">{dateTime(madeAt)}</span>
            <Go to={`/ledger/${record}`}>{t('dashboards.report.recorded', { record })}</Go>
            {[`${id}.zip`, 'report.pdf', 'report.html']
              .filter((name) => Object.hasOwn(files, name))
              .map((name) => (
                <a
                  key={name}
                  href={`/api/v1/reports/${encodeURIComponent(id)}/files/${encodeURIComponent(name)}`}
                  download
                >
                  {name.endsWith('.zip') ? t('dashboards.report.zip') : name}
                </a>
              ))}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
