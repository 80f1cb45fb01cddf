import { useMemo, useRef, useState } from 'preact/hooks';
import type { WireImpactElement, WireImpactMap, WireSinglePoints } from '../../../../api/wire-impact.ts';
import { useSize } from '../picture/use-size.ts';
import { type TextKey, useWords } from '../text/language.ts';
import { type Direction, type ImpactLayout, layOutImpact, nextSpot, type Spot } from './layout.ts';
import { keyOf } from './picks.ts';
import type { ImpactLook, Word } from './standing.ts';
import { type ElementNames, serviceName, shortPointName } from './words.ts';

export const wordTexts: Readonly<Record<Exclude<Word, 'served'>, TextKey>> = {
  lost: 'dashboards.impact.word.lost',
  part: 'dashboards.impact.word.part',
  'no-login': 'dashboards.impact.word.no-login',
  risk: 'dashboards.impact.word.risk',
  unknown: 'dashboards.impact.word.unknown',
};
const columnTexts: Readonly<Record<keyof NonNullable<ImpactLayout['columns']>, TextKey>> = {
  services: 'dashboards.impact.column.services',
  pairs: 'dashboards.impact.column.pairs',
  gear: 'dashboards.impact.column.gear',
  points: 'dashboards.impact.column.points',
};
const directions: readonly string[] = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'];

interface Properties {
  readonly map: WireImpactMap;
  readonly look: ImpactLook;
  /** By key of the element. */
  readonly singles: ReadonlyMap<string, WireSinglePoints['items'][number]>;
  readonly names: ElementNames;
  readonly pick: (element: WireImpactElement) => void;
  /** Somebody looks at this; undefined: at nothing. */
  readonly point: (element: WireImpactElement | undefined) => void;
}

/** Everything between the services and the points. One Tab enters it, the arrow keys walk in it, Enter or a click lets something fail. */
export function ImpactDrawing({ map, look, singles, names, pick, point }: Properties) {
  const t = useWords();
  const { ref, width } = useSize();
  const root = useRef<SVGSVGElement>(null);
  const [at, setAt] = useState<string>();
  const layout = useMemo(
    () =>
      layOutImpact({
        map,
        width,
        names: {
          centre: (centre) => serviceName(centre, t),
          service: (service) => serviceName(service, t),
          point: ({ id }) => names.name({ kind: 'point', id }),
          role: (role) => t(role === 'app' ? 'dashboards.impact.app' : 'dashboards.impact.db'),
        },
      }),
    [map, width, names, t],
  );
  const { spots, bands, lines, columns } = layout;
  const first = spots.some((spot) => keyOf(spot) === at) ? at : spots[0] && keyOf(spots[0]);

  function onKeyDown(event: KeyboardEvent): void {
    const key = event.target instanceof SVGElement ? event.target.dataset.spot : undefined;
    const spot = spots.find((each) => keyOf(each) === key);
    if (spot === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      pick(spot);
      return;
    }
    if (!directions.includes(event.key)) return;
    event.preventDefault();
    const next = nextSpot(spots, spot, event.key as Direction);
    if (next !== undefined)
      root.current?.querySelector<SVGElement>(`[data-spot="${CSS.escape(keyOf(next))}"]`)?.focus();
  }

  return (
    <div ref={ref} class="impact-drawing">
      {width === 0 ? null : (
        // biome-ignore lint/a11y/useSemanticElements: there is no fieldset in SVG
        <svg
          ref={root}
          width={layout.width}
          height={layout.height}
          viewBox={`0 0 ${layout.width} ${layout.height}`}
          role="group"
          aria-label={t('dashboards.impact.label')}
          onKeyDown={onKeyDown}
        >
          {columns === undefined
            ? null
            : Object.entries(columns).map(([name, x]) => (
                <text key={name} class="impact-column" x={x} y={16}>
                  {t(columnTexts[name as keyof typeof columns])}
                </text>
              ))}
          {bands.map(({ id, name, y, height }) => (
            <g key={id} class="impact-band">
              <rect x={0.5} y={y + 0.5} width={layout.width - 1} height={height - 1} rx={10} />
              <text x={10} y={y + (columns === undefined ? 22 : height / 2 + 5)}>
                {name}
              </text>
            </g>
          ))}
          <path class="impact-lines" d={lines.join('')} />
          {spots.map((spot) => {
            const key = keyOf(spot);
            return (
              <SpotMark
                key={key}
                spot={spot}
                look={look}
                single={singles.get(key)}
                name={names.full(spot)}
                isFirst={key === first}
                pick={() => pick(spot)}
                point={(isAt) => {
                  if (isAt) setAt(key);
                  point(isAt ? spot : undefined);
                }}
              />
            );
          })}
        </svg>
      )}
    </div>
  );
}

