import { memo } from '../parts/memo.ts';
import { StateShape, stateTexts } from '../parts/state-mark.tsx';
import type { PointOnWall } from '../state/model.ts';
import { useWords } from '../text/language.ts';
import type { PlacedPoint } from './placed.ts';
import type { Handles } from './spot.ts';

interface Properties extends Handles {
  readonly place: PlacedPoint;
  readonly point: PointOnWall;
  readonly tabbable: boolean;
  readonly fontSize: number;
}

/** One township point: a shape for its state and its name below. */
export const PointMark = memo(function PointMark({ place, point, tabbable, fontSize, setHovered, open }: Properties) {
  const t = useWords();
  const star = place.form === 'star';
  const troubled = point.state === 'down' || (point.state === 'unknown' && (point.behind?.length ?? 0) > 0);
  return (
    // biome-ignore lint/a11y/useSemanticElements: an SVG group that leads to a page
    <g
      class={`point s-${point.state}${troubled ? ' troubled' : ''}`}
      data-spot={`point:${point.id}`}
      role="link"
      tabindex={tabbable ? 0 : -1}
      aria-label={t('dashboards.picture.point', { name: place.label, state: t(stateTexts[point.state]) })}
      transform={`translate(${place.x} ${place.y})`}
      onMouseEnter={() => setHovered(`point:${point.id}`)}
      onMouseLeave={() => setHovered(undefined)}
      onClick={() => open(`point:${point.id}`)}
    >
      {troubled ? <circle class="pulse" r={place.radius * 1.5} /> : null}
      <circle class="focus-ring" r={place.radius + 6} />
      <circle class="hit" r={Math.max(place.radius + 5, 8)} />
      {star || point.state !== 'up' ? (
        <StateShape state={point.state} radius={point.state === 'down' && star ? place.radius * 1.15 : place.radius} />
      ) : null}
      {star ? (
        <text
          class="name"
          y={place.nameAbove ? -place.radius - fontSize * 0.36 : place.radius + fontSize * 1.08}
          font-size={fontSize}
        >
          {place.label}
        </text>
      ) : null}
    </g>
  );
});
