import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { cityFolder, referenceEnv } from '../city.fake.ts';
import { loadInventory } from '../index.ts';
import { type Breakage, describeBroken, text } from './breakage.fake.ts';

const reference = readFileSync(join(import.meta.dirname, '..', 'city', 'fangzhou.yaml'), 'utf8');

/** Replaces one piece of the reference settings; a mistake is expected so many lines below it, at a column. */
function swap(from: string, to: string, ...expected: readonly string[]): Breakage {
  return text(
    `${JSON.stringify(from)} becomes ${JSON.stringify(to)}`,
    (before) => {
      if (!before.includes(from)) throw new Error(`the reference has no ${from}`);
      return before.replace(from, to);
    },
    ...expected.map((mistake) =>
      mistake.replace(/[+-]\d+(?=:)/, (offset) => String(lineOf(reference, from) + Number(offset))),
    ),
  );
}

function lineOf(whole: string, part: string): number {
  return whole.slice(0, whole.indexOf(part)).split('\n').length;
}

describeBroken('fangzhou.yaml', [
  text('no file', () => undefined, 'file-missing 0:0'),
  text('an empty file', () => '', 'yaml-not-map 0:0'),
  text('a list', () => '- city\n', 'yaml-not-map 0:0'),
  text('bytes of no encoding', () => new Uint8Array([0x61, 0x0a, 0xff, 0xff]), 'encoding-text 2:0'),
  text('brackets without end', (before) => `x: ${'['.repeat(10)}\n${before}`, 'yaml-indent 10:1'),
  text(
    'a key indented below comments',
    (before) => `${before}  bad: 1\n`,
    `yaml-indent ${reference.split('\n').length}:1`,
  ),
  swap('inventory: .', 'inventroy: .', 'yaml-key-unknown +0:1'),
  swap('  id: city', '  id: the city', 'bad-id +0:7'),
  swap('  name_zh: 常州市\n', '', 'yaml-key-missing -2:1'),
  swap('[10.8.0.0/16]', '[10.8.0.1/16]', 'host-bits +0:14'),
  swap('[10.8.0.0/16]', '[10.8.0.0/16, 10.8.1.0/24]', 'prefix-overlap +0:27'),
  swap('  flush: 1s', '  quorum: 1\n  flush: 1s', 'quorum-above-witnesses +0:11'),
  swap('  flush: 1s', '  witnesses: [nobody]\n  flush: 1s', 'bad-witness +0:15'),
  swap('  flush: 1s', '  name: a b\n  flush: 1s', 'bad-ledger-name +0:9'),
  swap('checkpoint: 10s', 'checkpoint: 10', 'bad-duration +0:15'),
  swap('port: 8080', 'port: 80800', 'yaml-integer +0:9'),
  swap('host: 127.0.0.1', 'host: wall', 'bad-address +0:9'),
  swap('Asia/Shanghai', 'Asia/Changzhou', 'time-zone +0:12'),
  swap('period: 60s', 'period: 60', 'bad-duration +0:11'),
  swap('period: 60s', 'period: 5s', 'timeout-above-period +1:12'),
  swap('retries: 2', 'retries: two', 'yaml-integer +0:12'),
  swap('retries: 2', 'retrys: 2', 'yaml-key-unknown +0:3'),
  swap('raw: 48h', 'raw: 90m', 'yaml-duration +0:8'),
  swap('hour: 3y', 'hour: 400y', 'bad-duration +0:9'),
  swap('five_minute: 90d', 'five_minute: 1d', 'retention-order +0:16'),
  swap('{ raise: 0.9, clear: 0.8 }', '{ raise: 0.9, clear: 0.95 }', 'clear-above-raise +0:37'),
  swap('version: v3', 'version: v4', 'yaml-not-allowed +0:14'),
  swap('user: fangzhou', 'usr: fangzhou', 'yaml-key-missing -2:3', 'yaml-key-hidden +0:5'),
  swap('auth: sha256', 'auth: sha1', 'yaml-not-allowed +0:11'),
  swap('auth_key: { env: FANGZHOU_SNMP_AUTH_KEY }', 'auth_key: hunter2-hunter2', 'literal-secret +0:15'),
  swap('{ env: FANGZHOU_SNMP_AUTH_KEY }', '{ env: FANGZHOU_NOT_SET }', 'secret-env-unset +0:22'),
  swap('{ env: FANGZHOU_SNMP_AUTH_KEY }', '{ file: nowhere }', 'secret-file +0:23'),
  swap('{ env: FANGZHOU_SNMP_AUTH_KEY }', '{ env: A, file: b }', 'secret-form +0:15'),
  swap('credentials:\n', 'credentials:\n  none: { version: v3, user: u }\n', 'credential-name +1:3'),
  swap('  period: 60s', '\tperiod: 60s', 'yaml-tab +0:1'),
  swap('write_interval: 5s', 'write_interval: 5s\nwrite_interval: 6s', 'yaml-duplicate-key +1:1'),
  swap('weekly: [city]', 'weekly: [city, town:rulin]', 'bad-scope +0:18'),
  swap('at: "04:30"', 'at: "24:30"', 'bad-time-of-day +0:7'),
  swap('availability_target: 0.999', 'availability_target: 99.9', 'yaml-number +0:24'),
]);

