import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openStage, type Stage } from '../../api/stage.fake.ts';
import { openReports, type ReportService } from '../../audit/index.ts';
import { hour, type IsolationStage, openIsolationStage, playDay } from '../../audit/report/isolation/stage.fake.ts';
import { silentLog } from '../../core/index.ts';
import { nodeHash, nodeSha256, parsePolicy, verifyEd25519, verifyTlogProof } from '../../ledger/index.ts';
import { buildVerifiers } from '../../scripts/build-verifier.ts';
import { builtWeb, launchBrowser, openContext } from '../../test/browser.ts';
import { suiteNeeding } from '../../test/needs.ts';

const withinMs = 90_000;

/** The page with a real ledger and real reports behind it, of the day that `playDay` plays. */
suiteNeeding(['chromium'], "the auditor's page of isolation", () => {
  vi.setConfig({ testTimeout: withinMs, hookTimeout: withinMs });
  const parent = mkdtempSync(join(tmpdir(), 'fangzhou-audit-page-'));
  const faults: string[] = [];
  const asked: string[] = [];
  let browser: Browser;
  let page: Page;
  let stage: Stage;
  let day: IsolationStage;
  let reports: ReportService;

  beforeAll(async () => {
    const folder = await builtWeb(join(parent, 'dist'));
    const verifiers = join(parent, 'verifiers');
    await buildVerifiers(verifiers);
    day = await openIsolationStage({ verifiers });
    await playDay(day);
    await day.ledger.sign();
    reports = await openReports({
      ...day,
      city: () => day.city,
      settings: () => ({ ...day.deps, availabilityTarget: 0.999 }),
      log: silentLog,
      version: '0.1.0',
      folder: join(parent, 'reports'),
      verifiers,
    });
    stage = await openStage({ webFolder: folder, ledger: day.ledger, reports });
    await stage.api.listen({ host: '127.0.0.1', port: 0 });
    browser = await launchBrowser();
    page = await (await openContext(browser, { viewport: { width: 1400, height: 900 } })).newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
    await page.goto(`http://127.0.0.1:${(stage.api.server.server.address() as AddressInfo).port}`);
    await page.fill('input[name=password]', stage.auth.oneTimePassword ?? '');
    await page.keyboard.press('Enter');
    await page.click('nav a[href="/audit"]');
    await page.waitForSelector('.audit-record');
  });
  afterAll(async () => {
    await browser?.close();
    await reports?.close();
    await stage?.close();
    await day?.close();
    rmSync(parent, { recursive: true, force: true });
    expect(faults).toEqual([]);
  });

  const show = async (query: string): Promise<void> => {
    await page.evaluate((to) => {
      window.history.pushState(null, '', to);
      window.dispatchEvent(new PopStateEvent('popstate'));
    }, `/audit?${query}`);
  };
  const texts = () => page.locator('.audit-record').allTextContents();

  it('finds what a check said at a place, and only that', async () => {
    await show('place=p1&check=ISO-08');
    await expect.poll(async () => (await texts()).length).toBeGreaterThan(2);
    await expect
      .poll(async () => (await texts()).every((text) => text.includes('p1') && text.includes('ISO-08')))
      .toBe(true);
    expect((await texts()).some((text) => text.includes('S1'))).toBe(true);
    await show('place=p3&check=ISO-08&from=2031-01-01');
    await expect.poll(texts).toEqual([]);
  });

  it('opens a verdict down to the OID and the value, and leads to the reading and to the proof', async () => {
    await show('place=p1&check=ISO-08');
    const failed = page.locator('.audit-record', { has: page.locator('.audit-word.fail') }).first();
    await failed.locator('.row-button').click();
    await expect.poll(() => failed.textContent()).toContain('1.3.6.1.2.1.4.22.1.2.1.8.8.8.8 = 8.8.8.8');
    await failed.locator('a', { hasText: 'p1-utm' }).first().click();
    await expect.poll(() => page.locator('.ledger-records li').count()).toBe(1);
    expect(await page.locator('.ledger-records li').textContent()).toContain('device p1-utm');
    await page.goBack();
    await page.waitForSelector('.audit-word.fail');
    await page
      .locator('.audit-record', { has: page.locator('.audit-word.fail') })
      .first()
      .locator('a.ledger-seq')
      .click();
    await page.waitForSelector('.ledger-text');
    const save = async (button: number): Promise<Buffer> => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.locator('.ledger-take button').nth(button).click(),
      ]);
      return readFileSync(await download.path());
    };
    const [entry, proof] = [await save(0), await save(1)];
    expect(entry.toString()).toContain('"value":"8.8.8.8"');
    const policy = parsePolicy(day.ledger.policy(), nodeSha256);
    if (!policy.ok) throw new Error('no policy');
    const about = { entry, proof: proof.toString(), policy: policy.value, hash: nodeHash, verify: verifyEd25519 };
    expect(await verifyTlogProof(about)).toMatchObject({ ok: true });
  });

  it('shows waivers by place, and names the head of the tree with what to do with it', async () => {
    await show('kind=waiver&place=p2');
    await expect.poll(texts).toHaveLength(1);
    await page.locator('.audit-record .row-button').click();
    await expect.poll(() => page.locator('.audit-open').textContent()).toContain('renumbering');
    const words = await page.locator('.page').textContent();
    expect(words).toContain(day.ledger.origin);
    expect(words).toContain('verify.html');
  });

  it('gives the reports of isolation with all their files, made by the page of reports', async () => {
    await page.click('nav a[href="/reports"]');
    await page.selectOption('select[name=kind]', 'isolation');
    const date = new Date(day.begin + 4 * hour).toISOString().slice(0, 10);
    await page.locator('input[type=date]').nth(0).fill(date);
    await page.locator('input[type=date]').nth(1).fill(date);
    await page.click('.report-wish button[type=submit]');
    await expect.poll(() => page.locator('.report-verdict').count(), { timeout: withinMs }).toBe(1);
    expect(reports.kept()).toMatchObject([{ kind: 'isolation', verdict: 'fail' }]);
    await page.click('nav a[href="/audit"]');
    await page.waitForSelector('.audit-reports a[download]');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('.audit-reports a[download]').first().click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^isolation-city-.*\.zip$/);
  });

  it('only reads: nothing but asking for a report was ever sent to be changed', () => {
    const writes = asked.filter((each) => !each.startsWith('GET ') && !each.includes('/socket.io'));
    expect(new Set(writes.filter((each) => !each.includes('/session') && !each.includes('/login')))).toEqual(
      new Set(['POST /api/v1/reports']),
    );
  });
});
