import { type Choice, dashboard, ofDistrict, whereChoices } from './dashboard.ts';
import { type PanelSpec, type Unit, warnBadFrom } from './panel.ts';

const span = '$__rate_interval';
const ofPoint = `${ofDistrict}, point=~"$point"`;
const ofPort = `${ofDistrict}, device=~"$device", ifName=~"$port"`;

const choices: readonly Choice[] = [
  ...whereChoices,
  { name: 'point', title: '接入点', label: 'point', series: `fangzhou_link_state{${ofDistrict}}`, multi: true },
  { name: 'device', title: '设备', label: 'device', series: `ifOperStatus{${ofDistrict}}`, multi: true },
  {
    name: 'port',
    title: '端口',
    label: 'ifName',
    series: `ifOperStatus{${ofDistrict}, device=~"$device"}`,
    multi: true,
  },
];

/** The busiest ports in and out: in above the line, out below it. */
function inAndOut(
  title: string,
  english: string,
  unit: Unit,
  names: readonly [string, string],
  factor: string,
): PanelSpec {
  const queries = names.map((name, index) => ({
    expr: `topk(10, rate(${name}{${ofPort}}[${span}])${factor})`,
    legend: `{{device}} {{ifName}} ${index === 0 ? '入' : '出'}`,
  }));
  return { kind: 'timeseries', title, english, unit, queries, width: 12, height: 9, below: '/ 出$/' };
}

/** Every link and every port: state, use, errors. */
export const links = dashboard({
  uid: 'fangzhou-links',
  title: '方舟：链路与端口',
  english: 'Fangzhou, links and ports: state, utilisation, traffic, errors and discards.',
  choices,
  panels: [
    {
      kind: 'state-timeline',
      title: '链路状态',
      english: 'Each link over time: 0 up, 1 degraded, 2 down, 3 unknown.',
      unit: 'short',
      queries: [
        {
          expr: [
            `0 * (fangzhou_link_state{${ofPoint}, state="up"} == 1)`,
            `1 * (fangzhou_link_state{${ofPoint}, state="degraded"} == 1)`,
            `2 * (fangzhou_link_state{${ofPoint}, state="down"} == 1)`,
            `3 * (fangzhou_link_state{${ofPoint}, state="unknown"} == 1)`,
          ]
            .map((each) => `sum by (link) (${each})`)
            .join(' or '),
          legend: '{{link}}',
        },
      ],
      width: 24,
      height: 14,
      words: {
        0: { text: '正常', color: 'green' },
        1: { text: '降级', color: 'orange' },
        2: { text: '中断', color: 'red' },
        3: { text: '未知', color: 'purple' },
      },
    },
    {
      kind: 'bargauge',
      title: '最忙的链路',
      english: 'Busier direction by contracted bandwidth, now.',
      unit: 'percentunit',
      queries: [
        { expr: `topk(15, fangzhou_link_utilisation_ratio{${ofPoint}})`, legend: '{{link}} {{point}}', instant: true },
      ],
      width: 8,
      height: 12,
      max: 1,
      steps: warnBadFrom(0.7, 0.9),
    },
    {
      kind: 'timeseries',
      title: '链路利用率',
      english: 'Busier direction by contracted bandwidth, the ten busiest.',
      unit: 'percentunit',
      queries: [{ expr: `topk(10, fangzhou_link_utilisation_ratio{${ofPoint}})`, legend: '{{link}} {{point}}' }],
      width: 16,
      height: 12,
      max: 1,
    },
    inAndOut(
      '端口流量',
      'Traffic of the ten busiest ports, out below zero.',
      'bps',
      ['ifHCInOctets', 'ifHCOutOctets'],
      ' * 8',
    ),
    inAndOut(
      '端口单播包',
      'Unicast packets of the ten busiest ports.',
      'pps',
      ['ifHCInUcastPkts', 'ifHCOutUcastPkts'],
      '',
    ),
    inAndOut('端口错误', 'Errors of the ten worst ports, per second.', 'pps', ['ifInErrors', 'ifOutErrors'], ''),
    inAndOut('端口丢弃', 'Discards of the ten worst ports, per second.', 'pps', ['ifInDiscards', 'ifOutDiscards'], ''),
    {
      kind: 'timeseries',
      title: '端口利用率',
      english: 'Traffic in by the port’s own speed, the ten busiest.',
      unit: 'percentunit',
      queries: [
        {
          expr: `topk(10, rate(ifHCInOctets{${ofPort}}[${span}]) * 8 / (ifHighSpeed{${ofPort}} > 0) / 1e6)`,
          legend: '{{device}} {{ifName}}',
        },
      ],
      width: 12,
      height: 9,
      max: 1,
    },
    {
      kind: 'timeseries',
      title: '区县出口流量',
      english: 'Traffic into each district’s points, by its access equipment.',
      unit: 'bps',
      queries: [
        {
          expr: `sum by (district) (rate(ifHCInOctets{${ofPoint}, point!=""}[${span}])) * 8`,
          legend: '{{district}}',
        },
      ],
      width: 12,
      height: 9,
    },
    {
      kind: 'table',
      title: '端口清单',
      english:
        'Every chosen port with its state now: 1 up, 2 down, 3 testing, 4 unknown, 5 dormant, 6 not present, 7 lower layer down.',
      unit: 'short',
      queries: [{ expr: `ifOperStatus{${ofPort}}`, legend: '', instant: true }],
      width: 24,
      height: 10,
      words: {
        1: { text: 'up', color: 'green' },
        2: { text: 'down', color: 'red' },
        3: { text: 'testing', color: 'orange' },
        4: { text: 'unknown', color: 'purple' },
        5: { text: 'dormant', color: 'blue' },
        6: { text: 'notPresent', color: 'red' },
        7: { text: 'lowerLayerDown', color: 'red' },
      },
    },
  ],
});
