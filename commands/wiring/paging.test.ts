import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { account, eximInbox, type Inbox } from '../../alerts/channels/stages/exim-inbox.fake.ts';
import { smallCity } from '../../audit/city.fake.ts';
import { createStateEngine } from '../../audit/index.ts';
import { message, silentLog, systemClock } from '../../core/index.ts';
import { loadInventory } from '../../inventory/index.ts';
import type { NewRecord } from '../../ledger/index.ts';
import { openStore } from '../../store/index.ts';
import { suiteNeeding } from '../../test/needs.ts';
import { openAlerting } from './alerting.ts';
import { createCleanUps } from './clean-ups.ts';
import { storeOptions } from './opening.ts';

suiteNeeding(['exim4', 'openssl', 'root'], 'an incident, from its opening to its end, by e-mail', () => {
  let inbox: Inbox;
  beforeAll(async () => {
    inbox = await eximInbox();
  }, 60_000);
  afterAll(() => inbox?.close());

  it('reaches who is on call, is acknowledged by the link in the message, and its end is told; all of it is on record', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fangzhou-paging-'));
    const city = smallCity();
    await writeFile(join(folder, 'ca.pem'), inbox.authority);
    await writeFile(join(folder, 'password'), account.password, { mode: 0o600 });
    await writeFile(
      join(folder, 'fangzhou.yaml'),
      `city: { name_zh: 市, name_en: City, prefixes: [10.8.0.0/16] }
inventory: ${join(import.meta.dirname, '../../inventory/city')}
data: data
credentials: { v3: { version: v3, user: u } }
people: [{ id: duty, name_zh: 值班岗, ways: [{ channel: mail, to: duty@city.inner }] }]
channels: [{ id: mail, kind: smtp, host: 127.0.0.1, port: ${inbox.port}, authority: { file: ca.pem }, user: ${account.user}, password: { file: password }, from: fangzhou@city.inner }]
rosters: [{ id: city, members: [duty], from: '2020-01-06' }]
escalation: [{ id: usual, steps: [{ tell: [on-call] }] }]
teams: [{ id: city, districts: [city], roster: city, escalation: usual }]
paging: { url: 'http://fangzhou.inner:8080' }
`,
    );
    const read = await loadInventory({ source: join(folder, 'fangzhou.yaml'), env: {} });
    if (!read.ok) throw new Error(JSON.stringify(read.mistakes));
    const inventory = read.value;
    const { settings } = inventory;
    const tuning = { ...settings.polling, ...settings.thresholds };
    const records: NewRecord[] = [];
    const cleanUps = createCleanUps(systemClock, silentLog);
    const store = await openStore({ ...storeOptions(inventory, systemClock, silentLog), writeIntervalMs: 60_000 });
    const { alerts, pager } = await openAlerting({
      ...{ settings, tuning, store, cleanUps, clock: systemClock, log: silentLog },
      inventory: () => ({ ...inventory, city }),
      covering: () => undefined,
      states: createStateEngine({ city, settings: tuning, clock: systemClock }),
      ledger: { append: (record) => void records.push(record) },
    });
    alerts.ledgerChecked(message('ledger.fault.proof-form'));
    const [first = ''] = await inbox.arrived('duty', 1);
    const text = bodyOf(first);
    expect(text).toContain('这不是证明文件');
    const token = /\/a\/([\w.-]+)/.exec(text)?.[1] ?? '';
    expect(pager.acknowledge(token)?.state).toBe('used');
    expect(alerts.list()[0]).toMatchObject({ status: 'acknowledged', acknowledged: { by: '值班岗 (duty)' } });
    alerts.ledgerChecked(undefined);
    const [, second = ''] = await inbox.arrived('duty', 2);
    expect(bodyOf(second)).toContain('已恢复');
    const events = records.map(({ body }) => body.event);
    expect(events).toEqual(expect.arrayContaining(['raised', 'notified', 'acknowledged', 'cleared']));
    const pages = await pager.deliveries('INC-1');
    expect(pages.map(({ event, state }) => [event, state])).toEqual([
      ['raised', 'sent'],
      ['cleared', 'sent'],
    ]);
    await cleanUps.run();
    await store.close();
    await rm(folder, { recursive: true });
  });
});

function bodyOf(mail: string): string {
  const [head = '', ...parts] = mail.split(/\r?\n\r?\n/);
  const body = parts.join('\n\n');
  if (/transfer-encoding: base64/i.test(head)) return Buffer.from(body, 'base64').toString('utf8');
  const soft = body.replace(/=\r?\n/g, '');
  return Buffer.from(
    soft.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8');
}
