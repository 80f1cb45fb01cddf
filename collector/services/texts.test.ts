import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { collectorTexts } from '../texts.ts';

const prefix = 'collector.services.';
const sources = globSync(`${import.meta.dirname}/**/*.ts`)
  .filter((path) => !/\.(test|fake|child)\.ts$/.test(path))
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');

describe.each(['zh-CN', 'en'] as const)('every reason for which a service is not good, in %s', (language) => {
  const texts = collectorTexts[language];
  const reasons = Object.keys(texts).flatMap((key) => {
    const name = key.startsWith(prefix) ? key.slice(prefix.length) : '';
    return name === '' || name.includes('.') ? [] : [name];
  });

  it('says what it is and what to do, and no text is kept that nothing says', () => {
    expect(reasons.length).toBeGreaterThan(50);
    expect(reasons.filter((name) => texts[`${prefix}${name}.means`] === undefined)).toEqual([]);
    expect(reasons.filter((name) => !sources.includes(`'${name}'`))).toEqual([]);
  });

  it('has a text for each that is said', () => {
    const said = [...sources.matchAll(/\b(?:bad|notTried|reasonOf)\(\s*(?:[^'()]{0,80}\? )?'([a-z][a-z0-9-]*)'/g)];
    expect(said.length).toBeGreaterThan(50);
    expect(said.flatMap(([, name]) => (name !== undefined && reasons.includes(name) ? [] : [name]))).toEqual([]);
  });
});
