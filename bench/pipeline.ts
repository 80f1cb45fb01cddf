/**
 * CPU of the whole pipeline (poll, decode, rates, state, store on disk, pages) beside Debian's snmp_exporter scraped by
 * Debian's Prometheus: the same agents, columns, credential, interval and number of sweeps, at the same time, on this machine.
 * Prints one JSON line. `npm run --silent bench:pipeline -- [--version v3|v2c] [--sweeps N] [--interval SECONDS]
 * [--profile FOLDER]`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { loadInventory } from '../inventory/index.ts';
import { startLab, withLabKeys } from '../lab/index.ts';
import { freePort } from '../test/free-port.ts';
import { startOurs, writeInventory, writeTargets } from './ours.ts';
import { startPeer } from './peer/peer.ts';
import type { Measured } from './process.ts';

const { values: flags } = parseArgs({
  options: {
    version: { type: 'string', default: 'v3' },
    sweeps: { type: 'string', default: '6' },
    interval: { type: 'string', default: '10' },
    profile: { type: 'string' },
  },
});
const sweeps = Math.max(1, Number(flags.sweeps));
const intervalSeconds = Math.max(7, Number(flags.interval));
const credential = flags.version === 'v2c' ? 'v2c' : 'v3';
/** Both have found all devices and compiled their code by then. */
const warmUpSweeps = 3;

/** CPU seconds, and the most memory seen, of processes from now on. */
function measure(processes: readonly Measured[]) {
  const cpu = () => processes.reduce((sum, each) => sum + each.cpuSeconds(), 0);
  const rss = () => processes.reduce((sum, each) => sum + each.rssMB(), 0);
  const before = cpu();
  let rssMB = rss();
  const timer = setInterval(() => {
    rssMB = Math.max(rssMB, rss());
  }, 1_000);
  return {
    end() {
      clearInterval(timer);
      for (const each of processes) each.check();
      return { cpuSeconds: Number((cpu() - before).toFixed(2)), rssMB: Math.round(Math.max(rssMB, rss())) };
    },
  };
}

const folder = mkdtempSync(join(tmpdir(), 'fangzhou-bench-'));
const ends: (() => Promise<void>)[] = [async () => rmSync(folder, { recursive: true, force: true })];
const env: Record<string, string | undefined> = { ...withLabKeys(process.env), FANGZHOU_BENCH_COMMUNITY: 'bench-city' };
try {
  const inventoryFolder = writeInventory({ folder, credential, intervalSeconds });
  const loaded = await loadInventory({ source: inventoryFolder, env });
  if (!loaded.ok) throw new Error(`the inventory has mistakes: ${JSON.stringify(loaded.mistakes[0])}`);
  const { city, settings } = loaded.value;
  const lab = await startLab({ city, credentials: settings.credentials, timeZone: settings.timeZone });
  ends.unshift(() => lab.stop());
  writeTargets(inventoryFolder, lab.targets);
  const access = settings.credentials.get(credential);
  if (access === undefined) throw new Error(`no credential ${credential}`);

  const ours = await startOurs({ folder, port: await freePort(), env, profileFolder: flags.profile });
  ends.unshift(() => ours.process.stop());
  const peer = await startPeer({
    folder,
    devices: [...city.devices.values()].filter(({ id }) => lab.targets.has(id)),
    targets: lab.targets,
    credential: access,
    intervalSeconds,
    maxRepetitions: settings.polling.maxRepetitions,
  });
  ends.unshift(() => peer.stop());

  await sleep(warmUpSweeps * intervalSeconds * 1_000);
  const oursBefore = await ours.counts();
  const oursMeter = measure([ours.process]);
  const peerMeter = measure(peer.processes);
  await sleep(sweeps * intervalSeconds * 1_000);
  const oursUse = oursMeter.end();
  const peerUse = peerMeter.end();
  const received = await peer.received(sweeps * intervalSeconds);
  const oursAfter = await ours.counts();
  const oursCount = oursAfter.values - oursBefore.values;
  const perValue = oursUse.cpuSeconds / oursCount;
  const peerPerValue = peerUse.cpuSeconds / received.values;
  const line = {
    devices: lab.targets.size,
    sweeps,
    ours: { ...oursUse, values: oursCount },
    peer: { ...peerUse, values: received.values },
    cpuRatio: Number((perValue / peerPerValue).toFixed(3)),
    // Whether both did what was asked: polls answered and not, of `devices` times `sweeps`.
    polls: {
      ours: oursAfter.answered - oursBefore.answered,
      oursFailed: oursAfter.failed - oursBefore.failed,
      peer: received.scrapes - received.failed,
      peerFailed: received.failed,
    },
    cpuRatioPerSweep: Number((oursUse.cpuSeconds / peerUse.cpuSeconds).toFixed(3)),
    snmpVersion: credential,
    intervalSeconds,
  };
  console.log(JSON.stringify(line));
} finally {
  for (const end of ends) await end();
}
