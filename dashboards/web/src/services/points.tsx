import type { WireView } from '../../../../api/wire-services.ts';
import { useNames } from '../parts/affected.tsx';
import { Panel } from '../parts/detail.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { Go, pathOf } from '../router.tsx';
import { dateTime, duration } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { BasisChip } from './basis-chip.tsx';
import { StateCounts } from './counts.tsx';
import { ViewReason } from './troubles.tsx';

const order = ['down', 'unknown', 'degraded', 'up'];

/** Every point that uses the service: how it lives it, by whom that is known, and what takes it. */
export function ServicePoints({ views, now }: { readonly views: readonly WireView[]; readonly now: number }) {
  const t = useWords();
  const nameOf = useNames();
  const counts = { up: 0, degraded: 0, down: 0, unknown: 0 };
  for (const { state } of views) counts[state] += 1;
  const sorted = [...views].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  return (
    <Panel title={t('dashboards.services.points')} side={<StateCounts counts={counts} />}>
      <ul class="service-points">
        {sorted.map((view) => (
          <li key={view.pointId} class={`s-${view.state}`} data-point={view.pointId}>
            <StateMark state={view.state} bare />
            <Go to={pathOf('point', view.pointId)}>{nameOf({ kind: 'point', id: view.pointId })}</Go>
            <span class="muted mono">{view.pointId}</span>
            <BasisChip basis={view.basis} />
            {view.state === 'up' ? (
              <span class="muted">{view.isLastWay ? t('dashboards.services.last-way') : ''}</span>
            ) : (
              <ViewReason view={view} />
            )}
            <span class="muted age" title={dateTime(view.since)}>
              {t('dashboards.since', { duration: duration(now - Date.parse(view.since), t.language) })}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
