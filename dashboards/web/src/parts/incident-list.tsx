import type { WireIncident } from '../../../../api/wire.ts';
import { Go } from '../router.tsx';
import { dateTime } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { useSummary } from './affected.tsx';
import { Panel } from './detail.tsx';
import { SeverityMark } from './severity.tsx';

/** The incidents that concern one element. */
export function IncidentPanel({ incidents }: { readonly incidents: readonly WireIncident[] }) {
  const t = useWords();
  const say = useSummary();
  if (incidents.length === 0) return null;
  return (
    <Panel title={t('dashboards.nav.incidents')}>
      <ul class="plain-list">
        {incidents.map((incident) => (
          <li key={incident.id}>
            <SeverityMark severity={incident.severity} />
            <Go to={`/incidents/${encodeURIComponent(incident.id)}`}>{say(incident.summary)}</Go>
            <span class="grow" />
            <time class="muted" dateTime={incident.raisedAt}>
              {dateTime(incident.raisedAt)}
            </time>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
