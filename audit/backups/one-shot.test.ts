import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CatalogueFinding, CatalogueReading, CatalogueSnapshot } from '../../collector/index.ts';
import { message } from '../../core/index.ts';
import { judgeRepository } from './one-shot.ts';

const now = Date.parse('2026-11-27T02:00:00Z');
const hour = 3_600_000;

function snapshot(hoursAgo: number, more: Partial<CatalogueSnapshot> = {}): CatalogueSnapshot {
  return {
    id: `s${hoursAgo}`,
    tags: ['zhixi'],
    host: 'h',
    paths: ['/data'],
    startedAt: now - hoursAgo * hour,
    sourceBytes: 1_000_000,
    files: 200,
    filesNew: 0,
    filesChanged: 3,
    filesUnmodified: 197,
    filesRemoved: 0,
    addedBytes: 20_000,
    compressionRatio: 3.6,
    ...more,
  };
}
function reading(snapshots: readonly CatalogueSnapshot[], more: Partial<CatalogueReading> = {}): CatalogueReading {
  return {
    repositoryId: 'r',
    tool: 'restic',
    startedAt: now,
    finishedAt: now,
    listed: true,
    snapshots,
    findings: [],
    checks: [{ kind: 'structure', share: 0, at: now, ok: true }],
    locks: [],
    ...more,
  };
}
function judge(snapshots: readonly CatalogueSnapshot[], more: Partial<CatalogueReading> = {}, expected = ['zhixi']) {
  return judgeRepository(reading(snapshots, more), { expect: expected, maxAgeSeconds: 26 * 3600 }, now);
}
const codesOf = (judged: ReturnType<typeof judge>) =>
  judged.dataSets[0]?.reasons.map(({ code, weight }) => `${code} ${weight}`);
const found = (
  reason: CatalogueFinding['reason'],
  weight: CatalogueFinding['weight'],
  snapshotId?: string,
): CatalogueFinding => ({
  reason,
  weight,
  text: message(`collector.backup.${reason}`),
  said: 'words',
  ...(snapshotId === undefined ? {} : { snapshotId }),
});
const month = Array.from({ length: 30 }, (_, day) => snapshot(26 + day * 24));

