import { useState } from 'preact/hooks';
import type { WireIncident } from '../../../../api/wire.ts';
import { live } from '../client/live.ts';
import { rest } from '../client/rest.ts';
import { roomRest } from '../client/rest-room.ts';
import { useAsked, useChange } from '../client/use.ts';
import { DeliveriesPanel } from '../duty/deliveries.tsx';
import { SimilarPanel, TimesPanel } from '../incident/figures.tsx';
import { Timeline } from '../incident/timeline.tsx';
import { WritePanel } from '../incident/write.tsx';
import { AnnounceButton } from '../maintenance/announce.tsx';
import { SilenceButton, SilencedLine } from '../maintenance/silence.tsx';
import { HandbookLink } from '../pairs/handbook-link.tsx';
import { AffectedList, useNames, useSummary } from '../parts/affected.tsx';
import { Facts, Panel } from '../parts/detail.tsx';
import { LossesPanel } from '../parts/losses.tsx';
import { SeverityMark } from '../parts/severity.tsx';
import { Failure, Skeleton } from '../parts/states.tsx';
import { Go, pathOf } from '../router.tsx';
import { RuleLinks } from '../rules/links.tsx';
import { useStore } from '../state/store.ts';
import { dateTime } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { AcknowledgeDialog } from '../wall/acknowledge.tsx';
import { useDetail } from './use-detail.ts';

/** One incident from its first sign to its end. */
export default function IncidentPage({ id }: { readonly id: string }) {
  const t = useWords();
  const say = useSummary();
  const nameOf = useNames();
  const [asking, setAsking] = useState(false);
  const current = useStore(live, (state) => state.incidents.get(id));
  const { value, failed, again } = useDetail(
    id,
    () => rest.incident(id),
    `${current?.status} ${current?.affected.length}`,
  );
  const room = useAsked(`room ${id}`, () => roomRest.room(id));
  useChange(`${current?.status} ${value?.history.length}`, room.again);
  if (value === undefined)
    return failed === undefined ? <Skeleton lines={8} /> : <Failure failed={failed} again={again} />;
  const incident = { ...value, ...current };
  // What the newer one does not say any more is over.
  const { silenced } = current ?? value;
  return (
    <div class="page">
      <header class={`detail-head incident-page ${incident.severity} ${incident.status}`}>
        <nav class="crumbs" aria-label={t('dashboards.nav.crumbs')}>
          <Go to="/incidents">{t('dashboards.nav.incidents')}</Go>
        </nav>
        <div class="detail-title">
          <h1>{say(incident.summary)}</h1>
          <span class="muted">{id}</span>
        </div>
        <div class="detail-state">
          <SeverityMark severity={incident.severity} />
          <span>{t.message(incident.remedy)}</span>
        </div>
        <div class="room-deeds">
          {incident.status === 'open' ? (
            <button type="button" class="button primary" onClick={() => setAsking(true)}>
              {t('dashboards.incident.acknowledge')}
            </button>
          ) : null}
          <HandbookLink incident={incident} />
          <RuleLinks incident={incident} />
          {incident.status === 'cleared' ? null : (
            <>
              <AnnounceButton scope={scopeOf(incident)} name={nameOf(incident.root)} />
              {silenced === undefined ? <SilenceButton incident={incident} done={again} /> : null}
            </>
          )}
          <a class="button no-print" href={roomRest.reportUrl(id, t.language)} download>
            {t('dashboards.room.report')}
          </a>
        </div>
        {silenced === undefined ? null : <SilencedLine silenced={silenced} />}
      </header>
      {(incident.details ?? []).length === 0 ? null : (
        <Panel title={t('dashboards.incident.seen')} side={<SeenMore incident={incident} />}>
          <ul class="iso-rows">
            {incident.details?.map(({ deviceId, oid, value, text }) => (
              <li key={`${deviceId} ${oid} ${value}`}>
                {deviceId === null ? null : <Go to={pathOf('device', deviceId)}>{deviceId}</Go>}
                <span>{t.message(text)}</span>
                <span class="mono iso-raw">
                  {oid === null ? null : <span class="muted">{oid} = </span>}
                  <b>{value}</b>
                </span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      <LossesPanel incident={incident} />
      <DeliveriesPanel incidentId={id} changes={`${incident.status} ${value.history.length}`} />
      <div class="columns">
        {room.value === undefined ? <Skeleton lines={6} /> : <Timeline room={room.value} />}
        <div>
          <Panel title={t('dashboards.facts.title')}>
            <Facts
              facts={[
                [
                  t('dashboards.incident.root'),
                  <Go to={pathOf(incident.root.kind, incident.root.id)}>{nameOf(incident.root)}</Go>,
                ],
                [t('dashboards.incident.first-seen'), dateTime(incident.firstSeenAt)],
                [t('dashboards.history.raised'), dateTime(incident.raisedAt)],
                [t('dashboards.history.cleared'), incident.clearedAt === null ? '' : dateTime(incident.clearedAt)],
              ]}
            />
            <AffectedList affected={incident.affected} most={60} />
          </Panel>
          {room.value === undefined ? null : <TimesPanel room={room.value} />}
          <WritePanel
            incidentId={id}
            done={() => {
              again();
              room.again();
            }}
          />
          {room.value === undefined ? null : <SimilarPanel room={room.value} />}
        </div>
      </div>
      {asking ? <AcknowledgeDialog incident={incident} close={() => setAsking(false)} done={again} /> : null}
    </div>
  );
}

/** What would be worked on: a port's device, a service's own trouble by its name. */
function scopeOf({ root, topic, condition }: Pick<WireIncident, 'root' | 'topic' | 'condition'>) {
  if (topic !== undefined && condition.startsWith('service-')) return { kind: 'service', id: topic } as const;
  if (root.kind === 'interface') return { kind: 'device', id: root.id.split('/')[0] ?? root.id } as const;
  return { kind: root.kind, id: root.id };
}

/** From the rows of a check to the place that it was judged at. */
function SeenMore({ incident: { root, topic } }: { readonly incident: Pick<WireIncident, 'root' | 'topic'> }) {
  const t = useWords();
  if (root.kind !== 'point' || topic === undefined) return null;
  return (
    <Go to={`/isolation/${encodeURIComponent(root.id)}?check=${topic}`}>{t('dashboards.isolation.all-checks')}</Go>
  );
}
