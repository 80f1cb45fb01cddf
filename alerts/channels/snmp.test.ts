import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  eventually,
  folderFor,
  removeFolder,
  type ServerProcess,
  startServer,
} from '../../collector/pairs/engines/stages/server-process.fake.ts';
import { systemClock } from '../../core/index.ts';
import type { SnmpChannelSettings, SnmpCredential } from '../../inventory/index.ts';
import { freePort } from '../../test/free-port.ts';
import { suiteNeeding, toolPath } from '../../test/needs.ts';
import { openSnmpChannel } from './snmp.ts';
import { commonOf, never, pageTo } from './to-send.fake.ts';

/** Numbers of the names in FANGZHOU-MIB, as its file says. */
const mib = (() => {
  const text = readFileSync(join(import.meta.dirname, 'FANGZHOU-MIB.txt'), 'utf8');
  const names: Record<string, string> = { enterprises: '.1.3.6.1.4.1' };
  const form =
    /^(\w+) +(?:MODULE-IDENTITY|OBJECT IDENTIFIER|OBJECT-TYPE|NOTIFICATION-TYPE)[\s\S]*?::= \{ (\w+) ([\d ]+) \}/gm;
  for (const [, name = '', parent = '', numbers = ''] of text
    .replace(/OBJECT IDENTIFIER ::=/g, 'OBJECT IDENTIFIER\n ::=')
    .matchAll(form))
    names[name] = `${names[parent]}.${numbers.trim().replaceAll(' ', '.')}`;
  return names as Readonly<
    Record<
      'fzRaised' | 'fzAcknowledged' | 'fzCleared' | 'fzIncident' | 'fzSeverity' | 'fzRoot' | 'fzSummary' | 'fzKey',
      string
    >
  >;
})();
const v3: SnmpCredential = {
  ...{ version: 'v3', user: 'fangzhou', level: 'authPriv', context: '' },
  ...{ authProtocol: 'sha256', authKey: 'auth-key-of-the-test', privProtocol: 'aes', privKey: 'priv-key-of-the-test' },
};
const v2c: SnmpCredential = { version: 'v2c', community: 'duty' };

suiteNeeding(['snmptrapd'], 'SNMP notifications to a real snmptrapd', () => {
  const folder = folderFor(undefined, 'fangzhou-trapd');
  const heard = join(folder, 'heard');
  let server: ServerProcess;
  let port = 0;
  const said = () => {
    try {
      return readFileSync(heard, 'utf8');
    } catch {
      return '';
    }
  };
  const open = (patch: Partial<SnmpChannelSettings> = {}) =>
    openSnmpChannel(
      { ...commonOf('nms'), kind: 'snmp', host: '127.0.0.1', port, credential: v3, inform: true, ...patch },
      systemClock,
    );

  beforeAll(async () => {
    port = await freePort();
    writeFileSync(
      join(folder, 'snmptrapd.conf'),
      `createUser fangzhou SHA-256 auth-key-of-the-test AES priv-key-of-the-test
authUser log fangzhou authPriv
authCommunity log duty
`,
    );
    // Debian's packages come without the MIBs that ours builds on: numbers are compared with the file itself.
    const args = ['-f', '-C', '-c', join(folder, 'snmptrapd.conf'), '-m', '', '-On'];
    server = startServer(
      '/usr/bin/env',
      [
        `SNMP_PERSISTENT_DIR=${folder}`,
        toolPath('snmptrapd'),
        ...args,
        '-Lf',
        heard,
        '-p',
        join(folder, 'pid'),
        `udp:127.0.0.1:${port}`,
      ],
      { account: undefined, cwd: folder },
    );
    await eventually(async () => {
      const result = await open({ credential: v2c, timeoutSeconds: 1 }).send(pageTo('', { event: 'test' }), never);
      if (result.outcome !== 'delivered') throw new Error(`${JSON.stringify(result)} ${server.said()}`);
    });
  }, 60_000);
  afterAll(async () => {
    await server?.stop('SIGKILL');
    removeFolder(folder);
  });

  it('an inform of v3, authenticated and encrypted, is delivered when the receiver acknowledges it, by the numbers of the MIB', async () => {
    expect(await open().send(pageTo(''), never)).toEqual({ outcome: 'delivered' });
    expect(await open().send(pageTo('', { event: 'cleared', key: 'F23 cleared' }), never)).toEqual({
      outcome: 'delivered',
    });
    const text = await eventually(async () => {
      if (!said().includes(mib.fzCleared)) throw new Error(said());
      return said();
    });
    expect(text).toContain(`OID: ${mib.fzRaised}`);
    expect(text).toContain(`${mib.fzIncident}.0 = STRING: "INC-1"`);
    expect(text).toContain(`${mib.fzSeverity}.0 = INTEGER: 1`);
    expect(text).toContain(`${mib.fzRoot}.0 = STRING: "link F23"`);
    expect(text).toContain(`${mib.fzKey}.0 = STRING: "F23 raised > raised`);
    expect(text).toContain(`${mib.fzSummary}.0 = Hex-STRING: E3 80 90`);
  });

  it('a trap of v2c is sent, and arrives', async () => {
    const result = await open({ credential: v2c, inform: false }).send(pageTo('', { event: 'acknowledged' }), never);
    expect(result).toEqual({ outcome: 'sent' });
    await eventually(async () => {
      if (!said().includes(mib.fzAcknowledged)) throw new Error(said());
    });
  });

  it('a wrong key is a failure that is tried again, and the key is not told', async () => {
    const wrong = { ...v3, authKey: 'another-key-entirely' };
    const result = await open({ credential: wrong, timeoutSeconds: 1 }).send(pageTo(''), never);
    expect(result.outcome).toBe('failed');
    expect(JSON.stringify(result)).not.toContain('another-key');
  });
});
