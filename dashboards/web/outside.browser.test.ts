import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openStage, type Stage } from '../../api/stage.fake.ts';
import type { Drill, Honeytoken, OuterImport, ProbeRun } from '../../audit/index.ts';
import { message } from '../../core/index.ts';
import { builtWeb, launchBrowser, openContext } from '../../test/browser.ts';
import { suiteNeeding } from '../../test/needs.ts';

// A browser on a machine that is busy with other suites; nothing here waits for time, only for what is seen.
vi.setConfig({ testTimeout: 60_000 });

const at = Date.UTC(2026, 0, 5, 8);
const standing = { id: 'sentinel-1', importedAt: at, records: 12, upTo: at - 60_000, heard: 0, reached: 0 };

function run(protocol: ProbeRun['protocol'], outcome: ProbeRun['outcome'], control: 'reached' | 'failed'): ProbeRun {
  return {
    placeId: 'jintan-dc',
    collectorId: 'hub',
    protocol,
    at,
    target: 'sentinel-1 198.51.100.7:443',
    nonce: `${protocol} nonce`,
    commitment: 7,
    outcome,
    detail: message('collector.canary.silent', { address: '198.51.100.7' }),
    control: { target: '10.8.1.5', outcome: control },
    targetAlive: undefined,
  };
}

