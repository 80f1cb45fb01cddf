/**
 * From fault to page: a city with 10,000 open series on a real disk, `--incidents N` (1,000) links that fail at once, and how long it takes
 * from the deciding observation until a receiver in a process of its own has heard of each, by a message of its own or within a
 * summary; beside Debian's Alertmanager, which gets as many alerts at once and tells the same receiver. Prints one JSON line.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createAlertEngine, createPager } from '../alerts/index.ts';
import { mail, paging } from '../alerts/paging/stage.fake.ts';
import { wideCity } from '../alerts/wide-city.fake.ts';
import { createStateEngine } from '../audit/index.ts';
import { createNature } from '../audit/nature.fake.ts';
import { message, silentLog, systemClock } from '../core/index.ts';
import { calendarDefaults } from '../inventory/index.ts';
import { openStore } from '../store/index.ts';
import { freePort } from '../test/free-port.ts';
import { cpuSecondsOf, residentMBOf, startMeasured } from './process.ts';

const { values } = parseArgs({ options: { incidents: { type: 'string', default: '1000' } } });
const incidents = Math.max(10, Number(values.incidents));
const openSeries = 10_000;
const periodMs = 60_000;

const folder = mkdtempSync(join(tmpdir(), 'fangzhou-bench-page-'));
const child = spawn(process.execPath, [join(import.meta.dirname, 'page-receiver.child.ts')], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const [port] = await new Promise<readonly string[]>((resolve) =>
  createInterface(child.stdout).once('line', (line) => resolve([line])),
);
const receiver = `http://127.0.0.1:${port}`;
const told = async (): Promise<Record<string, number>> => (await fetch(`${receiver}/told`)).json() as never;
/** Of each name after a time, sorted; waits until all were told, a minute at most. */
async function waits(names: readonly string[], sinceMs: number): Promise<readonly number[]> {
  for (let n = 0; n < 300; n += 1) {
    const known = await told();
    if (names.every((name) => known[name] !== undefined) || n === 299)
      return names.map((name) => (known[name] ?? Number.NaN) - sinceMs).sort((a, b) => a - b);
    await sleep(200);
  }
  return [];
}
const quantile = (sorted: readonly number[], share: number): number =>
  Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN) / 1_000;

try {
  const ours = await measureOurs();
  const peer = await measureAlertmanager();
  const ratio = (a: number, b: number): number => Math.round((100 * a) / b) / 100;
  console.log(
    JSON.stringify({
      ...{ incidents, openSeries, ...ours, alertmanager: peer },
      ...{ p99Ratio: ratio(ours.p99Seconds, peer.p99Seconds), cpuRatio: ratio(ours.cpuSeconds, peer.cpuSeconds) },
    }),
  );
} finally {
  child.kill();
  rmSync(folder, { recursive: true, force: true });
}

