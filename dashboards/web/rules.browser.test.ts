import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ruleWords } from '../../alerts/index.ts';
import { boardOf, ruleText } from '../../alerts/rules/stage.fake.ts';
import { openStage, type Stage } from '../../api/stage.fake.ts';
import { builtWeb, type Look, lookAt } from '../../test/browser.ts';
import { suiteNeeding } from '../../test/needs.ts';

const withinMs = 60_000;
vi.setConfig({ testTimeout: withinMs });

suiteNeeding(['chromium'], 'the page of rules, on the real API', () => {
  const parent = mkdtempSync(join(tmpdir(), 'fangzhou-rules-page-'));
  const shot = async (name: string): Promise<void> => {
    const folder = process.env.FANGZHOU_SHOTS;
    if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  };
  let isEmpty = false;
  let look: Look;
  let page: Page;
  let stage: Stage;

  beforeAll(async () => {
    const cpu = 'threshold: { series: device.cpuRatio, unit: percent, above: 90, clear: 80 }';
    const texts = [
      ruleText('quiet', 'threshold: { series: device.loadAverage1, unit: count, above: 9, clear: 8 }'),
      ruleText('resting', `${cpu}\nwhen: { hours: ['01:00-01:01'] }\non: { id: [p2-utm] }`),
      ruleText('waits', `${cpu}\nfor: 15m\non: { id: [p1-utm] }`),
      ruleText('silent', 'threshold: { series: device.storageUsedRatioMax, unit: percent, above: 95, clear: 90 }'),
      ruleText('fires', `${cpu}\nhandbook: jintan-app\npage: /devices`),
    ];
    const { board, clock, feed } = await boardOf(`rules:\n${texts.join('')}`);
    await feed('device.storageUsedRatioMax', 'agg', 0.5);
    await clock.advance(3_600_000);
    await feed('device.loadAverage1', 'agg', 1);
    await feed('device.cpuRatio', 'p1-utm', 0.95);
    await feed('device.cpuRatio', 'p2-utm', 0.5);
    const counts = (id: string) => {
      const words = [...board.ofRule(id)].map((one) => board.word(one));
      return Object.fromEntries(ruleWords.map((word) => [word, words.filter((one) => one === word).length])) as never;
    };
    const rules = {
      ...{ ofRule: board.ofRule, beyond: board.beyond, word: board.word, counts },
      get rules() {
        return isEmpty ? [] : board.rules;
      },
    };
    stage = await openStage({ webFolder: await builtWeb(join(parent, 'dist')), clock, rules });
    look = await lookAt(stage, { timezoneId: 'Asia/Shanghai' });
    ({ page } = look);
  }, withinMs);
  afterAll(async () => {
    await look?.close();
    await stage?.close();
    rmSync(parent, { recursive: true, force: true });
    expect(look.faults).toEqual([]);
  });

  it('shows what fires first, and each in its word and not in colour alone, in both languages', async () => {
    await page.goto(`${look.url}/rules`);
    await page.locator('[data-rule]').first().waitFor();
    const words = () =>
      page
        .locator('[data-rule]')
        .evaluateAll((all) =>
          all.map((one) => `${one.getAttribute('data-rule')} ${one.querySelector('.rule-word')?.textContent}`),
        );
    expect(await words()).toEqual(['fires 告警', 'waits 等待', 'silent 无数据', 'resting 不在时段', 'quiet 正常']);
    await shot('rules');
    await page.getByRole('button', { name: 'EN', exact: true }).click();
    await page.getByRole('heading', { name: 'Rules' }).waitFor();
    expect((await words())[0]).toBe('fires firing');
    expect((await words())[3]).toMatch(/^resting /);
  });

  it('opens one: what to do, the handbook, the page, and the elements with their value, the worst first', async () => {
    const rule = page.locator('[data-rule="fires"]');
    await rule.getByRole('button').click();
    await rule.locator('[data-element]').first().waitFor();
    const elements = await rule
      .locator('[data-element]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('data-element')));
    expect(elements).toEqual(['p1-utm', 'p2-utm']);
    expect(await rule.locator('[data-element="p1-utm"]').innerText()).toMatch(/firing[\s\S]*p1-utm[\s\S]*95%/);
    expect(await rule.locator('.rule-elements').innerText()).toMatch(/^look/);
    const links = await rule.locator('.rule-links a').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
    expect(links).toEqual(['/handbook/jintan-app', '/devices']);
    await shot('rules-open');
  });

  it('says what to do where there are none', async () => {
    isEmpty = true;
    await page.goto(`${look.url}/rules`);
    await page.getByText('Write a rules.yaml into the folder of the inventory, then reload').waitFor();
    expect(await page.locator('[data-rule]').count()).toBe(0);
  });
});
