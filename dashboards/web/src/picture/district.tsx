import { memo } from '../parts/memo.ts';
import { go } from '../router.tsx';
import { useWords } from '../text/language.ts';
import { textWidth } from './names.ts';
import type { PlacedDistrict } from './placed.ts';
import { centre, type Rectangle } from './rectangle.ts';
import type { DistrictStates } from './spot.ts';

const noPoints: DistrictStates = { up: 0, degraded: 0, down: 0, unknown: 0 };

/** The worst word of a district's points; unknown is worse than degraded, because nobody can say. */
function worst(states: DistrictStates): string {
  if (states.down > 0) return 'down';
  if (states.unknown > 0) return 'unknown';
  return states.degraded > 0 ? 'degraded' : 'up';
}

interface Properties {
  readonly district: PlacedDistrict;
  readonly state: DistrictStates | undefined;
  /** The ground lies under the links, the hub over them. */
  readonly part: 'ground' | 'hub';
}

export function District({ district, state = noPoints, part }: Properties) {
  const total = state.up + state.degraded + state.down + state.unknown;
  const shared = { district, word: worst(state), reached: state.up + state.degraded, total };
  return part === 'ground' ? <Ground district={district} word={shared.word} /> : <Hub {...shared} />;
}

const Ground = memo(function Ground({ district, word }: { readonly district: PlacedDistrict; readonly word: string }) {
  return <rect class={`ground s-${word}`} {...district.tile} rx="14" />;
});

interface HubProperties {
  readonly district: PlacedDistrict;
  readonly word: string;
  readonly reached: number;
  readonly total: number;
}

const Hub = memo(function Hub({ district, word, reached, total }: HubProperties) {
  const t = useWords();
  const { hub, tile, name, form } = district;
  const open = () => go(`/devices?district=${encodeURIComponent(district.id)}`);
  const label = t('dashboards.picture.district', { name, reached, total });
  if (form === 'grid') {
    return (
      // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: a picture with a short cut for the mouse; the devices page filters by district
      <g class={`hub grid s-${word}`} role="img" aria-label={label} onClick={open}>
        <text class="name" x={tile.x + 12} y={tile.y + 24}>
          {name}
        </text>
        <text class="count" x={tile.x + tile.width - 12} y={tile.y + 24}>
          {reached}/{total}
        </text>
      </g>
    );
  }
  const { width, height, nameSize } = district.hubSize;
  return (
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: a picture with a short cut for the mouse; the devices page filters by district
    <g class={`hub s-${word}`} role="img" aria-label={label} transform={`translate(${hub.x} ${hub.y})`} onClick={open}>
      <rect x={-width / 2} y={-height / 2} width={width} height={height} rx={height * 0.27} />
      <text class="name" y={-nameSize * 0.08} font-size={nameSize}>
        {name}
      </text>
      <text class="count" y={nameSize * 0.86} font-size={nameSize * 0.72}>
        {reached}/{total}
      </text>
    </g>
  );
});

interface CoreProperties {
  readonly core: Rectangle;
  readonly districts: readonly PlacedDistrict[];
  readonly name: string;
}

/** The city's own data centre in the middle, and the trunk to each district. */
export const Core = memo(function Core({ core, districts, name }: CoreProperties) {
  const t = useWords();
  const middle = centre(core);
  const flat = core.height < 110;
  const radius = Math.min(core.width / 2 - 8, core.height / 2 - 4, 92);
  const lines = flat ? [name] : twoLines(name);
  const widest = Math.max(3, ...lines.map((line) => textWidth(line, 1)));
  const size = Math.max(11, Math.min(28, (flat ? 200 : radius * 1.55) / widest));
  return (
    <g class="core">
      {districts
        .filter(({ form }) => form === 'star' && !flat)
        .map(({ id, hub }) => (
          <line key={id} class="trunk" x1={middle.x} y1={middle.y} x2={hub.x} y2={hub.y} />
        ))}
      {flat ? (
        <rect class="heart" x={middle.x - 110} y={middle.y - 26} width="220" height="52" rx="18" />
      ) : (
        <>
          <path class="heart" d={hexagon(middle.x, middle.y, radius)} />
          <path class="heart inner" d={hexagon(middle.x, middle.y, radius - 7)} />
        </>
      )}
      {lines.map((line, index) => (
        <text
          key={line}
          class="name"
          x={middle.x}
          y={middle.y + (flat ? 6 : 2) + (index - lines.length + 1) * size * 1.2}
          font-size={size}
        >
          {line}
        </text>
      ))}
      {flat ? null : (
        <text class="count" x={middle.x} y={middle.y + 26} font-size="16">
          {t('dashboards.picture.core')}
        </text>
      )}
    </g>
  );
});

/** A name of several words in two lines of about the same length. */
function twoLines(name: string): string[] {
  const words = name.split(' ');
  if (words.length < 2) return [name];
  const half = Math.ceil(words.length / 2);
  return [words.slice(0, half).join(' '), words.slice(half).join(' ')];
}

function hexagon(x: number, y: number, radius: number): string {
  const corners = Array.from({ length: 6 }, (_, index) => {
    const angle = (Math.PI / 3) * index;
    return `${(x + radius * Math.cos(angle)).toFixed(1)} ${(y + radius * Math.sin(angle)).toFixed(1)}`;
  });
  return `M${corners.join('L')}Z`;
}
