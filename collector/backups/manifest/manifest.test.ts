import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { judgeRepository } from '../../../audit/index.ts';
import { systemClock } from '../../../core/index.ts';
import type { CheckWish } from '../deps.ts';
import { readRepository } from '../read.ts';
import { depsOf, removed, settingsOf } from '../stage.fake.ts';
import { readEntries } from './entries.ts';

const hour = 3_600_000;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fangzhou-manifest-'));
  mkdirSync(join(folder, 'zhixi'));
});
afterEach(() => removed(folder));

const dump = (seed: number): Buffer => Buffer.from(`insert into ledger values (${seed}, '经常性支出');\n`.repeat(500));

function entry(name: string, content: Buffer, hoursAgo: number, more: object = {}) {
  writeFileSync(join(folder, name), content);
  const at = Date.now() - hoursAgo * hour;
  return {
    name,
    bytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
    startedAt: new Date(at).toISOString(),
    endedAt: new Date(at + 60_000).toISOString(),
    tag: 'zhixi-business-data',
    host: 'zhixi-db',
    ...more,
  };
}
function declared(entries: readonly object[], name = 'manifest.jsonl'): void {
  writeFileSync(join(folder, name), entries.map((each) => JSON.stringify(each)).join('\n'));
}
async function judged(check: CheckWish = { structure: true, data: 'all' }, beside?: string) {
  const reading = await readRepository(settingsOf('manifest', folder, { beside }), depsOf({ check }));
  const wish = { expect: ['zhixi-business-data'], maxAgeSeconds: 26 * 3600 };
  return { reading, ...judgeRepository(reading, wish, systemClock.now()) };
}

describe('dump files with a manifest', () => {
  it('passes what is there, of that size and hash', async () => {
    declared([entry('zhixi/1.sql', dump(1), 25), entry('zhixi/2.sql', dump(2), 1)]);
    const { reading, verdict, dataSets } = await judged();
    expect(verdict).toBe('pass');
    expect(dataSets[0]).toMatchObject({ verdict: 'pass', bytes: dump(2).length, reasons: [] });
    expect(reading.checks).toMatchObject([
      { kind: 'structure', ok: true },
      { kind: 'data', ok: true, share: 1 },
    ]);
    expect(reading.snapshots[0]?.compressionRatio).toBeGreaterThan(3);
  });

  it('whose manifest is longer than it may be is not called missing: nobody knows what it says', async () => {
    declared([entry('zhixi/1.sql', dump(1), 1)]);
    truncateSync(join(folder, 'manifest.jsonl'), 33 * 1024 * 1024);
    const { verdict, repository } = await judged({ structure: true, data: 'none' });
    expect([verdict, repository.verdict]).toEqual(['unknown', 'unknown']);
    expect(repository.reasons).toMatchObject([{ code: 'too-large', said: expect.stringContaining('34603008 bytes') }]);
  });

  it('tells a lost file, one of another size and one with other bytes apart, and clears the rest', async () => {
    const [lost, short, flipped] = [
      entry('a.sql', dump(1), 30),
      entry('b.sql', dump(2), 20),
      entry('c.sql', dump(3), 10),
    ];
    declared([lost, short, flipped, entry('d.sql', dump(4), 1)]);
    unlinkSync(join(folder, 'a.sql'));
    writeFileSync(join(folder, 'b.sql'), 'cut');
    const changed = dump(3);
    changed[10] = 0;
    writeFileSync(join(folder, 'c.sql'), changed);
    const { reading, dataSets, repository } = await judged();
    expect(reading.findings.map(({ reason, snapshotId }) => [reason, snapshotId])).toEqual([
      ['pack-missing', 'a.sql'],
      ['pack-damaged', 'b.sql'],
      ['pack-damaged', 'c.sql'],
    ]);
    expect(dataSets[0]?.verdict).toBe('pass');
    expect(repository.verdict).toBe('fail');
  });

  it('hashes the newest of each data set and those whose turn it is, and says which share that was', async () => {
    declared([entry('a.sql', dump(1), 50), entry('b.sql', dump(2), 26), entry('c.sql', dump(3), 2)]);
    const { reading } = await judged({ structure: true, data: { part: 3, of: 3 } });
    const data = reading.checks.find(({ kind }) => kind === 'data');
    expect(data?.ok).toBe(true);
    expect(data?.share).toBeCloseTo(2 / 3, 1);
  });

  it('sees a dump that no longer compresses', async () => {
    declared([entry('a.sql', dump(1), 26), entry('b.sql', randomBytes(dump(1).length), 1)]);
    expect((await judged()).dataSets[0]?.reasons.map(({ code }) => code)).toEqual(['encrypted-looking']);
  });

  it('reads CSV and a list in JSON the same, and patterns where no hashes are written', async () => {
    const made = entry('zhixi/x.sql', dump(1), 1);
    writeFileSync(
      join(folder, 'manifest.csv'),
      `\ufeffname,size,sha256,time,tag\n${made.name},${made.bytes},${made.sha256},${made.startedAt},${made.tag}\n`,
    );
    expect((await judged()).verdict).toBe('pass');
    unlinkSync(join(folder, 'manifest.csv'));
    writeFileSync(join(folder, 'list.json'), JSON.stringify({ entries: [{ pattern: 'zhixi/*.sql', tag: made.tag }] }));
    const { reading, verdict } = await judged({ structure: true, data: 'none' }, 'list.json');
    expect(verdict).toBe('pass');
    expect(reading.snapshots.map(({ id }) => id)).toEqual(['zhixi/x.sql']);
  });

  it('names each wrong line, takes the others, and says unknown', async () => {
    writeFileSync(
      join(folder, 'manifest.jsonl'),
      [
        JSON.stringify(entry('a.sql', dump(1), 1)),
        '{"name":"../../etc/passwd"}',
        'not json',
        '{"name":"b","startedAt":"2026-11-27 01:00"}',
      ].join('\n'),
    );
    const { reading, verdict, dataSets } = await judged();
    expect(verdict).toBe('unknown');
    expect(dataSets[0]?.verdict).toBe('pass');
    expect(reading.findings).toMatchObject([{ reason: 'malformed', weight: 'unknown' }]);
    expect(reading.findings[0]?.said).toMatch(
      /manifest.jsonl:3 not JSON.*manifest.jsonl:2 a name that leads out.*manifest.jsonl:4 startedAt/,
    );
  });

  it('calls a folder that is gone, and one without a manifest, missing', async () => {
    expect((await judged()).reading.findings).toMatchObject([{ reason: 'missing', weight: 'fail' }]);
    removed(folder);
    expect((await judged()).reading).toMatchObject({ listed: false, findings: [{ reason: 'missing' }] });
  });

  it('never throws, whatever the manifest holds, and never leads out of the folder', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), fc.constantFrom('m.jsonl', 'm.json', 'm.csv'), (text, name) => {
        for (const { name: path = 'x' } of readEntries(text, name).entries)
          expect(join('/base', path).startsWith('/base')).toBe(true);
      }),
    );
  });
});
