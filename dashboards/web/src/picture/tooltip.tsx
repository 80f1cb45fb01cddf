import { live } from '../client/live.ts';
import { useNow } from '../client/use.ts';
import { StateMark } from '../parts/state-mark.tsx';
import type { LinkOnWall, PointOnWall } from '../state/model.ts';
import { duration, percent } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { officeName } from '../text/places.ts';
import { placeOf } from './neighbour.ts';
import type { Layout } from './placed.ts';
import { type Spot, split } from './spot.ts';

interface Properties {
  readonly spot: Spot;
  readonly layout: Layout;
  readonly points: ReadonlyMap<string, PointOnWall>;
  readonly links: ReadonlyMap<string, LinkOnWall>;
}

const width = 280;

/** What is known of the element under the pointer or the focus. */
export function Tooltip({ spot, layout, points, links }: Properties) {
  const t = useWords();
  const now = useNow(1_000) + live.get().skewMs;
  const [kind, id] = split(spot);
  const place = placeOf(layout, spot);
  const link = kind === 'link' ? links.get(id) : undefined;
  const point = points.get(link?.pointId ?? id);
  const element = link ?? point;
  if (place === undefined || element === undefined || point === undefined) return null;
  const mine = [...links.values()].filter(({ pointId }) => pointId === point.id);
  const name = officeName(point, t.language);
  const above = place.y > layout.height * 0.6;
  const left = Math.min(Math.max(8, place.x - width / 2), layout.width - width - 8);
  const position = above
    ? { left: `${left}px`, bottom: `${layout.height - place.y + 18}px` }
    : { left: `${left}px`, top: `${place.y + 34}px` };
  return (
    <div class="tooltip" style={position} role="tooltip">
      <div class="tooltip-head">
        <strong>{link === undefined ? name : link.id}</strong>
        <StateMark state={element.state} />
      </div>
      {link === undefined ? <div class="muted">{point.id}</div> : <div class="muted">{name}</div>}
      <p>{t.message(element.reason)}</p>
      {(link === undefined ? mine : [link]).map((item) => (
        <div key={item.id} class="tooltip-row">
          <StateMark state={item.state} bare />
          <span>{item.id}</span>
          <span class="muted">{t(item.role === 'primary' ? 'dashboards.role.primary' : 'dashboards.role.backup')}</span>
          <span class="number">{percent(item.utilisation)}</span>
        </div>
      ))}
      <div class="muted">
        {t('dashboards.since', { duration: duration(now - Date.parse(element.since), t.language) })}
      </div>
    </div>
  );
}
