import { useEffect, useState } from 'preact/hooks';
import type { WireMaintenance, WireMaintenances } from '../../../../api/wire-services.ts';
import { live } from '../client/live.ts';
import { useMay } from '../client/may.ts';
import { servicesRest } from '../client/rest-services.ts';
import { useAsked, useNow } from '../client/use.ts';
import { FormDialog } from '../keeping/form.tsx';
import { AnnounceButton, scopeTexts } from '../maintenance/announce.tsx';
import { SilencesPanel } from '../maintenance/silences.tsx';
import { useSummary } from '../parts/affected.tsx';
import { Panel } from '../parts/detail.tsx';
import { Empty, Failure, Skeleton } from '../parts/states.tsx';
import { Go, pathOf } from '../router.tsx';
import { ServiceTabs } from '../services/tabs.tsx';
import { useStore } from '../state/store.ts';
import { dateTime, duration } from '../text/format.ts';
import { conditionText } from '../text/kinds.ts';
import { useWords } from '../text/language.ts';

const refreshMs = 5_000;

/** Announced work: what is going on, what is to come, what is over; and what is seen and not raised because of it. */
export default function MaintenancePage() {
  const t = useWords();
  const turn = useNow(refreshMs);
  const { value, failed, again } = useAsked('maintenance', servicesRest.maintenance);
  useEffect(again, [turn]);
  const city = useStore(live, (state) => state.frame);
  const now = turn + live.get().skewMs;
  const parts = [
    ['now', t('dashboards.maintenance.going-on')],
    ['to-come', t('dashboards.maintenance.to-come')],
    ['over', t('dashboards.maintenance.over')],
  ] as const;
  return (
    <div class="page">
      <ServiceTabs />
      <div class="page-head">
        <h1>{t('dashboards.maintenance.title')}</h1>
        <span class="muted">{t('dashboards.maintenance.meaning')}</span>
        <span class="grow" />
        {city === null ? null : (
          <AnnounceButton
            scope={{ kind: 'city', id: city.id }}
            name={t.language === 'en' ? city.nameEn : city.nameZh}
            done={again}
          />
        )}
      </div>
      <SilencesPanel />
      {failed === undefined ? null : <Failure failed={failed} again={again} />}
      {value === undefined && failed === undefined ? <Skeleton lines={6} /> : null}
      {value === undefined ? null : (
        <>
          <Suppressed suppressed={value.suppressed} now={now} />
          {value.windows.length === 0 ? (
            <Empty title={t('dashboards.maintenance.none')}>
              <p class="muted">{t('dashboards.maintenance.how')}</p>
            </Empty>
          ) : null}
          {parts.map(([word, title]) => {
            const windows = value.windows.filter((window) => window.word === word);
            return windows.length === 0 ? null : (
              <Panel key={word} title={`${title} (${windows.length})`}>
                <Windows windows={windows} now={now} again={again} />
              </Panel>
            );
          })}
        </>
      )}
    </div>
  );
}

function Suppressed({ suppressed, now }: Pick<WireMaintenances, 'suppressed'> & { readonly now: number }) {
  const t = useWords();
  const say = useSummary();
  if (suppressed.length === 0) return null;
  return (
    <Panel title={`${t('dashboards.maintenance.suppressed')} (${suppressed.length})`}>
      <ul class="service-troubles">
        {suppressed.map(({ condition, root, summary, firstSeenAt }) => (
          <li key={`${condition} ${root.kind} ${root.id} ${firstSeenAt}`}>
            <b>{conditionText(t, condition)}</b>
            <span>{say(summary)}</span>
            <span />
            <span class="muted" title={dateTime(firstSeenAt)}>
              {t('dashboards.since', { duration: duration(now - Date.parse(firstSeenAt), t.language) })}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Windows({
  windows,
  now,
  again,
}: {
  readonly windows: readonly WireMaintenance[];
  readonly now: number;
  readonly again: () => void;
}) {
  const t = useWords();
  const mayOperate = useMay('operate');
  const [ending, setEnding] = useState<WireMaintenance>();
  return (
    <div class="table-scroll">
      <table class="table maintenance-table">
        <thead>
          <tr>
            <th scope="col">{t('dashboards.maintenance.what')}</th>
            <th scope="col">{t('dashboards.maintenance.when')}</th>
            <th scope="col">{t('dashboards.maintenance.reason')}</th>
            <th scope="col">{t('dashboards.maintenance.by')}</th>
            <th scope="col" />
          </tr>
        </thead>
        <tbody>
          {windows.map((window) => (
            <tr key={window.id} data-window={window.id}>
              <td>
                {window.scopes.map(({ kind, id }) => (
                  <span key={`${kind} ${id}`} class="chip">
                    {t(scopeTexts[kind])} <Go to={kind === 'service' ? `/services/${id}` : pathOf(kind, id)}>{id}</Go>
                  </span>
                ))}
              </td>
              <td>
                {dateTime(window.from)} – {dateTime(window.to)}
                {window.weeklyUntil === null ? null : (
                  <span class="muted">
                    {' '}
                    {t('dashboards.maintenance.weekly-until', { until: dateTime(window.weeklyUntil) })}
                  </span>
                )}
                {window.endedAt === null ? null : (
                  <span class="muted">
                    {' '}
                    {t('dashboards.maintenance.ended', { at: dateTime(window.endedAt), by: window.endedBy ?? '' })}
                  </span>
                )}
                {window.word === 'now' && window.weeklyUntil === null ? (
                  <b>
                    {' '}
                    {t('dashboards.maintenance.left', { duration: duration(Date.parse(window.to) - now, t.language) })}
                  </b>
                ) : null}
              </td>
              <td>{window.reason}</td>
              <td>
                {window.createdBy}
                <span class="muted"> {dateTime(window.createdAt)}</span>
              </td>
              <td>
                {mayOperate && window.word !== 'over' ? (
                  <button type="button" class="button small" onClick={() => setEnding(window)}>
                    {t(window.word === 'now' ? 'dashboards.maintenance.end' : 'dashboards.maintenance.withdraw')}
                  </button>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {ending === undefined ? null : (
        <FormDialog
          title={t('dashboards.maintenance.end-this', { id: ending.scopes.map(({ id }) => id).join(', ') })}
          submit={t(ending.word === 'now' ? 'dashboards.maintenance.end' : 'dashboards.maintenance.withdraw')}
          ready
          send={() => servicesRest.endMaintenance(ending.id)}
          done={again}
          close={() => setEnding(undefined)}
        >
          <p>{ending.reason}</p>
        </FormDialog>
      )}
    </div>
  );
}
