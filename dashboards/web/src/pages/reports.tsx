import { useEffect, useState } from 'preact/hooks';
import type { WireKeptReport, WireReportJob } from '../../../../api/wire-reports.ts';
import { ReportTabs } from '../assessment/frame.tsx';
import { live } from '../client/live.ts';
import { rest } from '../client/rest.ts';
import { useAsked } from '../client/use.ts';
import { Panel } from '../parts/detail.tsx';
import { failureWords } from '../parts/failure-words.ts';
import { Empty, Failure, Skeleton } from '../parts/states.tsx';
import { useStore } from '../state/store.ts';
import { dateTime, day, dayIn, percentDown } from '../text/format.ts';
import { type TextKey, useWords } from '../text/language.ts';

/** While a report is being made, and while none is. */
const refreshMs = { busy: 700, idle: 15_000 } as const;

const stageTexts: Readonly<Record<NonNullable<WireReportJob['stage']>, TextKey>> = {
  reading: 'dashboards.report.stage.reading',
  judging: 'dashboards.report.stage.judging',
  proving: 'dashboards.report.stage.proving',
  drawing: 'dashboards.report.stage.drawing',
  recording: 'dashboards.report.stage.recording',
};
const verdictTexts: Readonly<Record<WireKeptReport['verdict'], TextKey>> = {
  pass: 'dashboards.report.verdict.pass',
  fail: 'dashboards.report.verdict.fail',
  unknown: 'dashboards.report.verdict.unknown',
  waived: 'dashboards.report.verdict.waived',
};
/** Of an assessment a verdict says whether it adds up, and never that an office did well. */
const sumTexts: Readonly<Record<WireKeptReport['verdict'], TextKey>> = {
  ...verdictTexts,
  pass: 'dashboards.report.verdict.adds-up',
  fail: 'dashboards.report.verdict.adds-not',
};
const kinds = ['uptime', 'isolation', 'backup', 'bulletin'] as const;
const kindTexts: Readonly<Record<(typeof kinds)[number], TextKey>> = {
  uptime: 'dashboards.report.kind.uptime',
  isolation: 'dashboards.report.kind.isolation',
  backup: 'dashboards.report.kind.backup',
  bulletin: 'dashboards.report.kind.bulletin',
};
const order = ['reading', 'judging', 'proving', 'drawing', 'recording'] as const;
const none: readonly never[] = [];
/** What people load most, beside the zip with everything. */
const shownFiles = ['report.pdf', 'report.html', 'report.csv', 'oscal.json', 'verify.html'];

const heads: readonly TextKey[] = [
  'dashboards.report.column.period',
  'dashboards.report.column.verdict',
  'dashboards.report.column.coverage',
  'dashboards.report.column.made',
  'dashboards.report.column.files',
];

/** Reports: ask for one, watch it being made, load it. */
export default function ReportsPage() {
  const t = useWords();
  const asked = useAsked('reports', rest.reports);
  const { value } = asked;
  const busy = value?.jobs.some(({ state }) => state === 'waiting' || state === 'running') ?? false;
  useEffect(() => {
    const timer = window.setInterval(asked.again, busy ? refreshMs.busy : refreshMs.idle);
    return () => window.clearInterval(timer);
  }, [busy]);
  const open = value?.jobs.filter(({ state }) => state !== 'done') ?? [];
  return (
    <div class="page">
      <ReportTabs />
      <div class="page-head">
        <h1>{t('dashboards.report.title')}</h1>
        <p class="muted">{t('dashboards.report.intro')}</p>
      </div>
      <Wish made={asked.again} />
      {open.length === 0 ? null : (
        <Panel title={t('dashboards.report.making')}>
          <ul class="plain-list">
            {open.map((job) => (
              <Job key={job.id} job={job} />
            ))}
          </ul>
        </Panel>
      )}
      <Panel title={t('dashboards.report.kept')}>
        {value !== undefined ? (
          <Kept reports={value.reports} />
        ) : asked.failed !== undefined ? (
          <Failure failed={asked.failed} again={asked.again} />
        ) : (
          <Skeleton lines={4} />
        )}
      </Panel>
    </div>
  );
}

/** The last whole month, as an input of type date writes it. */
function lastMonth(): { readonly from: string; readonly to: string } {
  const now = new Date();
  const first = new Date(now.getFullYear(), now.getMonth() - 1, 1);
  return { from: day(first), to: day(new Date(now.getFullYear(), now.getMonth(), 0)) };
}

