import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBackupEngine } from '../../audit/index.ts';
import { createCatalogueMemory, readRepository } from '../../collector/index.ts';
import { FakeClock } from '../../core/clock.fake.ts';
import { silentLog } from '../../core/index.ts';
import { backupsDefaults, type City, loadInventory } from '../../inventory/index.ts';
import { withLabKeys } from '../credentials.ts';
import { parseCommand } from '../faults/parse.ts';
import { labTexts } from '../texts.ts';
import { type LabBackups, openLabBackups } from './backups.ts';
import { backupVerbs } from './verbs.ts';

const source = join(import.meta.dirname, '..', '..', 'inventory', 'city');
const read = await loadInventory({ source, env: withLabKeys({}) });
if (!read.ok) throw new Error('the reference city cannot be read');
const { city: whole } = read.value;
/** Two sets of two districts are enough to look at. */
const some = ['jintan', 'liyang'].flatMap((id) =>
  [...whole.backups].filter(([, { districtId }]) => districtId === id).slice(0, 2),
);
const city: City = { ...whole, backups: new Map(some) };
const noon = Date.UTC(2026, 0, 5, 4);
const hour = 3_600_000;

let folder: string;
let clock: FakeClock;
let lab: LabBackups;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fangzhou-lab-backups-'));
  clock = new FakeClock(noon);
  lab = await openLabBackups({ city, folder: join(folder, 'x'), timeZone: 'Asia/Shanghai', clock, log: silentLog });
});
afterEach(async () => {
  await lab.stop();
  await rm(folder, { recursive: true, force: true });
});

