import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { suiteNeeding } from '../../test/needs.ts';

suiteNeeding(['prometheus'], 'what we give to Prometheus', () => {
  it.each([
    ['rules.yml', 'rules'],
    ['scrape.yml', 'config'],
  ])('%s is taken by its own checker', (name, kind) => {
    const checked = spawnSync('promtool', ['check', kind, join(import.meta.dirname, name)], { encoding: 'utf8' });
    expect(checked.stderr + checked.stdout).toContain('SUCCESS');
    expect(checked.status).toBe(0);
  });

  it('the rules fire on a city that nobody watches and are quiet on a healthy one', () => {
    const folder = mkdtempSync(join(tmpdir(), 'fangzhou-rules-'));
    const series = (name: string, values: string) => ({ series: name, values });
    const healthy = [
      series('up{job="fangzhou"}', '1x30'),
      series('fangzhou_polls_total{job="fangzhou",outcome="answered"}', '0+100x30'),
      series('fangzhou_store_condition{job="fangzhou",condition="disk-full"}', '0x30'),
      series('fangzhou_store_rows_dropped_total{job="fangzhou"}', '0x30'),
    ];
    const sick = [
      series('up{job="fangzhou"}', '0x30'),
      series('fangzhou_polls_total{job="fangzhou",outcome="answered"}', '5x30'),
      series('fangzhou_store_condition{job="fangzhou",condition="disk-full"}', '1x30'),
      series('fangzhou_store_rows_dropped_total{job="fangzhou"}', '0+5x30'),
    ];
    const alerts = [...readFileSync(join(import.meta.dirname, 'rules.yml'), 'utf8').matchAll(/alert: (\w+)/g)].map(
      ([, name]) => name,
    );
    const counts = (input: object[], expected: number) => ({
      interval: '1m',
      input_series: input,
      promql_expr_test: alerts.map((alert) => ({
        expr: `count(ALERTS{alertname="${alert}", alertstate="firing"}) or vector(0)`,
        eval_time: '20m',
        exp_samples: [{ labels: '{}', value: expected }],
      })),
    });
    const test = {
      rule_files: [join(import.meta.dirname, 'rules.yml')],
      evaluation_interval: '1m',
      tests: [counts(healthy, 0), counts(sick, 1)],
    };
    writeFileSync(join(folder, 'test.yml'), JSON.stringify(test));
    const run = spawnSync('promtool', ['test', 'rules', join(folder, 'test.yml')], { encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect(run.stdout + run.stderr).toContain('SUCCESS');
    expect(alerts.length).toBeGreaterThanOrEqual(4);
  });
});
