import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { integer, objectIdentifier, octets, startAgent, timeTicks, viewOf } from '../lab/agent/index.ts';
import { fangzhou } from './run.fake.ts';

const folder = mkdtempSync(join(tmpdir(), 'fangzhou-poll-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const mib = `WALL-MIB DEFINITIONS ::= BEGIN
wall OBJECT IDENTIFIER ::= { enterprises 14331 }
wallState OBJECT-TYPE SYNTAX INTEGER { master(1), backup(2) } MAX-ACCESS read-only STATUS current DESCRIPTION "" ::= { wall 9 }
wallBroken OBJECT-TYPE SYNTAX ( MAX-ACCESS read-only STATUS current DESCRIPTION "" ::= { wall 10 }
END
`;

/** A firewall of TopSec's that answers little. */
async function poll(...flags: readonly string[]) {
  const load = '1.3.6.1.4.1.14331.5.5.1.4';
  const view = viewOf([
    { oid: '1.3.6.1.2.1.1.1.0', value: octets('a wall') },
    { oid: '1.3.6.1.2.1.1.2.0', value: objectIdentifier('1.3.6.1.4.1.14331.1.4') },
    { oid: '1.3.6.1.2.1.1.3.0', value: timeTicks(100) },
    { oid: `${load}.5.0`, value: integer(7) },
    { oid: '1.3.6.1.4.1.14331.9.0', value: integer(2) },
  ]);
  const agent = await startAgent({ view, credentials: [{ version: 'v2c', community: 'public' }] });
  try {
    return await fangzhou(['poll', `${agent.host}:${agent.port}`, '--lang', 'en', ...flags]);
  } finally {
    await agent.stop();
  }
}

describe('fangzhou poll', () => {
  it('shows the private tables of the family, and in one line what is not offered', async () => {
    const { code, out } = await poll();
    expect(code).toBe(0);
    expect(out).toMatch(/profile topsec: 1 values\ncpu +CPU +7 %/);
    expect(out).toMatch(/not offered by the device: ifTable, ifXTable,.* upsAlarmTable/);
  });

  it('names what MIB files of the user name, and the mistakes in them, with their place', async () => {
    writeFileSync(join(folder, 'WALL-MIB.mib'), mib);
    const { code, out, err } = await poll('--mib', folder, '--json');
    expect(code).toBe(0);
    const told = JSON.parse(out);
    expect(told.profile.values).toMatchObject([{ metric: 'cpu', value: 0.07 }]);
    expect(told.named).toEqual([
      { object: 'wallState', module: 'WALL-MIB', oid: '1.3.6.1.4.1.14331.9.0', index: '0', value: 'backup' },
    ]);
    expect(err).toMatch(/WALL-MIB\.mib:4:31 "\(" is not understood here/);
    expect((await poll('--json')).out).toContain('"named":null');
  });

  it('asks nobody when profiles of the user are broken', async () => {
    writeFileSync(join(folder, 'broken.yaml'), 'family: 7');
    const { code, err } = await poll('--profiles', folder);
    expect(code).toBe(1);
    expect(err).toMatch(/broken\.yaml:1:9 /);
  });
});