function Wish({ made }: { readonly made: () => void }) {
  const t = useWords();
  const districts = useStore(live, (state) => state.frame?.districts ?? none);
  const points = useStore(live, (state) => state.points);
  const [kind, setKind] = useState<(typeof kinds)[number]>('uptime');
  const [scope, setScope] = useState('city');
  const [{ from, to }, setPeriod] = useState(lastMonth);
  const [said, setSaid] = useState('');
  const ask = async (event: Event) => {
    event.preventDefault();
    try {
      await rest.makeReport({ kind, scope, from, to, language: t.language });
      setSaid('');
    } catch (thrown) {
      setSaid(failureWords(thrown, t));
    }
    made();
  };
  return (
    <form class="panel report-wish" onSubmit={ask}>
      <label class="chooser">
        <span>{t('dashboards.report.kind')}</span>
        <select
          name="kind"
          value={kind}
          onChange={({ currentTarget: { value } }) => setKind(kinds.find((each) => each === value) ?? 'uptime')}
        >
          {kinds.map((each) => (
            <option key={each} value={each}>
              {t(kindTexts[each])}
            </option>
          ))}
        </select>
      </label>
      <label class="chooser">
        <span>{t('dashboards.report.scope')}</span>
        <select value={scope} onChange={(event) => setScope(event.currentTarget.value)}>
          <option value="city">{t('dashboards.report.scope.city')}</option>
          <optgroup label={t('dashboards.report.scope.district')}>
            {districts.map((district) => (
              <option key={district.id} value={`district:${district.id}`}>
                {t.language === 'en' ? district.nameEn : district.nameZh}
              </option>
            ))}
          </optgroup>
          {kind === 'bulletin' ? null : (
            <optgroup label={t('dashboards.report.scope.point')}>
              {[...points.keys()].map((id) => (
                <option key={id} value={`point:${id}`}>
                  {id}
                </option>
              ))}
            </optgroup>
          )}
        </select>
      </label>
      <label class="chooser">
        <span>{t('dashboards.report.from')}</span>
        <input
          type="date"
          required
          value={from}
          onChange={(event) => setPeriod({ from: event.currentTarget.value, to })}
        />
      </label>
      <label class="chooser">
        <span>{t('dashboards.report.to')}</span>
        <input
          type="date"
          required
          value={to}
          onChange={(event) => setPeriod({ from, to: event.currentTarget.value })}
        />
      </label>
      <button type="submit" class="button primary">
        {t('dashboards.report.make')}
      </button>
      <p role="status" class="report-said">
        {said}
      </p>
    </form>
  );
}

function Job({ job }: { readonly job: WireReportJob }) {
  const t = useWords();
  const done = job.stage === null ? 0 : (order.indexOf(job.stage) + job.share) / order.length;
  return (
    <li>
      <span class="grow">{job.id}</span>
      {job.state === 'failed' ? (
        <span>
          <strong class="report-failed">{job.reason}</strong> <span class="muted">{job.remedy}</span>
        </span>
      ) : (
        <>
          <span class="muted">{job.stage === null ? t('dashboards.report.waiting') : t(stageTexts[job.stage])}</span>
          <progress value={done} max={1} aria-label={job.id} />
        </>
      )}
    </li>
  );
}

function Kept({ reports }: { readonly reports: readonly WireKeptReport[] }) {
  const t = useWords();
  if (reports.length === 0) return <Empty title={t('dashboards.report.none')} />;
  return (
    <div class="scroll">
      <table class="table">
        <thead>
          <tr>
            <th>{t('dashboards.report.title')}</th>
            {heads.map((key) => (
              <th key={key}>{t(key)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {reports.map((report) => (
            <Row key={report.id} report={report} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ report }: { readonly report: WireKeptReport }) {
  const t = useWords();
  const file = (name: string) => `/api/v1/reports/${encodeURIComponent(report.id)}/files/${encodeURIComponent(name)}`;
  const last = Date.parse(report.period.to) - 1;
  const { timeZone } = report.period;
  return (
    <tr>
      <td>
        {report.title}
        <div class="muted">{t('dashboards.report.recorded', { record: report.record })}</div>
      </td>
      <td>
        {dayIn(report.period.from, timeZone)} – {dayIn(last, timeZone)}
      </td>
      <td>
        <span class={`report-verdict ${report.verdict}`}>
          {t((report.kind === 'assessment' ? sumTexts : verdictTexts)[report.verdict])}
        </span>
      </td>
      <td>{percentDown(report.coverage)}</td>
      <td>
        {dateTime(report.madeAt)}
        <div class="muted">{report.madeBy}</div>
      </td>
      <td>
        <div class="report-files">
          <a href={file(`${report.id}.zip`)} download>
            {t('dashboards.report.zip')}
          </a>
          {shownFiles
            .filter((name) => Object.hasOwn(report.files, name))
            .map((name) => (
              <a key={name} href={file(name)} download>
                {name}
              </a>
            ))}
        </div>
      </td>
    </tr>
  );
}
