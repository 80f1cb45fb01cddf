import { memo } from '../parts/memo.ts';
import { StateShape, stateTexts } from '../parts/state-mark.tsx';
import type { LinkOnWall } from '../state/model.ts';
import { useWords } from '../text/language.ts';
import type { PlacedLink } from './layout.ts';
import { along } from './neighbour.ts';
import type { Handles } from './spot.ts';

interface Properties extends Handles {
  readonly place: PlacedLink;
  readonly link: LinkOnWall;
  readonly tabbable: boolean;
  readonly fontSize: number;
}

/** Pixels of a line by the share of its bandwidth in use: thin when idle, never so thick that it hides its twin. */
export function lineWidth(utilisation: number | null): number {
  return Math.round((1.8 + 4.2 * Math.sqrt(Math.min(1, Math.max(0, utilisation ?? 0)))) * 5) / 5;
}

/** One fibre. Its state is colour and dash, and a mark with its name when it is not well. */
export const LinkLine = memo(function LinkLine({ place, link, tabbable, fontSize, setHovered, open }: Properties) {
  const t = useWords();
  const { from, to } = place;
  const middle = along(from, to, 0.6);
  const ends = { x1: from.x, y1: from.y, x2: to.x, y2: to.y };
  const badge = link.id.length * 8.4 + 28;
  return (
    // biome-ignore lint/a11y/useSemanticElements: an SVG group that leads to a page
    <g
      class={`link s-${link.state} ${link.role}`}
      data-spot={`link:${link.id}`}
      role="link"
      tabindex={tabbable ? 0 : -1}
      aria-label={t('dashboards.picture.link', { id: link.id, state: t(stateTexts[link.state]) })}
      onMouseEnter={() => setHovered(`link:${link.id}`)}
      onMouseLeave={() => setHovered(undefined)}
      onClick={() => open(`link:${link.id}`)}
    >
      <line class="hit" {...ends} />
      <line class="line" {...ends} stroke-width={link.state === 'down' ? 5 : lineWidth(link.utilisation)} />
      {link.state === 'down' || link.state === 'degraded' ? (
        <g class="badge" transform={`translate(${middle.x} ${middle.y}) scale(${Math.max(0.7, fontSize / 18)})`}>
          <rect x={-badge / 2} y="-12" width={badge} height="24" rx="12" />
          <g transform={`translate(${-badge / 2 + 13} 0)`}>
            <StateShape state={link.state} radius={5.5} />
          </g>
          <text x="9" y="5">
            {link.id}
          </text>
        </g>
      ) : null}
    </g>
  );
});
