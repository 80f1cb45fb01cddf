import { useEffect } from 'preact/hooks';
import { live } from '../client/live.ts';
import { servicesRest } from '../client/rest-services.ts';
import { useAsked, useNow } from '../client/use.ts';
import { Panel } from '../parts/detail.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { Go } from '../router.tsx';
import { dateTime, duration } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { BasisChip } from './basis-chip.tsx';
import { ViewReason } from './troubles.tsx';

const refreshMs = 5_000;

/** The services of one point as it lives them, with what takes them; nothing where services are not watched. */
export function PointServices({ pointId }: { readonly pointId: string }) {
  const t = useWords();
  const turn = useNow(refreshMs);
  const { value, again } = useAsked(`views ${pointId}`, () => servicesRest.viewsOf(pointId));
  useEffect(again, [turn]);
  if (value === undefined || value.views.length === 0) return null;
  const now = turn + live.get().skewMs;
  return (
    <Panel
      title={t('dashboards.services.title')}
      side={<Go to={`/status/${encodeURIComponent(pointId)}`}>{t('dashboards.status.title')}</Go>}
    >
      <ul class="service-points">
        {value.views.map((view) => (
          <li key={view.serviceId} class={`s-${view.state}`} data-service={view.serviceId}>
            <StateMark state={view.state} bare />
            <Go to={`/services/${encodeURIComponent(view.serviceId)}`}>{view.serviceId}</Go>
            <span class="muted" title={dateTime(view.since)}>
              {t('dashboards.since', { duration: duration(now - Date.parse(view.since), t.language) })}
            </span>
            <BasisChip basis={view.basis} />
            {view.state === 'up' ? null : <ViewReason view={view} />}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
