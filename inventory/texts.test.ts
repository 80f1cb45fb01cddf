import { describe, expect, it } from 'vitest';
import { cityFolder, referenceEnv, referenceText } from './city.fake.ts';
import { formatMistake, inventoryTexts, loadInventory } from './index.ts';

const { 'zh-CN': zh, en } = inventoryTexts;

function places(text: string | undefined): readonly string[] {
  return [...(text ?? '').matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').toSorted();
}

describe('the texts of the inventory', () => {
  it('have the same keys in both languages, with the same places in what is said', () => {
    expect(Object.keys(zh).toSorted()).toEqual(Object.keys(en).toSorted());
    for (const key of Object.keys(en))
      expect([key, [...new Set(places(zh[key]))]]).toEqual([key, [...new Set(places(en[key]))]]);
  });

  it('give every mistake what, why and remedy', () => {
    const codes = Object.keys(en).filter((key) => key.endsWith('.what'));
    for (const key of codes)
      for (const part of ['why', 'remedy']) expect(en).toHaveProperty([key.replace(/what$/, part)]);
  });

  it('leave no place unfilled', async () => {
    const points = (await referenceText('points.csv'))
      .replace('10.10.10.0/24', '10.20.10.1/24')
      .replace('rulin-1,rulin', 'rulin-1,rulim');
    await using folder = await cityFolder({ 'points.csv': points });
    const read = await loadInventory({ source: folder.path, env: referenceEnv });
    const lines = read.ok ? [] : read.mistakes.flatMap((one) => [formatMistake(one, en), formatMistake(one, zh)]);
    expect(lines.length).toBeGreaterThan(6);
    for (const line of lines) expect(line).not.toMatch(/\{\w+\}|inventory\.[a-z-]+\./);
    expect(lines).toContain(
      `${folder.path}/points.csv:4:9 office names an unknown office: rulim, nothing with this id is declared, did you mean rulin?`,
    );
    expect(lines).toContain(
      `${folder.path}/points.csv:4:9 office 引用了未知的财政所 rulim，没有声明过这个标识，是不是想写 rulin？`,
    );
  });
});
