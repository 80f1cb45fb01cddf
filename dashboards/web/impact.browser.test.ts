import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openStage, type Stage } from '../../api/stage.fake.ts';
import { referenceCity } from '../../audit/city.fake.ts';
import type { StateWord } from '../../audit/index.ts';
import { message } from '../../core/index.ts';
import { builtWeb, type Look, lookAt } from '../../test/browser.ts';
import { suiteNeeding } from '../../test/needs.ts';

const withinMs = 60_000;
vi.setConfig({ testTimeout: withinMs });

suiteNeeding(['chromium'], 'what is lost, drawn on the real API', () => {
  const parent = mkdtempSync(join(tmpdir(), 'fangzhou-impact-'));
  const words = new Map<string, StateWord>();
  const city = referenceCity();
  let look: Look;
  let page: Page;
  let stage: Stage;
  let url = '';
  const spot = (key: string) => page.locator(`[data-spot="${key}"]`);
  const classOf = async (key: string) => (await spot(key).getAttribute('class')) ?? '';

  beforeAll(async () => {
    const folder = await builtWeb(join(parent, 'dist'));
    stage = await openStage({
      webFolder: folder,
      view: {
        city: () => city,
        state: (kind, id) => ({
          ...{ kind, id, state: words.get(`${kind} ${id}`) ?? 'up', reason: message('audit.not-observed') },
          ...{ since: 0, observedAt: 0, evidence: [] },
        }),
      },
    });
    look = await lookAt(stage);
    ({ page, url } = look);
    await page.goto(`${url}/impact`);
    await page.waitForSelector('.spot', { timeout: withinMs });
  }, withinMs);
  afterAll(async () => {
    await look?.close();
    await stage?.close();
    rmSync(parent, { recursive: true, force: true });
    expect(look.faults).toEqual([]);
  });

  it('shows what is single and what is redundant, and that nothing is lost', async () => {
    expect(await page.locator('.impact-head h1').textContent()).toBe('没有业务中断');
    expect(await page.locator('[data-spot]').count()).toBe(164 + 72 + 15 + 57 + 63);
    for (const key of ['link:F04', 'device:rulin-1-utm', 'device:jintan-agg-1', 'device:city-core-1'])
      expect(await classOf(key)).toContain('single');
    for (const key of ['link:F01', 'device:wujin-app-a']) expect(await classOf(key)).not.toContain('single');
  });

  it('draws and lists what several failures would take, picked with the mouse and in the address', async () => {
    await spot('link:F01').click();
    await expect.poll(() => classOf('point:jincheng-1'), { timeout: withinMs }).toContain('risk');
    await spot('link:F02').click();
    await expect.poll(() => classOf('point:jincheng-1'), { timeout: withinMs }).toContain('lost');
    expect(new URL(page.url()).search).toBe('?failed=link:F01,link:F02');
    expect(await classOf('link:F01')).toContain('supposed');
    expect(await page.locator('[data-office=jincheng]').textContent()).toContain('jincheng-1 9/9');
    expect(await page.locator('[data-service=jintan-oa]').textContent()).toContain('1/8');
    await page.click('[data-pick="link:F01"]');
    await expect.poll(() => classOf('point:jincheng-1'), { timeout: withinMs }).toContain('risk');
    await page.click('[data-clear]');
    await expect.poll(() => page.locator('.impact-head h1').textContent(), { timeout: withinMs }).toBe('没有业务中断');
  });

  it('is walked with the keyboard, and found by id', async () => {
    await spot('device:rulin-1-utm').focus();
    await page.keyboard.press('ArrowUp');
    expect(await page.evaluate(() => (document.activeElement as SVGElement | null)?.dataset.spot)).toBe('link:F04');
    await page.keyboard.press('Enter');
    await expect.poll(() => classOf('point:rulin-1'), { timeout: withinMs }).toContain('lost');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('[data-pick]').count(), { timeout: withinMs }).toBe(0);
    await page.fill('.impact-search input', 'city-core-1');
    await expect.poll(() => classOf('point:rulin-1'), { timeout: withinMs }).toContain('no-login');
    expect(await page.locator('.impact-head h1').textContent()).toContain('单点登录中断');
  });

  it('shows what has failed now, besides what is supposed or without it', async () => {
    words.set('link F05', 'down');
    await page.goto(`${url}/impact?failed=link:F04`);
    await expect.poll(() => page.locator('[data-office]').count(), { timeout: withinMs }).toBe(2);
    expect(await classOf('link:F05')).toContain('now');
    await page.uncheck('.impact-alone input');
    await expect.poll(() => page.locator('[data-office]').count(), { timeout: withinMs }).toBe(1);
    await page.goto(`${url}/impact?failed=link:F99`);
    await page.waitForSelector('.failure');
    expect(await page.locator('.failure').textContent()).toContain('link:F99');
  });
});
