import { describe, expect, it } from 'vitest';
import { smallCity } from '../../audit/city.fake.ts';
import { storedColumns } from './series.ts';
import { rulesFrom, ruleText, vocabulary } from './stage.fake.ts';
import { factorOf, valueText } from './units.ts';

const cpu = 'threshold: { series: device.cpuRatio, unit: percent, above: 90, clear: 80 }';
const rules = (...all: readonly string[]): string => `rules:\n${all.join('')}`;
/** A rule's condition stands in its sixth line; the first rule of a file begins in line 2. */
const wrong = async (condition: string): Promise<readonly string[]> =>
  (await rulesFrom(rules(ruleText('one', condition)))).mistakes;

describe('rules as they are written', () => {
  it('are kept in the unit of their series, whatever unit they are written in', async () => {
    const { book } = await rulesFrom(
      rules(
        ruleText('a', `${cpu}\nfor: 10m`),
        ruleText('b', 'threshold: { series: probe.login, unit: second, above: 8, clear: 2.5 }'),
      ),
    );
    expect(book?.rules.map(({ condition }) => condition)).toEqual([
      { kind: 'threshold', series: 'device.cpuRatio', side: 'above', band: { raise: 0.9, clear: 0.8 } },
      { kind: 'threshold', series: 'probe.login', side: 'above', band: { raise: 8_000, clear: 2_500 } },
    ]);
    expect(book?.rules.map(({ forMs }) => forMs)).toEqual([600_000, 0]);
  });

  it.each([
    [
      'a series that is not there',
      'threshold: { series: device.cpu, unit: ratio, above: 0.9, clear: 0.8 }',
      ['series-unknown 7'],
    ],
    [
      'a unit of something else',
      'threshold: { series: device.cpuRatio, unit: celsius, above: 90, clear: 80 }',
      ['unit-mismatch 7'],
    ],
    [
      'a unit that is none',
      'threshold: { series: device.cpuRatio, unit: parts, above: 90, clear: 80 }',
      ['unit-unknown 7'],
    ],
    [
      'an end above what raises',
      'threshold: { series: device.cpuRatio, unit: percent, above: 80, clear: 90 }',
      ['clear-above 7'],
    ],
    [
      'an end below what raises from below',
      'threshold: { series: profile.temperature, unit: celsius, below: 5, clear: 2 }',
      ['clear-below 7'],
    ],
    [
      'a value that cannot be',
      'threshold: { series: device.cpuRatio, unit: percent, above: 120, clear: 80 }',
      ['never-value 7'],
    ],
    ['no band', 'threshold: { series: device.cpuRatio, unit: percent, above: 80 }', ['missing 7']],
    [
      'both sides',
      'threshold: { series: device.cpuRatio, unit: percent, above: 80, below: 70, clear: 60 }',
      ['one-of 7'],
    ],
    ['a state that is none', 'state: { of: point, is: [broken] }', ['not-a-word 7']],
    ['a check that is none', 'verdict: { check: ISO-99, is: [fail] }', ['check-unknown 7']],
    ['an absence without a time', 'absent: { series: device.cpuRatio }', ['missing 2']],
    [
      'a forecast that ends before it raises',
      'forecast: { series: device.storageUsedRatioMax, unit: ratio, rises_to: 0.9, within: 3d, clear: 2d }',
      ['forecast-clear 7'],
    ],
    ['no condition', 'for: 5m', ['one-of 2']],
    ['two conditions', `${cpu}\nabsent: { series: device.cpuRatio }\nfor: 5m`, ['one-of 8']],
    ['a place that it cannot fill', `${cpu}\npage: services`, ['page-form 8']],
  ])('refuse %s, with the place', async (_, condition, expected) => {
    expect(await wrong(condition)).toEqual(expected);
  });

  it('want every text in both languages, with places that can be filled', async () => {
    const text = rules(ruleText('one', cpu)).replace("zh: '{element}', en: '{element}'", "zh: '{left}'");
    expect((await rulesFrom(text)).mistakes).toEqual(['language 5', 'place 5']);
  });

  it('name each other: parts that are there, in no circle, about the same kind, and not what they exclude', async () => {
    const composite = (id: string, body: string) => ruleText(id, `composite: ${body}`);
    const { mistakes } = await rulesFrom(
      rules(
        ruleText('cpu', cpu),
        ruleText('hot', 'threshold: { series: probe.total, unit: ms, above: 9, clear: 8 }'),
        composite('a', '{ all: [cpu, b] }'),
        composite('b', '{ all: [a] }'),
        composite('c', '{ all: [cpu, hot] }'),
        composite('d', '{ all: [cpu], not: [cpu] }'),
        composite('e', '{ any: [cpus] }'),
        ruleText('cpu', cpu),
      ),
    );
    expect(mistakes.map((one) => one.split(' ')[0])).toEqual([
      'part-circle',
      'part-circle',
      'part-kind',
      'never-both',
      'part-unknown',
      'rule-twice',
    ]);
  });

  it('have all their mistakes told at once, and none that only follows from another', async () => {
    const { mistakes } = await rulesFrom(
      rules(
        ruleText('a', 'threshold: { series: device.cpu, unit: ratio, above: 0.9, clear: 0.8 }').replace(
          "zh: '{element}'",
          "zh: '{value}'",
        ),
        ruleText('b', `${cpu}\nhandbook: no-pair\non: { role: { a: b }, district: [nowhere] }`),
        ruleText('c', 'composite: { all: [a, b] }'),
        ruleText('d', 'composite: { all: [a, nobody] }'),
      ),
      smallCity(),
    );
    expect(mistakes.map((one) => one.split(' ')[0])).toEqual([
      'series-unknown',
      'handbook-unknown',
      'inventory.yaml-not-list',
      'name-unknown',
      'part-unknown',
    ]);
  });

  it('that can never fire in the city are mistakes: nobody is selected, or the hours never come', async () => {
    const city = smallCity();
    const { mistakes } = await rulesFrom(
      `tags: { none: [nobody-*] }\n${rules(
        ruleText('a', `${cpu}\non: { role: [ups] }`),
        ruleText('b', `${cpu}\non: { district: [nowhere] }`),
        ruleText('c', `${cpu}\nhandbook: no-pair`),
        ruleText('d', `${cpu}\non: { id: ['agg*'] }`),
      )}`,
      city,
    );
    expect(mistakes.map((one) => one.split(' ')[0])).toEqual([
      'tag-empty',
      'never-selected',
      'name-unknown',
      'handbook-unknown',
    ]);
  });
});

describe('the vocabulary', () => {
  it('has a unit for every column that is kept', () => {
    const names = Object.entries(storedColumns).flatMap(([kind, columns]) =>
      columns.map((column) => `${kind}.${column}`),
    );
    expect(names.filter((name) => !vocabulary.series.has(name))).toEqual([]);
  });

  it('converts within a dimension alone, and writes values as the rule does', () => {
    expect(factorOf('percent', 'ratio')).toBe(0.01);
    expect(factorOf('second', 'ms')).toBe(1_000);
    expect(factorOf('celsius', 'ratio')).toBeUndefined();
    expect(valueText(0.913_44, 'ratio', 'percent')).toBe('91.34%');
    expect(valueText(3 * 2 ** 30, 'byte', 'GiB')).toBe('3 GiB');
  });
});