async function measureOurs() {
  const city = wideCity(incidents);
  const dayMs = 86_400_000;
  const clock = systemClock;
  const store = await openStore({
    ...{ folder: join(folder, 'store'), kinds: [{ name: 'interface', columns: ['in', 'out'] }], clock, log: silentLog },
    ...{ writeIntervalMs: 1_000 },
    retention: { rawMs: dayMs, fiveMinuteMs: 2 * dayMs, hourMs: 3 * dayMs, eventMs: 3 * dayMs },
  });
  const samples = (at: number) =>
    store.append(
      Array.from({ length: openSeries }, (_, n) => ({ kind: 'interface', entityId: `port ${n}`, at, values: [n, n] })),
    );
  const settings = {
    ...{ periodSeconds: periodMs / 1_000, staleAfterPeriods: 3, raiseAfterPolls: 3, clearAfterPolls: 2 },
    ...{ utilisationRaise: 0.9, utilisationClear: 0.7, errorsPerSecondRaise: 10, errorsPerSecondClear: 1 },
  };
  const states = createStateEngine({ city, settings, clock });
  const declared = paging({ channels: [mail('mail', { perMinute: 6_000 })], stormPages: 10, stormSeconds: 600 });
  const tell = async (names: readonly string[]): Promise<void> => {
    await fetch(`${receiver}/tell`, { method: 'POST', body: names.join('\n') });
  };
  const pager = createPager({
    ...{
      store,
      clock,
      log: silentLog,
      incidents: () => alerts.list(),
      acknowledge: (action) => alerts.acknowledge(action),
    },
    scene: () => ({ paging: declared, city, timeZone: 'Asia/Shanghai', calendar: calendarDefaults }),
    openChannel: ({ id, kind }) => ({
      ...{ id, kind },
      async send({ page, incident }) {
        await tell(page.summary?.asks ?? [incident.id]);
        return { outcome: 'sent' };
      },
      check: async () => ({ state: 'good', reason: message('alerts.channel.smtp.good') }),
      close() {},
    }),
  });
  const alerts = createAlertEngine({ states, settings, clock, store, log: silentLog, notifier: pager });
  await alerts.start();
  await pager.start();
  const nature = createNature(city);
  const poll = (deviceId: string, at: number): void => {
    const observation = nature.poll(deviceId, at);
    alerts.observe({ observation, samples: [], changes: states.observe(observation, []) });
  };
  const now = clock.now();
  // Two periods in which all is well and two bad polls, told at once: only the deciding one is measured.
  for (const at of [now - 4 * periodMs, now - 3 * periodMs]) {
    for (const id of city.devices.keys()) poll(id, at);
    samples(at);
  }
  for (const id of city.links.keys()) nature.cut.add(id);
  for (const at of [now - 2 * periodMs, now - periodMs]) poll('agg', at);
  await store.flush();
  const cpu = process.cpuUsage();
  samples(clock.now());
  const began = Date.now();
  poll('agg', clock.now());
  const names = alerts.list().map(({ id }) => id);
  const sorted = await waits(names, began);
  const { user, system } = process.cpuUsage(cpu);
  const rssMB = Math.round(residentMBOf(process.pid));
  await pager.stop();
  await store.close();
  return {
    ...{ told: names.length, p50Seconds: quantile(sorted, 0.5), p99Seconds: quantile(sorted, 0.99) },
    ...{ cpuSeconds: Math.round((user + system) / 10_000) / 100, rssMB },
  };
}

async function measureAlertmanager() {
  const own = await freePort();
  const file = join(folder, 'am.yml');
  const route = "route: { receiver: hook, group_by: ['...'], group_wait: 0s, group_interval: 5m }";
  writeFileSync(file, `${route}\nreceivers: [{ name: hook, webhook_configs: [{ url: '${receiver}/am' }] }]\n`);
  const server = startMeasured('alertmanager', '/usr/bin/prometheus-alertmanager', [
    ...['--config.file', file, '--storage.path', join(folder, 'am')],
    ...[`--web.listen-address=127.0.0.1:${own}`, '--cluster.listen-address='],
  ]);
  try {
    const url = `http://127.0.0.1:${own}`;
    for (
      let n = 0;
      n < 300 &&
      !(await fetch(`${url}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      ));
      n += 1
    )
      await sleep(100);
    const names = Array.from({ length: incidents }, (_, n) => `am-${n}`);
    const alerts = names.map((link) => ({ labels: { alertname: 'LinkDown', link }, annotations: { summary: 'down' } }));
    const cpu = cpuSecondsOf(server.pid);
    const began = Date.now();
    await fetch(`${url}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(alerts),
    });
    const sorted = await waits(names, began);
    return {
      ...{ p50Seconds: quantile(sorted, 0.5), p99Seconds: quantile(sorted, 0.99) },
      ...{ cpuSeconds: Math.round((cpuSecondsOf(server.pid) - cpu) * 100) / 100, rssMB: Math.round(server.rssMB()) },
    };
  } finally {
    await server.stop();
  }
}
