import { useState } from 'preact/hooks';
import type { WireIncident } from '../../../../api/wire.ts';
import { live } from '../client/live.ts';
import { rest } from '../client/rest.ts';
import { useChange, useNow } from '../client/use.ts';
import { DutyTabs } from '../duty/tabs.tsx';
import { AffectedList, useSummary } from '../parts/affected.tsx';
import { LongList } from '../parts/long-list.tsx';
import { SeverityMark } from '../parts/severity.tsx';
import { Go, location, replace } from '../router.tsx';
import { useStore } from '../state/store.ts';
import { dateTime, duration } from '../text/format.ts';
import { type TextKey, useWords } from '../text/language.ts';
import { AcknowledgeDialog } from '../wall/acknowledge.tsx';
import { useList } from './use-list.ts';

const statuses = [
  ['', 'dashboards.list.all'],
  ['open', 'dashboards.incident.status.open'],
  ['acknowledged', 'dashboards.incident.status.acknowledged'],
  ['cleared', 'dashboards.incident.status.cleared'],
] as const satisfies readonly (readonly [string, TextKey])[];

const statusTexts: Readonly<Record<WireIncident['status'], TextKey>> = {
  open: 'dashboards.incident.status.open',
  acknowledged: 'dashboards.incident.status.acknowledged',
  cleared: 'dashboards.incident.status.cleared',
};
const pageSize = 50;

/** Incidents of now and before, newest first. */
export default function IncidentsPage() {
  const t = useWords();
  const search = useStore(location, (here) => here.search);
  const status = new URLSearchParams(search).get('status') ?? '';
  const list = useList(status, (cursor) =>
    rest.incidents({ status: status === '' ? undefined : status, limit: pageSize, cursor }),
  );
  const known = useStore(live, (state) => state.incidents);
  const counters = useStore(live, (state) => state.counters?.incidents);
  const [asked, setAsked] = useState<WireIncident>();
  useChange(counters, list.again);
  const rows = list.items?.map((item) => known.get(item.id) ?? item);
  return (
    <div class="page">
      <DutyTabs />
      <div class="page-head">
        <h1>{t('dashboards.nav.incidents')}</h1>
        <span class="muted">{t('dashboards.list.total', { count: list.total })}</span>
        <span class="grow" />
        {/* biome-ignore lint/a11y/useSemanticElements: a row of buttons, not a form */}
        <div class="segments" role="group" aria-label={t('dashboards.table.status')}>
          {statuses.map(([value, key]) => (
            <button
              key={key}
              type="button"
              aria-pressed={status === value}
              onClick={() => replace(value === '' ? '/incidents' : `/incidents?status=${value}`)}
            >
              {t(key)}
            </button>
          ))}
        </div>
      </div>
      <LongList list={{ ...list, items: rows }} lines={8} none={t('dashboards.feed.quiet')}>
        {(items) => (
          <div class="incident-rows">
            {items.map((incident) => (
              <IncidentRow key={incident.id} incident={incident} acknowledge={setAsked} />
            ))}
          </div>
        )}
      </LongList>
      {asked === undefined ? null : (
        <AcknowledgeDialog incident={asked} close={() => setAsked(undefined)} done={list.again} />
      )}
    </div>
  );
}

interface RowProperties {
  readonly incident: WireIncident;
  readonly acknowledge: (incident: WireIncident) => void;
}

function IncidentRow({ incident, acknowledge }: RowProperties) {
  const t = useWords();
  const say = useSummary();
  const { clearedAt, firstSeenAt, status } = incident;
  const now = useNow(1_000) + live.get().skewMs;
  const lasted = duration((clearedAt === null ? now : Date.parse(clearedAt)) - Date.parse(firstSeenAt), t.language);
  return (
    <article class={`incident row ${incident.severity} ${status}`}>
      <SeverityMark severity={incident.severity} />
      <div class="incident-middle">
        <h3>
          <Go to={`/incidents/${encodeURIComponent(incident.id)}`}>{say(incident.summary)}</Go>
        </h3>
        <AffectedList affected={incident.affected} most={8} />
      </div>
      <div class="incident-times">
        <time dateTime={firstSeenAt}>{dateTime(firstSeenAt)}</time>
        <span class="muted">
          {t(clearedAt === null ? 'dashboards.since' : 'dashboards.incident.lasted', { duration: lasted })}
        </span>
      </div>
      <div class="incident-status">
        <span class={`status ${status}`}>{t(statusTexts[status])}</span>
        {status === 'open' ? (
          <button type="button" class="button small" onClick={() => acknowledge(incident)}>
            {t('dashboards.incident.acknowledge')}
          </button>
        ) : null}
      </div>
    </article>
  );
}
