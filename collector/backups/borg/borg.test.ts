import { randomBytes } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeRepository } from '../../../audit/index.ts';
import { systemClock } from '../../../core/index.ts';
import { suiteNeeding } from '../../../test/needs.ts';
import type { CatalogueDeps } from '../deps.ts';
import { readRepository } from '../read.ts';
import {
  depsOf,
  filesBelow,
  hour,
  killed,
  password,
  removed,
  settingsOf,
  table,
  toolAtWork,
  toolRun,
} from '../stage.fake.ts';
import { readArchives, readInfo } from './json.ts';
import { stemOf } from './names.ts';

suiteNeeding(['borg'], 'reading real BorgBackup repositories', () => {
  let folder: string;
  let good: string;
  let env: Record<string, string>;

  /** borg takes the times of archives as local ones without zone: the process runs in UTC. */
  function create(repository: string, name: string, hoursAgo: number, ...paths: readonly string[]): void {
    const stamp = new Date(Date.now() - hoursAgo * hour).toISOString().slice(0, 19);
    const args = ['create', '--timestamp', stamp, '--compression', 'zstd', `${repository}::${name}`, ...paths];
    // A base for each copy: to the base of another one it would look like an attack.
    const own = { ...env, BORG_BASE_DIR: `${repository}-base` };
    toolRun(['borg', ...args], { env: own, cwd: folder, codes: [0, 1] });
  }

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'fangzhou-borg-'));
    good = join(folder, 'good');
    env = {
      BORG_PASSPHRASE: password,
      BORG_BASE_DIR: join(folder, 'base'),
      BORG_RELOCATED_REPO_ACCESS_IS_OK: 'yes',
      TZ: 'UTC',
    };
    toolRun(['borg', 'init', '-e', 'repokey', good], { env, cwd: folder });
    for (const [place, name] of ['zhixi', 'rulin'].entries()) {
      mkdirSync(join(folder, name));
      for (let index = 0; index < 6; index++)
        writeFileSync(join(folder, name, `t${index}.csv`), table(index + place * 10));
      create(good, `${name}-2026-11-26`, 26, name);
      writeFileSync(join(folder, name, 't0.csv'), table(99 + place));
      create(good, `${name}-2026-11-27`, 2, name);
    }
    // Five processes of a program that starts slowly: against hanging alone.
  }, 240_000);
  afterAll(() => removed(folder));

  let copies = 0;
  function copy(): string {
    copies += 1;
    const to = join(folder, `copy-${copies}`);
    cpSync(good, to, { recursive: true });
    return to;
  }
  const segments = (repository: string) =>
    [...filesBelow(join(repository, 'data'))].sort((a, b) => statSync(b).size - statSync(a).size);
  async function judged(
    repository: string,
    expect = ['zhixi', 'rulin'],
    more: Partial<CatalogueDeps> = {},
    secret = password,
  ) {
    const reading = await readRepository(settingsOf('borg', repository, { password: secret }), depsOf(more));
    return { reading, ...judgeRepository(reading, { expect, maxAgeSeconds: 26 * 3600 }, systemClock.now()) };
  }
  const codes = (reasons: readonly { readonly code: string }[]) => reasons.map(({ code }) => code);

  it('passes a good one, with times in UTC, sizes, identity and whether it is append-only', async () => {
    const { reading, verdict, dataSets, repository, orphans } = await judged(good, ['zhixi'], {
      check: { structure: true, data: 'all' },
    });
    expect({ verdict, repository, orphans }).toEqual({
      verdict: 'pass',
      repository: { verdict: 'pass', reasons: [] },
      orphans: ['rulin'],
    });
    const bytes = Array.from({ length: 6 }, (_, index) => statSync(join(folder, 'zhixi', `t${index}.csv`)).size).reduce(
      (a, b) => a + b,
    );
    expect(dataSets[0]?.bytes).toBeGreaterThanOrEqual(bytes);
    expect(Math.abs((dataSets[0]?.ageSeconds ?? 0) - 2 * 3600)).toBeLessThan(120);
    expect(reading).toMatchObject({ listed: true, findings: [], locks: [], immutable: false, encryption: 'repokey' });
    expect(reading.identity).toMatch(/^[0-9a-f]{64}$/);
    expect(reading.checks.map(({ kind, ok }) => [kind, ok])).toEqual([
      ['structure', true],
      ['data', true],
    ]);
    expect(reading.snapshots.find(({ tags }) => tags.includes('zhixi-2026-11-27'))).toMatchObject({
      files: 6,
      host: expect.stringMatching(/./),
    });
  });

  it('calls a missing office missing and an old archive stale', async () => {
    const { reading } = await judged(good, [], { check: { structure: false, data: 'none' } });
    const snapshots = reading.snapshots.filter(({ tags }) => !tags.includes('rulin-2026-11-27'));
    const wish = { expect: ['zhixi', 'rulin', 'yaotang'], maxAgeSeconds: 20 * 3600 };
    const { dataSets } = judgeRepository({ ...reading, snapshots }, wish, systemClock.now());
    expect(dataSets.map(({ tag, reasons }) => [tag, ...codes(reasons)])).toEqual([
      ['zhixi'],
      ['rulin', 'stale'],
      ['yaotang', 'missing'],
    ]);
  });

  it('finds a deleted and a damaged segment, which borg calls a warning; which archive is whole it knows when all is read', async () => {
    const lost = copy();
    unlinkSync(segments(lost)[0] ?? '');
    const gone = await judged(lost);
    expect(codes(gone.repository.reasons)).toEqual(['pack-missing']);
    const flipped = copy();
    const [segment = ''] = segments(flipped);
    const bytes = readFileSync(segment);
    // In its midst: a table that the newest archive still holds.
    const middle = bytes.length >> 1;
    bytes[middle] = (bytes[middle] ?? 0) ^ 0xff;
    writeFileSync(segment, bytes);
    const damaged = await judged(flipped, undefined, { check: { structure: true, data: 'all' } });
    expect(damaged.verdict).toBe('fail');
    expect(codes(damaged.repository.reasons)).toEqual(['pack-damaged']);
    expect(damaged.repository.reasons[0]?.said).toMatch(/Data integrity error/);
    const told = damaged.dataSets.map(({ verdict, reasons }) => [verdict, ...codes(reasons)].join(' '));
    expect([...told].sort()).toEqual(['fail pack-damaged', 'pass']);
    expect(gone.dataSets.map(({ verdict, reasons }) => [verdict, ...codes(reasons)])).toEqual([
      ['unknown', 'repository-damaged'],
      ['unknown', 'repository-damaged'],
    ]);
  }, 240_000);

  it('tells a wrong passphrase, a missing repository, a broken config and an empty one apart', async () => {
    const wrong = await judged(good, ['zhixi'], {}, 'wrong battery');
    expect(wrong).toMatchObject({ verdict: 'unknown', reading: { listed: false } });
    expect(codes(wrong.repository.reasons)).toEqual(['wrong-password']);
    expect(JSON.stringify(wrong)).not.toContain('wrong battery');
    expect(codes((await judged(join(folder, 'nowhere'))).repository.reasons)).toEqual(['missing']);
    const broken = copy();
    truncateSync(join(broken, 'config'), 20);
    expect(codes((await judged(broken)).repository.reasons)).toEqual(['damaged']);
    const empty = join(folder, 'empty');
    toolRun(['borg', 'init', '-e', 'none', empty], { env, cwd: folder });
    expect(codes((await judged(empty)).repository.reasons)).toEqual(['empty']);
  }, 60_000);

  it('lists past a live lock and calls it locked; leaves a dead one where it is, as evidence, and calls it stale', async () => {
    const taken = copy();
    const child = toolAtWork(['borg', 'create', `${taken}::live`, '-'], {
      ...env,
      BORG_BASE_DIR: join(folder, 'other-base'),
    });
    const held = () => filesBelow(join(taken, 'lock.exclusive'));
    try {
      await expect
        .poll(() => (statSync(join(taken, 'lock.exclusive'), { throwIfNoEntry: false }) ? held().length : 0))
        .toBe(1);
      const live = await judged(taken);
      expect(live.verdict).toBe('unknown');
      expect(codes(live.repository.reasons)).toEqual(['locked']);
      expect(live.reading.locks).toMatchObject([{ pid: child.pid, alive: true }]);
      expect(live.dataSets.map(({ verdict }) => verdict)).toEqual(['pass', 'pass']);
    } finally {
      await killed(child);
    }
    const dead = await judged(taken);
    expect(codes(dead.repository.reasons)).toEqual(['stale-lock']);
    expect(dead.verdict).toBe('fail');
    expect(held()).toHaveLength(1);
  }, 60_000);

  it('sees a shrunken archive, an empty one whose source was missing, and one that looks encrypted', async () => {
    const attacked = copy();
    const source = join(folder, 'rulin');
    const kept = `${source}-kept`;
    cpSync(source, kept, { recursive: true });
    try {
      for (let index = 0; index < 6; index++) {
        const path = join(source, `t${index}.csv`);
        writeFileSync(path, randomBytes(statSync(path).size));
      }
      create(attacked, 'rulin-2026-11-28', 1, 'rulin');
    } finally {
      removed(source);
      renameSync(kept, source);
    }
    mkdirSync(join(folder, 'few'));
    writeFileSync(join(folder, 'few', 't0.csv'), table(1));
    create(attacked, 'zhixi-2026-11-28', 1, 'few');
    const unchecked = { check: { structure: false, data: 'none' } } as const;
    const { dataSets } = await judged(attacked, ['zhixi', 'rulin'], unchecked);
    expect(dataSets.map(({ tag, verdict, reasons }) => [tag, verdict, ...codes(reasons)])).toEqual([
      ['zhixi', 'fail', 'shrunken'],
      ['rulin', 'fail', 'encrypted-looking'],
    ]);
    create(attacked, 'zhixi-2026-11-29', 0, 'not-there');
    const empty = await judged(attacked, ['zhixi'], unchecked);
    expect(codes(empty.dataSets[0]?.reasons ?? [])).toEqual(['empty']);
  }, 60_000);
});

