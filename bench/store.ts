/**
 * The store against its plainest peer: one INSERT per sample row with node:sqlite (prepared, one transaction per sweep).
 * A sweep is one poll of the reference city: 2,400 interfaces with 8 columns, 164 devices with 7. Prints one JSON line.
 * `node bench/store.ts [hours]`: hours of polls at a 60 s period, 3 when not given.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { DatabaseSync } from 'node:sqlite';
import { type Clock, silentLog } from '../core/index.ts';
import { openStore, type SampleRow, type SeriesKind } from '../store/index.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const start = Date.UTC(2026, 0, 5);
const interfaces = 2_400;
/** Ports with traffic; the others are idle. */
const busyInterfaces = 900;
const devices = 164;
const hours = Number(process.argv[2] ?? 3);
const kinds: readonly SeriesKind[] = [
  {
    name: 'interface',
    columns: ['in', 'out', 'inPackets', 'outPackets', 'inErrors', 'outErrors', 'inDiscards', 'outDiscards'],
  },
  { name: 'device', columns: ['answered', 'pollSeconds', 'upTimeSeconds', 'cpu', 'memory', 'load', 'storage'] },
];

let seed = 1;
const random = () => {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
  return seed / 0x80000000;
};
const levels = Array.from({ length: interfaces }, () => 10 + 6 * random());

/** One poll of everything: rates of whole bytes over a period that is not quite 60 s. */
function sweep(at: number): SampleRow[] {
  const ports = Array.from({ length: interfaces }, (_, n): SampleRow => {
    const device = n % devices;
    const seconds = 60 + (random() - 0.5) / 50;
    const bytes = (scale: number) => Math.round(Math.exp((levels[n] ?? 10) + (random() - 0.5)) * scale);
    const [inBytes, outBytes] = [bytes(8), bytes(3)];
    const values =
      n < busyInterfaces
        ? [
            (inBytes * 8) / seconds,
            (outBytes * 8) / seconds,
            Math.round(inBytes / 700) / seconds,
            Math.round(outBytes / 400) / seconds,
            0,
            0,
            0,
            0,
          ]
        : [0, 0, 0, 0, 0, 0, 0, 0];
    return { kind: 'interface', entityId: `d${device}/p${n}`, at: at + device * 300, values };
  });
  const hosts = Array.from(
    { length: devices },
    (_, n): SampleRow => ({
      kind: 'device',
      entityId: `d${n}`,
      at: at + n * 300,
      values: [
        1,
        Math.round(random() * 100) / 1000,
        1e6 + (at - start) / 1000,
        Math.round(random() * 100) / 100,
        0.5 + random() / 100,
        random(),
        0.4,
      ],
    }),
  );
  return [...ports, ...hosts];
}

