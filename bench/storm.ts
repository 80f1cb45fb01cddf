/**
 * A storm of traps (10,000 a second, one declared device) on a Fangzhou that polls the reference city: what it does to the polls, and
 * whether a fibre that is cut in its midst is seen. The same time is measured before, without it. Prints one JSON line.
 * `npm run --silent bench:storm -- [--rate N] [--seconds N] [--interval SECONDS]`.
 */
import { fork } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { parseDocument } from 'yaml';
import { createLocalEngine, createNotificationEncoder } from '../collector/index.ts';
import { systemClock } from '../core/index.ts';
import { loadInventory } from '../inventory/index.ts';
import { startLab, withLabKeys } from '../lab/index.ts';
import { freePort } from '../test/free-port.ts';
import { startOurs, writeInventory, writeTargets } from './ours.ts';

const { values: flags } = parseArgs({
  options: {
    rate: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '60' },
    interval: { type: 'string', default: '10' },
    /** This process is the storm itself: sends to this port. */
    send: { type: 'string' },
  },
});
const perSecond = Math.max(1, Number(flags.rate));
const seconds = Math.max(3, Number(flags.seconds));
const intervalSeconds = Math.max(7, Number(flags.interval));
/** The device that rages: alone at its address. Its agent does not answer, so it is a silent device too. */
const raging = { deviceId: 'city-ups', host: '127.0.0.9' };
const cut = 'F23';
const password = 'for-benches-only-77c1';

if (flags.send === undefined) await measure();
else await rage(Number(flags.send));

async function rage(port: number): Promise<void> {
  const community = process.env.FANGZHOU_BENCH_COMMUNITY ?? '';
  const encoder = createNotificationEncoder({ version: 'v2c', community });
  const { id, time } = createLocalEngine({ clock: systemClock });
  const socket = createSocket('udp4').bind(0, raging.host);
  await once(socket, 'listening');
  const began = performance.now();
  const total = perSecond * seconds;
  for (let sent = 0; sent < total; ) {
    const due = Math.min(total, Math.floor(((performance.now() - began) / 1000) * perSecond));
    for (; sent < due; sent++) {
      const oid = '1.3.6.1.6.3.1.1.5.3';
      const varbinds = [{ oid: `1.3.6.1.2.1.2.2.1.1.${sent % 1_000}`, type: 'integer', value: sent % 1_000 }] as const;
      socket.send(
        encoder.encode({ kind: 'trap', oid, upTimeTicks: sent, varbinds }, { id, time: time() }, sent),
        port,
        '127.0.0.1',
      );
    }
    await sleep(2);
  }
  await sleep(500);
  socket.close();
  process.disconnect?.();
}