describe('what borg prints', () => {
  it('takes the date off a name, and never all of it', () => {
    for (const name of [
      'rulin-1-2026-11-27T01:02:03',
      'rulin-1-2026-11-27',
      'rulin-1_20261127_0102',
      'rulin-1-1795486589',
      'rulin-1.2026-11-27 01:02',
    ]) {
      expect(stemOf(name)).toBe('rulin-1');
    }
    expect(stemOf('rulin-1')).toBe('rulin-1');
    expect(stemOf('2026-11-27')).toBe('2026-11-27');
    fc.assert(fc.property(fc.string({ minLength: 1 }), (name) => stemOf(name) !== '' && name.startsWith(stemOf(name))));
  });

  it('leaves command lines out, and reads nothing out of nonsense', () => {
    const archive = {
      id: 'a1',
      name: 'n',
      hostname: 'h',
      end: '2026-11-27T09:06:21.000000',
      command_line: ['borg', 'create', '--secret=1'],
    };
    const read = readInfo(
      JSON.stringify({
        archives: [{ ...archive, stats: { original_size: 10, compressed_size: 5, deduplicated_size: 5, nfiles: 1 } }],
      }),
    );
    expect(JSON.stringify([...read])).not.toContain('secret');
    expect(read.get('a1')).toMatchObject({ sourceBytes: 10, files: 1, addedBytes: 10, compressionRatio: 2 });
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(readArchives(text)?.archives ?? []).toBeInstanceOf(Array);
        expect(readInfo(text)).toBeInstanceOf(Map);
      }),
    );
  });
});