suiteNeeding(['chromium'], 'ways out and sentinels on the real API', () => {
  const parent = mkdtempSync(join(tmpdir(), 'fangzhou-outside-'));
  const faults: string[] = [];
  let browser: Browser;
  let page: Page;
  let stage: Stage;
  let url = '';
  let declared = false;
  let begun = 0;
  const laid: Honeytoken[] = [];
  const drills: Drill[] = [];
  let outcome: OuterImport = { ok: true, sentinel: { ...standing, heard: 1 }, newNotes: 5, newHeard: 1 };

  beforeAll(async () => {
    const folder = await builtWeb(join(parent, 'dist'));
    stage = await openStage({
      webFolder: folder,
      canaries: {
        declared: () => declared,
        newest: () => [
          run('icmp', 'blocked', 'reached'),
          run('tcp', 'leaked', 'reached'),
          run('dns', 'blocked', 'failed'),
        ],
        isHeard: () => false,
        running: () => false,
        begin: () => {
          begun += 1;
        },
        selfCheck: { origins: () => [], begin: async () => undefined, end: () => false },
        drills: {
          list: () => drills,
          propose(wish, by) {
            const { minutes, ...about } = wish;
            const drill: Drill = {
              ...about,
              id: 'd1',
              startedBy: by.user,
              approvedBy: 'wang',
              startedAt: at,
              endsAt: at + minutes * 60_000,
              state: 'ended',
              endedAt: at + 30_000,
              results: [
                { protocol: 'icmp', target: 'sentinel-1 198.51.100.7', tries: 1, foundAfterMs: 1_000 },
                { protocol: 'dns', target: 'sentinel-1 198.51.100.7:53', tries: 12, foundAfterMs: undefined },
              ],
            };
            drills.push(drill);
            const times = { proposedAt: at, lapsesAt: at + 60_000 };
            const summary = message('approval.drill', { target: wish.targetId, minutes });
            const proposal = {
              ...{ id: 'p1', matter: 'leak-drill', subject: 'drill sentinel-1', summary, body: {} },
              ...{ reason: wish.permission, proposedBy: by, state: 'waiting' as const, ...times },
            };
            return { ok: true, proposal };
          },
          stop: async () => {},
        },
        honeytokens: {
          list: () => laid,
          find: () => undefined,
          lay({ by, ...wish }) {
            const token = {
              ...wish,
              id: 'abc',
              sentinelId: 's1',
              laidAt: at,
              laidBy: by,
              nonce: 'n',
              text: 'http://outside/fz/n',
            };
            laid.push(token);
            return { ok: true, token };
          },
          openedAt: () => undefined,
        },
        switches: {
          list: () => [{ name: 'office-1', at, importedAt: at, stations: [{ mac: '00:11:22:33:44:55', port: 'p1' }] }],
          take: () => ({ ok: false, what: message('x'), remedy: message('x') }),
        },
        outer: { standings: () => [standing], take: async () => outcome },
      },
    });
    await stage.api.listen({ host: '127.0.0.1', port: 0 });
    url = `http://127.0.0.1:${(stage.api.server.server.address() as AddressInfo).port}`;
    browser = await launchBrowser();
    page = await (await openContext(browser, { viewport: { width: 1400, height: 900 } })).newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('response', (response) => {
      const status = response.status();
      if (status >= 400 && status !== 401 && status !== 409) faults.push(`${status} ${response.url()}`);
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

  it('says how to set up a sentinel while none is declared', async () => {
    await page.goto(`${url}/outside`);
    await expect.poll(() => page.locator('.outside-steps li').count()).toBe(4);
    expect(await page.locator('.outside-steps').textContent()).toContain('fangzhou sentinel export');
    await shot('outside-empty');
  });

  it('shows sentinels and the newest tries, a leak in red and a control that failed as what it is', async () => {
    declared = true;
    await page.goto(`${url}/outside`);
    await page.waitForSelector('[data-sentinel="sentinel-1"]');
    expect(await page.locator('[data-switch="office-1"]').textContent()).toContain('1');
    await expect.poll(() => page.locator('[data-canary]').count()).toBe(3);
    expect(await page.locator('[data-canary] .outside-bad').count()).toBe(1);
    expect(await page.locator('[data-canary="dns"]').textContent()).toMatch(/不能说明问题/);
    expect(await page.locator('[data-canary="tcp"] a[href="/ledger/7"]').count()).toBe(1);
    await page.click('.outside-begin button');
    await expect.poll(() => begun).toBe(1);
    await shot('outside');
  });

  it('takes a file that is chosen and says what came of it; a refusal in the words of the server', async () => {
    const file = join(parent, 'sentinel-5.zip');
    writeFileSync(file, 'bytes');
    await page.setInputFiles('input[type=file]', file);
    await expect.poll(() => page.locator('.outside-import p').textContent()).toContain('5');
    outcome = {
      ok: false,
      what: message('isolation.outer.nobody'),
      remedy: message('isolation.outer.nobody.remedy'),
    };
    await page.setInputFiles('input[type=file]', file);
    await expect.poll(() => page.locator('.outside-import p').textContent()).toContain('没有申报哨兵');
  });

  it('makes a decoy that can be downloaded', async () => {
    await page.fill('.decoy-wish input[name=place]', 'jintan-dc');
    await page.fill('.decoy-wish input[name=where]', '共享文件夹');
    await page.selectOption('.decoy-wish select', 'page');
    await page.click('.decoy-wish button');
    await page.waitForSelector('[data-decoy="abc"] a[download]');
    expect(laid).toMatchObject([{ placeId: 'jintan-dc', where: '共享文件夹', kind: 'page', laidBy: 'admin' }]);
  });

  it('proposes a drill by permission, says that it waits for a second person, and shows what was found and what was missed', async () => {
    await page.fill('.drill-wish input[name=permission]', '批复 17 号');
    await page.click('.drill-wish button');
    await page.waitForSelector('[data-drill="d1"]');
    expect(await page.locator('.drill-waits').textContent()).toContain('第二人');
    expect(await page.locator('[data-drill="d1"] h3').textContent()).toContain('admin / wang');
    expect(drills).toMatchObject([{ targetId: 'sentinel-1', permission: '批复 17 号', startedBy: 'admin' }]);
    expect(await page.locator('[data-drill="d1"] .outside-bad').textContent()).toContain('漏检');
  });

  it('speaks English, without a text that is only its key', async () => {
    await page.evaluate(() => window.localStorage.setItem('fangzhou.language', 'en'));
    await page.goto(`${url}/outside`);
    await page.waitForSelector('[data-canary="icmp"]');
    expect(await page.locator('.page').textContent()).not.toMatch(/dashboards\.|collector\.|isolation\./);
    await shot('outside-en');
  });

  it('broke nothing in the browser', () => {
    expect(faults).toEqual([]);
  });

  /** Kept where somebody wants to look at them. */
  async function shot(name: string): Promise<void> {
    const folder = process.env.FANGZHOU_SCREENSHOTS;
    if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  }
});
