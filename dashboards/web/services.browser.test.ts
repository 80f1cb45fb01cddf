import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { fakeSettings, openStage, type Stage } from '../../api/stage.fake.ts';
import { createMaintenanceRegister, type FigureStanding } from '../../audit/index.ts';
import { openStage as openServices, probeOf, resultOf } from '../../audit/services/stage.fake.ts';
import { FakeClock } from '../../core/clock.fake.ts';
import { message } from '../../core/index.ts';
import { builtWeb, type Look, lookAt, openContext } from '../../test/browser.ts';
import { suiteNeeding } from '../../test/needs.ts';

const withinMs = 30_000;
vi.setConfig({ testTimeout: 2 * withinMs });

const figure = {
  ...{ id: 'waiting', nameZh: '待支付笔数', nameEn: 'Payments waiting', serviceId: 'jintan-treasury', unit: '笔' },
  ...{ valueIs: 'number', most: 200, least: undefined, quietSeconds: undefined },
};

suiteNeeding(['chromium'], 'pages of business services on the real API', () => {
  const parent = mkdtempSync(join(tmpdir(), 'fangzhou-services-'));
  // Of today, so that ages on the pages are those of the browser's clock.
  const services = openServices({ clock: new FakeClock(Date.now()) });
  const { city, clock, engine } = services;
  let isPublic = false;
  let look: Look;
  let page: Page;
  let stage: Stage;
  let url = '';
  const soon = { timeout: withinMs };
  const textOf = (selector: string, of = page) => of.locator(selector).first().innerText(soon);

  beforeAll(async () => {
    const folder = await builtWeb(join(parent, 'dist'));
    const probes = [...city.services.keys()].map((id) => probeOf(id));
    const settings = () => ({
      ...fakeSettings,
      services: { ...fakeSettings.services, probes, figures: [figure] as never },
      statusPage: { isPublic, contact: '信息科 8001' },
    });
    const standing = {
      ...{ figureId: 'waiting', value: 900, word: 'out-of-range', since: clock.now(), readAt: clock.now() },
      reason: message('services.figure.above', { value: 900, unit: '笔', most: 200 }),
      changedAt: clock.now(),
    } as FigureStanding;
    let store: Stage['store'] | undefined;
    const maintenance = createMaintenanceRegister({
      ...{ clock, city: () => city, timeZone: () => 'Asia/Shanghai', ledger: { append: () => {} } },
      store: { put: (document) => store?.put(document), documents: async () => [] },
    });
    stage = await openStage({
      ...{ clock, settings, webFolder: folder },
      view: {
        city: () => city,
        state: (kind, id) => ({
          ...{ kind, id, state: 'up', reason: message('audit.not-observed'), since: 0, observedAt: 0, evidence: [] },
        }),
      },
      services: {
        ...engine,
        ...{ figures: () => [standing], figure: () => standing, pointOf: () => undefined },
        tryNow: async (id) => {
          services.observe(resultOf(id, 'good', clock.now() + 1));
          return true;
        },
      },
      maintenance: { ...maintenance, suppressed: () => [] },
    });
    store = stage.store;
    await services.round();
    look = await lookAt(stage, {
      locale: 'zh-CN',
    });
    ({ page, url } = look);
  }, 3 * withinMs);
  afterAll(async () => {
    await look?.close();
    await stage?.close();
    rmSync(parent, { recursive: true, force: true });
    expect(look.faults).toEqual([]);
  });
  const shoot = async (name: string, of = page) => {
    const folder = process.env.FANGZHOU_SCREENSHOTS;
    if (folder !== undefined) await of.screenshot({ path: join(folder, `${name}.png`) });
  };

  it('show every system of every district, and that nothing is wrong', async () => {
    await page.goto(`${url}/services`);
    await page.waitForSelector('.service-cell', soon);
    expect(await page.locator('.service-cell.s-up').count()).toBe(57);
    expect(await textOf('main')).toContain('待支付笔数');
    await shoot('services-fine');
  });

  it('show which is down, since when, why, and which points lost it', async () => {
    for (let n = 0; n < 3; n += 1) await services.round({ 'jintan-budget': 'bad' }, 'answer');
    await expect.poll(() => page.locator('.service-cell.s-down[href="/services/jintan-budget"]').count(), soon).toBe(1);
    await shoot('services-down');
    await page.goto(`${url}/services/jintan-budget`);
    await page.waitForSelector('main h1', soon);
    await expect.poll(() => textOf('main'), soon).toContain('rulin-1');
    expect((await textOf('main')).replaceAll('collector.services.bad', '')).not.toMatch(
      /(?:services|collector|dashboards)\.[a-z]/,
    );
    await shoot('service-down');
  });

  it('announce work on it and end it early', async () => {
    await page.getByRole('button', { name: '公告维护' }).click(soon);
    await page.locator('form button[type=submit]').click(soon);
    await page.waitForSelector('form', { ...soon, state: 'detached' });
    await page.goto(`${url}/maintenance`);
    await page.waitForSelector('[data-window]', soon);
    await shoot('maintenance');
    await page.locator('[data-window] button').click(soon);
    await page.locator('form button[type=submit]').click(soon);
    await expect.poll(() => page.locator('[data-window] button').count(), soon).toBe(0);
    expect(await page.locator('[data-window]').count()).toBe(1);
  });

  it('answer township staff without a login, where that is set, and name nothing of the network', async () => {
    const outside = await openContext(look.browser, { viewport: { width: 1280, height: 800 }, locale: 'zh-CN' });
    const seen = await outside.newPage();
    seen.on('pageerror', (error) => look.faults.push(error.message));
    await seen.goto(`${url}/status/rulin-1`);
    await seen.waitForSelector('.status-refused', soon);
    isPublic = true;
    await seen.goto(`${url}/status/rulin-1`);
    await expect.poll(() => textOf('h1', seen), soon).toBe('预算管理系统出现故障');
    const text = await textOf('body', seen);
    expect(text).toContain('不是您的问题');
    expect(text).toContain('信息科 8001');
    expect(text).not.toMatch(/\d+\.\d+\.\d+\.\d+|rulin-1|F04|\{\w+\}/);
    await shoot('status-system', seen);
    services.set('link F04', 'down');
    await seen.reload();
    await expect.poll(() => textOf('h1', seen), soon).toBe('您单位的线路中断');
    await shoot('status-path', seen);
    services.set('link F04', 'up');
    for (let n = 0; n < 2; n += 1) await services.round();
    await seen.reload();
    await expect.poll(() => textOf('h1', seen), soon).toBe('一切正常');
    await shoot('status-fine', seen);
    await seen.goto(`${url}/status`);
    await seen.waitForSelector('.status-point', soon);
    expect(await seen.locator('.status-point').count()).toBe(63);
    await shoot('status-points', seen);
    await outside.close();
  });

  it('answer in the language of the browser, Chinese first', async () => {
    const english = await openContext(look.browser, { locale: 'en-GB' });
    const second = await english.newPage();
    await second.goto(`${url}/status/rulin-1`);
    await expect.poll(() => textOf('h1', second), soon).toBe('All is well');
    await english.close();
  });
});
