import { memo } from '../parts/memo.ts';
import { stateTexts } from '../parts/state-mark.tsx';
import type { LinkOnWall } from '../state/model.ts';
import { useWords } from '../text/language.ts';
import type { PlacedLink } from './placed.ts';
import type { Handles } from './spot.ts';

interface Properties extends Handles {
  readonly place: PlacedLink;
  readonly link: LinkOnWall;
  readonly tabbable: boolean;
}

/** Pixels of a line by the share of its bandwidth in use: thin when idle, never so thick that it hides its twin. */
export function lineWidth(utilisation: number | null): number {
  return Math.round((1.8 + 4.2 * Math.sqrt(Math.min(1, Math.max(0, utilisation ?? 0)))) * 5) / 5;
}

/** One fibre. Its state is colour and dash, and a plate with its name (`LinkBadge`) when it is not well. */
export const LinkLine = memo(function LinkLine({ place, link, tabbable, setHovered, open }: Properties) {
  const t = useWords();
  const { from, to } = place;
  const ends = { x1: from.x, y1: from.y, x2: to.x, y2: to.y };
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
    </g>
  );
});
