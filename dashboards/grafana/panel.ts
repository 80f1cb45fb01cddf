/** The part of Grafana's classic dashboard model (schema 39) that our dashboards use, and short ways to write it. */

export type Unit = 'short' | 'bps' | 'pps' | 'percentunit' | 's' | 'bytes' | 'ops' | 'dateTimeFromNow';

/** One query of a panel. `{{label}}` in the legend is filled in by Grafana. */
export interface Query {
  readonly expr: string;
  readonly legend: string;
  /** One value per series, now, instead of a course. */
  readonly instant?: boolean;
}

export interface PanelSpec {
  readonly kind: 'stat' | 'timeseries' | 'bargauge' | 'table' | 'state-timeline';
  /** Chinese. */
  readonly title: string;
  readonly english: string;
  readonly unit: Unit;
  readonly queries: readonly Query[];
  /** Of 24 columns. */
  readonly width: number;
  /** In rows of 30 pixels. */
  readonly height: number;
  readonly max?: number;
  /** Colour steps from a value on; the first has none. */
  readonly steps?: readonly Step[];
  /** Series drawn below zero, by a pattern of their names. */
  readonly below?: string;
  /** Names for values, for states. */
  readonly words?: Readonly<Record<string, { readonly text: string; readonly color: string }>>;
}

export interface Step {
  readonly color: string;
  readonly value: number | null;
}

/** Good until a value is reached. */
export const badFrom = (value: number): readonly Step[] => [
  { color: 'green', value: null },
  { color: 'red', value },
];

/** Warns, then is bad. */
export const warnBadFrom = (warn: number, bad: number): readonly Step[] => [
  { color: 'green', value: null },
  { color: 'orange', value: warn },
  { color: 'red', value: bad },
];

const datasource = { type: 'prometheus', uid: `\${datasource}` } as const;

function target({ expr, legend, instant = false }: Query, index: number, table: boolean) {
  return {
    datasource,
    refId: String.fromCharCode(65 + index),
    expr,
    legendFormat: legend,
    instant,
    range: !instant,
    format: table ? 'table' : 'time_series',
  };
}

function options(kind: PanelSpec['kind']): object {
  const reduceOptions = { values: false, calcs: ['lastNotNull'], fields: '' };
  switch (kind) {
    case 'stat':
      return { reduceOptions, colorMode: 'background', graphMode: 'area', textMode: 'auto', justifyMode: 'auto' };
    case 'bargauge':
      return { reduceOptions, displayMode: 'gradient', orientation: 'horizontal', showUnfilled: true };
    case 'table':
      return { showHeader: true, cellHeight: 'sm' };
    case 'state-timeline':
      return { mergeValues: true, showValue: 'never', rowHeight: 0.9, legend: { showLegend: false } };
    case 'timeseries':
      return {
        legend: { displayMode: 'list', placement: 'bottom', showLegend: true },
        tooltip: { mode: 'multi', sort: 'desc' },
      };
  }
}

/** Where a panel stands, in columns and rows. */
interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** One panel in its place. */
function panel(spec: PanelSpec, id: number, gridPos: Place) {
  const words = Object.entries(spec.words ?? {}).map(([value, { text, color }], index) => [
    value,
    { text, color, index },
  ]);
  return {
    id,
    type: spec.kind,
    title: spec.title,
    description: spec.english,
    datasource,
    gridPos,
    targets: spec.queries.map((query, index) => target(query, index, spec.kind === 'table')),
    options: options(spec.kind),
    fieldConfig: {
      defaults: {
        unit: spec.unit,
        min: spec.below === undefined ? 0 : null,
        ...(spec.max === undefined ? {} : { max: spec.max }),
        thresholds: { mode: 'absolute', steps: spec.steps ?? [{ color: 'blue', value: null }] },
        color: { mode: spec.kind === 'timeseries' ? 'palette-classic' : 'thresholds' },
        mappings: words.length === 0 ? [] : [{ type: 'value', options: Object.fromEntries(words) }],
        custom:
          spec.kind === 'timeseries' ? { lineWidth: 1, fillOpacity: 10, showPoints: 'never', spanNulls: false } : {},
      },
      overrides:
        spec.below === undefined
          ? []
          : [
              {
                matcher: { id: 'byRegexp', options: spec.below },
                properties: [{ id: 'custom.transform', value: 'negative-Y' }],
              },
            ],
    },
    // A table of instant values shows its labels and the value, not the time of the query.
    transformations:
      spec.kind === 'table'
        ? [{ id: 'organize', options: { excludeByName: { Time: true, __name__: true, instance: true, job: true } } }]
        : [],
  };
}

/** Places panels from left to right, in rows as high as their highest. */
export function placed(specs: readonly PanelSpec[]) {
  let x = 0;
  let y = 0;
  let rowHeight = 0;
  return specs.map((spec, index) => {
    if (x + spec.width > 24) {
      x = 0;
      y += rowHeight;
      rowHeight = 0;
    }
    const gridPos = { x, y, w: spec.width, h: spec.height };
    x += spec.width;
    rowHeight = Math.max(rowHeight, spec.height);
    return panel(spec, index + 1, gridPos);
  });
}
