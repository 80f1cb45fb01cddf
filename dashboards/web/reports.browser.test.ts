import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openStage, type Stage } from '../../api/stage.fake.ts';
import { openReports, type ReportService, readAuditorKey, readBundle, verifyBundle } from '../../audit/index.ts';
import { type BundleStage, openBundleStage } from '../../audit/report/bundle/stage.fake.ts';
import { silentLog } from '../../core/index.ts';
import { calendarDefaults } from '../../inventory/index.ts';
import { nodeSha256, verifyEd25519 } from '../../ledger/index.ts';
import { buildVerifiers } from '../../scripts/build-verifier.ts';
import { builtWeb, launchBrowser, openContext } from '../../test/browser.ts';
import { suiteNeeding } from '../../test/needs.ts';

const withinMs = 60_000;

/** The page with the real service behind it: what is loaded from it is what an auditor verifies. */
suiteNeeding(['chromium'], 'the page of reports', () => {
  vi.setConfig({ testTimeout: withinMs, hookTimeout: withinMs });
  const parent = mkdtempSync(join(tmpdir(), 'fangzhou-reports-page-'));
  const faults: string[] = [];
  let browser: Browser;
  let page: Page;
  let stage: Stage;
  let evidence: BundleStage;
  let reports: ReportService;

  beforeAll(async () => {
    const folder = await builtWeb(join(parent, 'dist'));
    const verifiers = join(parent, 'verifiers');
    await buildVerifiers(verifiers);
    evidence = await openBundleStage({ verifiers, heartbeats: 0, failures: 1 });
    const timing = {
      ...{ timeZone: 'Asia/Shanghai', pollPeriodSeconds: 60, staleAfterSeconds: 180 },
      calendar: calendarDefaults,
    };
    const isolation = { pollPeriodSeconds: 300, staleAfterSeconds: 900 };
    reports = await openReports({
      ...evidence,
      city: () => stage.city,
      settings: () => ({
        ...timing,
        isolation,
        backups: isolation,
        availabilityTarget: 0.999,
        calendar: calendarDefaults,
      }),
      log: silentLog,
      version: '0.1.0',
      folder: join(parent, 'reports'),
      verifiers,
    });
    stage = await openStage({ webFolder: folder, ledger: evidence.ledger, reports });
    await stage.api.listen({ host: '127.0.0.1', port: 0 });
    browser = await launchBrowser();
    page = await (await openContext(browser, { viewport: { width: 1280, height: 900 } })).newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(`http://127.0.0.1:${(stage.api.server.server.address() as AddressInfo).port}`);
    await page.fill('input[name=password]', stage.auth.oneTimePassword ?? '');
    await page.keyboard.press('Enter');
    await page.click('nav a[href="/reports"]');
    await page.waitForSelector('.report-wish');
  });
  afterAll(async () => {
    await browser?.close();
    await reports?.close();
    await stage?.close();
    await evidence?.close();
    rmSync(parent, { recursive: true, force: true });
    expect(faults).toEqual([]);
  });

  async function ask(from: string, to: string): Promise<void> {
    const [first, last] = [page.locator('input[type=date]').nth(0), page.locator('input[type=date]').nth(1)];
    await first.fill(from);
    await last.fill(to);
    await page.click('.report-wish button[type=submit]');
  }

  it('makes a report, lists it with its verdict, and gives the zip that verifies', async () => {
    await ask('2026-10-01', '2026-10-31');
    await expect.poll(() => page.locator('.report-verdict').count(), { timeout: withinMs }).toBe(1);
    const row = (await page.locator('tbody tr').first().textContent()) ?? '';
    // Nobody watched the points of this city.
    expect(row).toContain('无法判定');
    expect(row).toContain(String(reports.kept()[0]?.record));
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('.report-files a').first().click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^uptime-city-20261001-20261031-[0-9a-f]{8}\.zip$/);
    const saved = join(parent, 'saved.zip');
    await download.saveAs(saved);
    const files = await readBundle(saved);
    const key = files === undefined ? undefined : readAuditorKey(evidence.ledger.logKeys[0] ?? '', files, nodeSha256);
    if (files === undefined || key === undefined) throw new Error('the zip cannot be read');
    expect(await verifyBundle({ files, key, sha256: nodeSha256, verify: verifyEd25519 })).toMatchObject({ ok: true });
  });

  it('says in plain words what is wrong with a wish, and makes nothing', async () => {
    await ask('2026-10-31', '2026-10-01');
    await expect.poll(() => page.locator('.report-said').textContent()).toMatch(/^to .*2026-10-01/);
    expect(await page.locator('.report-said').textContent()).not.toMatch(/\/docs|[.。]{2}/);
    await ask('2031-01-01', '2031-01-31');
    await expect.poll(() => page.locator('.report-said').textContent()).toMatch(/2031-01/);
    expect(reports.kept()).toHaveLength(1);
  });

  it('says that a report failed, and why', async () => {
    rmSync(join(parent, 'verifiers'), { recursive: true });
    await ask('2026-10-01', '2026-10-02');
    await expect.poll(() => page.locator('.report-failed').textContent()).toContain('verify.mjs');
  });
});
