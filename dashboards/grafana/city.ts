import { dashboard, ofDistrict, ofJob, whereChoices } from './dashboard.ts';
import { badFrom, type PanelSpec, type Step, type Unit, warnBadFrom } from './panel.ts';

const span = '$__rate_interval';
const inDistrict = (name: string, more = '') => `${name}{${ofDistrict}${more}}`;
const count = (name: string, state: string) => `sum(${inDistrict(name, `, state="${state}"`)})`;

function stat(title: string, english: string, expr: string, steps: readonly Step[], unit: Unit = 'short'): PanelSpec {
  return {
    kind: 'stat',
    title,
    english,
    unit,
    queries: [{ expr, legend: title, instant: true }],
    width: 4,
    height: 4,
    steps,
  };
}

function course(title: string, english: string, unit: Unit, queries: PanelSpec['queries'], width = 12): PanelSpec {
  return { kind: 'timeseries', title, english, unit, queries, width, height: 8 };
}

/** The city at a glance: what is reachable, what is wrong, and whether Fangzhou itself is well. */
export const city = dashboard({
  uid: 'fangzhou-city',
  title: '方舟：全市',
  english: 'Fangzhou, the whole city: points and links by state, incidents, hosts, and how polling itself fares.',
  choices: whereChoices,
  panels: [
    stat('接入点正常', 'Points that are up.', count('fangzhou_point_state', 'up'), [{ color: 'green', value: null }]),
    stat(
      '接入点中断或降级',
      'Points that are down or degraded.',
      `sum(${inDistrict('fangzhou_point_state', ', state=~"down|degraded"')})`,
      badFrom(1),
    ),
    stat(
      '接入点未知',
      'Points of which nobody knows: nothing is green because nobody looked.',
      count('fangzhou_point_state', 'unknown'),
      warnBadFrom(1, 10),
    ),
    stat('链路中断', 'Links that are down.', count('fangzhou_link_state', 'down'), badFrom(1)),
    stat('未恢复事件', 'Incidents that are not cleared.', `sum(fangzhou_incidents_open{${ofJob}})`, warnBadFrom(1, 5)),
    stat(
      '设备应答率',
      'Share of polls of the last five minutes that were answered.',
      `sum(rate(fangzhou_polls_total{${ofJob}, outcome="answered"}[5m])) / sum(rate(fangzhou_polls_total{${ofJob}}[5m]))`,
      [
        { color: 'red', value: null },
        { color: 'orange', value: 0.95 },
        { color: 'green', value: 0.99 },
      ],
      'percentunit',
    ),
    course('接入点状态', 'Points by state.', 'short', [
      { expr: `sum by (state) (${inDistrict('fangzhou_point_state')})`, legend: '{{state}}' },
    ]),
    course('链路状态', 'Links by state.', 'short', [
      { expr: `sum by (state) (${inDistrict('fangzhou_link_state')})`, legend: '{{state}}' },
    ]),
    {
      kind: 'bargauge',
      title: '各区县接入点可达率',
      english: 'Share of each district’s points that are up.',
      unit: 'percentunit',
      queries: [
        {
          expr: `avg by (district) (${inDistrict('fangzhou_point_state', ', state="up"')})`,
          legend: '{{district}}',
          instant: true,
        },
      ],
      width: 8,
      height: 8,
      max: 1,
      steps: [
        { color: 'red', value: null },
        { color: 'orange', value: 0.9 },
        { color: 'green', value: 1 },
      ],
    },
    course(
      '事件（按条件）',
      'Incidents that are not cleared, by condition.',
      'short',
      [{ expr: `sum by (condition) (fangzhou_incidents_open{${ofJob}})`, legend: '{{condition}}' }],
      8,
    ),
    course(
      '重启',
      'Restarts of agents within the last hour.',
      'short',
      [{ expr: `increase(fangzhou_device_restarts_total{${ofJob}}[1h])`, legend: '重启' }],
      8,
    ),
    course('主机 CPU', 'Mean load of each host’s processors.', 'percentunit', [
      { expr: `topk(10, ${inDistrict('fangzhou_host_cpu_ratio')})`, legend: '{{device}}' },
    ]),
    course('主机内存', 'Memory in use of each host.', 'percentunit', [
      {
        expr: `topk(10, ${inDistrict('fangzhou_host_memory_used_bytes')} / ${inDistrict('fangzhou_host_memory_bytes')})`,
        legend: '{{device}}',
      },
    ]),
    course('主机存储', 'The fullest storages.', 'percentunit', [
      {
        expr: `topk(10, ${inDistrict('fangzhou_host_storage_used_bytes')} / (${inDistrict('fangzhou_host_storage_bytes')} > 0))`,
        legend: '{{device}} {{hrStorageDescr}}',
      },
    ]),
    course('主机负载', 'Load average over one minute.', 'short', [
      { expr: `topk(10, ${inDistrict('laLoadFloat1')})`, legend: '{{device}}' },
    ]),
    course(
      '轮询耗时',
      'Half, nineteen of twenty, and ninety-nine of a hundred polls take no longer than this.',
      's',
      [0.5, 0.95, 0.99].map((share) => ({
        expr: `histogram_quantile(${share}, sum by (le) (rate(fangzhou_poll_duration_seconds_bucket{${ofJob}}[${span}])))`,
        legend: `p${share * 100}`,
      })),
      8,
    ),
    course(
      '轮询结果',
      'Polls per second by outcome.',
      'ops',
      [{ expr: `sum by (outcome) (rate(fangzhou_polls_total{${ofJob}}[${span}]))`, legend: '{{outcome}}' }],
      8,
    ),
    course(
      '轮询故障与缺口',
      'Faults met while polling, and rates that could not be told, per second and by reason.',
      'ops',
      [
        {
          expr: `sum by (reason) (rate(fangzhou_poll_faults_total{${ofJob}}[${span}])) or vector(0)`,
          legend: '故障 {{reason}}',
        },
        {
          expr: `sum by (reason) (rate(fangzhou_rate_gaps_total{${ofJob}}[${span}])) or vector(0)`,
          legend: '缺口 {{reason}}',
        },
      ],
      8,
    ),
    course(
      '存储',
      'Size of the data file and of its write-ahead log.',
      'bytes',
      [
        { expr: `fangzhou_store_file_bytes{${ofJob}}`, legend: '数据文件' },
        { expr: `fangzhou_store_wal_bytes{${ofJob}}`, legend: 'WAL' },
      ],
      8,
    ),
    course(
      '写入',
      'Rows written and dropped per second.',
      'ops',
      [
        { expr: `rate(fangzhou_store_rows_written_total{${ofJob}}[${span}])`, legend: '写入' },
        { expr: `rate(fangzhou_store_rows_dropped_total{${ofJob}}[${span}])`, legend: '丢弃' },
      ],
      8,
    ),
    course(
      '方舟自身',
      'CPU seconds per second and resident memory of Fangzhou itself.',
      'short',
      [
        { expr: `rate(process_cpu_seconds_total{${ofJob}}[${span}])`, legend: 'CPU' },
        { expr: `process_resident_memory_bytes{${ofJob}} / 1e9`, legend: '内存 GB' },
      ],
      8,
    ),
  ],
});