interface MarkProperties {
  readonly spot: Spot;
  readonly look: ImpactLook;
  readonly single: WireSinglePoints['items'][number] | undefined;
  readonly name: string;
  readonly isFirst: boolean;
  readonly pick: () => void;
  readonly point: (isAt: boolean) => void;
}

function SpotMark({ spot, look, single, name, isFirst, pick, point }: MarkProperties) {
  const t = useWords();
  const { form, x, y, width, height, label } = spot;
  const standing = look.of(spot);
  const failed = look.failed(spot);
  const word = standing?.word ?? 'served';
  const said = [
    name,
    ...(failed === undefined ? [] : [t(failed === 'now' ? 'dashboards.impact.failed' : 'dashboards.impact.supposed')]),
    ...(word === 'served' ? [] : [t(wordTexts[word])]),
    ...(single === undefined ? [] : [t('dashboards.impact.single-of', { points: single.points })]),
  ].join(', ');
  const classes = [
    'spot',
    form,
    word,
    ...(failed === undefined ? [] : [`failed ${failed}`]),
    ...(single ? ['single'] : []),
  ];
  const share = standing === undefined || standing.all === 0 ? 0 : standing.lost / standing.all;
  const cross = Math.min(width, height, 26) * 0.32;
  return (
    // biome-ignore lint/a11y/useSemanticElements: there is no button in SVG
    <g
      class={classes.join(' ')}
      data-spot={keyOf(spot)}
      transform={`translate(${x} ${y})`}
      role="button"
      tabIndex={isFirst ? 0 : -1}
      aria-pressed={failed === 'supposed'}
      aria-label={said}
      onClick={pick}
      onFocus={() => point(true)}
      onMouseEnter={() => point(true)}
      onMouseLeave={() => point(false)}
      onBlur={() => point(false)}
    >
      <title>{said}</title>
      <Shape spot={spot} share={share} />
      {label === '' ? null : (
        <Label spot={spot} text={labelOf(label, form, width - (form === 'service' && share > 0 ? 38 : 0))} />
      )}
      {form === 'service' && standing !== undefined && standing.lost > 0 ? (
        <text class="share" x={width - 6} y={height / 2 + 4}>
          {standing.lost}/{standing.all}
        </text>
      ) : null}
      {form === 'point' && word === 'part' ? (
        <text class="share" x={width - 3} y={11}>
          {standing?.lost}/{standing?.all}
        </text>
      ) : null}
      {form === 'gear' && single !== undefined ? (
        <text class="weight" x={width / 2} y={height / 2 + 5}>
          {single.points}
        </text>
      ) : null}
      {failed === undefined ? null : (
        <path
          class="cross"
          transform={`translate(${width / 2} ${height / 2})`}
          d={`M${-cross} ${-cross}L${cross} ${cross}M${cross} ${-cross}L${-cross} ${cross}`}
        />
      )}
    </g>
  );
}

function Shape({ spot: { form, width, height }, share }: { readonly spot: Spot; readonly share: number }) {
  if (form === 'link')
    return (
      <>
        <rect class="touch" width={width} height={height} />
        <path class="body" d={`M${width / 2} 0V${height}`} />
      </>
    );
  if (form === 'gateway') return <circle class="body" cx={width / 2} cy={height / 2} r={width / 2} />;
  const radius = form === 'switch' || form === 'member' ? 4 : 7;
  return (
    <>
      <rect class="body" width={width} height={height} rx={radius} />
      {form === 'service' && share > 0 ? (
        <rect class="amount" width={width * share} height={height} rx={radius} />
      ) : null}
    </>
  );
}

function Label({ spot: { form, width, height }, text }: { readonly spot: Spot; readonly text: string }) {
  if (form === 'point')
    return (
      <text class="name" x={width / 2} y={height - 6}>
        {text}
      </text>
    );
  const isLeft = form === 'service' || form === 'pair';
  return (
    <text class={isLeft ? 'name left' : 'name'} x={isLeft ? 8 : width / 2} y={height / 2 + 4.5}>
      {text}
    </text>
  );
}

/** Chinese signs are as wide as two others; what does not fit ends with a point. */
function labelOf(label: string, form: Spot['form'], width: number): string {
  const short = form === 'point' ? shortPointName(label) : label;
  const room = form === 'pair' ? 46 : form === 'service' ? width - 14 : width;
  const sizes = { point: 12, service: 12.5, pair: 13 } as const;
  const size = form === 'point' || form === 'service' || form === 'pair' ? sizes[form] : 13;
  let used = 0;
  for (const [index, sign] of [...short].entries()) {
    used += sign.charCodeAt(0) > 0x2e80 ? size : size * 0.56;
    if (used > room) return `${[...short].slice(0, Math.max(1, index - 1)).join('')}…`;
  }
  return short;
}
