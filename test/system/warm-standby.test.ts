/** A warm pair of real processes: follow, kill -9 of either, take over by hand, and the old primary that comes back. */
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { WireIncident, WirePage, WireWarmStandby } from '../../api/wire.ts';
import { openSnapshot } from '../../ledger/index.ts';
import { readPart } from '../../standby/index.ts';
import { freePort } from '../free-port.ts';
import { startTrialCity, type TrialCity } from './city.fake.ts';
import {
  type Command,
  logIn,
  longTestMs,
  runFangzhou,
  scratchFolder,
  spawnFangzhou,
  trialPassword,
  until,
} from './fangzhou.fake.ts';

const scratch = scratchFolder();
const folderOf = (name: string) => join(scratch.path, name);
const keyFile = folderOf('standby.key');
const processes: Command[] = [];
let city: TrialCity;
let ports: { one: number; two: number };

beforeAll(async () => {
  city = await startTrialCity(scratch.path);
  const [one, two] = [await freePort(), await freePort()];
  ports = { one, two };
  writeFileSync(keyFile, `${'0123456789abcdef'.repeat(4)}\n`, { mode: 0o600 });
  for (const [name, peer] of [
    ['one', two],
    ['two', one],
  ] as const) {
    cpSync(city.folder, folderOf(`city-${name}`), { recursive: true });
    const file = join(folderOf(`city-${name}`), 'fangzhou.yaml');
    const section = `\nwarm_standby:\n  name: ${name}\n  key: {file: ${keyFile}}\n  peer: http://127.0.0.1:${peer}\n  silent_after: 5s\n`;
    writeFileSync(file, `${readFileSync(file, 'utf8')}${section}`);
  }
}, longTestMs);
afterAll(async () => {
  for (const each of processes) each.signal('SIGKILL');
  await Promise.all(processes.map(({ ended }) => ended));
  await city?.lab.stop();
  scratch.remove();
});

const urlOf = (name: 'one' | 'two') => `http://127.0.0.1:${ports[name]}`;

function start(name: 'one' | 'two'): Command {
  const args = [
    'start',
    '--config',
    folderOf(`city-${name}`),
    '--data',
    folderOf(name),
    '--port',
    String(ports[name]),
    '--json',
  ];
  const command = spawnFangzhou(args, { ...city.env, FANGZHOU_ADMIN_PASSWORD: trialPassword });
  processes.push(command);
  return command;
}
async function ready(name: 'one' | 'two', command: Command) {
  let over: string | undefined;
  void command.ended.then(({ err }) => {
    over = err;
  });
  await until(`${name} that is ready`, async () => {
    if (over !== undefined) throw new Error(over);
    // Ready is only said after a whole sweep, which nothing here waits for.
    return (await fetch(`${urlOf(name)}/-/healthy`).catch(() => undefined))?.ok ? true : undefined;
  });
  return logIn(urlOf(name));
}
function follow(name: 'one' | 'two', of: 'one' | 'two'): Command {
  const args = ['standby', 'follow', urlOf(of), '--data', folderOf(name), '--key-file', keyFile, '--name', name];
  const command = spawnFangzhou([...args, '--listen', `tcp:127.0.0.1:${ports[name]}`]);
  processes.push(command);
  return command;
}
/** What a standby keeps of itself in its folder. */
const standing = (name: string) => readPart(folderOf(name)).then((part) => part?.state);
const following = (name: string) =>
  until(`${name} that follows`, async () => {
    const state = await standing(name);
    const contactMs = Date.now() - (state?.lastContactAt ?? 0);
    return state?.condition === 'following' && contactMs < 5_000 ? state : undefined;
  });
async function entriesOf(name: string): Promise<readonly string[]> {
  const entries: string[] = [];
  const bytes = readFileSync(join(folderOf(name), 'ledger', '000000.entries'));
  for (let at = 0; at + 2 <= bytes.length; ) {
    const length = bytes.readUInt16BE(at);
    if (at + 2 + length > bytes.length) break;
    entries.push(bytes.toString('utf8', at + 2, at + 2 + length));
    at += 2 + length;
  }
  return entries;
}
const verify = (name: string) => runFangzhou(['ledger', 'check', '--data', folderOf(name), '--json']);

