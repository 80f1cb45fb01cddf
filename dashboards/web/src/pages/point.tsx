import { cardPath } from '../assessment/words.ts';
import { live } from '../client/live.ts';
import { rest } from '../client/rest.ts';
import { IsolationPanel } from '../isolation/point-panel.tsx';
import { AnnounceButton } from '../maintenance/announce.tsx';
import { AffectedList } from '../parts/affected.tsx';
import { DetailHead, EvidencePanel, Facts, Panel } from '../parts/detail.tsx';
import { DeviceTable } from '../parts/device-table.tsx';
import { IncidentPanel } from '../parts/incident-list.tsx';
import { LinkTable } from '../parts/link-table.tsx';
import { Failure, Skeleton } from '../parts/states.tsx';
import { Traffic } from '../parts/traffic-later.tsx';
import { Go } from '../router.tsx';
import { PointServices } from '../services/point-panel.tsx';
import { useStore } from '../state/store.ts';
import { useWords } from '../text/language.ts';
import { officeName } from '../text/places.ts';
import { useDetail } from './use-detail.ts';

/** One township point: its links, its devices, what it suffers from. */
export default function PointPage({ id }: { readonly id: string }) {
  const t = useWords();
  const current = useStore(live, (state) => state.points.get(id));
  const { value, failed, again } = useDetail(id, () => rest.point(id), current?.since ?? '');
  const districts = useStore(live, (state) => state.frame?.districts);
  if (value === undefined)
    return failed === undefined ? <Skeleton lines={8} /> : <Failure failed={failed} again={again} />;
  const district = districts?.find((item) => item.id === value.districtId);
  const districtName = (t.language === 'en' ? district?.nameEn : district?.nameZh) ?? value.districtId;
  return (
    <div class="page">
      <DetailHead
        kind={t('dashboards.kind.point')}
        title={officeName(value, t.language)}
        id={id}
        element={current ?? value}
        crumbs={[
          [t('dashboards.nav.wall'), '/'],
          [districtName, `/devices?district=${encodeURIComponent(value.districtId)}`],
        ]}
      />
      <div class="buttons">
        <AnnounceButton scope={{ kind: 'point', id }} name={officeName(value, t.language)} />
        <Go class="button small" to={cardPath('office', value.officeId)}>
          {t('dashboards.assessment.card')}
        </Go>
      </div>
      <AffectedList affected={value.affected} most={20} />
      <IncidentPanel incidents={value.incidents} />
      <IsolationPanel placeId={id} />
      <div class="columns">
        <div>
          <Panel title={t('dashboards.kind.links')}>
            <LinkTable links={value.links} />
          </Panel>
          {value.links.map((link) => (
            <Traffic
              key={link.id}
              entity={`${link.b.deviceId}/${link.b.interfaceName}`}
              title={t('dashboards.chart.of-link', { id: link.id, end: link.b.deviceId })}
              speedBitsPerSecond={link.bandwidthBitsPerSecond}
            />
          ))}
          <Panel title={t('dashboards.kind.devices')}>
            <DeviceTable devices={value.devices} />
          </Panel>
        </div>
        <div>
          <PointServices pointId={id} />
          <Panel title={t('dashboards.facts.title')}>
            <Facts
              facts={[
                [t('dashboards.kind.district'), districtName],
                [t('dashboards.facts.prefixes'), value.prefixes.join(', ')],
                [t('dashboards.facts.terminals'), value.terminals.inner + value.terminals.outer],
                [t('dashboards.facts.terminals-in-use'), value.terminals.inUse],
              ]}
            />
          </Panel>
          <EvidencePanel evidence={value.evidence} />
        </div>
      </div>
    </div>
  );
}
