import { live } from '../client/live.ts';
import { rest } from '../client/rest.ts';
import { AnnounceButton } from '../maintenance/announce.tsx';
import { AffectedList } from '../parts/affected.tsx';
import { DetailHead, EvidencePanel, Facts, Panel } from '../parts/detail.tsx';
import { IncidentPanel } from '../parts/incident-list.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { Failure, Skeleton } from '../parts/states.tsx';
import { Traffic } from '../parts/traffic-later.tsx';
import { Go, pathOf } from '../router.tsx';
import { useStore } from '../state/store.ts';
import { bitsPerSecond, percent } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { officeName } from '../text/places.ts';
import { useDetail } from './use-detail.ts';

/** One fibre: both ends as they are seen, who is behind it, and its traffic. */
export default function LinkPage({ id }: { readonly id: string }) {
  const t = useWords();
  const current = useStore(live, (state) => state.links.get(id));
  const { value, failed, again } = useDetail(id, () => rest.link(id), current?.since ?? '');
  if (value === undefined)
    return failed === undefined ? <Skeleton lines={8} /> : <Failure failed={failed} again={again} />;
  const element = current ?? value;
  const pointName = officeName(value.point, t.language);
  return (
    <div class="page">
      <DetailHead
        kind={t('dashboards.kind.link')}
        title={t('dashboards.link.title', { id, point: pointName })}
        id={value.circuit}
        element={element}
        crumbs={[
          [t('dashboards.nav.wall'), '/'],
          [pointName, pathOf('point', value.pointId)],
        ]}
      />
      <div class="buttons">
        <AnnounceButton scope={{ kind: 'link', id }} name={id} />
      </div>
      <AffectedList affected={value.affected} most={20} />
      <IncidentPanel incidents={value.incidents} />
      <div class="columns">
        <div>
          <Panel title={t('dashboards.link.ends')}>
            <div class="ends">
              {value.ends.map((end) => (
                <div key={end.end} class={`end s-${end.interface?.state ?? 'unknown'}`}>
                  <span class="muted">{t(end.end === 'a' ? 'dashboards.link.end-a' : 'dashboards.link.end-b')}</span>
                  <Go to={pathOf('device', end.device.id)}>
                    <b>{end.device.id}</b>
                  </Go>
                  <span class="mono">{end.end === 'a' ? value.a.interfaceName : value.b.interfaceName}</span>
                  {end.interface === null ? (
                    <span class="muted">{t('dashboards.link.end-silent')}</span>
                  ) : (
                    <>
                      <StateMark state={end.interface.state} />
                      <span class="flows">
                        <span class="key in">{bitsPerSecond(end.interface.inBitsPerSecond)}</span>
                        <span class="key out">{bitsPerSecond(end.interface.outBitsPerSecond)}</span>
                      </span>
                    </>
                  )}
                </div>
              ))}
            </div>
          </Panel>
          {[value.a, value.b].map((end) => (
            <Traffic
              key={end.deviceId}
              entity={`${end.deviceId}/${end.interfaceName}`}
              title={t('dashboards.chart.of-interface', { device: end.deviceId, name: end.interfaceName })}
              speedBitsPerSecond={value.bandwidthBitsPerSecond}
            />
          ))}
        </div>
        <div>
          <Panel title={t('dashboards.facts.title')}>
            <Facts
              facts={[
                [t('dashboards.kind.point'), <Go to={pathOf('point', value.pointId)}>{pointName}</Go>],
                [
                  t('dashboards.table.role'),
                  t(value.role === 'primary' ? 'dashboards.role.primary' : 'dashboards.role.backup'),
                ],
                [t('dashboards.table.bandwidth'), bitsPerSecond(value.bandwidthBitsPerSecond)],
                [t('dashboards.table.utilisation'), percent(element.utilisation)],
                [t('dashboards.table.circuit'), <span class="mono">{value.circuit}</span>],
              ]}
            />
          </Panel>
          <EvidencePanel evidence={value.evidence} />
        </div>
      </div>
    </div>
  );
}
