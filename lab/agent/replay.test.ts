import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { sharedFolder, suiteNeeding } from '../../test/needs.ts';
import { startAgent } from './agent.ts';
import { loadSnmprec } from './snmprec.ts';

interface Varbind {
  readonly oid: string;
  readonly type: number;
  readonly value: number | string | Buffer;
}
interface Session {
  walk(oid: string, repetitions: number, feed: (binds: Varbind[]) => void, done: (error: Error | null) => void): void;
  close(): void;
}
const library: { createSession(host: string, community: string, options: object): Session; Version2c: number } =
  createRequire(import.meta.url)('net-snmp');

const walks = [
  'dptech-dpx800-a5',
  'h3c-e528-1',
  'huawei-s5720',
  'ibm-x3550-m3',
  'ruijie-s5750-24gt12sfp',
  'server-2003-5-2',
  'topsec-ngfw4000-uf',
  'unknown-001',
  'venus-vsos-v0600r0705b20180507',
];

/** `type value` of a line, read without our parser, octets in hexadecimal. */
function lineText(type: string, value: string): string {
  const bare = type.replace('x', '');
  const bytes = Buffer.from(value, type.endsWith('x') ? 'hex' : 'latin1');
  if (bare === '64') return `64 ${[...bytes].join('.')}`;
  return ['4', '68'].includes(bare) ? `${bare} ${bytes.toString('hex')}` : `${bare} ${value}`;
}

function varbindText({ type, value }: Varbind): string {
  if (type === 70 && Buffer.isBuffer(value)) return `70 ${BigInt(`0x${value.toString('hex') || '0'}`)}`;
  return `${type} ${Buffer.isBuffer(value) ? value.toString('hex') : value}`;
}

function recordedRows(path: string): Map<string, string> {
  const recorded = new Map<string, string>();
  for (const line of gunzipSync(readFileSync(path)).toString('latin1').split('\n')) {
    const [oid = '', type = '', ...rest] = line.split('|');
    if (type === '') continue;
    recorded.set(oid, type.includes(':') ? 'varies' : lineText(type, rest.join('|')));
  }
  return recorded;
}

suiteNeeding(['shared/walks'], 'a recorded walk, replayed over UDP and read by net-snmp', () => {
  it.each(walks)('gives back every row of %s as it was recorded', async (name) => {
    const path = join(sharedFolder(), 'walks', `${name}.snmprec.gz`);
    const recorded = recordedRows(path);
    const { view } = await loadSnmprec(path);
    const agent = await startAgent({ view, credentials: [{ version: 'v2c', community: 'replay' }] });
    const session = library.createSession(agent.host, 'replay', { port: agent.port, version: library.Version2c });
    const wrong: string[] = [];
    let rows = 0;
    try {
      await new Promise<void>((resolve, reject) => {
        const feed = (varbinds: Varbind[]) => {
          for (const varbind of varbinds) {
            if (varbind.type === 130) continue;
            rows += 1;
            const expected = recorded.get(varbind.oid);
            if (expected !== 'varies' && expected !== varbindText(varbind)) wrong.push(varbind.oid);
          }
        };
        session.walk('1.0', 40, feed, (error) => (error === null || error === undefined ? resolve() : reject(error)));
      });
    } finally {
      session.close();
      await agent.stop();
    }
    expect(wrong).toEqual([]);
    expect(rows).toBe(recorded.size);
  });
});
