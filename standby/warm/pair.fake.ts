/** A whole pair in one process for tests: real stores, ledgers and sockets; only the clock may be another. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, silentLog, systemClock } from '../../core/index.ts';
import { type Ledger, openLedger } from '../../ledger/index.ts';
import { databaseFile, openDriver, openStore, type Store, type StoreOptions } from '../../store/index.ts';
import { createFeed, type Feed } from '../feed/index.ts';
import { createDoor, type Door } from './door.ts';
import { type Follower, startFollower } from './follow.ts';
import { createFollowers, type Followers } from './followers.ts';
import { serveHttp } from './http.ts';
import { createPeer } from './peer.ts';
import { createPrimary } from './primary.ts';
import type { Greeting } from './protocol.ts';

export const trialSecret = 'a shared key of a trial, long enough';
const dayMs = 86_400_000;
const retention = { rawMs: 2 * dayMs, fiveMinuteMs: 90 * dayMs, hourMs: 1_095 * dayMs, eventMs: 365 * dayMs };
export const trialKinds = [{ name: 'interface', columns: ['in', 'out'] }];

export async function trialFolder(): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'fangzhou-standby-'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

export function trialStore(folder: string, clock: Clock = systemClock): StoreOptions {
  return { folder, kinds: trialKinds, clock, log: silentLog, writeIntervalMs: 3_600_000, retention };
}

export interface TrialPrimary {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly feed: Feed;
  readonly followers: Followers;
  readonly door: Door;
  readonly url: string;
  greeting(): Greeting;
  close(): Promise<void>;
}

export async function startPrimary(
  folder: string,
  options: { readonly spoolBytes?: number; readonly clock?: Clock; readonly port?: number } = {},
): Promise<TrialPrimary> {
  const { clock = systemClock, spoolBytes } = options;
  const feed = createFeed({ folder, clock, log: silentLog, ...(spoolBytes === undefined ? {} : { spoolBytes }) });
  const store = await openStore({ ...trialStore(folder, clock), tap: feed.tap });
  const ledgerFolder = join(folder, 'ledger');
  const ledger = await openLedger({
    ...{ folder: ledgerFolder, clock, log: silentLog, name: 'trial.fangzhou/ledger' },
    ...{ flushIntervalMs: 3_600_000, checkpointIntervalMs: 3_600_000 },
  }).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  const followers = createFollowers();
  const greeting = (): Greeting => ({
    ...{ name: 'one', role: 'primary', at: clock.now(), version: '1', records: ledger.head().size },
    ...{ generation: feed.generation(), position: feed.position() },
  });
  const folders = { data: folder, ledger: ledgerFolder };
  const primary = createPrimary({ feed, ledger, folders, followers, greeting, clock, log: silentLog });
  const door = createDoor(trialSecret, (ask) => primary.answer(ask));
  const server = serveHttp(door, async () => undefined);
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  return {
    ...{ store, ledger, feed, followers, door, greeting },
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await ledger.close();
      await store.close();
      await feed.close();
    },
  };
}

export function startStandby(folder: string, url: string, secret = trialSecret): Promise<Follower> {
  return startFollower({
    ...{ folder, ledgerFolder: join(folder, 'ledger'), name: 'two', version: '1', clock: systemClock, log: silentLog },
    peer: createPeer({ url, secret, clock: systemClock }),
  });
}

/** Everything that two stores hold, table by table, but for how their run began. */
export async function digestOf(folder: string): Promise<Readonly<Record<string, string>>> {
  const driver = await openDriver(databaseFile(folder), { busyTimeoutMs: 5_000 });
  try {
    const names = await driver.all("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
    const digests: Record<string, string> = {};
    for (const { name } of names) {
      const rows = await driver.all(
        `SELECT rowid AS number, * FROM "${name}" ${name === 'run' ? "WHERE key IN ('last_sample_at', 'feed', 'generation')" : ''} ORDER BY rowid`,
      );
      const text = JSON.stringify(rows.map((row) => (name === 'run' ? { ...row, number: 0 } : row)));
      digests[String(name)] = `${rows.length} ${createHash('sha256').update(text).digest('hex')}`;
    }
    return digests;
  } finally {
    await driver.close();
  }
}

export async function until(what: () => boolean | Promise<boolean>, withinMs = 30_000): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await what())) {
    if (performance.now() > end) throw new Error('it did not come to that in time');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A line to a port that can be harmed: it flips a byte far into each answer, or cuts it there. */
export async function startProxy(
  port: number,
  fault: 'flip' | 'cut',
): Promise<{ readonly url: string; harm(): void; mend(): void; close(): Promise<void> }> {
  let isHarmed = true;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const target = connect(port, '127.0.0.1');
    let passed = 0;
    for (const socket of [client, target]) {
      sockets.add(socket);
      socket
        .on('error', () => undefined)
        .on('close', () => {
          sockets.delete(socket);
          client.destroy();
          target.destroy();
        });
    }
    client.pipe(target);
    target.on('data', (bytes: Buffer) => {
      // The first answer tells the boot id; what is harmed is the payload of the second.
      const isPayload =
        isHarmed && bytes.includes('octet-stream') ? bytes.length : passed > 0 && isHarmed ? bytes.length : 0;
      passed += isPayload;
      if (isPayload === 0) client.write(bytes);
      else if (fault === 'cut') client.end(bytes.subarray(0, bytes.length - 10));
      else {
        const at = bytes.length - 20;
        bytes[at] = (bytes[at] ?? 0) ^ 0x10;
        client.write(bytes);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    harm: () => {
      isHarmed = true;
    },
    mend: () => {
      isHarmed = false;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
