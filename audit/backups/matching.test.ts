import { describe, expect, it } from 'vitest';
import { createMatcher } from './matching.ts';
import { fakeBackup, fakeDataSet, fakeSnapshot } from './stage.fake.ts';

const settings = new Map([
  ['tagged', fakeDataSet('tagged', { tag: 'own-tag' })],
  ['hosted', fakeDataSet('hosted', { host: 'h1', paths: ['/srv/x'] })],
]);
const matcher = createMatcher(
  ['plain', 'tagged', 'hosted'].map((id) => fakeBackup(id)),
  (id) => settings.get(id),
);

describe('whose a snapshot is', () => {
  it.each([
    ['its own id as a tag', { tags: ['x', 'plain'] }, 'plain'],
    ['its id with a time behind it, as archives are called', { tags: ['plain-2026-01-05T01:30:00'] }, 'plain'],
    ['its id with a compact date', { tags: ['plain_20260105'] }, 'plain'],
    ['a declared tag', { tags: ['own-tag'] }, 'tagged'],
    ['host and paths', { tags: [], host: 'h1', paths: ['/etc', '/srv/x'] }, 'hosted'],
  ])('is told by %s', (_, more, expected) => {
    expect(matcher.setOf(fakeSnapshot('?', 0, more))).toBe(expected);
  });

  it.each([
    ['a name that is only similar', { tags: ['plainer', 'plai', 'plain-old'] }],
    ['the id of a set that has another tag', { tags: ['tagged'] }],
    ['the host alone where paths are declared', { tags: [], host: 'h1', paths: ['/srv'] }],
  ])('is not guessed from %s', (_, more) => {
    expect(matcher.setOf(fakeSnapshot('?', 0, more))).toBeUndefined();
  });
});