describe('judging a repository at once', () => {
  it('passes what is recent, whole and as usual', () => {
    expect(judge([snapshot(2), ...month])).toMatchObject({
      verdict: 'pass',
      repository: { verdict: 'pass', reasons: [] },
      orphans: [],
    });
  });

  // The measured numbers of a folder of 200 tables: normal, encrypted in place, renamed, wiped, empty.
  it.each([
    [
      'encrypted in place',
      { filesChanged: 200, filesUnmodified: 0, addedBytes: 1_000_000, compressionRatio: 1 },
      ['encrypted-looking fail'],
    ],
    [
      'encrypted and renamed',
      {
        filesNew: 200,
        filesChanged: 0,
        filesUnmodified: 0,
        filesRemoved: 200,
        addedBytes: 1_000_000,
        compressionRatio: 1,
      },
      ['encrypted-looking fail'],
    ],
    [
      'renamed alone',
      { filesNew: 200, filesChanged: 0, filesUnmodified: 0, filesRemoved: 200, addedBytes: 70, compressionRatio: 2 },
      ['rewritten unknown'],
    ],
    [
      'wiped',
      { files: 2, sourceBytes: 10_000, filesUnmodified: 2, filesChanged: 0, filesRemoved: 198 },
      ['shrunken fail'],
    ],
    ['empty', { files: 0, sourceBytes: 0, filesUnmodified: 0, filesChanged: 0, filesRemoved: 200 }, ['empty fail']],
    ['a third smaller', { sourceBytes: 700_000 }, ['shrunken unknown']],
    ['twelve times larger', { sourceBytes: 12_000_000 }, ['grown unknown']],
    ['without its path', { paths: ['/other'] }, ['source-missing fail']],
    ['partial', { partial: true }, ['partial fail']],
    ['normal, with a few archives that do not compress', { filesNew: 2, addedBytes: 500_000, compressionRatio: 1 }, []],
    ['all of it changed a little', { filesChanged: 40, filesUnmodified: 160 }, []],
  ])('of one that is %s', (_, change, codes) => {
    expect(codesOf(judge([snapshot(2, change), ...month]))).toEqual(codes);
  });

  it('does not call a size unusual that varies so much by itself', () => {
    const varied = month.map((each, day) => ({ ...each, sourceBytes: day % 2 === 0 ? 1_400_000 : 600_000 }));
    expect(codesOf(judge([snapshot(2, { sourceBytes: 550_000 }), ...varied]))).toEqual([]);
    expect(codesOf(judge([snapshot(2, { sourceBytes: 550_000 }), ...month]))).toEqual(['shrunken unknown']);
  });

  it('says of clocks: old is stale, the future is no age', () => {
    expect(codesOf(judge([snapshot(27)]))).toEqual(['stale fail']);
    expect(codesOf(judge([snapshot(-2)]))).toEqual(['clock-ahead fail']);
    expect(judge([snapshot(-2)]).dataSets[0]?.ageSeconds).toBe(-7200);
  });

  it('takes nothing for missing where nothing could be listed', () => {
    const blind = judge([], { listed: false, checks: [], findings: [found('wrong-password', 'unknown')] });
    expect(blind).toMatchObject({ verdict: 'unknown', repository: { verdict: 'unknown' } });
    expect(codesOf(blind)).toEqual(['unlisted unknown']);
    expect(codesOf(judge([snapshot(1)], {}, ['yaotang']))).toEqual(['missing fail']);
  });

  it('in a broken repository passes only what was shown to be whole', () => {
    const broken = [found('pack-missing', 'fail')];
    expect(codesOf(judge([snapshot(1)], { findings: broken }))).toEqual(['repository-damaged unknown']);
    expect(codesOf(judge([snapshot(1)], { findings: broken, untouched: ['s1'] }))).toEqual([]);
    const own = judge([snapshot(1), snapshot(25)], {
      findings: [...broken, found('pack-missing', 'fail', 's1')],
      untouched: [],
    });
    expect(codesOf(own)).toEqual(['pack-missing fail']);
    expect(own.repository.reasons).toHaveLength(1);
  });

  it('is unknown when no check could be made, and by a lock', () => {
    expect(judge([snapshot(1)], { checks: [] })).toMatchObject({
      verdict: 'unknown',
      repository: { reasons: [{ code: 'unchecked' }] },
    });
    expect(
      judge([snapshot(1)], { checks: [], findings: [found('locked', 'unknown')] }).repository.reasons,
    ).toMatchObject([{ code: 'locked' }]);
    expect(judge([snapshot(1)], { findings: [found('locked', 'note')] }).verdict).toBe('pass');
  });

  it('gives a name to the data set that it begins with, the longest of several, and only where the tool has no tags', () => {
    const named = [
      snapshot(1, { tags: ['rulin-1-2026', 'rulin-1-2026'] }),
      snapshot(2, { tags: ['rulin.daily'] }),
      snapshot(3, { tags: ['rulins-2026'] }),
    ];
    const { dataSets, orphans } = judge(named, { tool: 'borg' }, ['rulin', 'rulin-1']);
    expect(dataSets.map(({ tag, newest }) => [tag, newest])).toEqual([
      ['rulin', now - 2 * hour],
      ['rulin-1', now - hour],
    ]);
    expect(orphans).toEqual(['rulins-2026']);
    expect(judge(named, {}, ['rulin']).dataSets[0]?.reasons).toMatchObject([{ code: 'missing' }]);
  });

  it('judges whatever is there when nobody says what must be', () => {
    expect(
      judge([snapshot(1), snapshot(1, { id: 'x', tags: ['rulin'] })], {}, []).dataSets.map(({ tag }) => tag),
    ).toEqual(['rulin', 'zhixi']);
  });

  it('never passes with a reason, never fails without one, and counts fail above unknown', () => {
    const many = fc.array(
      fc.record({
        hoursAgo: fc.integer({ min: -10, max: 400 }),
        files: fc.nat(300),
        sourceBytes: fc.nat(2_000_000),
        compressionRatio: fc.constantFrom(1, 2, 4),
      }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(many, fc.boolean(), (rows, listed) => {
        const judged = judge(
          rows.map(({ hoursAgo, ...row }, index) => snapshot(hoursAgo, { ...row, id: `s${index}` })),
          { listed },
        );
        for (const { verdict, reasons } of [...judged.dataSets, judged.repository]) {
          const weights = reasons.map(({ weight }) => weight);
          expect(verdict).toBe(weights.includes('fail') ? 'fail' : weights.includes('unknown') ? 'unknown' : 'pass');
        }
        if (rows.length === 0) expect(judged.verdict).not.toBe('pass');
      }),
    );
  });
});
