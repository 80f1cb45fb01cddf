import { useEffect, useState } from 'preact/hooks';
import type { WireFigure, WireServiceDetail } from '../../../../api/wire-services.ts';
import Series from '../chart/series.tsx';
import { live } from '../client/live.ts';
import { useMay } from '../client/may.ts';
import { servicesRest } from '../client/rest-services.ts';
import { useAsked, useNow } from '../client/use.ts';
import { AnnounceButton } from '../maintenance/announce.tsx';
import { Facts, Panel } from '../parts/detail.tsx';
import { IncidentPanel } from '../parts/incident-list.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { Failure, Skeleton } from '../parts/states.tsx';
import { Go, pathOf } from '../router.tsx';
import { FigureMark, valueText } from '../services/figures.tsx';
import { ServicePoints } from '../services/points.tsx';
import { Probes } from '../services/probes.tsx';
import { StoryStrip } from '../services/strip.tsx';
import { ServiceTabs } from '../services/tabs.tsx';
import { RootLink } from '../services/troubles.tsx';
import { milliseconds, nameOf, phaseTexts } from '../services/words.ts';
import { useStore } from '../state/store.ts';
import { dateTime, duration } from '../text/format.ts';
import { useWords } from '../text/language.ts';

const refreshMs = 3_000;
const weekMs = 7 * 86_400_000;

/** One service: why it is as it is, where its tries spend their time, how every point lives it, and what its business counts. */
export default function ServicePage({ id }: { readonly id: string }) {
  const t = useWords();
  const turn = useNow(refreshMs);
  const asked = useAsked(id, () => servicesRest.service(id));
  useEffect(asked.again, [turn]);
  const { value: service, failed, again } = asked;
  const now = turn + live.get().skewMs;
  if (service === undefined)
    return failed === undefined ? <Skeleton lines={8} /> : <Failure failed={failed} again={again} />;
  const [probe] = service.probes;
  const total = probe?.budgetsMs.total;
  return (
    <div class="page">
      <ServiceTabs />
      {failed === undefined ? null : <Failure failed={failed} again={again} />}
      <Head service={service} now={now} again={again} />
      <IncidentPanel incidents={service.incidents} />
      <div class="columns">
        <div>
          <Probes probes={service.probes} now={now} />
          {probe === undefined ? null : (
            <Series
              key={probe.id}
              title={t('dashboards.services.total-over-time')}
              kind="probe"
              entity={`${probe.vantageId}/${probe.id}`}
              metric="total"
              limits={total === undefined ? [] : [total]}
              format={(ms) => (ms === null ? '–' : milliseconds(ms))}
            />
          )}
          {service.figures.map((figure) => (
            <Figure key={figure.id} figure={figure} now={now} />
          ))}
        </div>
        <div>
          <History id={id} mark={service.since} now={now} />
          {service.views.length === 0 ? null : <ServicePoints views={service.views} now={now} />}
          <Panel title={t('dashboards.facts.title')}>
            <Facts
              facts={[
                [t('dashboards.services.address'), service.url],
                [t('dashboards.services.app-pair'), pairLink(service.appPairId)],
                [t('dashboards.services.db-pair'), pairLink(service.dbPairId)],
                [t('dashboards.services.id'), service.id],
              ]}
            />
          </Panel>
        </div>
      </div>
    </div>
  );
}

const pairLink = (id: string | null) => (id === null ? null : <Go to={pathOf('pair', id)}>{id}</Go>);

function Head({
  service,
  now,
  again,
}: {
  readonly service: WireServiceDetail;
  readonly now: number;
  readonly again: () => void;
}) {
  const t = useWords();
  const mayOperate = useMay('operate');
  const frame = useStore(live, (state) => state.frame);
  const [trying, setTrying] = useState(false);
  const district = frame?.districts.find(({ id }) => id === service.districtId) ?? frame;
  const districtName = (t.language === 'en' ? district?.nameEn : district?.nameZh) ?? '';
  const { state, reason, root, failedPhase, observedAt } = service;
  const isBehind = root !== null && !(root.kind === 'service' && root.id === service.id);
  const tryNow = async () => {
    setTrying(true);
    await servicesRest.tryNow(service.id).catch(() => undefined);
    setTrying(false);
    again();
  };
  return (
    <header class={`detail-head s-${state}`}>
      <nav class="crumbs" aria-label={t('dashboards.nav.crumbs')}>
        <Go to="/services">{t('dashboards.services.title')}</Go>
        <span class="muted">{districtName}</span>
      </nav>
      <div class="detail-title">
        <h1>{nameOf(service, t)}</h1>
        <span class="muted">{service.id}</span>
      </div>
      <div class="detail-state">
        <StateMark state={state} />
        <span>
          {failedPhase === null ? null : <b>{t(phaseTexts[failedPhase])}: </b>}
          {t.message(reason)}
        </span>
        {isBehind ? (
          <span class="chip">
            {t('dashboards.services.behind')} <RootLink root={root} />
          </span>
        ) : null}
        {service.maintenance === null ? null : (
          <Go class="chip" to="/maintenance">
            {t('dashboards.maintenance.now')}
          </Go>
        )}
      </div>
      <div class="buttons">
        {mayOperate ? (
          <button type="button" class="button small" disabled={trying} onClick={() => void tryNow()}>
            {t(trying ? 'dashboards.services.trying' : 'dashboards.services.try-now')}
          </button>
        ) : null}
        {service.system === null ? null : (
          <AnnounceButton scope={{ kind: 'service', id: service.id }} name={nameOf(service, t)} />
        )}
      </div>
      <div class="muted detail-age">
        <span title={dateTime(service.since)}>
          {t('dashboards.since', { duration: duration(now - Date.parse(service.since), t.language) })}
        </span>
        <span>
          {observedAt === null
            ? t('dashboards.never-observed')
            : t('dashboards.observed', { age: duration(now - Date.parse(observedAt), t.language) })}
        </span>
      </div>
    </header>
  );
}

function History({ id, mark, now }: { readonly id: string; readonly mark: string; readonly now: number }) {
  const t = useWords();
  const { value, failed, again } = useAsked(`${id} ${mark}`, () =>
    servicesRest.history(id, new Date(Date.now() - weekMs).toISOString()),
  );
  return (
    <Panel title={t('dashboards.services.history')}>
      {failed === undefined ? null : <Failure failed={failed} again={again} />}
      {value === undefined ? <Skeleton lines={2} /> : <StoryStrip story={value} now={now} />}
    </Panel>
  );
}

function Figure({ figure, now }: { readonly figure: WireFigure; readonly now: number }) {
  const t = useWords();
  const isTime = figure.valueIs === 'time';
  const limits = [figure.most, figure.least, isTime ? figure.quietSeconds : null].filter((limit) => limit !== null);
  const format = (value: number | null) => {
    if (value === null) return '–';
    return isTime ? duration(value * 1000, t.language) : `${value.toLocaleString('en')} ${figure.unit}`.trim();
  };
  return (
    <Panel
      title={nameOf(figure, t)}
      side={
        <span class="service-figure-now">
          <b>{valueText(figure, now, t)}</b> <FigureMark figure={figure} />
        </span>
      }
    >
      <Series
        title={isTime ? t('dashboards.services.age-over-time') : figure.unit}
        kind="figure"
        entity={figure.id}
        metric="value"
        limits={limits}
        format={format}
        {...(isTime ? { draw: (value: number, at: number) => Math.max(0, at - value / 1000) } : {})}
      />
    </Panel>
  );
}
