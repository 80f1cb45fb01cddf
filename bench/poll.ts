/**
 * CPU of polling alone, per value received, on the same simulated agents in the same run: our poller, Debian's snmp_exporter, a C
 * program on Net-SNMP's own library (`libsnmp/`), and Net-SNMP's snmpbulkwalk (a sample). Prints one JSON line.
 * `npm run --silent bench:poll -- [--devices N] [--sweeps N] [--window N] [--dead-every N] [--v3] [--schedule SECONDS]`
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sweepBulkwalk } from './poll/bulkwalk.ts';
import { sweepExporter } from './poll/exporter.ts';
import { farmAddress, farmCommunity, farmPort, startFarm } from './poll/farm.ts';
import { sweepLibsnmp } from './poll/libsnmp.ts';
import { sweepOurs } from './poll/ours.ts';
import { bestOf, round, type Sweep } from './poll/sweep.ts';
import { compareVersions } from './poll/versions.ts';

const { values: flags } = parseArgs({
  options: {
    devices: { type: 'string', default: '1000' },
    sweeps: { type: 'string', default: '5' },
    window: { type: 'string', default: '8' },
    'dead-every': { type: 'string', default: '0' },
    v3: { type: 'boolean', default: false },
    schedule: { type: 'string', default: '0' },
  },
});
const whole = (text: string, least: number, most: number): number =>
  Math.min(most, Math.max(least, Math.floor(Number(text)) || least));
const devices = whole(flags.devices, 1, 20_000);
const sweeps = whole(flags.sweeps, 2, 100);
const window = whole(flags.window, 1, 1_024);
const deadEvery = whole(flags['dead-every'], 0, 1_000);
const periodSeconds = whole(flags.schedule, 0, 600);

const folder = mkdtempSync(join(tmpdir(), 'fangzhou-bench-'));
const ends: (() => Promise<void>)[] = [async () => rmSync(folder, { recursive: true, force: true })];
try {
  const farm = await startFarm({ folder, devices, deadEvery });
  ends.unshift(() => farm.stop());
  const agents = Array.from({ length: devices }, (_, index) => ({
    deviceId: `farm-${index + 1}`,
    kind: 'switch' as const,
    target: { transport: 'udp4' as const, host: farmAddress(index), port: farmPort },
    credential: { version: 'v2c' as const, community: farmCommunity },
  }));
  // The first sweep reads names and types: what follows is what runs every minute.
  const ours = await sweepOurs({ agents, sweeps, window });
  const libsnmp = await sweepLibsnmp({ folder, devices, sweeps, window });
  const exporter = await sweepExporter({ folder, agents, window });
  const bulkwalk = await sweepBulkwalk({ devices: Math.min(devices, 100) });
  const perValue = (sweep: Sweep) => sweep.cpuSeconds / sweep.values;
  const line = {
    devices,
    values: bestOf(ours).values,
    ours: shown(bestOf(ours)),
    snmpExporter: shown(exporter),
    libsnmp: shown(bestOf(libsnmp)),
    snmpbulkwalk: { devices: Math.min(devices, 100), ...shown(bulkwalk) },
    ratioToExporter: round(perValue(bestOf(ours)) / perValue(exporter), 4),
    ratioToLibsnmp: round(perValue(bestOf(ours)) / perValue(bestOf(libsnmp)), 3),
    ratioToSnmpbulkwalk: round(perValue(bestOf(ours)) / perValue(bulkwalk), 4),
    ...(flags.v3 ? { v3ToV2c: await compareVersions({ folder, window }) } : {}),
    ...(periodSeconds > 0 ? { scheduled: await scheduled() } : {}),
  };
  console.log(JSON.stringify(line));

  /** All devices once a period by the real scheduler: the share of one core, and how late polls of living devices began. */
  async function scheduled() {
    const period = { periodMs: periodSeconds * 1_000, forMs: periodSeconds * 1_000 };
    const [steady] = await sweepOurs({ agents, sweeps: 0, window, schedule: period });
    if (steady === undefined) throw new Error('the scheduler said nothing');
    const { mean = 0, p99 = 0, worst = 0 } = steady.lagMs ?? {};
    return {
      periodSeconds,
      ...shown(steady),
      cores: round(steady.cpuSeconds / steady.wallSeconds, 4),
      lagMs: { mean: round(mean, 1), p99: round(p99, 1), worst: round(worst, 1) },
      lagOfPeriod: { mean: round(mean / (periodSeconds * 1_000), 5), p99: round(p99 / (periodSeconds * 1_000), 5) },
    };
  }
} finally {
  for (const end of ends) await end();
}

function shown({ cpuSeconds, wallSeconds, rssMB, values, answered, failed }: Sweep) {
  return {
    cpuSeconds: round(cpuSeconds, 3),
    wallSeconds: round(wallSeconds, 3),
    rssMB: Math.round(rssMB),
    values,
    answered,
    failed,
    microsecondsPerValue: round((cpuSeconds / values) * 1e6, 3),
  };
}
