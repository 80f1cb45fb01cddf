/** Every default of `fangzhou.yaml` that is not a number of its own section; the reference file shows them all. */
export const defaults = {
  host: '127.0.0.1',
  port: 8080,
  dataFolder: 'data',
  timeZone: 'Asia/Shanghai',
  trustMetricsFrom: ['127.0.0.1', '::1'],
} as const;
