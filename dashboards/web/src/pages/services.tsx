import { useEffect } from 'preact/hooks';
import { live } from '../client/live.ts';
import { servicesRest } from '../client/rest-services.ts';
import { useAsked, useNow } from '../client/use.ts';
import { Panel } from '../parts/detail.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { Failure, Skeleton } from '../parts/states.tsx';
import { Go } from '../router.tsx';
import { StateCounts } from '../services/counts.tsx';
import { FigureTable } from '../services/figures.tsx';
import { ServiceGrid } from '../services/grid.tsx';
import { ServiceTabs } from '../services/tabs.tsx';
import { RootLink, ServiceTroubles } from '../services/troubles.tsx';
import { nameOf, phaseOrder, phaseTexts } from '../services/words.ts';
import { dateTime } from '../text/format.ts';
import { useWords } from '../text/language.ts';

const refreshMs = 3_000;
const changesMs = 15_000;
/** Newest changes that are listed. */
const listed = 20;

/** Every business system in every district, what is lost and by what, and what the business counts. */
export default function ServicesPage() {
  const t = useWords();
  const turn = useNow(refreshMs);
  const asked = useAsked('services', servicesRest.services);
  useEffect(asked.again, [turn]);
  const { value, failed, again } = asked;
  const now = turn + live.get().skewMs;
  return (
    <div class="page services-page">
      <ServiceTabs />
      <div class="page-head">
        <h1>{t('dashboards.services.title')}</h1>
        {value === undefined ? null : <StateCounts counts={value.counts} />}
        {value === undefined ? null : (
          <span class="muted">
            {t('dashboards.services.views', {
              all: value.views.up + value.views.degraded + value.views.down + value.views.unknown,
              down: value.views.down,
              unknown: value.views.unknown,
            })}
          </span>
        )}
      </div>
      {failed === undefined ? null : <Failure failed={failed} again={again} />}
      {value === undefined && failed === undefined ? <Skeleton lines={12} /> : null}
      {value === undefined ? null : (
        <>
          <ServiceTroubles {...value} now={now} />
          {value.suppressed.length === 0 ? null : (
            <p class="service-suppressed">
              {t('dashboards.maintenance.suppressed-count', { count: value.suppressed.length })}{' '}
              <Go to="/maintenance">{t('dashboards.maintenance.title')}</Go>
            </p>
          )}
          <section class="panel" aria-label={t('dashboards.services.grid')}>
            <ServiceGrid {...value} now={now} />
            <p class="phase-legend muted">
              {phaseOrder.map((phase) => (
                <span key={phase} class={`phase-key phase-${phase}`}>
                  {t(phaseTexts[phase])}
                </span>
              ))}
            </p>
          </section>
          <div class="columns">
            <FigureTable figures={value.figures} now={now} />
            <Changes services={value.services} />
          </div>
        </>
      )}
    </div>
  );
}

function Changes({ services }: { readonly services: readonly { id: string; nameZh: string; nameEn: string }[] }) {
  const t = useWords();
  const turn = useNow(changesMs);
  const { value, again } = useAsked('service-changes', servicesRest.changes);
  useEffect(again, [turn]);
  if (value === undefined) return null;
  const names = new Map(services.map((service) => [service.id, service]));
  return (
    <Panel title={t('dashboards.services.changes')}>
      {value.changes.length === 0 ? <p class="muted">{t('dashboards.services.no-changes')}</p> : null}
      <ol class="service-changes">
        {value.changes.slice(0, listed).map(({ serviceId, at, state, reason, root }) => {
          const service = names.get(serviceId);
          return (
            <li key={`${serviceId} ${at} ${state}`}>
              <time dateTime={at}>{dateTime(at)}</time>
              <StateMark state={state} />
              <Go to={`/services/${encodeURIComponent(serviceId)}`}>
                {service === undefined ? serviceId : `${nameOf(service, t)} · ${serviceId}`}
              </Go>
              <span class="muted">
                {root === null || root.id === serviceId ? null : <RootLink root={root} />}{' '}
                {reason === null || state === 'up' ? '' : t.message(reason)}
              </span>
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}
