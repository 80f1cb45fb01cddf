import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dictionary } from '../../core/index.ts';
import { formatMistake, inventoryTexts, Mistakes } from '../../inventory/index.ts';
import { collectorTexts } from '../texts.ts';
import { readProfileText } from './read-profile.ts';

const good = `family: example-wall
title: { zh: 示例防火墙, en: Example firewall }
mib: EXAMPLE-MIB
match: [1.3.6.1.4.1.99999.1]
metrics:
  - name: cpu
    title: { zh: CPU 使用率, en: CPU }
    means: cpu
    object: exCpuUsage
    verified: mib
    kind: scalar
    oid: 1.3.6.1.4.1.99999.2.1.0
    type: number
    unit: ratio
    scale: 0.01
  - name: ha
    title: { zh: 双机, en: HA }
    means: ha
    object: exHaState
    verified: mib
    kind: column
    oid: [1.3.6.1.4.1.99999.2.2.1.3]
    type: word
    label: 1.3.6.1.4.1.99999.2.2.1.2
    words: { 1: master, 2: backup, 3: fault }
    good: [master, backup]
`;

function read(text: string) {
  const mistakes = new Mistakes();
  const profile = readProfileText({ file: 'example.yaml', text, mistakes });
  const said = mistakes.list().map(({ line, column, what }) => {
    return `${what.key.replace(/^(collector\.profile|inventory)\./, '').replace(/\.what$/, '')} ${line}:${column}`;
  });
  return { profile, said, mistakes: mistakes.list() };
}

const swap = (from: string, to: string) => (text: string) => text.replace(from, to);

