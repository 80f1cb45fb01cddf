import type { WireCollectorDevice } from '../../../../api/wire.ts';
import { live } from '../client/live.ts';
import { useNow } from '../client/use.ts';
import { Go, pathOf } from '../router.tsx';
import { duration } from '../text/format.ts';
import { type TextKey, useWords } from '../text/language.ts';

const outcomeTexts: Readonly<Record<NonNullable<WireCollectorDevice['outcome']>, TextKey>> = {
  answered: 'dashboards.outcome.answered',
  partial: 'dashboards.outcome.partial',
  silent: 'dashboards.outcome.silent',
  refused: 'dashboards.outcome.refused',
};

/** How the polling of each device goes; numbers are since its session was opened. */
export function CollectorTable({ devices }: { readonly devices: readonly WireCollectorDevice[] }) {
  const t = useWords();
  const now = useNow(1_000) + live.get().skewMs;
  const number = (value: number | null) => (value === null ? '–' : String(value));
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>{t('dashboards.kind.device')}</th>
            <th>{t('dashboards.collector.outcome')}</th>
            <th>{t('dashboards.collector.breaker')}</th>
            <th class="number">{t('dashboards.collector.poll-time')}</th>
            <th class="number">{t('dashboards.collector.round-trip')}</th>
            <th class="number">{t('dashboards.collector.values')}</th>
            <th class="number">{t('dashboards.collector.requests')}</th>
            <th class="number">{t('dashboards.collector.retries')}</th>
            <th class="number">{t('dashboards.collector.timeouts')}</th>
            <th>{t('dashboards.collector.faults')}</th>
            <th class="number">{t('dashboards.table.polled')}</th>
          </tr>
        </thead>
        <tbody>
          {devices.map((device) => (
            <tr key={device.deviceId}>
              <td>
                <Go to={pathOf('device', device.deviceId)}>{device.deviceId}</Go>
              </td>
              <td>{device.outcome === null ? '–' : t(outcomeTexts[device.outcome])}</td>
              <td>
                {device.breaker === 'open'
                  ? t('dashboards.collector.breaker.open', { count: device.silentPolls })
                  : device.path === 'library'
                    ? t('dashboards.collector.path.library')
                    : ''}
              </td>
              <td class="number">{device.pollMs === null ? '–' : `${device.pollMs} ms`}</td>
              <td class="number">{device.roundTripMs === null ? '–' : `${device.roundTripMs} ms`}</td>
              <td class="number">{number(device.values)}</td>
              <td class="number">{device.requests}</td>
              <td class="number">{number(device.retries)}</td>
              <td class="number">{number(device.timeouts)}</td>
              <td class="reason muted">{device.faults.join(', ')}</td>
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
