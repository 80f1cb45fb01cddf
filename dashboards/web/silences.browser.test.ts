import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createSilences } from '../../alerts/index.ts';
import { createStage } from '../../alerts/stage.fake.ts';
import { fakeCity, openStage, type Stage } from '../../api/stage.fake.ts';
import { createMaintenanceRegister } from '../../audit/index.ts';
import { FakeClock } from '../../core/clock.fake.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import { builtWeb, type Look, lookAt } from '../../test/browser.ts';
import { suiteNeeding } from '../../test/needs.ts';

const withinMs = 60_000;
vi.setConfig({ testTimeout: withinMs });

suiteNeeding(['chromium'], 'silences and maintenance from a telephone, on the real API', () => {
  const parent = mkdtempSync(join(tmpdir(), 'fangzhou-silences-'));
  // Of today, so that what a browser calls "in two hours" is so for the server.
  const clock = new FakeClock(Date.now());
  const store = createFakeStore({ kinds: [], clock });
  const city = fakeCity(4);
  const ledger = { append: () => {} } as never;
  const silences = createSilences({ city: () => city, store, ledger, clock });
  const maintenance = createMaintenanceRegister({
    ...{ clock, store, ledger, city: () => city, timeZone: () => 'Asia/Shanghai' },
  });
  let alerts: Awaited<ReturnType<typeof createStage>>;
  let look: Look;
  let page: Page;
  let stage: Stage;
  let url = '';
  const shot = async (name: string): Promise<void> => {
    const folder = process.env.FANGZHOU_SHOTS;
    if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) });
  };
  const click = (name: string) => page.getByRole('button', { name, exact: true }).first().click();
  const submit = async () => {
    await page.locator('dialog button[type=submit]').click();
    await page.locator('dialog').waitFor({ state: 'detached' });
  };
  /** What the main loop does each second. */
  const turn = async () => {
    alerts.tick();
    stage.api.publish({ incidents: alerts.alerts.list() });
    await clock.advance(1_000);
  };
  /** Nothing is wider than the telephone, and no key of a text is shown as it is. */
  const fits = async () => {
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    expect(await page.locator('body').innerText()).not.toMatch(/(?:dashboards|alerts|maintenance)\.[a-z-]+\.[a-z]/);
  };

  beforeAll(async () => {
    const folder = await builtWeb(join(parent, 'dist'));
    alerts = await createStage({ city, clock, store, silencing: silences });
    await alerts.rounds(2);
    alerts.nature.cut.add('F3');
    await alerts.rounds(5);
    stage = await openStage({
      ...{ clock, silences, webFolder: folder, incidents: alerts.alerts },
      maintenance: { ...maintenance, suppressed: () => [] },
      view: { city: () => city, state: (kind, id) => alerts.states.get(kind, id) },
    });
    look = await lookAt(stage, { viewport: { width: 390, height: 844 }, hasTouch: true });
    ({ page, url } = look);
  }, withinMs);
  afterAll(async () => {
    await look?.close();
    await stage?.close();
    rmSync(parent, { recursive: true, force: true });
    expect(look.faults).toEqual([]);
  });

  it('silence an incident in two clicks from the wall, with what, how long and why filled in', async () => {
    await page.goto(url);
    await page.locator('.incident.open').waitFor();
    await click('静默');
    await page.locator('dialog').waitFor();
    await fits();
    await shot('silence-dialog');
    await submit();
    expect(silences.list()).toMatchObject([
      {
        ...{ matchers: { elements: ['F3'], conditions: ['link-down'] }, createdBy: 'admin' },
        ...{ reason: '已知，正在处理' },
      },
    ]);
    await turn();
    await page.locator('.incident.open .incident-note').waitFor();
    expect(await page.locator('.incident.open').innerText()).toMatch(/静默至 .*不通知人/);
    await shot('silence-wall');
  });

  it('say on the page of the incident who silenced it, and end it early from the list beside maintenance', async () => {
    await page.goto(`${url}/incidents/${alerts.open()[0]?.id}`);
    await page.locator('.silenced-line').waitFor();
    expect(await page.locator('.silenced-line').innerText()).toMatch(/admin[\s\S]*已知，正在处理/);
    await fits();
    await shot('silence-incident');
    await page.locator('.silenced-line a').click();
    const row = page.locator('[data-silence]');
    await row.waitFor();
    expect(await row.innerText()).toMatch(/F3[\s\S]*链路中断[\s\S]*admin/);
    await fits();
    await shot('silence-list');
    await row.getByRole('button').click();
    await submit();
    await turn();
    await expect.poll(() => row.getByRole('button').count()).toBe(0);
    expect(silences.list()).toMatchObject([{ endedBy: 'admin' }]);
    expect(alerts.open().map(({ silenced }) => silenced)).toEqual([undefined]);
  });

  it('want a reason, and say in words why a silence is refused', async () => {
    await page.goto(`${url}/incidents/${alerts.open()[0]?.id}`);
    await click('静默');
    await page.locator('dialog textarea').fill(' ');
    expect(await page.locator('dialog button[type=submit]').isDisabled()).toBe(true);
    await page.locator('dialog textarea').fill('等待光缆抢修');
    // Beyond what a silence may last: the browser's clock is ahead of the server's.
    await page.clock.setFixedTime(clock.now() + 8 * 86_400_000);
    await page.locator('dialog').getByRole('button', { name: '8', exact: false }).first().click();
    await page.locator('dialog button[type=submit]').click();
    await page.locator('dialog [role=alert]').waitFor();
    expect(await page.locator('dialog [role=alert]').innerText()).toContain('最长 7 天');
    await shot('silence-refused');
    await page.clock.setFixedTime(clock.now());
  });

  it('announce work in two clicks, and again each week, where what cannot be is refused in words', async () => {
    await page.goto(`${url}/incidents/${alerts.open()[0]?.id}`);
    await click('公告维护');
    await shot('maintenance-dialog');
    await submit();
    expect(maintenance.list()).toMatchObject([{ scopes: [{ kind: 'link', id: 'F3' }], createdBy: 'admin' }]);
    await page.goto(`${url}/links/F3`);
    await click('公告维护');
    await page.locator('dialog select').selectOption('4');
    await page.locator('dialog input[type=datetime-local]').fill('2099-01-01T22:00');
    await page.locator('dialog button[type=submit]').click();
    await page.locator('dialog [role=alert]').waitFor();
    expect(await page.locator('dialog [role=alert]').innerText()).toContain('400');
    await page.locator('dialog input[type=datetime-local]').fill('');
    await submit();
    await page.goto(`${url}/maintenance`);
    await page.locator('[data-window]').nth(1).waitFor();
    expect(await page.locator('main').innerText()).toMatch(/每周/);
    await fits();
    await shot('maintenance-list');
  });

  it('in English as in Chinese', async () => {
    await page.evaluate(() => localStorage.setItem('fangzhou.language', 'en'));
    await page.goto(`${url}/incidents/${alerts.open()[0]?.id}`);
    await click('Silence');
    await fits();
    await shot('silence-dialog-en');
    await submit();
    await page.goto(`${url}/maintenance`);
    await page.locator('[data-silence]').nth(1).waitFor();
    await fits();
    await shot('silence-list-en');
  });
});
