/**
 * Fangzhou and its lab in time-lapse: short periods, random faults all the time, for long. At the end everything is repaired and
 * must come back. Prints one JSON line: memory's slope after the warm-up with its error (flat: within two of them, so not to be told
 * from zero), what the memory is made of, devices that did not come back, errors in the log. Exit 1 when something is wrong.
 * `npm run --silent bench:soak -- [--minutes N] [--period SECONDS] [--seed N]`
 */

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { WireDevice, WireLink, WirePage } from '../api/index.ts';
import { seededRandom } from '../core/index.ts';
import { cpuSecondsOf, residentMBOf } from './process.ts';
import { slopeOf } from './slope.ts';

const { values: flags } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    period: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
  },
});
const minutes = Math.max(1, Number(flags.minutes));
const periodSeconds = Math.max(3, Number(flags.period));
/** Time for the code to be compiled and every buffer to reach its size. */
const warmUpShare = 0.25;
/** From the end of an hour until the store has closed it, which needs more memory than anything else it does (`store/limits.ts`). */
const hourClosedMs = 8 * 60_000;
/** The warm-up is never more than this, or nothing would be left to judge. */
const longestWarmUpShare = 0.6;
const sampleMs = 5_000;
const password = 'soak-only-5d1c';

const folder = mkdtempSync(join(tmpdir(), 'fangzhou-soak-'));
const child = spawn(
  process.execPath,
  [
    join(import.meta.dirname, '..', 'bin', 'fangzhou.mjs'),
    ...['lab', '--data', folder, '--port', '0', '--period', String(periodSeconds), '--json', '--log-level', 'warn'],
  ],
  { env: { ...process.env, FANGZHOU_ADMIN_PASSWORD: password }, stdio: ['ignore', 'pipe', 'pipe'] },
);
let out = '';
let log = '';
child.stdout.setEncoding('utf8').on('data', (text: string) => {
  out += text;
});
child.stderr.setEncoding('utf8').on('data', (text: string) => {
  // The last of it is enough to explain a failure.
  log = (log + text).slice(-1_000_000);
});

try {
  for (let waited = 0; !out.includes('\n') && child.exitCode === null && waited < 60_000; waited += 200)
    await sleep(200);
  if (!out.includes('"url"')) throw new Error(`Fangzhou did not start: ${out}${log.slice(-2_000)}`);
  const { url } = JSON.parse(out) as { url: string };
  const login = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: 'admin', password }),
  });
  const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? '';
  const headers = { cookie, 'content-type': 'application/json' };
  const get = async <T>(path: string): Promise<T> => (await fetch(`${url}/api/v1${path}`, { headers })).json() as T;
  const links = (await get<WirePage<WireLink>>('/links?limit=500')).items.map(({ id }) => id);
  const devices = (await get<WirePage<WireDevice>>('/devices?limit=500')).items.map(({ id }) => id);
  const random = seededRandom(Number(flags.seed));
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const fault = (): { kind: string; target: string } => {
    const kind = pick(['cut', 'reboot', 'errors', 'slow', 'silent']);
    return { kind, target: kind === 'cut' || kind === 'errors' ? pick(links) : pick(devices) };
  };
  /** In MB: V8's heap, what else is the process's own (SQLite, buffers, threads), and the mapped program. */
  const parts = async (): Promise<Readonly<Record<string, number>>> => {
    const text = await (await fetch(`${url}/metrics`)).text();
    const heapMB = Number(/^nodejs_heap_size_total_bytes (\S+)$/m.exec(text)?.[1]) / 1e6;
    const pid = child.pid ?? 0;
    const mb = { heap: heapMB, native: residentMBOf(pid, 'RssAnon') - heapMB, program: residentMBOf(pid, 'RssFile') };
    return Object.fromEntries(Object.entries(mb).map(([name, value]) => [name, Math.round(value)]));
  };
  let warm: Readonly<Record<string, number>> | undefined;
  const samples: { readonly hours: number; readonly mb: number }[] = [];
  const begun = performance.now();
  const endMs = minutes * 60_000;
  const firstCloseMs = 3_600_000 - (Date.now() % 3_600_000) + hourClosedMs;
  const warmUpMs =
    firstCloseMs <= endMs * longestWarmUpShare ? Math.max(endMs * warmUpShare, firstCloseMs) : endMs * warmUpShare;
  let faults = 0;
  while (performance.now() - begun < endMs) {
    if (child.exitCode !== null) throw new Error(`Fangzhou ended: ${log.slice(-2_000)}`);
    // Faults come and go: about one in three is repaired at once with all others.
    for (let some = 0; some < 3; some++) {
      const answer = await fetch(`${url}/api/v1/lab/faults`, {
        method: 'POST',
        headers,
        body: JSON.stringify(fault()),
      });
      if (answer.ok) faults++;
    }
    if (random() < 0.3) await fetch(`${url}/api/v1/lab/faults`, { method: 'DELETE', headers: { cookie } });
    if (warm === undefined && performance.now() - begun >= warmUpMs) warm = await parts();
    samples.push({ hours: (performance.now() - begun) / 3_600_000, mb: residentMBOf(child.pid ?? 0) });
    await sleep(sampleMs);
  }
  const atEnd = await parts();
  await fetch(`${url}/api/v1/lab/faults`, { method: 'DELETE', headers: { cookie } });
  let stuck: readonly string[] = devices;
  for (let waited = 0; stuck.length > 0 && waited < 60_000 + 30_000 * periodSeconds; waited += 1_000) {
    await sleep(1_000);
    stuck = (await get<WirePage<WireDevice>>('/devices?limit=500')).items
      .filter(({ state }) => state !== 'up')
      .map(({ id }) => id);
  }
  const steady = samples.filter(({ hours }) => hours * 3_600_000 >= warmUpMs);
  const slope = slopeOf(steady.map(({ hours, mb }) => [hours, mb] as const));
  const errors = log.split('\n').filter((line) => /"level":(50|60|"error"|"fatal")|[Uu]nhandled/.test(line));
  const line = {
    minutes,
    warmUpMinutes: Number((warmUpMs / 60_000).toFixed(1)),
    periodSeconds,
    faults,
    cpuSeconds: Number(cpuSecondsOf(child.pid ?? 0).toFixed(1)),
    rssMB: Math.round(samples.at(-1)?.mb ?? 0),
    rssMaxMB: Math.round(Math.max(...samples.map(({ mb }) => mb))),
    slopeMBPerHour: Number(slope.slope.toFixed(2)),
    slopeErrorMBPerHour: Number(slope.standardError.toFixed(2)),
    madeOfMB: { warm, atEnd },
    flat: Math.abs(slope.slope) <= 2 * slope.standardError,
    stuckDevices: stuck,
    logErrors: errors.length,
  };
  console.log(JSON.stringify(line));
  process.exitCode = stuck.length === 0 && errors.length === 0 ? 0 : 1;
  if (errors.length > 0) console.error(errors.slice(0, 10).join('\n'));
} finally {
  child.kill('SIGTERM');
  await new Promise((resolve) => {
    if (child.exitCode === null) child.once('exit', resolve);
    else resolve(undefined);
  });
  rmSync(folder, { recursive: true, force: true });
}
