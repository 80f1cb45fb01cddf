import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fangzhou } from './run.fake.ts';

const folder = mkdtempSync(join(tmpdir(), 'fangzhou-alerts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const rules = file(
  'rules.yaml',
  `rules:
  - id: cpu-high
    name: { zh: 高, en: high }
    severity: minor
    threshold: { series: device.cpuRatio, unit: percent, above: 90, clear: 80 }
    for: 2m
    summary: { zh: '{element} {value}', en: '{element} {value}' }
    remedy: { zh: 查, en: look }
`,
);
const trial = (expect: string): string => `elements: [{ id: sw-1, role: switch }]
tests:
  - name: cpu
    series: [{ series: device.cpuRatio, element: sw-1, unit: percent, values: '95x5' }]
    expect: ${expect}
`;

describe('fangzhou alerts test', () => {
  it('ends well when all is as expected', async () => {
    const good = file(
      'good.yaml',
      trial(
        '[{ at: 1m, alerts: [] }, { at: 2m, alerts: [{ rule: cpu-high, element: sw-1, summary: { zh: sw-1 95%, en: sw-1 95% } }] }]',
      ),
    );
    const { code, out } = await fangzhou(['alerts', 'test', rules, '--series', good, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ ok: true, rules: 1, tests: 1, failed: 0 });
  });

  it('shows what should fire and does not, and what fires and should not', async () => {
    const bad = file(
      'bad.yaml',
      trial('[{ at: 1m, alerts: [{ rule: cpu-high, element: sw-1 }] }, { at: 2m, alerts: [] }]'),
    );
    const { code, err } = await fangzhou(['alerts', 'test', rules, '--series', bad, '--lang', 'en']);
    expect(code).toBe(1);
    expect(err).toMatch(/bad\.yaml:5 at 1m:\n +- cpu-high sw-1 should fire; it is pending \(95%\)/);
    expect(err).toMatch(/at 2m:\n +\+ cpu-high sw-1 fires \(95%\)/);
    const { out } = await fangzhou(['alerts', 'test', rules, '--series', bad, '--json']);
    expect(JSON.parse(out).results[0].faults).toMatchObject([
      { atSeconds: 60, found: [{ what: 'not-firing', rule: 'cpu-high', element: 'sw-1', is: 'pending' }] },
      { atSeconds: 120, found: [{ what: 'unexpected', rule: 'cpu-high', element: 'sw-1' }] },
    ]);
  });

  it('tells mistakes of both files with their place', async () => {
    const broken = file(
      'broken.yaml',
      trial('[{ at: 1m, alerts: [{ rule: cpu-hihg, element: sw-1 }] }]').replace('95x5', '95xx5'),
    );
    const { code, err } = await fangzhou(['alerts', 'test', rules, '--series', broken, '--lang', 'en']);
    expect(code).toBe(1);
    expect(err).toMatch(/broken\.yaml:4:\d+ .*95xx5 cannot be read/);
    expect(err).toMatch(/broken\.yaml:5:\d+ .*cpu-high\?/);
  });

  it.each([[['alerts']], [['alerts', 'try']], [['alerts', 'test', rules]], [['alerts', 'test', '--series', 'x']]])(
    'is used wrongly as %j',
    async (args) => {
      expect((await fangzhou(args)).code).toBe(2);
    },
  );

  it('tests the reference city as it comes', async () => {
    const root = join(import.meta.dirname, '..', 'inventory');
    const { code, err } = await fangzhou([
      'alerts',
      'test',
      join(root, 'city'),
      '--series',
      join(root, 'rules-test.yaml'),
    ]);
    expect([code, err]).toEqual([0, '']);
  });
});
