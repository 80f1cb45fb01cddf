import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentTarget, Device, SnmpCredential } from '../../inventory/index.ts';
import { freePort } from '../../test/free-port.ts';
import { type Measured, startMeasured, waitFor } from '../process.ts';
import { snmpYml } from './snmp-module.ts';

export interface PeerOptions {
  readonly folder: string;
  readonly devices: readonly Device[];
  readonly targets: ReadonlyMap<string, AgentTarget>;
  readonly credential: SnmpCredential;
  readonly intervalSeconds: number;
  readonly maxRepetitions: number;
}

/** Debian's snmp_exporter, scraped by Debian's Prometheus. */
export interface Peer {
  readonly processes: readonly Measured[];
  /** Varbinds that the exporter got within the last seconds, as the scrapes of that time tell; and how many scrapes they were. */
  received(seconds: number): Promise<{ readonly values: number; readonly scrapes: number; readonly failed: number }>;
  stop(): Promise<void>;
}

function job(name: string, module: string, devices: readonly Device[], options: PeerOptions, exporterPort: number) {
  return {
    job_name: name,
    metrics_path: '/snmp',
    params: { module: [module] },
    static_configs: devices.flatMap(({ id, districtId, pointId }) => {
      const target = options.targets.get(id);
      if (target === undefined) return [];
      const labels = { device: id, district: districtId, point: pointId ?? '' };
      return [{ targets: [`${target.host}:${target.port}`], labels }];
    }),
    relabel_configs: [
      { source_labels: ['__address__'], target_label: '__param_target' },
      { source_labels: ['__param_target'], target_label: 'instance' },
      { target_label: '__address__', replacement: `127.0.0.1:${exporterPort}` },
    ],
  };
}

/** Starts both and waits until Prometheus answers. */
export async function startPeer(options: PeerOptions): Promise<Peer> {
  const { folder, devices, intervalSeconds } = options;
  const [exporterPort, prometheusPort] = [await freePort(), await freePort()];
  const snmp = join(folder, 'snmp.yml');
  const config = join(folder, 'prometheus.yml');
  writeFileSync(snmp, snmpYml(options.credential, options.maxRepetitions), { mode: 0o600 });
  const hosts = devices.filter(({ kind }) => kind === 'host');
  const others = devices.filter(({ kind }) => kind !== 'host');
  const scrape = { scrape_interval: `${intervalSeconds}s`, scrape_timeout: `${intervalSeconds}s` };
  const jobs = [
    job('network', 'fangzhou', others, options, exporterPort),
    job('hosts', 'fangzhou_host', hosts, options, exporterPort),
  ];
  writeFileSync(config, JSON.stringify({ global: scrape, scrape_configs: jobs }));
  const exporter = startMeasured('prometheus-snmp-exporter', 'prometheus-snmp-exporter', [
    `--config.file=${snmp}`,
    `--web.listen-address=127.0.0.1:${exporterPort}`,
    '--log.level=error',
  ]);
  const prometheus = startMeasured('prometheus', 'prometheus', [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder, 'tsdb')}`,
    `--web.listen-address=127.0.0.1:${prometheusPort}`,
    '--log.level=error',
  ]);
  const stop = async () => {
    await Promise.all([prometheus.stop(), exporter.stop()]);
  };
  const api = `http://127.0.0.1:${prometheusPort}`;
  const ready = async (url: string) => ((await fetch(url)).ok ? true : undefined);
  try {
    await waitFor('snmp_exporter', exporter, () => ready(`http://127.0.0.1:${exporterPort}/`));
    await waitFor('Prometheus', prometheus, () => ready(`${api}/-/ready`));
  } catch (thrown) {
    await stop();
    throw thrown;
  }
  async function number(query: string): Promise<number> {
    const answer = await fetch(`${api}/api/v1/query?${new URLSearchParams({ query })}`);
    const body = (await answer.json()) as { data?: { result?: readonly { value: readonly [number, string] }[] } };
    return Number(body.data?.result?.[0]?.value[1] ?? 0);
  }
  return {
    processes: [exporter, prometheus],
    async received(seconds) {
      const window = `[${Math.round(seconds * 1000)}ms]`;
      return {
        values: await number(`sum(sum_over_time(snmp_scrape_pdus_returned${window}))`),
        scrapes: await number(`sum(count_over_time(up${window}))`),
        failed: await number(`sum(count_over_time(up${window})) - sum(sum_over_time(up${window}))`),
      };
    },
    stop,
  };
}
