/** What ranking and card have in common: which assessment is meant, how its making stands, and by what it was made. */
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { WireAssessmentHead, WireAssessments } from '../../../../api/wire-assessment.ts';
import { assessmentRest } from '../client/rest-assessment.ts';
import { type Asked, useAsked } from '../client/use.ts';
import { Empty, Failure, Skeleton } from '../parts/states.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { Go, location, replace } from '../router.tsx';
import { useStore } from '../state/store.ts';
import { dateTime } from '../text/format.ts';
import { useWords } from '../text/language.ts';

const makingMs = 700;
const refreshMs = 60_000;

export function ReportTabs() {
  const t = useWords();
  const tabs = [
    { to: '/reports', text: t('dashboards.report.title') },
    { to: '/assessment', text: t('dashboards.assessment.title') },
  ];
  return <Tabs label={t('dashboards.nav.reports')} tabs={tabs} />;
}

/** The list of what there is, the id that the address names or else the running period, and what `ask` brings of it. */
export function useAssessment<T extends WireAssessmentHead>(key: string, ask: (id: string) => Promise<T>) {
  const search = useStore(location, (here) => here.search);
  const list = useAsked('assessments', () => assessmentRest.list());
  const id = new URLSearchParams(search).get('period') ?? list.value?.periods[0]?.id ?? list.value?.closed[0]?.id;
  const found = useAsked<T | undefined>(`${key} ${id}`, async () => (id === undefined ? undefined : ask(id)));
  const isMaking = found.value?.state === 'making';
  useEffect(() => {
    const timer = window.setInterval(found.again, isMaking ? makingMs : refreshMs);
    return () => window.clearInterval(timer);
  }, [isMaking, id]);
  return { list, id, found };
}

/** Chooses a running or past period, or a closed assessment; it stands in the address. */
export function Chooser({ list, id }: { readonly list: WireAssessments; readonly id: string }) {
  const t = useWords();
  const choose = (chosen: string) => replace(`${location.get().path}?period=${encodeURIComponent(chosen)}`);
  const isListed = list.periods.some((period) => period.id === id) || list.closed.some((each) => each.id === id);
  return (
    <label class="assess-chooser no-print">
      <span class="muted">{t('dashboards.assessment.period')}</span>
      <select value={id} onChange={(event) => choose(event.currentTarget.value)}>
        {isListed ? null : <option value={id}>{id}</option>}
        <optgroup label={t('dashboards.assessment.as-it-stands')}>
          {list.periods.map((period) => (
            <option key={period.id} value={period.id}>
              {`${period.id} · ${t(period.isOver ? 'dashboards.assessment.over' : 'dashboards.assessment.running')}`}
            </option>
          ))}
        </optgroup>
        {list.closed.length === 0 ? null : (
          <optgroup label={t('dashboards.assessment.closed')}>
            {list.closed.map((each) => (
              <option key={each.id} value={each.id}>
                {t('dashboards.assessment.closed.one', { period: each.periodId, version: each.version })}
                {each.status === 'proposed' ? ` · ${t('dashboards.assessment.proposed')}` : ''}
              </option>
            ))}
          </optgroup>
        )}
      </select>
    </label>
  );
}

/** Everything but the cards themselves: nothing declared, being made, failed, or what it was made by and of. */
export function Frame({
  list,
  found,
  children,
}: {
  readonly list: Asked<WireAssessments>;
  readonly found: Asked<WireAssessmentHead | undefined>;
  readonly children: ComponentChildren;
}) {
  const t = useWords();
  const failed = list.failed ?? found.failed;
  if (list.value?.scheme === null && list.value.closed.length === 0) {
    return (
      <Empty title={t('dashboards.assessment.none')}>
        <p>{t('dashboards.assessment.none.how')}</p>
      </Empty>
    );
  }
  const head = found.value;
  return (
    <>
      {failed === undefined ? null : (
        <Failure failed={failed} again={list.failed === undefined ? found.again : list.again} />
      )}
      {head?.state === 'failed' && head.reason !== null ? (
        <p role="alert" class="assess-alert">
          {t.message(head.reason)} {head.remedy === null ? '' : t.message(head.remedy)}
        </p>
      ) : null}
      {head?.state === 'making' ? (
        <p role="status" class="assess-making">
          {t('dashboards.assessment.making', { percent: Math.floor(head.share * 100) })}
          <progress max={1} value={head.share} />
        </p>
      ) : null}
      {failed === undefined && (head === undefined || (head.about === null && head.state === 'making')) ? (
        <Skeleton lines={8} />
      ) : null}
      {head?.about == null ? null : (
        <>
          <Standing head={head} list={list.value} />
          {children}
        </>
      )}
    </>
  );
}

function Standing({ head, list }: { readonly head: WireAssessmentHead; readonly list: WireAssessments | undefined }) {
  const t = useWords();
  const { about, closed, altered } = head;
  if (about === null) return null;
  const now = list?.scheme ?? null;
  const isOther = closed !== null && now !== null && now.digest !== about.scheme.digest;
  const span = { from: dateTime(about.from), to: dateTime(about.to), version: about.scheme.version };
  return (
    <>
      <p class="muted">
        {t(closed === null ? 'dashboards.assessment.made' : 'dashboards.assessment.made.closed', {
          ...{ ...span, at: dateTime(about.madeAt), by: closed?.closedBy ?? '–', proposed: closed?.proposedBy ?? '–' },
        })}
        {about.to === about.periodEnd ? null : ` ${t('dashboards.assessment.so-far')}`}
      </p>
      {closed?.status === 'proposed' ? (
        <p class="assess-note">
          {t('dashboards.assessment.waits', { user: closed.proposedBy })}{' '}
          <Go to="/approvals">{t('dashboards.keeping.approvals')}</Go>
        </p>
      ) : null}
      {isOther ? (
        <p class="assess-note">
          {t('dashboards.assessment.other-scheme', { version: about.scheme.version, now: now.version })}{' '}
          <Go to={`${location.get().path}?period=${about.periodId}`}>{t('dashboards.assessment.by-now')}</Go>
        </p>
      ) : null}
      {altered ? (
        <p role="alert" class="assess-alert">
          {t('dashboards.assessment.altered')}
        </p>
      ) : null}
    </>
  );
}
