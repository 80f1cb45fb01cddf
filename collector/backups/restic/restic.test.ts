import { randomBytes } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { judgeRepository } from '../../../audit/index.ts';
import { systemClock } from '../../../core/index.ts';
import { suiteNeeding } from '../../../test/needs.ts';
import { localTools, type RunTool } from '../access/run-tool.ts';
import type { CatalogueDeps } from '../deps.ts';
import type { CatalogueReading } from '../model.ts';
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
import { openResticDoor } from './open.ts';
import { readRestic } from './read.ts';
import { createFakeRepository } from './repository.fake.ts';

suiteNeeding(['restic'], 'reading real restic repositories', () => {
  let folder: string;
  let good: string;
  const env = { RESTIC_PASSWORD: password };

  function restic(repository: string, ...args: readonly string[]): string {
    return toolRun(['restic', '-r', repository, '--no-cache', '-q', ...args], { env, cwd: folder });
  }

  function backup(repository: string, tag: string, hoursAgo: number, ...paths: readonly string[]): void {
    const time = new Date(Date.now() - hoursAgo * hour).toISOString().slice(0, 19).replace('T', ' ');
    const args = ['backup', '--tag', tag, '--host', 'office', '--time', time];
    toolRun(['restic', '-r', repository, '--no-cache', '-q', ...args, ...paths], {
      env: { ...env, TZ: 'UTC' },
      cwd: folder,
    });
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fangzhou-restic-'));
    good = join(folder, 'good');
    (await createFakeRepository(good, password)).flush();
    for (const tag of ['zhixi', 'rulin']) {
      const source = join(folder, tag);
      mkdirSync(source);
      for (let index = 0; index < 6; index++)
        writeFileSync(join(source, `t${index}.csv`), table(index + tag.length * 10));
      backup(good, tag, 26, source);
      writeFileSync(join(source, 't0.csv'), table(99 + tag.length));
      backup(good, tag, 2, source);
    }
  }, 60_000);
  afterAll(() => removed(folder));

  let copies = 0;
  function copy(): string {
    copies += 1;
    const to = join(folder, `copy-${copies}`);
    cpSync(good, to, { recursive: true });
    return to;
  }
  const packsOf = (repository: string) =>
    [...filesBelow(join(repository, 'data'))].sort((a, b) => statSync(b).size - statSync(a).size);

  async function read(repository: string, more: Partial<CatalogueDeps> = {}, secret = password) {
    return readRepository(settingsOf('restic', repository, { password: secret }), depsOf(more));
  }
  async function judged(
    repository: string,
    expect: readonly string[] = ['zhixi', 'rulin'],
    more: Partial<CatalogueDeps> = {},
  ) {
    const reading = await read(repository, more);
    return { reading, ...judgeRepository(reading, { expect, maxAgeSeconds: 26 * 3600 }, systemClock.now()) };
  }
  const codes = (reasons: readonly { readonly code: string }[]) => reasons.map(({ code }) => code);

  it('passes a good one, with sizes and churn that restic 0.14 does not tell, and every byte read when that is wished', async () => {
    const { reading, verdict, dataSets, orphans, repository } = await judged(good, ['zhixi'], {
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
    expect(dataSets).toMatchObject([{ tag: 'zhixi', verdict: 'pass', reasons: [], bytes }]);
    const newest = reading.snapshots
      .filter(({ tags }) => tags.includes('zhixi'))
      .sort((a, b) => b.startedAt - a.startedAt)[0];
    expect(newest).toMatchObject({
      files: 6,
      filesNew: 0,
      filesChanged: 1,
      filesUnmodified: 5,
      filesRemoved: 0,
      host: 'office',
    });
    expect(newest?.compressionRatio).toBeGreaterThan(2);
    expect(reading).toMatchObject({
      listed: true,
      findings: [],
      locks: [],
      toolVersion: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    });
    expect(reading.identity).toMatch(/^[0-9a-f]{64}$/);
    expect(reading.checks).toMatchObject([
      { kind: 'structure', ok: true },
      { kind: 'data', share: 1, ok: true },
    ]);
    // The same figures as restic's own, which takes a process for each.
    const own = JSON.parse(restic(good, 'stats', '--json', newest?.id ?? ''));
    expect(newest?.sourceBytes).toBe(own.total_size);
  });

  it('calls a missing office missing and an old backup stale, and keeps them apart', async () => {
    const reading = await read(good);
    const later = systemClock.now() + 40 * hour;
    const { verdict, dataSets } = judgeRepository(
      reading,
      { expect: ['zhixi', 'yaotang'], maxAgeSeconds: 26 * 3600 },
      later,
    );
    expect(verdict).toBe('fail');
    expect(dataSets.map(({ tag, reasons }) => [tag, ...codes(reasons)])).toEqual([
      ['zhixi', 'stale'],
      ['yaotang', 'missing'],
    ]);
  });

  it('finds a deleted pack, says what stands on it, and clears what does not', async () => {
    const damaged = copy();
    const source = join(folder, 'extra');
    mkdirSync(source);
    writeFileSync(join(source, 'one.csv'), table(777));
    const before = new Set(packsOf(damaged));
    backup(damaged, 'extra', 1, source);
    const fresh = packsOf(damaged).filter((pack) => !before.has(pack));
    unlinkSync(fresh[0] ?? '');
    const { repository, dataSets, verdict } = await judged(damaged, ['zhixi', 'extra']);
    expect(verdict).toBe('fail');
    expect(codes(repository.reasons)).toContain('pack-missing');
    expect(repository.reasons.find(({ code }) => code === 'pack-missing')?.said).toMatch(/does not exist/);
    expect(dataSets.map(({ tag, verdict, reasons }) => [tag, verdict, ...codes(reasons)])).toEqual([
      ['zhixi', 'pass'],
      ['extra', 'fail', 'pack-missing'],
    ]);
  });

  it('sees a flipped byte only when all is read, and then says in which pack', async () => {
    const damaged = copy();
    const [pack = ''] = packsOf(damaged);
    const bytes = readFileSync(pack);
    bytes[100] = (bytes[100] ?? 0) ^ 0xff;
    writeFileSync(pack, bytes);
    const shallow = await judged(damaged);
    expect(shallow.verdict).toBe('pass');
    const { repository, verdict, dataSets } = await judged(damaged, ['zhixi', 'rulin'], {
      check: { structure: true, data: 'all' },
    });
    expect(verdict).toBe('fail');
    expect(codes(repository.reasons)).toEqual(['pack-damaged']);
    expect(repository.reasons[0]?.said).toMatch(/does not match, want [0-9a-f]{64}/);
    expect(dataSets.some(({ reasons }) => codes(reasons).includes('pack-damaged'))).toBe(true);
  });

  it("does not call whole what it may not read, here or in the tool's words, and clears what does not stand on it", async () => {
    const closed = copy();
    const before = new Set(packsOf(closed));
    const source = join(folder, 'closed');
    mkdirSync(source);
    writeFileSync(join(source, 'one.csv'), table(888));
    backup(closed, 'closed', 1, source);
    const [pack = ''] = packsOf(closed).filter((each) => !before.has(each));
    // As one without the right: restic lists the pack, and cannot open it.
    const size = statSync(pack).size;
    const reading = async (data: 'none' | 'all') => {
      const run: RunTool = async (ask) => {
        if (!ask.argv.includes('--read-data')) return localTools(systemClock)(ask);
        const load = `Load(<data/${basename(pack).slice(0, 10)}>, ${size}, 0) returned error, retrying after 1s: open ${pack}: permission denied`;
        return { ran: true, code: -1, out: '', err: `${load}\n`.repeat(4) };
      };
      const settings = settingsOf('restic', closed, { password });
      const deps = { ...depsOf({ check: { structure: true, data } }), run, isLocal: true };
      const read = await readRestic(settings, deps);
      const whole: CatalogueReading = { ...read, repositoryId: 'r', tool: 'restic', startedAt: 0, finishedAt: 0 };
      return judgeRepository(whole, { expect: ['zhixi', 'closed'], maxAgeSeconds: 26 * 3600 }, systemClock.now());
    };
    expect((await reading('none')).verdict).toBe('pass');
    const { verdict, dataSets, repository } = await reading('all');
    expect(verdict).toBe('unknown');
    expect(codes(repository.reasons)).toEqual(['pack-unreadable']);
    expect(repository.reasons[0]?.said).toMatch(/permission denied/);
    expect(dataSets.map(({ tag, verdict, reasons }) => [tag, verdict, ...codes(reasons)])).toEqual([
      ['zhixi', 'pass'],
      ['closed', 'unknown', 'pack-unreadable'],
    ]);
    // Seen by ourselves, where it cannot even be looked at: a folder that is a loop says neither that it is there nor that it is not.
    const data = dirname(pack);
    renameSync(data, `${data}-away`);
    symlinkSync(data, data);
    const door = await openResticDoor(closed, password);
    const files = await door?.openIndex();
    expect(files?.brokenPacks.get(basename(pack))).toBe('unreadable');
    await files?.close();
  });

  it('is not deceived by a truncated snapshot, a cut pack, a lost index or a config of ten bytes', async () => {
    const snapshot = copy();
    truncateSync(filesBelow(join(snapshot, 'snapshots'))[0] ?? '', 40);
    expect(codes((await judged(snapshot)).repository.reasons)).toContain('unreadable-snapshot');
    const pack = copy();
    truncateSync(packsOf(pack)[0] ?? '', 300);
    const cut = await judged(pack);
    expect(codes(cut.repository.reasons)).toContain('pack-damaged');
    expect(cut.dataSets.some(({ verdict }) => verdict === 'fail')).toBe(true);
    const index = copy();
    for (const file of filesBelow(join(index, 'index'))) unlinkSync(file);
    const lost = await judged(index);
    expect(codes(lost.repository.reasons)).toContain('index-damaged');
    expect(lost.dataSets.map(({ verdict }) => verdict)).toEqual(['unknown', 'unknown']);
    const config = copy();
    truncateSync(join(config, 'config'), 10);
    const broken = await judged(config);
    expect(broken).toMatchObject({ verdict: 'fail', reading: { listed: false } });
    expect(codes(broken.repository.reasons)).toEqual(['damaged']);
  }, 60_000);

  it('tells a wrong password, a place without a repository and an empty repository apart', async () => {
    const wrong = await read(good, {}, 'wrong battery');
    expect(wrong).toMatchObject({ listed: false, findings: [{ reason: 'wrong-password', weight: 'unknown' }] });
    expect(wrong.findings[0]?.said).toBe('Fatal: wrong password or no key found');
    const none = await judged(join(folder, 'nowhere'));
    expect(codes(none.repository.reasons)).toEqual(['missing']);
    expect(none.dataSets.map(({ verdict, reasons }) => [verdict, ...codes(reasons)])).toEqual([
      ['unknown', 'unlisted'],
      ['unknown', 'unlisted'],
    ]);
    const empty = join(folder, 'empty');
    (await createFakeRepository(empty, password)).flush();
    expect(codes((await judged(empty)).repository.reasons)).toEqual(['empty']);
  });

  it('calls the lock of a program at work locked, that of a dead one stale, and an old one of another host stale', async () => {
    const taken = copy();
    const child = toolAtWork(['restic', '-r', taken, '--no-cache', '-q', 'backup', '--stdin', '--tag', 'live'], env);
    try {
      await expect.poll(() => filesBelow(join(taken, 'locks')).length).toBe(1);
      const live = await judged(taken);
      expect(live).toMatchObject({ verdict: 'unknown', repository: { verdict: 'unknown' } });
      expect(codes(live.repository.reasons)).toEqual(['locked']);
      expect(live.reading.locks).toMatchObject([{ pid: child.pid, host: hostname(), alive: true }]);
    } finally {
      await killed(child);
    }
    const dead = await judged(taken);
    expect(dead.verdict).toBe('fail');
    expect(codes(dead.repository.reasons)).toEqual(['stale-lock']);
    expect(dead.dataSets.map(({ verdict }) => verdict)).toEqual(['pass', 'pass']);
    const foreign = join(folder, 'foreign');
    const repository = await createFakeRepository(foreign, password);
    const tree = repository.tree([{ name: 'a', content: Buffer.from('a') }]);
    repository.snapshot({ at: Date.now() - hour, tree, tags: ['zhixi'] });
    repository.lock({ at: Date.now() - hour, host: 'another', pid: 1, exclusive: true });
    repository.lock({ at: Date.now(), host: 'another', pid: 2 });
    repository.flush();
    const { reading } = await judged(foreign, ['zhixi']);
    expect(reading.locks.map(({ alive }) => alive).sort()).toEqual([false, undefined]);
  }, 60_000);

  it('sees that the last backup shrank, and that a path of the one before is gone', async () => {
    const shrunken = copy();
    const source = join(folder, 'zhixi-later');
    mkdirSync(source);
    writeFileSync(join(source, 't0.csv'), table(1));
    backup(shrunken, 'zhixi', 1, source);
    const { dataSets } = await judged(shrunken);
    expect(dataSets[0]).toMatchObject({ tag: 'zhixi', verdict: 'fail' });
    expect(codes(dataSets[0]?.reasons ?? [])).toEqual(['source-missing', 'shrunken']);
    expect(dataSets[1]).toMatchObject({ tag: 'rulin', verdict: 'pass' });
  });

  it('sees content that looks encrypted though the size is the same, and calls it an indicator with its numbers', async () => {
    const attacked = copy();
    const source = join(folder, 'rulin');
    const kept = Array.from({ length: 6 }, (_, index) => readFileSync(join(source, `t${index}.csv`)));
    try {
      for (const [index, bytes] of kept.entries())
        writeFileSync(join(source, `t${index}.csv`), randomBytes(bytes.length));
      backup(attacked, 'rulin', 1, source);
    } finally {
      for (const [index, bytes] of kept.entries()) writeFileSync(join(source, `t${index}.csv`), bytes);
    }
    const { dataSets, repository } = await judged(attacked);
    expect(repository.verdict).toBe('pass');
    expect(dataSets[1]).toMatchObject({ tag: 'rulin', verdict: 'fail' });
    expect(codes(dataSets[1]?.reasons ?? [])).toEqual(['encrypted-looking']);
    expect(dataSets[1]?.reasons[0]?.text.params).toMatchObject({ changed: 100, ratio: '1.0' });
    expect(dataSets[0]?.verdict).toBe('pass');
  });

  it('reads a part of the packs in turn, so that a few readings have read all', async () => {
    const shares = [];
    for (const part of [1, 2]) {
      const { checks } = await read(good, { check: { structure: false, data: { part, of: 2 } } });
      shares.push(checks.find(({ kind }) => kind === 'data'));
    }
    expect(shares).toMatchObject([
      { share: 0.5, ok: true },
      { share: 0.5, ok: true },
    ]);
  });

  it('needs no tool that lasts: one that is ended half-way gives timed-out, and leaves no process', async () => {
    const stop = new AbortController();
    stop.abort();
    const { listed, findings } = await read(good, { signal: stop.signal });
    expect({ listed, reasons: findings.map(({ reason }) => reason) }).toEqual({
      listed: false,
      reasons: ['timed-out'],
    });
  });
});
