import type { WireDevice } from '../../../../api/wire.ts';
import { live } from '../client/live.ts';
import { useNow } from '../client/use.ts';
import { Go, pathOf } from '../router.tsx';
import { duration } from '../text/format.ts';
import { kindText } from '../text/kinds.ts';
import { useWords } from '../text/language.ts';
import { useNames } from './affected.tsx';
import { StateMark } from './state-mark.tsx';

/** Devices with their state, reason and the age of their last poll. */
export function DeviceTable({ devices }: { readonly devices: readonly WireDevice[] }) {
  const t = useWords();
  const nameOf = useNames();
  const now = useNow(1_000) + live.get().skewMs;
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>{t('dashboards.table.state')}</th>
            <th>{t('dashboards.kind.device')}</th>
            <th>{t('dashboards.table.kind')}</th>
            <th>{t('dashboards.table.address')}</th>
            <th>{t('dashboards.table.location')}</th>
            <th>{t('dashboards.table.reason')}</th>
            <th class="number">{t('dashboards.table.polled')}</th>
          </tr>
        </thead>
        <tbody>
          {devices.map((device) => (
            <tr key={device.id}>
              <td>
                <StateMark state={device.state} />
              </td>
              <td>
                <Go to={pathOf('device', device.id)}>{device.id}</Go>
              </td>
              <td>{kindText(t, device.deviceKind)}</td>
              <td class="mono">{device.address}</td>
              <td>
                {device.pointId === null ? (
                  device.locationId
                ) : (
                  <Go to={pathOf('point', device.pointId)}>{nameOf({ kind: 'point', id: device.pointId })}</Go>
                )}
              </td>
              <td class="reason">{device.state === 'up' ? '' : t.message(device.reason)}</td>
              <td class="number muted">
                {device.polledAt === null
                  ? '–'
                  : t('dashboards.ago', { age: duration(now - Date.parse(device.polledAt), t.language) })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