async function ours(folder: string) {
  let now = start;
  const clock: Clock = { now: () => now, monotonicMs: () => performance.now(), after: () => () => undefined };
  const retention = { rawMs: 2 * day, fiveMinuteMs: 90 * day, hourMs: 1095 * day, eventMs: 365 * day };
  const store = await openStore({ folder, kinds, clock, log: silentLog, writeIntervalMs: 5_000, retention });
  const writeDelay = monitorEventLoopDelay({ resolution: 1 });
  const rollDelay = monitorEventLoopDelay({ resolution: 1 });
  let [rows, writeMs, rollMs, slowestQueryMs] = [0, 0, 0, 0];
  const cpuBefore = process.cpuUsage();
  for (let n = 0; n < hours * 60; n++) {
    const batch = sweep(start + n * minute);
    now = start + (n + 1) * minute;
    let before = performance.now();
    writeDelay.enable();
    store.append(batch);
    await store.flush();
    writeDelay.disable();
    writeMs += performance.now() - before;
    rows += batch.length;
    if (n % 5 !== 4) continue;
    before = performance.now();
    rollDelay.enable();
    await store.maintain();
    rollDelay.disable();
    rollMs += performance.now() - before;
  }
  const cpu = process.cpuUsage(cpuBefore);
  for (let n = 0; n < 50; n++) {
    const before = performance.now();
    await store.query({
      kind: 'interface',
      entityId: `d${n}/p${n}`,
      columns: ['in', 'out'],
      from: start,
      to: now,
      stepMs: 0,
      aggregate: 'mean',
    });
    slowestQueryMs = Math.max(slowestQueryMs, performance.now() - before);
  }
  now += hour + 3 * minute;
  await store.maintain();
  await store.close();
  const file = new DatabaseSync(join(folder, 'fangzhou.db'), { readOnly: true });
  const bytesOf = (table: string) =>
    Number(file.prepare(`SELECT sum(pgsize) AS n FROM dbstat WHERE name = ?`).get(table)?.n ?? 0);
  const samples = hours * 60 * (interfaces * 8 + devices * 7);
  const rawBytes = bytesOf('raw_chunk');
  const fiveBytes = bytesOf('five_minute_open') + bytesOf('five_minute_chunk');
  const hourBytes = bytesOf('hour_open') + bytesOf('hour_chunk');
  file.close();
  return {
    rowsPerSecond: Math.round(rows / (writeMs / 1000)),
    cpuMicrosecondsPerRow: round((cpu.user + cpu.system) / rows),
    loopP99Ms: round(writeDelay.percentile(99) / 1e6),
    rollUpSecondsPerHour: round(rollMs / 1000 / hours),
    rollUpLoopP99Ms: round(rollDelay.percentile(99) / 1e6),
    rollUpLoopMaxMs: round(rollDelay.max / 1e6),
    slowestQueryMs: round(slowestQueryMs),
    rawBytesPerSample: round(rawBytes / samples),
    fiveMinuteBytesPerHour: Math.round(fiveBytes / hours),
    hourTierBytes: hourBytes,
    steadyMegabytes: {
      raw: Math.round(((rawBytes / hours) * 50) / 1e6),
      fiveMinutes: Math.round(((fiveBytes / hours) * 24 * 91) / 1e6),
      ...(hours >= 24 ? { hoursNotYetClosed: Math.round(((hourBytes / Math.floor(hours / 24)) * 1110) / 1e6) } : {}),
    },
    rssMegabytes: Math.round(process.memoryUsage().rss / 1e6),
  };
}

function peer(folder: string) {
  const file = join(folder, 'peer.db');
  const database = new DatabaseSync(file);
  const columns = Array.from({ length: 8 }, (_, n) => `c${n} REAL`).join(', ');
  database.exec(
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE sample (entity TEXT, at INTEGER, ${columns}, PRIMARY KEY (entity, at)) WITHOUT ROWID`,
  );
  const insert = database.prepare('INSERT INTO sample VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  let [rows, samples, slowestMs] = [0, 0, 0];
  let totalMs = 0;
  for (let n = 0; n < hours * 60; n++) {
    const batch = sweep(start + n * minute);
    const before = performance.now();
    database.exec('BEGIN');
    for (const { entityId, at, values } of batch) {
      insert.run(entityId, at, ...Array.from({ length: 8 }, (_, column) => values[column] ?? null));
      samples += values.length;
    }
    database.exec('COMMIT');
    const took = performance.now() - before;
    totalMs += took;
    slowestMs = Math.max(slowestMs, took);
    rows += batch.length;
  }
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const pages = Number(database.prepare('PRAGMA page_count').get()?.page_count ?? 0);
  database.close();
  return {
    rowsPerSecond: Math.round(rows / (totalMs / 1000)),
    loopBlockedMs: round(slowestMs),
    bytesPerSample: round((pages * 4096) / samples),
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

const folder = await mkdtemp(join(tmpdir(), 'fangzhou-bench-'));
try {
  const store = await ours(folder);
  seed = 1;
  console.log(
    JSON.stringify({ bench: 'store', hours, rowsPerSweep: interfaces + devices, store, rowByRow: peer(folder) }),
  );
} finally {
  await rm(folder, { recursive: true });
}
