import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openStage, type Stage } from '../../api/stage.fake.ts';
import { soundNetwork, stageCity, tell, terminalMac } from '../../audit/reconcile/stage.fake.ts';
import { builtWeb, launchBrowser, openContext } from '../../test/browser.ts';
import { suiteNeeding } from '../../test/needs.ts';

// A browser on a machine that is busy with other suites; nothing here waits for time, only for what is seen.
vi.setConfig({ testTimeout: 60_000 });

suiteNeeding(['chromium'], 'findings and topology on the real API', () => {
  const parent = mkdtempSync(join(tmpdir(), 'fangzhou-findings-'));
  const faults: string[] = [];
  let browser: Browser;
  let page: Page;
  let stage: Stage;
  let url = '';
  const wrong = {
    ...soundNetwork,
    cables: soundNetwork.cables.map(([a, b]) => [a === 'agg/ge-1' ? 'agg/ge-3' : a, b] as const),
    stations: [...soundNetwork.stations.slice(1), ['east-sw/p3', terminalMac(1)] as const],
  };

  beforeAll(async () => {
    const folder = await builtWeb(join(parent, 'dist'));
    stage = await openStage({ webFolder: folder });
    stage.city = stageCity();
    stage.reconciler.apply(stage.city, stage.city.devices.keys());
    for (const network of [soundNetwork, wrong]) {
      for (const reading of tell(network, stage.clock.now())) stage.reconciler.observe(reading);
      await stage.clock.advance(1_000);
    }
    await stage.api.listen({ host: '127.0.0.1', port: 0 });
    url = `http://127.0.0.1:${(stage.api.server.server.address() as AddressInfo).port}`;
    browser = await launchBrowser();
    page = await (await openContext(browser, { viewport: { width: 1400, height: 900 } })).newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('response', (response) => {
      const status = response.status();
      if (status >= 400 && status !== 401) faults.push(`${status} ${response.url()}`);
    });
    await page.goto(url);
    await page.fill('input[name=password]', stage.auth.oneTimePassword ?? '');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.nav');
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await stage?.close();
    rmSync(parent, { recursive: true, force: true });
  });

  it('draws what is declared, what is seen and both, with the differences in a table', async () => {
    await page.goto(`${url}/topology`);
    await page.waitForSelector('[data-cable="F1"].declared', { state: 'attached' });
    await page.waitForSelector('[data-cable="F2"].both', { state: 'attached' });
    await page.waitForSelector('[data-cable="agg/ge-3~east-utm/wan1"].observed', { state: 'attached' });
    expect(await page.locator('[data-count="observed"]').textContent()).toBe('1');
    expect(await page.locator('table tr').count()).toBe(2);
  });

  it('lists findings, shows what one rests on, and takes a decision with its reason', async () => {
    await page.goto(`${url}/findings`);
    await expect.poll(() => page.locator('.finding.open').count()).toBe(2);
    await page.selectOption('.filters select >> nth=0', 'moved-cable');
    await expect.poll(() => page.locator('.finding').count()).toBe(1);
    await page.click('.finding .row-button');
    await page.waitForSelector('.finding-more .evidence li');
    expect(await page.locator('.finding-more').textContent()).toContain('agg/ge-3');

    await page.click('.finding .buttons button >> nth=0');
    await page.waitForSelector('dialog [data-first]:focus');
    expect(await page.locator('dialog button[type=submit]').isDisabled()).toBe(true);
    await page.keyboard.type('端口扩容');
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('.finding.accepted');
    expect(await page.locator('.finding.accepted').textContent()).toContain('端口扩容');
    expect(stage.reconciler.list().filter(({ status }) => status === 'accepted')).toMatchObject([
      { decision: { by: 'admin', reason: '端口扩容' } },
    ]);
    expect(faults).toEqual([]);
  });
});
