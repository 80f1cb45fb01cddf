import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makersFolder } from '../collector/index.ts';
import { sharedFolder, suiteNeeding } from '../test/needs.ts';
import { fangzhou } from './run.fake.ts';

const folder = mkdtempSync(join(tmpdir(), 'fangzhou-profile-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(...args: readonly string[]) {
  return fangzhou([...args, '--lang', 'en']);
}

describe('fangzhou profile', () => {
  it('lists what each profile matches, and names its sources as JSON', async () => {
    expect((await run('profile', 'list')).out).toMatch(/huawei-vrp .*1\.3\.6\.1\.4\.1\.2011\.2/);
    const { profiles } = JSON.parse((await run('profile', 'list', '--json')).out);
    expect(profiles).toHaveLength(12);
    expect(profiles[0].metrics[0]).toMatchObject({ mib: 'DPTECH-MIB', object: 'dpCpuRatio', verified: 'walk' });
  });

  it('takes a family of the user without any change of code, and puts it before ours', async () => {
    const own = join(folder, 'own');
    cpSync(join(makersFolder, 'topsec.yaml'), join(own, 'mine.yaml'));
    const text = readFileSync(join(own, 'mine.yaml'), 'utf8');
    writeFileSync(join(own, 'mine.yaml'), text.replace('family: topsec', 'family: my-wall'));
    expect((await run('profile', 'list', '--profiles', own)).out).toContain('my-wall');
    expect((await run('profile', 'check', join(own, 'mine.yaml'))).code).toBe(0);
  });

  it('says every mistake with its place, and that a folder does not exist', async () => {
    const broken = join(folder, 'broken.yaml');
    writeFileSync(broken, 'family: X\ntitle: { zh: 某, en: Some }\nmib: X-MIB\nmatch: [1.3.6]\nmetrics: []\n');
    const { code, err } = await run('profile', 'check', broken);
    expect(code).toBe(1);
    expect(err.split('\n').slice(0, 3)).toEqual([
      expect.stringMatching(/broken\.yaml:1:9 .*family/),
      expect.stringMatching(/broken\.yaml:4:9 .*prefix/),
      expect.stringMatching(/broken\.yaml:5:10 metrics is empty/),
    ]);
    const gone = await run('profile', 'list', '--profiles', join(folder, 'gone'));
    expect([gone.code, gone.err]).toEqual([1, expect.stringContaining('cannot be read (ENOENT)')]);
    expect((await run('profile', 'check', join(folder, 'none.yaml'))).code).toBe(1);
  });

  it('refuses two of the user that want the same devices', async () => {
    const two = join(folder, 'two');
    for (const name of ['a', 'b']) cpSync(join(makersFolder, 'ruijie.yaml'), join(two, `${name}.yaml`));
    const { code, err } = await run('profile', 'list', '--profiles', two);
    expect([code, err]).toEqual([1, expect.stringContaining('the family ruijie is in a.yaml already')]);
  });

  it.each([
    ['profile'],
    ['profile', 'frob'],
    ['profile', 'check'],
    ['profile', 'test', 'topsec'],
    ['profile', 'list', 'x'],
  ])('ends with 2 for wrong usage: %s %s %s', async (...args) => {
    const { code, out, err } = await run(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).not.toMatch(/cli\.|\n {4}at /);
  });
});

suiteNeeding(['shared/walks/expected.json'], 'fangzhou profile test', () => {
  const walk = (name: string) => join(sharedFolder(), 'walks', `${name}.snmprec.gz`);

  it('shows the values of a recorded walk with their units', async () => {
    const { code, out } = await run('profile', 'test', 'huawei-vrp', walk('huawei-s5720'));
    expect(code).toBe(0);
    expect(out).toMatch(/cpu +CPU +MPU Board 0 +38 %/);
    expect(out).toMatch(/temperature +Temperature +MPU Board 0 +42 °C/);
  });

  it('takes a file for a profile, gives JSON, and ends with 1 when the walk has nothing of it', async () => {
    const file = join(makersFolder, 'venustech.yaml');
    const told = await run('profile', 'test', file, walk('venus-vsos-v0600r0705b20180507'), '--json');
    expect(JSON.parse(told.out).values[0]).toMatchObject({ metric: 'cpu', value: 0.01522843, unit: 'ratio' });
    expect((await run('profile', 'test', 'topsec', walk('huawei-s5720'))).code).toBe(1);
    expect((await run('profile', 'test', 'nobody', walk('huawei-s5720'))).code).toBe(2);
    expect((await run('profile', 'test', 'topsec', join(folder, 'gone.snmprec'))).code).toBe(1);
  });
});
