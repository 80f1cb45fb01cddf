import type { WireIncident } from '../../../../api/wire.ts';
import { useMay } from '../client/may.ts';
import { HandbookLink } from '../pairs/handbook-link.tsx';
import { AffectedList, useRootNames, useSummary } from '../parts/affected.tsx';
import { LossesLine } from '../parts/losses.tsx';
import { SeverityMark } from '../parts/severity.tsx';
import { Go } from '../router.tsx';
import { dateTime, duration } from '../text/format.ts';
import { conditionText } from '../text/kinds.ts';
import { useWords } from '../text/language.ts';
import type { Asked } from './deeds.tsx';

interface Properties {
  readonly incident: WireIncident;
  /** By the server's clock. */
  readonly now: number;
  /** There is no room for it on the wall. */
  readonly beyond: boolean;
  readonly ask: (asked: Asked) => void;
}

/** One incident: what broke, since when, who is behind it, and the buttons to say "I have seen it" and "page nobody". */
export function IncidentCard({ incident, now, beyond, ask }: Properties) {
  const t = useWords();
  const say = useSummary();
  const rootName = useRootNames();
  const { status, severity, raisedAt, clearedAt, acknowledged, silenced } = incident;
  const mayOperate = useMay('operate');
  const since = duration(
    (clearedAt === null ? now : Date.parse(clearedAt)) - Date.parse(incident.firstSeenAt),
    t.language,
  );
  return (
    <article class={`incident ${severity} ${status}${beyond ? ' beyond' : ''}`} data-incident={incident.id}>
      <div class="incident-head">
        <SeverityMark severity={severity} />
        <b class="incident-kind">{conditionText(t, incident.condition)}</b>
        <time class="incident-since" dateTime={raisedAt} title={dateTime(raisedAt)}>
          {status === 'cleared' ? t('dashboards.incident.lasted', { duration: since }) : since}
        </time>
      </div>
      <h3>
        <Go to={`/incidents/${encodeURIComponent(incident.id)}`}>{rootName(incident)}</Go>
      </h3>
      <p class="incident-summary">{say(incident.summary)}</p>
      <LossesLine losses={incident.losses} />
      <AffectedList affected={incident.affected} most={6} />
      {status === 'open' ? (
        <div class="incident-foot">
          <span class="muted">{incident.id}</span>
          <HandbookLink incident={incident} />
          <button type="button" class="button small" onClick={() => ask({ incident, silence: false })}>
            {t('dashboards.incident.acknowledge')}
          </button>
          {mayOperate && silenced === undefined ? (
            <button type="button" class="button small" onClick={() => ask({ incident, silence: true })}>
              {t('dashboards.incident.silence')}
            </button>
          ) : null}
        </div>
      ) : null}
      {silenced === undefined || status === 'cleared' ? null : (
        <p class="incident-note">{t('dashboards.incident.silenced', { until: dateTime(silenced.until) })}</p>
      )}
      {status === 'acknowledged' ? <HandbookLink incident={incident} /> : null}
      {status !== 'open' && acknowledged !== null ? (
        <p class="incident-note">
          ✓ {acknowledged.by}
          {acknowledged.note === '' ? '' : t('dashboards.incident.note', { note: acknowledged.note })}
        </p>
      ) : null}
      {status === 'cleared' ? <p class="incident-cleared">{t('dashboards.incident.status.cleared')}</p> : null}
    </article>
  );
}
