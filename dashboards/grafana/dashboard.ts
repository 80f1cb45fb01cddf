import { type PanelSpec, placed } from './panel.ts';

/** A choice at the top of a dashboard. */
export interface Choice {
  readonly name: string;
  readonly title: string;
  /** Label to choose from and the series that carry it. */
  readonly label: string;
  readonly series: string;
  readonly multi: boolean;
}

export interface DashboardSpec {
  /** Stable: links and bookmarks rest on it. */
  readonly uid: string;
  readonly title: string;
  readonly english: string;
  readonly choices: readonly Choice[];
  readonly panels: readonly PanelSpec[];
}

const datasource = { type: 'prometheus', uid: `\${datasource}` } as const;

function choice({ name, title, label, series, multi }: Choice) {
  return {
    type: 'query',
    name,
    label: title,
    datasource,
    query: { query: `label_values(${series}, ${label})`, refId: name },
    definition: `label_values(${series}, ${label})`,
    refresh: 2,
    sort: 1,
    multi,
    includeAll: multi,
    allValue: multi ? '.*' : null,
    current: multi ? { text: 'All', value: '$__all' } : {},
  };
}

/** The dashboard as Grafana imports it. */
export function dashboard(spec: DashboardSpec) {
  return {
    uid: spec.uid,
    title: spec.title,
    description: spec.english,
    tags: ['fangzhou'],
    schemaVersion: 39,
    version: 1,
    editable: true,
    graphTooltip: 1,
    timezone: 'browser',
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    annotations: { list: [] },
    links: [
      { type: 'dashboards', tags: ['fangzhou'], title: '方舟', asDropdown: false, includeVars: true, keepTime: true },
    ],
    templating: {
      list: [
        { type: 'datasource', name: 'datasource', label: '数据源', query: 'prometheus', current: {} },
        ...spec.choices.map(choice),
      ],
    },
    panels: placed(spec.panels),
  };
}

/** Which Fangzhou, and which districts of it: the same on every dashboard. */
export const whereChoices: readonly Choice[] = [
  { name: 'job', title: '任务', label: 'job', series: 'fangzhou_build_info', multi: false },
  { name: 'district', title: '区县', label: 'district', series: 'fangzhou_device_state{job="$job"}', multi: true },
];

/** Selects the chosen Fangzhou; `district` too where a series has that label. */
export const ofJob = 'job="$job"';
export const ofDistrict = `${ofJob}, district=~"$district"`;
