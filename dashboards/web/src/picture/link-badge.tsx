import type { WireState } from '../../../../api/wire.ts';
import { memo } from '../parts/memo.ts';
import { StateShape } from '../parts/state-mark.tsx';
import { badgeSize } from './badge.ts';
import type { PlacedLink } from './placed.ts';

interface Properties {
  readonly place: PlacedLink;
  readonly state: WireState;
  readonly fontSize: number;
}

/** The name of a link that is not well, over everything else on the picture. */
export const LinkBadge = memo(function LinkBadge({ place, state, fontSize }: Properties) {
  const { width, height, scale } = badgeSize(place.id, fontSize);
  const [half, top] = [width / scale / 2, height / scale / 2];
  return (
    <g class={`badge s-${state}`} transform={`translate(${place.badge.x} ${place.badge.y}) scale(${scale})`}>
      <rect x={-half} y={-top} width={2 * half} height={2 * top} rx={top} />
      <g transform={`translate(${-half + 14} 0)`}>
        <StateShape state={state} radius={5.5} />
      </g>
      <text x="9" y="5">
        {place.id}
      </text>
    </g>
  );
});
