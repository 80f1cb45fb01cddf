import { useEffect, useState } from 'preact/hooks';
import type { WireDevicePoll } from '../../../../api/wire.ts';
import { watchDevice } from '../client/live.ts';
import { rest } from '../client/rest.ts';
import { AnnounceButton } from '../maintenance/announce.tsx';
import { AffectedList, useNames } from '../parts/affected.tsx';
import { DetailHead, EvidencePanel, Facts, Panel } from '../parts/detail.tsx';
import { IncidentPanel } from '../parts/incident-list.tsx';
import { InterfaceTable } from '../parts/interface-table.tsx';
import { LinkTable } from '../parts/link-table.tsx';
import { MessagePanel } from '../parts/message-panel.tsx';
import { PollFaults } from '../parts/poll-faults.tsx';
import { OpticalPanel, ProfilePanel } from '../parts/profile-panel.tsx';
import { Failure, Skeleton } from '../parts/states.tsx';
import { Traffic } from '../parts/traffic-later.tsx';
import { Go, pathOf } from '../router.tsx';
import { dateTime, duration, percent, withPrefix } from '../text/format.ts';
import { kindText } from '../text/kinds.ts';
import { useWords } from '../text/language.ts';
import { useDetail } from './use-detail.ts';
import { useInterfaces } from './use-interfaces.ts';

/** Its traffic is nobody's question. */
const isLoopback = (name: string) => /^lo(opback)?[\d./-]*$/i.test(name);

/** One device: who it says it is, its interfaces as they are polled, its traffic and its load. */
export default function DevicePage({ id }: { readonly id: string }) {
  const t = useWords();
  const nameOf = useNames();
  const [poll, setPoll] = useState<WireDevicePoll>();
  useEffect(() => watchDevice(id, setPoll), [id]);
  const { value, failed, again } = useDetail(id, () => rest.device(id), markOf(poll));
  const interfaces = useInterfaces(id, value?.interfaces, poll);
  const [chosen, setChosen] = useState<string>();
  if (value === undefined)
    return failed === undefined ? <Skeleton lines={8} /> : <Failure failed={failed} again={again} />;
  const { identity, host } = value;
  const charted =
    interfaces.find((item) => item.id === chosen) ??
    interfaces.find(({ linkId }) => linkId !== null) ??
    interfaces.find(({ operStatus, name }) => operStatus === 'up' && !isLoopback(name)) ??
    interfaces[0];
  return (
    <div class="page">
      <DetailHead
        kind={kindText(t, value.deviceKind)}
        title={id}
        id={value.address}
        element={poll?.device ?? value}
        crumbs={[
          [t('dashboards.nav.devices'), '/devices'],
          ...(value.pointId === null
            ? []
            : [[nameOf({ kind: 'point', id: value.pointId }), pathOf('point', value.pointId)] as const]),
        ]}
      />
      <AffectedList affected={value.affected} most={20} />
      <div class="buttons">
        <AnnounceButton scope={{ kind: 'device', id }} name={id} />
      </div>
      <IncidentPanel incidents={value.incidents} />
      <div class="columns">
        <div>
          {charted === undefined ? null : (
            <Traffic
              entity={charted.id}
              title={t('dashboards.chart.of-interface', { device: id, name: charted.name })}
              speedBitsPerSecond={charted.speedBitsPerSecond > 0 ? charted.speedBitsPerSecond : null}
            />
          )}
          <Panel title={t('dashboards.device.interfaces', { count: value.interfaces.total })}>
            <InterfaceTable interfaces={interfaces} chosen={charted?.id} choose={setChosen} />
          </Panel>
          {value.links.length === 0 ? null : (
            <Panel title={t('dashboards.kind.links')}>
              <LinkTable links={value.links} />
            </Panel>
          )}
          <MessagePanel deviceId={id} mark={poll?.at ?? ''} />
          <OpticalPanel profile={value.profile} />
        </div>
        <div>
          <Panel title={t('dashboards.device.identity')}>
            {identity === null ? <p class="muted">{t('dashboards.device.no-identity')}</p> : null}
            <Facts
              facts={[
                [t('dashboards.device.name'), identity?.sysName],
                [t('dashboards.device.description'), identity?.sysDescr],
                [
                  t('dashboards.device.up-time'),
                  identity === null ? '' : duration(identity.upTimeSeconds * 1000, t.language),
                ],
                [t('dashboards.table.location'), identity?.sysLocation],
                [t('dashboards.device.contact'), identity?.sysContact],
                ['sysObjectID', identity === null ? '' : <span class="mono">{identity.sysObjectID}</span>],
                ['snmpEngineBoots', identity?.engineBoots],
                [t('dashboards.device.note'), value.note],
                [
                  t('dashboards.device.pairs'),
                  value.pairs.length === 0
                    ? ''
                    : value.pairs.map(({ otherId }) => (
                        <Go key={otherId} to={pathOf('device', otherId)}>
                          {otherId}
                        </Go>
                      )),
                ],
              ]}
            />
          </Panel>
          {host === null ? null : (
            <Panel title={t('dashboards.device.load')}>
              <Facts
                facts={[
                  [t('dashboards.device.cpu'), host.cpuRatio === null ? '' : percent(host.cpuRatio)],
                  [t('dashboards.device.load-average'), host.loadAverage1?.toFixed(2)],
                  [
                    t('dashboards.device.memory'),
                    host.memoryUsedBytes === null || host.memoryTotalBytes === null
                      ? ''
                      : `${withPrefix(host.memoryUsedBytes, 'B')} / ${withPrefix(host.memoryTotalBytes, 'B')}`,
                  ],
                  [t('dashboards.device.processes'), host.processes],
                  ...host.storage.map(
                    ({ name, usedBytes, totalBytes }) =>
                      [
                        name,
                        `${percent(totalBytes === 0 ? null : usedBytes / totalBytes)} · ${withPrefix(totalBytes, 'B')}`,
                      ] as const,
                  ),
                ]}
              />
            </Panel>
          )}
          <ProfilePanel profile={value.profile} />
          <Panel title={t('dashboards.device.polling')}>
            <Facts
              facts={[
                [
                  t('dashboards.table.polled'),
                  poll === undefined ? (value.polledAt === null ? '' : dateTime(value.polledAt)) : dateTime(poll.at),
                ],
                [t('dashboards.device.answered-at'), value.answeredAt === null ? '' : dateTime(value.answeredAt)],
                [
                  t('dashboards.device.poll-time'),
                  value.pollSeconds === null ? '' : `${(value.pollSeconds * 1000).toFixed(0)} ms`,
                ],
              ]}
            />
            <PollFaults faults={value.faults} />
          </Panel>
          <EvidencePanel evidence={value.evidence} />
        </div>
      </div>
    </div>
  );
}

/** Private tables are read more slowly than the device is polled: the page asks anew when its state changes, and each minute. */
function markOf(poll: WireDevicePoll | undefined): string {
  return poll === undefined ? '' : `${poll.device.since} ${poll.at.slice(0, 16)}`;
}
