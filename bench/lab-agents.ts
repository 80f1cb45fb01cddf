/**
 * CPU of the lab's agent and of Debian's snmpd for the same answers: snmpd's own system group is recorded, replayed by our
 * agent, and both are asked with the same GETBULK over v2c. One JSON line. Needs snmpd and Linux.
 *   node bench/lab-agents.ts [REQUESTS]
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { replayWalk } from '../lab/index.ts';
import { type Measured, startMeasured } from './process.ts';

interface Varbind {
  readonly oid: string;
  readonly type: number;
  readonly value: number | string | Buffer;
}
type Done = (error: Error | null, rows: readonly (readonly Varbind[])[]) => void;
interface Session {
  getBulk(oids: readonly string[], nonRepeaters: number, repetitions: number, done: Done): void;
  close(): void;
}
const library: { createSession(host: string, community: string, options: object): Session; Version2c: number } =
  createRequire(import.meta.url)('net-snmp');

const community = 'bench';
const asked = '1.3.6.1.2.1.1';
const repetitions = 30;
const ports = { ours: 29_161, peer: 29_162 } as const;

function sessionWith(port: number): Session {
  return library.createSession('127.0.0.1', community, { port, version: library.Version2c, retries: 3, timeout: 1000 });
}

function ask(session: Session): Promise<readonly Varbind[]> {
  return new Promise((resolve, reject) => {
    session.getBulk([asked], 0, repetitions, (error, rows) =>
      error === null ? resolve(rows[0] ?? []) : reject(error),
    );
  });
}

/** One line of a recording; octets in hexadecimal. */
function lineOf({ oid, type, value }: Varbind): string {
  return Buffer.isBuffer(value) ? `${oid}|${type}x|${value.toString('hex')}` : `${oid}|${type}|${value}`;
}

async function ready(session: Session, measured: Measured): Promise<readonly Varbind[]> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    measured.check();
    const got = await ask(session).catch(() => undefined);
    if (got !== undefined) return got;
    await sleep(200);
  }
  throw new Error(`${measured.name} does not answer`);
}

async function measure(session: Session, measured: Measured, requests: number) {
  for (let warm = 0; warm < 200; warm += 1) await ask(session);
  const before = measured.cpuSeconds();
  const startedAt = performance.now();
  let values = 0;
  for (let count = 0; count < requests; count += 1) values += (await ask(session)).length;
  const wallSeconds = (performance.now() - startedAt) / 1000;
  const cpuSeconds = measured.cpuSeconds() - before;
  return {
    requestsPerSecond: Math.round(requests / wallSeconds),
    cpuMsPer1000: Math.round((cpuSeconds * 1e6) / requests),
    values,
    rssMB: Math.round(measured.rssMB() * 10) / 10,
  };
}

async function main(requests: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'fangzhou-bench-'));
  const running: Measured[] = [];
  const sessions = { ours: sessionWith(ports.ours), peer: sessionWith(ports.peer) };
  try {
    const conf = join(folder, 'snmpd.conf');
    await writeFile(conf, `rocommunity ${community} 127.0.0.1\n`);
    const peerArguments = ['-f', '-LE', '3', '-C', '-c', conf, `udp:127.0.0.1:${ports.peer}`];
    const peer = startMeasured('snmpd', '/usr/sbin/snmpd', peerArguments, {
      ...process.env,
      SNMP_PERSISTENT_DIR: folder,
    });
    running.push(peer);
    const recording = join(folder, 'system.snmprec');
    await writeFile(recording, (await ready(sessions.peer, peer)).map(lineOf).join('\n'));
    const ours = startMeasured('agent', process.execPath, [import.meta.filename, '--agent', recording]);
    running.push(ours);
    await ready(sessions.ours, ours);
    const result = {
      requests,
      ours: await measure(sessions.ours, ours, requests),
      peer: { name: 'snmpd', ...(await measure(sessions.peer, peer, requests)) },
    };
    console.log(JSON.stringify(result));
  } finally {
    sessions.ours.close();
    sessions.peer.close();
    await Promise.all(running.map((each) => each.stop()));
    await rm(folder, { recursive: true });
  }
}

const [first = '5000', second] = process.argv.slice(2);
if (first === '--agent' && second !== undefined) await replayWalk({ file: second, port: ports.ours, community });
else await main(Number(first));
