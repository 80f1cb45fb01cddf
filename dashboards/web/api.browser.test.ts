import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openPagerStage } from '../../alerts/paging/stage.fake.ts';
import type { ServicesPort } from '../../api/index.ts';
import {
  fakeIncident,
  fakeObservation,
  fakeRates,
  fakeReading,
  fakeState,
  openStage,
  type Stage,
} from '../../api/stage.fake.ts';
import { builtWeb, launchBrowser, openContext } from '../../test/browser.ts';
import { suiteNeeding } from '../../test/needs.ts';

// A browser on a machine that is busy with other suites; nothing here waits for time, only for what is seen.
vi.setConfig({ testTimeout: 60_000 });

/** Its city declares none, and the page of a point asks for them all the same. */
const noServices: ServicesPort = {
  ...{ services: () => [], service: () => undefined, probesOf: () => [], views: () => [], view: () => undefined },
  ...{ figures: () => [], figure: () => undefined, pointOf: () => undefined, tryNow: async () => false },
};

suiteNeeding(['chromium'], 'the wall on the real API', () => {
  const parent = mkdtempSync(join(tmpdir(), 'fangzhou-api-wall-'));
  const faults: string[] = [];
  let browser: Browser;
  let page: Page;
  let stage: Stage;
  let url = '';

  beforeAll(async () => {
    const folder = await builtWeb(join(parent, 'dist'));
    const { pager, clock } = await openPagerStage();
    stage = await openStage({ webFolder: folder, inLab: true, services: noServices, paging: pager, clock });
    await stage.api.listen({ host: '127.0.0.1', port: 0 });
    url = `http://127.0.0.1:${(stage.api.server.server.address() as AddressInfo).port}`;
    browser = await launchBrowser();
    page = await (await openContext(browser, { viewport: { width: 1600, height: 900 } })).newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    page.on(
      'response',
      (response) =>
        response.status() >= 400 && response.status() !== 401 && faults.push(`${response.status()} ${response.url()}`),
    );
  });
  afterAll(async () => {
    await browser?.close();
    await stage?.close();
    rmSync(parent, { recursive: true, force: true });
  });

  it('is understood from login to every page, under its real security headers', async () => {
    const now = () => stage.clock.now();
    stage.set(fakeState('link', 'F1', 'up', now()));
    stage.api.polled(
      fakeObservation('jintan-agg', now(), { interfaces: [fakeReading('ge-1', 1)] }),
      fakeRates('jintan-agg', 'ge-1', now(), 5e7, 1e6),
    );
    await page.goto(url);
    await page.fill('input[name=password]', stage.auth.oneTimePassword ?? '');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.picture .city');
    await page.waitForSelector('.fresh.live, .fresh.quiet');
    await expect.poll(() => page.locator('.point').count()).toBe(4);

    stage.set(fakeState('link', 'F1', 'down', now()));
    const incident = fakeIncident(1);
    stage.incidents.set(incident.id, incident);
    stage.api.publish({ states: [fakeState('link', 'F1', 'down', now())], incidents: [incident] });
    await stage.clock.advance(1_000);
    // Attached, because a line that runs straight down has no width and so counts as hidden.
    await page.waitForSelector('[data-spot="link:F1"].s-down', { state: 'attached' });
    await page.waitForSelector('.badge.s-down');
    await page.click('.incident.open button');
    await page.waitForSelector('dialog [data-first]:focus');
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('.incident.acknowledged');

    for (const [path, shown] of [
      ['/points/point1', '.detail-head'],
      ['/links/F1', '.end'],
      ['/devices/jintan-agg', '.interfaces tbody tr'],
      ['/devices?state=unknown&q=point', 'tbody tr'],
      ['/incidents', '.incident.row'],
      ['/incidents?status=acknowledged', '.incident.row'],
      ['/incidents/INC-1', '.room-entry'],
      ['/lab', '.lab-hero'],
    ] as const) {
      await page.goto(url + path);
      await page.waitForSelector(shown);
      // A page that is left while its socket is still opening complains in the console, and rightly.
      await page.waitForSelector('.fresh.live, .fresh.quiet');
      expect(await page.locator('.failure').count()).toBe(0);
    }
    await page.selectOption('.lab-form select', 'F2');
    await page.click('.lab-form button[type=submit]');
    await expect.poll(() => stage.faults.length).toBe(1);
    await page.click('.plain-list button');
    await expect.poll(() => stage.faults.length).toBe(0);
    await page.selectOption('.violation-form [name=device]', 'jintan-agg');
    await page.selectOption('.violation-form [name=detail]', 'ppp');
    await page.click('.violation-form button[type=submit]');
    await expect.poll(() => stage.faults).toMatchObject([{ verb: 'radio', target: 'jintan-agg', detail: 'ppp' }]);
    await page.click('.in-force button');
    await expect.poll(() => stage.faults.length).toBe(0);
    await page.selectOption('.troubles [name=target]', 'jintan-app');
    await page.click('.troubles button[type=submit]');
    await expect.poll(() => stage.faults).toMatchObject([{ verb: 'dual-holder', target: 'jintan-app' }]);
    await page.click('.in-force button');
    await expect.poll(() => stage.faults.length).toBe(0);
    await page.keyboard.press('/');
    await page.waitForSelector('dialog [data-first]:focus');
    await page.keyboard.type('point1');
    await page.waitForSelector('.search-hit');
    expect(faults.filter((text) => !text.includes('401'))).toEqual([]);
  });
});