describe('a profile', () => {
  it('that is as it should be is read whole', () => {
    const { profile, said } = read(good);
    expect(said).toEqual([]);
    expect(profile?.match).toEqual(['1.3.6.1.4.1.99999.1']);
    expect(profile?.metrics.map(({ name, min, max, mib }) => [name, min, max, mib])).toEqual([
      ['cpu', 0, 1, 'EXAMPLE-MIB'],
      ['ha', -1e15, 1e15, 'EXAMPLE-MIB'],
    ]);
    expect(profile?.metrics[1]?.words.get('2')).toBe('backup');
  });

  it.each<[string, (text: string) => string, readonly string[]]>([
    ['not even YAML', () => 'family: [', ['yaml-indent 1:10']],
    ['no map', () => '- 1', ['yaml-not-map 0:0']],
    ['empty', () => '', ['yaml-not-map 0:0']],
    ['a tab for an indent', swap('    means: cpu', '\tmeans: cpu'), ['yaml-tab 8:1']],
    ['a key twice', swap('mib: EXAMPLE-MIB', 'mib: A-MIB\nmib: B-MIB'), ['yaml-duplicate-key 4:1']],
    ['no family', swap('family: example-wall\n', ''), ['missing 1:1']],
    ['a family with capitals', swap('example-wall', 'Example Wall'), ['family-form 1:9']],
    ['a title in one language', swap('zh: 示例防火墙, ', ''), ['missing 2:1']],
    ['an unknown key', swap('mib:', 'mibb:'), ['missing 1:1', 'yaml-key-unknown 3:1']],
    ['no match', swap('match: [1.3.6.1.4.1.99999.1]\n', ''), ['missing 1:1']],
    ['an empty match', swap('[1.3.6.1.4.1.99999.1]', '[]'), ['match-empty 4:8']],
    ['a prefix that fits half the world', swap('1.3.6.1.4.1.99999.1', '1.3.6.1.4.1'), ['prefix-form 4:9']],
    ['a prefix twice', swap('99999.1]', '99999.1, 1.3.6.1.4.1.99999.1]'), ['prefix-twice 4:30']],
    ['no metrics', (text) => text.slice(0, text.indexOf('metrics:')), ['missing 1:1']],
    [
      'an empty list of metrics',
      (text) => `${text.slice(0, text.indexOf('metrics:'))}metrics: []\n`,
      ['no-metrics 5:10'],
    ],
    [
      'metrics that are no maps',
      (text) => `${text.slice(0, text.indexOf('metrics:'))}metrics: [cpu]\n`,
      ['yaml-not-map 5:11'],
    ],
    ['a metric twice', swap('name: ha', 'name: cpu'), ['metric-twice 16:11']],
    ['a metric with a blank in its name', swap('name: cpu', 'name: c p u'), ['name-form 6:11']],
    ['an unknown meaning', swap('means: cpu', 'means: cpus'), ['not-a-word 8:12']],
    ['no object', swap('    object: exCpuUsage\n', ''), ['missing 6:5']],
    ['an OID with a name in it', swap('99999.2.1.0', 'example.2.1.0'), ['oid-form 12:10']],
    [
      'an OID as a list of numbers',
      swap('oid: 1.3.6.1.4.1.99999.2.1.0', 'oid: [1, 3]'),
      ['yaml-not-list 12:11', 'yaml-not-list 12:14'],
    ],
    ['a scalar without .0', swap('99999.2.1.0', '99999.2.1'), ['scalar-without-zero 12:10']],
    ['a column with .0', swap('2.2.1.3]', '2.2.1.3.0]'), ['column-with-zero 22:11']],
    ['an OID twice', swap('2.2.1.3]', '2.2.1.3, 1.3.6.1.4.1.99999.2.2.1.3]'), ['oid-twice 22:38']],
    ['an unknown type', swap('type: number', 'type: float'), ['not-a-word 13:11']],
    ['no unit', swap('    unit: ratio\n', ''), ['missing 6:5']],
    ['a unit that is no base unit', swap('unit: ratio', 'unit: percent'), ['not-a-word 14:11']],
    ['a scale of 0', swap('scale: 0.01', 'scale: 0'), ['scale-zero 15:12']],
    ['a scale in words', swap('scale: 0.01', 'scale: tenth'), ['yaml-number 15:12']],
    ['min above max', swap('scale: 0.01', 'min: 2\n    max: 1'), ['min-above-max 16:10']],
    ['a divisor that is a column beside a scalar', swap('scale: 0.01', 'of: 1.3.6.1.4.1.99999.2.9'), ['of-form 15:9']],
    [
      'a word without words',
      swap('    words: { 1: master, 2: backup, 3: fault }\n', ''),
      ['missing 16:5', 'good-unknown 25:12', 'good-unknown 25:20'],
    ],
    ['words for a number', swap('scale: 0.01', 'words: { 1: up }'), ['word-only 15:12']],
    ['a unit for a word', swap('good: [master, backup]', 'unit: count'), ['number-only 26:11']],
    ['a good word that is none', swap('good: [master, backup]', 'good: [mastr]'), ['good-unknown 26:12']],
    ['a label for a scalar', swap('scale: 0.01', 'label: 1.3.6.1.2.1.31.1.1.1.1'), ['column-only 15:12']],
    ['a label that is an instance', swap('2.2.1.2\n', '2.2.1.2.0\n'), ['companion-form 24:12']],
    ['ignore without label', swap('scale: 0.01', 'ignore: [a]'), ['ignore-without-label 15:13']],
    ['an absent value that is a list', swap('scale: 0.01', 'absent: [[1]]'), ['absent-form 15:14']],
    ['unproven', swap('verified: mib', 'verified: hearsay'), ['not-a-word 10:15']],
    [
      'too many alternatives',
      swap('[1.3.6.1.4.1.99999.2.2.1.3]', `[${[3, 4, 5, 6, 7].map((n) => `1.3.6.1.4.1.99999.2.2.1.${n}`)}]`),
      ['too-many 22:10'],
    ],
  ])('that is broken (%s) is refused, each mistake with its place', (_, edit, expected) => {
    const { profile, said } = read(edit(good));
    expect(said).toEqual(expected);
    expect(profile).toBeUndefined();
  });

  it('that is broken says what, why and the remedy in both languages, with the word that was meant', () => {
    const { mistakes } = read(good.replace('means: cpu', 'means: cpuu'));
    const line = (language: 'en' | 'zh-CN') =>
      mistakes.map((mistake) => formatMistake(mistake, dictionary(language, collectorTexts, inventoryTexts)));
    expect(line('en').join()).toMatch(/^example\.yaml:8:12 metrics\[1\]\.means cannot be cpuu, .*did you mean cpu\?$/);
    expect(line('zh-CN').join()).toContain('metrics[1].means');
    expect(line('zh-CN').join()).not.toContain('collector.profile');
  });

  it('of any text never throws, and is never half (property)', () => {
    const cuts = fc.tuple(fc.nat(good.length), fc.nat(30), fc.string({ maxLength: 20 }));
    fc.assert(
      fc.property(cuts, ([at, length, put]) => {
        const { profile, said } = read(good.slice(0, at) + put + good.slice(at + length));
        expect(profile === undefined).toBe(said.length > 0);
      }),
      { numRuns: 500 },
    );
  });
});
