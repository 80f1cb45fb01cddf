import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  eventually,
  folderFor,
  removeFolder,
  type ServerProcess,
  startServer,
} from '../../../collector/pairs/engines/stages/server-process.fake.ts';
import { systemClock } from '../../../core/index.ts';
import { suiteNeeding, toolPath } from '../../../test/needs.ts';
import { commonOf, never, pageTo } from '../to-send.fake.ts';
import { openSms } from './sms.ts';
import { type FakeModem, fakeModem } from './stages/modem.fake.ts';

suiteNeeding(['socat'], 'a modem at a serial device of this machine', () => {
  const folder = folderFor(undefined, 'fangzhou-modem');
  const device = join(folder, 'modem');
  let modem: FakeModem;
  let socat: ServerProcess;

  beforeAll(async () => {
    modem = await fakeModem();
    // A terminal that is not raw by itself: lines, echo and signals would spoil what is said.
    const ends = [`PTY,link=${device}`, `TCP:127.0.0.1:${modem.port}`];
    socat = startServer(toolPath('socat'), ends, { account: undefined, cwd: folder });
    await eventually(async () => {
      if (!existsSync(device)) throw new Error(socat.said());
    });
  }, 30_000);
  afterAll(async () => {
    await socat?.stop('SIGKILL');
    await modem.close();
    removeFolder(folder);
  });

  it('takes a page as one in the network does, and fails when it is unplugged', async () => {
    const ears = { pages: () => [], note() {}, delivered() {}, lost() {}, acknowledge: () => undefined };
    const settings = { pin: undefined, centre: undefined, country: '86', parts: 4, reports: true };
    const channel = openSms(
      { ...commonOf('sms'), kind: 'sms', modem: { device, baud: 115_200 }, ...settings },
      systemClock,
      ears,
    );
    expect(await channel.check(never)).toMatchObject({ state: 'good' });
    expect(await channel.send(pageTo('+8613800138000'), never)).toMatchObject({ outcome: 'sent' });
    expect(modem.took.map(({ text }) => text).join('')).toMatch(/回复 \d{6} 表示由您处理$/);
    await socat.stop('SIGKILL');
    expect(await channel.send(pageTo('+8613800138000'), never)).toMatchObject({ outcome: 'failed' });
    expect((await channel.check(never)).reason.key).toBe('alerts.channel.sms.unreachable');
    channel.close();
  });
});