async function measure(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'fangzhou-storm-'));
  const ends: (() => Promise<void>)[] = [async () => rmSync(folder, { recursive: true, force: true })];
  const env = {
    ...withLabKeys(process.env),
    FANGZHOU_BENCH_COMMUNITY: 'bench-city',
    FANGZHOU_ADMIN_PASSWORD: password,
  };
  try {
    const inventoryFolder = writeInventory({ folder, credential: 'v3', intervalSeconds });
    const trapPort = await freeUdpPort();
    const settingsFile = join(inventoryFolder, 'fangzhou.yaml');
    const settings = parseDocument(readFileSync(settingsFile, 'utf8'));
    settings.setIn(['receivers', 'traps'], { listen: [`udp:127.0.0.1:${trapPort}`], credentials: ['v2c'] });
    writeFileSync(settingsFile, settings.toString());
    const loaded = await loadInventory({ source: inventoryFolder, env });
    if (!loaded.ok) throw new Error(`the inventory has mistakes: ${JSON.stringify(loaded.mistakes[0])}`);
    const { city, settings: read } = loaded.value;
    const device =
      [...city.devices.keys()].find((id) => id === raging.deviceId) ?? [...city.devices.keys()].at(-1) ?? '';
    const lab = await startLab({ city, credentials: read.credentials, timeZone: read.timeZone });
    ends.unshift(() => lab.stop());
    lab.notifyTo({ traps: { host: '127.0.0.1', port: trapPort }, syslog: undefined });
    writeTargets(inventoryFolder, new Map([...lab.targets, [device, { host: raging.host, port: 9 }]]));
    const port = await freePort();
    const ours = await startOurs({ folder, port, env, profileFolder: undefined });
    ends.unshift(() => ours.process.stop());
    const scrape = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    await sleep(2 * intervalSeconds * 1000);

    const isRaised = await incidentCheck(`http://127.0.0.1:${port}`);
    const part = async (during: () => Promise<void>) => {
      const before = figures(await scrape());
      const cpu = ours.process.cpuSeconds();
      await during();
      const cpuSeconds = Number((ours.process.cpuSeconds() - cpu).toFixed(2));
      const after = figures(await scrape());
      const polls = after.polls - before.polls;
      return {
        polls,
        // The raging device is silent, and those behind the cut are: the middle tells of the others.
        medianPollMsAtMost: medianMs(before.buckets, after.buckets),
        cpuSeconds,
        rssMB: Math.round(ours.process.rssMB()),
      };
    };
    const quiet = await part(() => sleep(seconds * 1000));
    let seenAfterMs: number | undefined;
    const storm = await part(async () => {
      const child = fork(import.meta.filename, [...process.argv.slice(2), '--send', String(trapPort)], { env });
      ends.unshift(async () => void child.kill());
      const gone = once(child, 'exit');
      await sleep((seconds * 1000) / 2);
      const cutAt = performance.now();
      await lab.apply(`cut ${cut}`);
      while (seenAfterMs === undefined && performance.now() - cutAt < 10_000) {
        if (await isRaised()) {
          seenAfterMs = Math.round(performance.now() - cutAt);
        } else await sleep(50);
      }
      await gone;
    });
    const text = await scrape();
    const outcomes: Record<string, number> = {};
    for (const [, word = '', count] of text.matchAll(/^fangzhou_traps_total\{[^}]*outcome="([^"]*)"\} (\d+)$/gm)) {
      outcomes[word] = (outcomes[word] ?? 0) + Number(count);
    }
    const dropped = sum(text, 'fangzhou_receiver_dropped_total', /^/);
    const sent = perSecond * seconds;
    console.log(
      JSON.stringify({
        perSecond,
        seconds,
        sent,
        outcomes,
        dropped,
        incidentAfterMs: seenAfterMs ?? null,
        quiet,
        storm,
      }),
    );
  } finally {
    for (const end of ends) await end();
  }
}

/** Logs in, and gives a cheap way to ask whether the cut has its incident. */
async function incidentCheck(base: string): Promise<() => Promise<boolean>> {
  const login = await fetch(`${base}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: 'admin', password }),
  });
  const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? '';
  return async () => {
    const answer = await fetch(`${base}/api/v1/incidents?limit=50`, { headers: { cookie } });
    const { items } = (await answer.json()) as {
      readonly items: readonly { readonly root: { readonly id: string } }[];
    };
    return items.some(({ root }) => root.id === cut);
  };
}

function figures(text: string) {
  const buckets = [...text.matchAll(/^fangzhou_poll_duration_seconds_bucket\{le="([^"]*)"[^}]*\} (\d+)$/gm)];
  return {
    polls: sum(text, 'fangzhou_poll_duration_seconds_count', /^/),
    buckets: new Map(
      buckets.map(([, bound, count]) => [Number(bound === '+Inf' ? Number.POSITIVE_INFINITY : bound), Number(count)]),
    ),
  };
}

/** The upper bound of the histogram's bucket that holds the median of what came between two scrapes. */
function medianMs(before: ReadonlyMap<number, number>, after: ReadonlyMap<number, number>): number {
  const came = Array.from(after, ([bound, count]) => ({ bound, count: count - (before.get(bound) ?? 0) }));
  const half = (came.at(-1)?.count ?? 0) / 2;
  return (came.find(({ count }) => count >= half)?.bound ?? Number.NaN) * 1000;
}

function sum(text: string, name: string, labels: RegExp): number {
  let total = 0;
  for (const [, labelText = '', value] of text.matchAll(new RegExp(`^${name}({[^}]*})? (\\S+)$`, 'gm'))) {
    if (labels.test(labelText)) total += Number(value);
  }
  return total;
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}
