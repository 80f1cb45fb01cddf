import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cityFolder, referenceEnv, referenceText } from '../city.fake.ts';
import { formatMistake, inventoryTexts, loadInventory, Mistakes } from '../index.ts';
import { readAssessment } from './assessment.ts';

const reference = await referenceText('assessment.yaml');

/** Reads the file alone. */
async function read(text: string | undefined) {
  const path = await mkdtemp(join(tmpdir(), 'fangzhou-assessment-'));
  try {
    if (text !== undefined) await writeFile(join(path, 'assessment.yaml'), text);
    const mistakes = new Mistakes();
    return { scheme: await readAssessment(path, mistakes), mistakes: mistakes.list() };
  } finally {
    await rm(path, { recursive: true });
  }
}

/** Line, column and code of every mistake; each has its words in both languages. */
async function mistakes(text: string): Promise<readonly string[]> {
  const found = await read(text);
  expect(found.scheme === undefined).toBe(found.mistakes.length > 0);
  for (const each of found.mistakes) {
    expect(each.file).toMatch(/assessment\.yaml$/);
    for (const texts of Object.values(inventoryTexts))
      expect(formatMistake(each, texts)).not.toMatch(/\{\w+\}|inventory\.[a-z-]+\./);
  }
  return found.mistakes.map(
    ({ line, column, what }) => `${line}:${column} ${/^inventory\.(.*)\.what$/.exec(what.key)?.[1]}`,
  );
}

const one = (more: string): string => `version: 1
period: year
indicators:
  - ${more}
`;

describe('assessment.yaml', () => {
  it('of the reference city declares eight kinds whose weights are 100', async () => {
    const { scheme } = await read(reference);
    expect(scheme).toMatchObject({ version: 1, rhythm: 'quarter' });
    expect(new Set(scheme?.indicators.map(({ kind }) => kind)).size).toBe(8);
    expect(scheme?.indicators.reduce((sum, { weight }) => sum + weight, 0)).toBe(100);
    expect(scheme?.indicators[0]).toEqual({
      ...{ id: 'availability', kind: 'availability', nameZh: undefined, nameEn: undefined, weight: 30 },
      ...{ curve: 'straight', hours: 'service', withinSeconds: 0, severities: [] },
      steps: [
        { atMillionths: 999_000, pointHundredths: 10_000 },
        { atMillionths: 990_000, pointHundredths: 8_000 },
        { atMillionths: 950_000, pointHundredths: 0 },
      ],
    });
    expect(scheme?.indicators.at(-1)).toMatchObject({ withinSeconds: 14_400, severities: ['critical', 'major'] });
  });

  it('may be missing: then nothing is assessed', async () => {
    expect(await read(undefined)).toEqual({ scheme: undefined, mistakes: [] });
  });

  it('is checked with the rest of the inventory', async () => {
    await using folder = await cityFolder({ 'assessment.yaml': `${reference}\nweights: even\n` });
    const found = await loadInventory({ source: folder.path, env: referenceEnv });
    expect(found.ok ? [] : found.mistakes.map(({ what }) => what.key)).toEqual(['inventory.yaml-key-unknown.what']);
  });

  it('has every mistake told with its place', async () => {
    expect(
      await mistakes(`version: none
periods: year
indicators:
  - kind: uptime
    weight: 30
  - kind: isolation
    within: 5m
    weight: 130
    curve: bent
    points: [{ at: 0.9, points: 10 }, { at: 0.9, points: 5 }, { at: 0.5, points: 20 }, { points: 101 }]
  - kind: isolation
    id: isolation
    hours: all
    name: { zh: 隔离, fr: isolement }
  - kind: resolve
    id: Back again
    weight: 10
    within: 200d
    severities: [info]
    points: []
`),
    ).toEqual([
      '1:1 yaml-key-missing',
      '1:10 yaml-integer',
      '2:1 yaml-key-unknown',
      '4:5 yaml-key-missing',
      '4:11 yaml-not-allowed',
      '7:5 yaml-key-unknown',
      '8:13 yaml-integer',
      '9:12 yaml-not-allowed',
      '10:45 assessment-order',
      '10:82 assessment-rise',
      '10:88 yaml-key-missing',
      '10:98 yaml-number',
      '11:5 yaml-key-missing',
      '11:5 yaml-key-missing',
      '12:9 assessment-twice',
      '13:5 yaml-key-unknown',
      '14:21 yaml-key-unknown',
      '16:9 assessment-id',
      '18:13 yaml-duration',
      '19:18 yaml-not-allowed',
      '20:13 assessment-empty',
    ]);
  });

  it('wants weights that are 100 together', async () => {
    expect(await mistakes(one('{ kind: backup, weight: 99, points: [{ at: 1, points: 100 }] }'))).toEqual([
      '4:3 assessment-weights',
    ]);
    expect(await mistakes(one('{ kind: backup, weight: 100, points: [{ at: 1, points: 100 }] }'))).toEqual([]);
  });
});
