import { useMemo } from 'preact/hooks';
import type { WireTopology } from '../../../../api/wire-findings.ts';
import { live } from '../client/live.ts';
import { Core, District } from '../picture/district.tsx';
import { layOut } from '../picture/layout.ts';
import { useSize } from '../picture/use-size.ts';
import { go } from '../router.tsx';
import { useStore } from '../state/store.ts';
import { useWords } from '../text/language.ts';
import { officeName } from '../text/places.ts';
import { placeTopology } from './place.ts';
import { markTexts, portText } from './words.ts';

/** The city's cables on the layout of the wall: what is declared and seen, what is only one of the two. */
export function TopologyDrawing({ topology }: { readonly topology: WireTopology }) {
  const t = useWords();
  const frame = useStore(live, (state) => state.frame);
  const points = useStore(live, (state) => state.points);
  const links = useStore(live, (state) => state.links);
  const { ref, width, height } = useSize();
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
      fontSize: width > 1200 ? 17 : 14,
    });
    // Names and membership come with the frame; states move nothing.
  }, [frame, width, height, t.language, points.size, links.size]);
  const picture = useMemo(
    () => (layout === undefined ? undefined : placeTopology(topology, layout)),
    [topology, layout],
  );
  if (layout === undefined || picture === undefined || frame === null) {
    return <div ref={ref} class="picture topology is-loading" role="status" aria-label={t('dashboards.loading')} />;
  }
  const open = (findingId: string | null) => {
    if (findingId !== null) go('/findings');
  };
  return (
    <div ref={ref} class="picture topology">
      <svg
        class="city"
        width={layout.width}
        height={layout.height}
        viewBox={`0 0 ${layout.width} ${layout.height}`}
        role="img"
        aria-label={t('dashboards.topology.label')}
      >
        {layout.districts.map((district) => (
          <District key={district.id} district={district} state={undefined} part="ground" />
        ))}
        <g class="cables">
          {picture.cables.map(({ cable, from, to, via }) => (
            // biome-ignore lint/a11y/noStaticElementInteractions: a short cut for the mouse; the table below has the same as links
            <path
              key={cable.id}
              class={`cable ${cable.mark}`}
              data-cable={cable.id}
              d={`M${from.x} ${from.y}Q${via.x} ${via.y} ${to.x} ${to.y}`}
              onClick={() => open(cable.findingId)}
            >
              <title>
                {portText(cable.a)} – {portText(cable.b)} · {t(markTexts[cable.mark])}
              </title>
            </path>
          ))}
        </g>
        <Core core={layout.core} districts={[]} name={t.language === 'en' ? frame.nameEn : frame.nameZh} />
        {layout.districts.map(({ id, hub, hubSize, name, form }) =>
          form === 'grid' ? null : (
            <g key={id} class="hub s-unknown" transform={`translate(${hub.x} ${hub.y})`}>
              <rect
                x={-hubSize.width / 2}
                y={-hubSize.height / 2}
                width={hubSize.width}
                height={hubSize.height}
                rx={hubSize.height * 0.27}
              />
              <text class="name" y={hubSize.nameSize * 0.35} font-size={hubSize.nameSize}>
                {name}
              </text>
            </g>
          ),
        )}
        <g class="points">
          {[...layout.points.values()].map(({ id, x, y, radius, label, nameAbove, form }) => (
            <g key={id} class="point" transform={`translate(${x} ${y})`}>
              <circle class={`site ${picture.points.get(id) ?? 'declared'}`} r={radius} />
              {form === 'grid' ? null : (
                <text
                  class="name"
                  y={nameAbove ? -radius - layout.fontSize * 0.36 : radius + layout.fontSize * 1.08}
                  font-size={layout.fontSize}
                >
                  {label}
                </text>
              )}
            </g>
          ))}
        </g>
        {picture.strangers.map(({ at, name, findingId }) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: a short cut for the mouse; the table below has the same as links
          <g key={findingId} class="stranger" transform={`translate(${at.x} ${at.y})`} onClick={() => open(findingId)}>
            <path d="M0 -8L8 0L0 8L-8 0Z" />
            <title>{name}</title>
          </g>
        ))}
      </svg>
    </div>
  );
}
