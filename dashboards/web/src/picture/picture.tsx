import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { WireState } from '../../../../api/wire.ts';
import { live } from '../client/live.ts';
import { go, pathOf } from '../router.tsx';
import type { PointOnWall } from '../state/model.ts';
import { useStore } from '../state/store.ts';
import { useWords } from '../text/language.ts';
import { officeName } from '../text/places.ts';
import { wallMode } from '../theme.ts';
import { Core, District } from './district.tsx';
import { layOut } from './layout.ts';
import { LinkBadge } from './link-badge.tsx';
import { LinkLine } from './link-line.tsx';
import { pointsToMark } from './marks.ts';
import { type Direction, nearestTowards } from './neighbour.ts';
import { PointMark } from './point-mark.tsx';
import { type DistrictStates, type Spot, split } from './spot.ts';
import { Squares } from './squares.tsx';
import { Tooltip } from './tooltip.tsx';
import { useSize } from './use-size.ts';

const directions: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/** Leads to the page of an element; the same function always, so that drawn elements stay as they are. */
function open(spot: Spot): void {
  go(pathOf(...split(spot)));
}

/** The city as a picture. What stands where comes from `layOut`; only states, widths and marks change afterwards. */
export function Picture() {
  const t = useWords();
  const frame = useStore(live, (state) => state.frame);
  const points = useStore(live, (state) => state.points);
  const links = useStore(live, (state) => state.links);
  const large = useStore(wallMode, (value) => value);
  const { ref, width, height } = useSize();
  const [hovered, setHovered] = useState<Spot>();
  const [cursor, setCursor] = useState<Spot>();
  const [focused, setFocused] = useState(false);
  const picture = useRef<SVGSVGElement>(null);

  const layout = useMemo(() => {
    if (frame === null || width === 0) return undefined;
    return layOut({
      districts: frame.districts.map((item) => ({
        id: item.id,
        name: t.language === 'en' ? item.nameEn : item.nameZh,
      })),
      points: [...points.values()].map((item) => ({ ...item, name: officeName(item, t.language) })),
      links: [...links.values()],
      width,
      height,
      fontSize: large ? 30 : width > 1200 ? 19 : 16,
      brief: large,
    });
  }, [frame, width, height, t.language, large]);

  // In the turn of the key that moved the cursor: the next key must find the focus where the eye sees it.
  useLayoutEffect(() => {
    if (cursor === undefined || !focused) return;
    picture.current?.querySelector<SVGElement>(`[data-spot="${CSS.escape(cursor)}"]`)?.focus();
  }, [cursor, focused]);

  if (layout === undefined || frame === null) {
    return <div ref={ref} class="picture is-loading" role="status" aria-label={t('dashboards.loading')} />;
  }
  const states = districtStates(points);
  const first = [...layout.points.keys()][0];
  const home: Spot | undefined = cursor ?? (first === undefined ? undefined : `point:${first}`);
  const onKeyDown = (event: KeyboardEvent) => {
    const direction = directions[event.key];
    if (home === undefined) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      open(home);
    } else if (direction !== undefined) {
      event.preventDefault();
      setCursor(nearestTowards(layout, home, direction));
      setFocused(true);
    }
  };
  const shared = { setHovered, open };
  const core = t.language === 'en' ? frame.nameEn : frame.nameZh;
  const grids = layout.districts.some(({ form }) => form === 'grid');
  const shown = hovered ?? (focused ? cursor : undefined);
  return (
    <div ref={ref} class="picture">
      {/* biome-ignore lint/a11y/useSemanticElements: a drawing, not a form */}
      <svg
        ref={picture}
        class="city"
        width={layout.width}
        height={layout.height}
        viewBox={`0 0 ${layout.width} ${layout.height}`}
        role="group"
        aria-label={t('dashboards.picture.label')}
        onKeyDown={onKeyDown}
        onFocusCapture={(event) => {
          const spot = (event.target as SVGElement).dataset.spot;
          if (spot !== undefined) setCursor(spot as Spot);
          setFocused(true);
        }}
        onBlurCapture={() => setFocused(false)}
      >
        {layout.districts.map((district) => (
          <District key={district.id} district={district} state={states.get(district.id)} part="ground" />
        ))}
        <Core core={layout.core} districts={layout.districts} name={core} />
        <g class="links">
          {[...layout.links.values()].map((place) => {
            const link = links.get(place.id);
            return link === undefined || place.form === 'grid' ? null : (
              <LinkLine key={place.id} place={place} link={link} tabbable={home === `link:${place.id}`} {...shared} />
            );
          })}
        </g>
        {layout.districts.map((district) => (
          <District key={district.id} district={district} state={states.get(district.id)} part="hub" />
        ))}
        {grids ? <Squares layout={layout} points={points} links={links} {...shared} /> : null}
        <g class="points">
          {pointsToMark(layout.points.values(), points, home?.slice('point:'.length)).map((place) => {
            const point = points.get(place.id);
            const spot: Spot = `point:${place.id}`;
            return point === undefined ? null : (
              <PointMark
                key={place.id}
                place={place}
                point={point}
                tabbable={spot === home}
                fontSize={layout.fontSize}
                {...shared}
              />
            );
          })}
        </g>
        <g class="badges">
          {[...layout.links.values()].map((place) => {
            const link = links.get(place.id);
            const shown = place.form === 'star' && (link?.state === 'down' || link?.state === 'degraded');
            return shown ? (
              <LinkBadge key={place.id} place={place} state={link.state} fontSize={layout.fontSize} />
            ) : null;
          })}
        </g>
      </svg>
      {shown === undefined ? null : <Tooltip spot={shown} layout={layout} points={points} links={links} />}
    </div>
  );
}

function districtStates(points: ReadonlyMap<string, PointOnWall>): ReadonlyMap<string, DistrictStates> {
  const counts = new Map<string, Record<WireState, number>>();
  for (const { districtId, state } of points.values()) {
    const mine = counts.get(districtId) ?? { up: 0, degraded: 0, down: 0, unknown: 0 };
    mine[state]++;
    counts.set(districtId, mine);
  }
  return counts;
}