describe('secrets', () => {
  const head = 'city: {name_zh: 甲, name_en: A, prefixes: [10.8.0.0/16]}\ncredentials:\n  v3: ';
  const planted = 'hunter2-hunter2';

  it.each([
    `{version: v2c, community: ${planted}}`,
    `{version: v2c, community: {env: ${planted}}}`,
    `{version: v2c, community: {file: ${planted}}}`,
    `{version: v2c, community: {${planted}}}`,
    `{version: v2c, community: [${planted}]}`,
    `{version: v2c, comunity: ${planted}}`,
    `{version: v2c, ${planted}: community}`,
    `{version: ${planted}}`,
    `{version: v3, user: u, auth: ${planted}, auth_key: {env: KEY}}`,
    `{version: v3, user: u, auth: sha, auth_key: "${planted}}`,
    `${planted}`,
    `*${planted}`,
    `{version: v2c, community: {env: SHORT}}`,
  ])('%s never shows in what is said about it', async (credential) => {
    await using folder = await cityFolder({ 'fangzhou.yaml': `${head}${credential}\n` });
    const read = await loadInventory({ source: folder.path, env: { KEY: planted, SHORT: `\n${planted}` } });
    expect(read.ok).toBe(false);
    expect(JSON.stringify(read)).not.toContain(planted);
  });

  it('written where a name belongs in devices.csv or a URL do not show either', async () => {
    const services = 'id,system,name_zh,name_en,district,app_pair,db_pair,url\n';
    await using folder = await cityFolder({
      'devices.csv': `id,kind,location,district,address,snmp,note\nd,host,city-dc,city,10.8.0.9,${planted},\n`,
      'services.csv': `${services}s,s,甲,A,city,,,https://u:${planted}@10.8.1.1/\ns2,s,甲,A,city,,,https//u:${planted}@x\n`,
    });
    const read = await loadInventory({ source: folder.path, env: referenceEnv });
    expect(JSON.stringify(read)).toContain('unknown-credential');
    expect(JSON.stringify(read)).not.toContain(planted);
  });

  it('from a file that everybody may read are refused', async () => {
    const secretFolder = await mkdtemp(join(tmpdir(), 'fangzhou-secret-'));
    onTestFinished(() => rm(secretFolder, { recursive: true }));
    const secret = join(secretFolder, 'community');
    await writeFile(secret, planted, { mode: 0o644 });
    await using folder = await cityFolder({ 'fangzhou.yaml': `${head}{version: v2c, community: {file: ${secret}}}\n` });
    const read = await loadInventory({ source: folder.path, env: {} });
    expect(read).toMatchObject({
      ok: false,
      mistakes: [{ line: 3, column: 40, what: { key: 'inventory.secret-file-open.what' } }],
    });
    expect(JSON.stringify(read)).not.toContain(planted);
  });
});
