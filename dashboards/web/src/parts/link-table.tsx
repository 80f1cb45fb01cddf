import type { WireLink } from '../../../../api/wire.ts';
import { live } from '../client/live.ts';
import { Go, pathOf } from '../router.tsx';
import { useStore } from '../state/store.ts';
import { bitsPerSecond, percent } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { StateMark } from './state-mark.tsx';

/** Links with their newest state and use. */
export function LinkTable({ links }: { readonly links: readonly WireLink[] }) {
  const t = useWords();
  const current = useStore(live, (state) => state.links);
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>{t('dashboards.table.state')}</th>
            <th>{t('dashboards.kind.link')}</th>
            <th>{t('dashboards.table.role')}</th>
            <th>{t('dashboards.table.circuit')}</th>
            <th class="number">{t('dashboards.table.bandwidth')}</th>
            <th class="number">{t('dashboards.table.utilisation')}</th>
          </tr>
        </thead>
        <tbody>
          {links.map((link) => {
            const now = current.get(link.id) ?? link;
            return (
              <tr key={link.id}>
                <td>
                  <StateMark state={now.state} />
                </td>
                <td>
                  <Go to={pathOf('link', link.id)}>{link.id}</Go>
                </td>
                <td>{t(link.role === 'primary' ? 'dashboards.role.primary' : 'dashboards.role.backup')}</td>
                <td class="mono">{link.circuit}</td>
                <td class="number">{bitsPerSecond(link.bandwidthBitsPerSecond)}</td>
                <td class="number">{percent(now.utilisation)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