async function lines(repository: string): Promise<readonly Record<string, unknown>[]> {
  const text = await readFile(join(folder, 'x', repository, 'manifest.jsonl'), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** Looks into every repository as Fangzhou does, with the real reader, and judges. */
function auditor() {
  const settings = lab.settingsWith(backupsDefaults);
  const engine = createBackupEngine({
    city: () => city,
    settings: () => settings,
    timeZone: () => 'Asia/Shanghai',
    clock,
  });
  const deps = {
    clock,
    log: silentLog,
    memory: createCatalogueMemory(),
    check: { structure: true, data: 'all' },
  } as const;
  return {
    engine,
    async look() {
      await clock.advance(1_000);
      for (const repository of settings.repositories.values()) engine.observe(await readRepository(repository, deps));
    },
    failing: () => [
      ...[...engine.dataSets(), ...engine.repositories()].flatMap(({ judgements }) =>
        judgements.flatMap(({ about, checkId, verdict, posture, severity }) =>
          verdict === 'fail' && posture !== true && severity !== 'P3' ? [`${about.id} ${checkId}`] : [],
        ),
      ),
    ],
  };
}

describe('the backups of the lab', () => {
  it('are real files of a month, each as its manifest says, and small', async () => {
    const files = await readdir(join(folder, 'x', 'jintan-backup'));
    const told = await lines('jintan-backup');
    expect(told.length).toBe(files.length - 1);
    const ofOne = told.filter(({ tag }) => tag === 'rulin-business-data');
    expect(ofOne.length).toBe(30);
    let bytes = 0;
    for (const { name, sha256, bytes: size } of told) {
      const held = await readFile(join(folder, 'x', 'jintan-backup', String(name)));
      bytes += held.length;
      expect([held.length, createHash('sha256').update(held).digest('hex')]).toEqual([size, sha256]);
    }
    expect(bytes).toBeLessThan(1_000_000);
  });

  it('are all well by the real reader and the real checks', async () => {
    const { engine, look, failing } = auditor();
    await look();
    expect(failing()).toEqual([]);
    expect(engine.dataSets().every(({ verdict }) => verdict === 'pass')).toBe(true);
  });

  it('go on as time goes: a new run each night, the oldest expires and is not missed', async () => {
    const { look, failing, engine } = auditor();
    await look();
    clock.jump(24 * hour);
    await clock.advance(60_000);
    await lab.apply('repair', ['rulin']);
    await look();
    expect(failing()).toEqual([]);
    expect(new Date(engine.dataSet('rulin-business-data')?.newest?.startedAt ?? 0).toISOString()).toMatch(
      /^2026-01-05T1[78]/,
    );
  });

  it.each([
    ['backup-missing rulin', ['rulin-business-data BA-01', 'rulin-business-data BA-16', 'jintan-backup BA-17']],
    ['backup-stale liyang', []],
    ['backup-shrunk rulin', ['rulin-business-data BA-07', 'rulin-business-data BA-09']],
    ['backup-vanished rulin', ['rulin-business-data BA-16']],
    ['backup-flip rulin', ['rulin-business-data BA-14', 'jintan-backup BA-14', 'jintan-backup BA-15']],
    [
      'backup-wrong-place rulin',
      ['rulin-business-data BA-04', 'rulin-business-data BA-05', 'rulin-business-data BA-16', 'jintan-backup BA-17'],
    ],
  ])('by %s are found out, and are well again after repair', async (command, expected) => {
    const { engine, look, failing } = auditor();
    await look();
    const [verb = '', target = ''] = command.split(' ');
    expect(await lab.apply(verb, [target])).toMatchObject({ ok: true, faults: [{ verb, target }] });
    await look();
    if (verb === 'backup-stale') {
      const sets = engine.dataSets().filter(({ districtId }) => districtId === 'liyang');
      expect(failing().sort()).toEqual(sets.map(({ backupId }) => `${backupId} BA-05`).sort());
    } else expect(failing().sort()).toEqual([...expected].sort());
    expect(await lab.apply('repair', [target])).toMatchObject({ ok: true, faults: [] });
    await look();
    expect(failing()).toEqual([]);
  });

  it('cannot be told of once the catalogue is garbage: unknown, and nothing counts as missed', async () => {
    const { engine, look, failing } = auditor();
    await look();
    await lab.apply('repository-unreadable', ['JINTAN']);
    await clock.advance(60_000);
    await look();
    expect(engine.repository('jintan-backup')?.judgements.find(({ checkId }) => checkId === 'BA-32')?.verdict).toBe(
      'unknown',
    );
    expect(engine.dataSet('rulin-business-data')?.verdict).toBe('unknown');
    expect(failing()).toEqual([]);
    await lab.apply('repair', ['all', 'repository-unreadable']);
    await look();
    expect(engine.dataSet('rulin-business-data')?.verdict).toBe('pass');
  });

  it('know no office or district that has none, and guess what was meant', async () => {
    expect(await lab.apply('backup-flip', ['rulim'])).toMatchObject({
      ok: false,
      what: { key: 'lab.command.unknown-office' },
      remedy: { params: { meant: 'rulin' } },
      isWrongUsage: true,
    });
    expect(await lab.apply('backup-stale', ['rulin'])).toMatchObject({
      ok: false,
      what: { key: 'lab.command.unknown-district' },
    });
    expect([lab.apply('cut', ['F23']), lab.apply('repair', ['F23']), lab.apply('repair', ['all'])]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('have words for every trouble in both languages, and are refused where no folder is', () => {
    for (const verb of Object.keys(backupVerbs))
      for (const texts of Object.values(labTexts)) expect(texts).toHaveProperty([`lab.fault.${verb}`]);
    const parsed = parseCommand('backup-flip rulin', { links: new Set(), devices: new Map() });
    expect(parsed).toMatchObject({ ok: false, what: { key: 'lab.command.no-backups' } });
  });

  it('say what is wrong when they cannot be written', async () => {
    const file = join(import.meta.dirname, 'backups.ts');
    expect((await stat(file)).isFile()).toBe(true);
    const opened = openLabBackups({ city, folder: join(file, 'x'), timeZone: 'UTC', clock, log: silentLog });
    await expect(opened).rejects.toMatchObject({ what: { key: 'lab.backups.unwritable' } });
  });
});