it(
  'follows, outlives kills, takes over within the loss that it said, and keeps the old primary from deciding',
  async () => {
    let one = start('one');
    let session = await ready('one', one);
    let two = follow('two', 'one');
    await following('two');

    // The standby is no server for users, and says how far it is.
    expect((await fetch(`${urlOf('two')}/-/healthy`)).status).toBe(200);
    expect((await fetch(`${urlOf('two')}/-/ready`)).status).toBe(503);
    expect(await (await fetch(`${urlOf('two')}/metrics`)).text()).toMatch(/^fangzhou_standby_lag_changes \d+$/m);
    const view = await until('a view of a sound pair', async () => {
      const now = await session.get<WireWarmStandby>('/api/v1/warm-standby');
      const bad = now.checks.filter(({ verdict }) => verdict !== 'pass');
      return now.checks.length > 0 && bad.length === 0 ? now : undefined;
    });
    expect(view).toMatchObject({
      declared: true,
      takeover: 'manual',
      followers: [{ name: 'two' }],
      peer: { condition: 'standby' },
    });
    expect(view.checks.map(({ checkId }) => checkId).sort()).toEqual(['FO-05', 'FO-14', 'FO-21', 'FO-22', 'FO-23']);
    expect(await (await fetch(`${urlOf('one')}/metrics`)).text()).toMatch(/^fangzhou_warm_standby_followers 1$/m);

    // Killed, the standby is missed, and when it is back the incident ends by itself; no copy is needed.
    two.signal('SIGKILL');
    await two.ended;
    const absent = async (status: string) => {
      const { items } = await session.get<WirePage<WireIncident>>('/api/v1/incidents');
      return items.find(
        ({ condition, topic, status: now }) => condition === 'own-standby' && topic === 'FO-22' && now === status,
      );
    };
    await until('an incident of the absent standby', () => absent('open'));
    two = follow('two', 'one');
    await following('two');
    await until('the end of that incident', () => absent('cleared'));
    expect(await standing('two')).toMatchObject({ copies: 0 });

    // Killed, the primary comes back, and the standby goes on; it copies anew only where the kill fell between spool and commit.
    one.signal('SIGKILL');
    await one.ended;
    one = start('one');
    session = await ready('one', one);
    await following('two');
    expect((await standing('two'))?.copies).toBeLessThanOrEqual(1);
    const told = await runFangzhou(['standby', 'status', '--data', folderOf('two'), '--json']);
    expect(told.code).toBe(0);
    expect(JSON.parse(told.out)).toMatchObject({
      condition: 'following',
      follows: true,
      lossBound: { changes: expect.any(Number) },
    });

    // Nobody takes over from one that answers.
    const promoteArgs = ['standby', 'promote', '--data', folderOf('two'), '--json'];
    const refused = await runFangzhou([...promoteArgs, '--yes']);
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.out).toContain('still answers');

    // The primary is lost under a running incident.
    await city.lab.apply('cut F23');
    await until('the incident', async () => {
      const { items } = await session.get<WirePage<WireIncident>>('/api/v1/incidents');
      // Old enough to be written and followed: what is not yet written goes down with the primary.
      const isKept = ({ raisedAt }: WireIncident) => Date.now() - Date.parse(raisedAt) > 4_000;
      return items.find((each) => each.root.id === 'F23' && each.status === 'open' && isKept(each));
    });
    await following('two');
    one.signal('SIGKILL');
    await one.ended;
    const lostAt = Date.now();
    const preview = await runFangzhou([...promoteArgs, '--preview']);
    const seen = JSON.parse(preview.out) as {
      primary: string;
      key: string;
      records: number;
      loss: { seconds: number; changes: number };
    };
    const previewedAt = Date.now();
    expect(seen).toMatchObject({ primary: 'silent', key: 'missing' });
    two.signal('SIGTERM');
    await two.ended;
    const done = await runFangzhou([...promoteArgs, '--yes']);
    expect(done.code, done.err + done.out).toBe(0);
    expect(JSON.parse(done.out)).toMatchObject({ promoted: { number: 2 } });

    // The ledger's keys are brought by hand; without them the start is refused.
    mkdirSync(join(folderOf('two'), 'ledger', 'keys'), { recursive: true, mode: 0o700 });
    for (const name of ['log.key', 'collector.key'])
      cpSync(join(folderOf('one'), 'ledger', 'keys', name), join(folderOf('two'), 'ledger', 'keys', name));
    two = start('two');
    session = await ready('two', two);

    // The old one comes back and does not decide.
    const back = await start('one').ended;
    expect(back.code).toBe(1);
    expect(back.out).toContain('taken over');

    // What is missing was made within the bound that was said, and the story goes on.
    const [old, taken] = [await entriesOf('one'), await entriesOf('two')];
    const kept = old.filter((entry, index) => taken[index] === entry).length;
    expect(old.slice(0, kept)).toEqual(taken.slice(0, kept));
    const boundFrom = previewedAt - seen.loss.seconds * 1_000 - 3_000;
    for (const entry of old.slice(kept))
      expect(Date.parse((JSON.parse(entry) as { at: string }).at)).toBeGreaterThan(boundFrom);
    expect(lostAt - boundFrom).toBeLessThan(30_000);
    expect(taken.some((entry) => entry.includes('"what":"promotion"') && entry.includes('"toGeneration":2'))).toBe(
      true,
    );
    const checked = await verify('two');
    expect(checked.code, checked.out + checked.err).toBe(0);
    const snapshot = await openSnapshot(join(folderOf('two'), 'ledger'));
    expect(snapshot.ok && snapshot.value.checkpoint.origin).toBe(
      readFileSync(join(folderOf('one'), 'ledger', 'origin'), 'utf8').trim(),
    );
    const { items } = await session.get<WirePage<WireIncident>>('/api/v1/incidents');
    expect(items.filter(({ root }) => root.id === 'F23')).toHaveLength(1);

    // The old one follows; what it had beyond is put aside, not deleted.
    follow('one', 'two');
    await following('one');
    expect(readdirSync(folderOf('one')).filter((name) => /^fangzhou\.db\.aside-\w+$/.test(name))).toHaveLength(1);
  },
  2 * longTestMs,
);
