import { dashboard, ofDistrict, ofJob, whereChoices } from './dashboard.ts';
import { badFrom, type PanelSpec, type Step, type Unit, warnBadFrom } from './panel.ts';

const inDistrict = (name: string, more = '') => `${name}{${ofDistrict}${more}}`;

/** Share of the time that is asked for; a level of service is told by colours. */
const levels: readonly Step[] = [
  { color: 'red', value: null },
  { color: 'orange', value: 0.99 },
  { color: 'green', value: 0.999 },
];

function stat(title: string, english: string, expr: string, steps: readonly Step[], unit: Unit = 'short'): PanelSpec {
  return {
    ...{ kind: 'stat', title, english, unit, width: 4, height: 4, steps },
    queries: [{ expr, legend: title, instant: true }],
  };
}

/** Share of the known time of the chosen range in which something was served; exact accounts are in the report. */
function served(name: string, by: string): string {
  const over = (states: string) =>
    `sum by (${by}) (avg_over_time(${inDistrict(name, `, state=~"${states}"`)}[$__range]))`;
  return `${over('up|degraded')} / (${over('up|degraded|down')} > 0)`;
}

/** Business services as the hub tries them and as points live them, their phases, and availability over the chosen range. */
export const services = dashboard({
  uid: 'fangzhou-services',
  title: '方舟：业务系统',
  english:
    'Fangzhou, business services: states, how points live them, phases of each try, availability, business figures.',
  choices: whereChoices,
  panels: [
    stat('业务系统正常', 'Services that are up.', `sum(${inDistrict('fangzhou_service_state', ', state="up"')})`, [
      { color: 'green', value: null },
    ]),
    stat(
      '业务系统中断',
      'Services that are down.',
      `sum(${inDistrict('fangzhou_service_state', ', state="down"')})`,
      badFrom(1),
    ),
    stat(
      '业务系统缓慢或未知',
      'Services that are degraded, or of which nobody knows.',
      `sum(${inDistrict('fangzhou_service_state', ', state=~"degraded|unknown"')})`,
      warnBadFrom(1, 10),
    ),
    stat(
      '失去业务的站点业务数',
      'Views that are down: a service as one point lives it.',
      `sum(${inDistrict('fangzhou_point_services', ', state="down"')})`,
      badFrom(1),
    ),
    stat(
      '探测失败',
      'Probes whose newest try was wrong.',
      `count(${inDistrict('fangzhou_probe_success')} == 0) or vector(0) * count(up{${ofJob}})`,
      badFrom(1),
    ),
    stat(
      '维护中未告警',
      'Troubles that are not raised because of announced maintenance.',
      `sum(fangzhou_incidents_suppressed{${ofJob}})`,
      warnBadFrom(1, 20),
    ),
    {
      kind: 'state-timeline',
      title: '业务系统状态',
      english: 'Each service over time: 0 up, 1 degraded, 2 down, 3 unknown.',
      unit: 'short',
      queries: [
        {
          expr: (['up', 'degraded', 'down', 'unknown'] as const)
            .map((word, index) => `${index} * (fangzhou_service_state{${ofDistrict}, state="${word}"} == 1)`)
            .map((each) => `sum by (service) (${each})`)
            .join(' or '),
          legend: '{{service}}',
        },
      ],
      ...{ width: 24, height: 14 },
      words: {
        0: { text: '正常', color: 'green' },
        1: { text: '缓慢', color: 'orange' },
        2: { text: '中断', color: 'red' },
        3: { text: '未知', color: 'purple' },
      },
    },
    {
      ...{
        kind: 'bargauge',
        title: '各业务系统可用率',
        unit: 'percentunit',
        width: 12,
        height: 12,
        max: 1,
        steps: levels,
      },
      english: 'Known time of the chosen range in which each system was served; the report has exact accounts.',
      queries: [{ expr: served('fangzhou_service_state', 'system'), legend: '{{system}}', instant: true }],
    },
    {
      ...{
        kind: 'bargauge',
        title: '可用率最低的站点',
        unit: 'percentunit',
        width: 12,
        height: 12,
        max: 1,
        steps: levels,
      },
      english: 'The fifteen points that lived their services worst over the chosen range.',
      queries: [
        { expr: `bottomk(15, ${served('fangzhou_point_services', 'point')})`, legend: '{{point}}', instant: true },
      ],
    },
    {
      ...{ kind: 'timeseries', title: '最慢的业务系统', unit: 's', width: 12, height: 9 },
      english: 'Time of a whole try, the ten slowest.',
      queries: [
        {
          expr: `topk(10, ${inDistrict('fangzhou_probe_duration_seconds', ', phase="total"')})`,
          legend: '{{service}} {{vantage}}',
        },
      ],
    },
    {
      ...{ kind: 'timeseries', title: '各阶段耗时', unit: 's', width: 12, height: 9 },
      english: 'Mean of all services by phase: resolve, connect, TLS, login, first byte, answer.',
      queries: [
        {
          expr: `avg by (phase) (${inDistrict('fangzhou_probe_duration_seconds', ', phase!="total"')})`,
          legend: '{{phase}}',
        },
      ],
    },
    {
      ...{ kind: 'timeseries', title: '站点业务状态', unit: 'short', width: 12, height: 8 },
      english: 'Views by state: nine services at each of the points.',
      queries: [{ expr: `sum by (state) (${inDistrict('fangzhou_point_services')})`, legend: '{{state}}' }],
    },
    {
      ...{ kind: 'timeseries', title: '业务指标异常', unit: 'short', width: 12, height: 8 },
      english: 'Business figures by word: good, out of range, quiet, unknown.',
      queries: [{ expr: `sum by (word) (fangzhou_figure_word{${ofJob}})`, legend: '{{word}}' }],
    },
  ],
});
