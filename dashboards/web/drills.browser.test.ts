import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { fakeSettings, openStage, type Stage } from '../../api/stage.fake.ts';
import {
  byHand,
  type FakePairPort,
  fakePair,
  fakePairPort,
  fakePairsSettings,
  takeoverOf,
  tryAt,
} from '../../audit/drills/stage.fake.ts';
import { createPairDrills, openReports, type PairDrills, type ReportService } from '../../audit/index.ts';
import { FakeClock } from '../../core/clock.fake.ts';
import { silentLog } from '../../core/index.ts';
import { calendarDefaults } from '../../inventory/index.ts';
import { type Ledger, openLedger } from '../../ledger/index.ts';
import { trialFolder, trialOptions } from '../../ledger/trial.fake.ts';
import { buildVerifiers } from '../../scripts/build-verifier.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import { builtWeb, launchBrowser, openContext } from '../../test/browser.ts';
import { suiteNeeding } from '../../test/needs.ts';

const withinMs = 90_000;
vi.setConfig({ testTimeout: withinMs, hookTimeout: withinMs });

/** The real drills, approvals, ledger and reports behind the real API; the pair is moved by the test, as its operator would. */
suiteNeeding(['chromium'], 'a drill from the page', () => {
  const parent = mkdtempSync(join(tmpdir(), 'fangzhou-drills-page-'));
  const faults: string[] = [];
  const clock = new FakeClock();
  const port: FakePairPort = fakePairPort(clock.now());
  const hostPairs = new Map([[fakePair.id, fakePair]]);
  let browser: Browser;
  let stage: Stage;
  let ledger: Ledger;
  let drills: PairDrills;
  let reports: ReportService;
  let removeLedger: () => Promise<void>;
  let url = '';

  beforeAll(async () => {
    const folder = await builtWeb(join(parent, 'dist'));
    await buildVerifiers(join(parent, 'verifiers'));
    const trial = await trialFolder();
    removeLedger = trial.remove;
    ledger = await openLedger(trialOptions(trial.folder, clock));
    const store = createFakeStore({ kinds: [], clock });
    const settings = { ...fakeSettings, drills: { procedures: [byHand], commands: [] }, pairs: fakePairsSettings };
    const registered: (() => void)[] = [];
    drills = createPairDrills({
      ...{ store, ledger, clock, log: silentLog, pairs: port },
      approvals: {
        register: (matter, part) => void registered.push(() => stage.keeping.approvals.register(matter, part)),
        propose: (wish) => stage.keeping.approvals.propose(wish),
      },
      city: () => ({ ...stage.city, hostPairs }),
      settings: () => settings.drills,
      pairSettings: () => settings.pairs,
      run: async ({ name, deviceId }) => ({ command: name, deviceId, exitCode: 0, text: '', cut: false }),
    });
    reports = await openReports({
      ...{ store, ledger, clock, log: silentLog, version: '0.1.0' },
      city: () => ({ ...stage.city, hostPairs }),
      settings: () => ({
        ...{ timeZone: 'Asia/Shanghai', availabilityTarget: 0.999, pollPeriodSeconds: 60, staleAfterSeconds: 180 },
        isolation: { pollPeriodSeconds: 300, staleAfterSeconds: 900 },
        backups: { pollPeriodSeconds: 900, staleAfterSeconds: 3_600 },
        calendar: calendarDefaults,
      }),
      folder: join(parent, 'reports'),
      verifiers: join(parent, 'verifiers'),
    });
    stage = await openStage({
      ...{ clock, ledger, reports, webFolder: folder },
      settings: () => settings,
      pairDrills: { ...drills, declaredAt: () => clock.now(), standing: (id) => port.standing(id) },
    });
    stage.city = { ...stage.city, hostPairs };
    for (const then of registered) then();
    await drills.start();
    await stage.api.listen({ host: '127.0.0.1', port: 0 });
    url = `http://127.0.0.1:${(stage.api.server.server.address() as AddressInfo).port}`;
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    drills?.close();
    await reports?.close();
    await stage?.close();
    await ledger?.close();
    await removeLedger?.();
    rmSync(parent, { recursive: true, force: true });
    expect(faults).toEqual([]);
  });

  const contexts = new Map<string, BrowserContext>();
  /** A page of somebody of that role, each in a browser of its own. */
  async function enter(role: 'operator' | 'approver', path: string): Promise<Page> {
    let context = contexts.get(role);
    if (context === undefined) {
      context = await openContext(browser, {
        viewport: { width: 1366, height: 768 },
        timezoneId: 'UTC',
        session: { url, cookie: await stage.loginAs(role) },
      });
      contexts.set(role, context);
    }
    const page = await context.newPage();
    // The page reckons its window by the server's time.
    await page.clock.setFixedTime(clock.now());
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(url + path);
    return page;
  }

  async function pass(seconds: number, ok = true): Promise<void> {
    for (let n = 0; n < seconds; n += 1) {
      port.tries.push(tryAt(clock.now() + 500, ok));
      port.observedAt = clock.now() + 900;
      await clock.advance(1_000);
    }
  }

  const deed = async (page: Page, name: string) => {
    await page.click(`[data-deed=${name}]`);
    await page.click('dialog button[type=submit]');
    await expect.poll(() => page.locator('dialog').count(), { timeout: withinMs }).toBe(0);
    await page.reload();
  };
  const state = (page: Page) =>
    expect.poll(() => page.locator('[data-state]').getAttribute('data-state'), { timeout: withinMs });

  it('is tried dry, planned, approved by another person, carried out step by step, and ends with its report', async () => {
    const operator = await enter('operator', '/drills');
    await operator.click('[data-pair=jintan-app] button');
    await operator.waitForSelector('dialog option[value=p1]', { state: 'attached' });
    await operator.click('dialog button.small');
    await expect.poll(() => operator.locator('.drill-dry li').count(), { timeout: withinMs }).toBe(8);
    await operator.fill('dialog textarea', '季度演练');
    await operator.click('dialog button[type=submit]');
    await operator.waitForSelector('[data-state]');
    await state(operator).toBe('proposed');
    const id = drills.list()[0]?.id ?? '';
    expect(await operator.locator('[data-deed=approve]').count()).toBe(0);

    const approver = await enter('approver', `/drills/${id}`);
    await approver.waitForSelector('[data-deed=approve]');
    await deed(approver, 'approve');
    await state(approver).toBe('approved');

    await operator.reload();
    await operator.waitForSelector('[data-deed=begin]');
    await deed(operator, 'begin');
    await state(operator).toBe('running');
    await pass(2);
    await operator.reload();
    await operator.waitForSelector('[data-step="3"].running');
    // Until when maintenance was announced is told by the reader's clock.
    expect(await operator.locator('[data-step="2"] .drill-run').textContent()).toMatch(
      /至 \d{4}-\d\d-\d\d \d\d:\d\d:00/,
    );
    port.word = 'unknown';
    await pass(1);
    await operator.reload();
    await operator.waitForSelector('.drill-doubt');
    expect(await operator.locator('[data-deed=confirm]').count()).toBe(0);
    port.word = 'ready';
    await pass(1);
    await operator.reload();
    await deed(operator, 'confirm');
    await pass(2, false);
    port.roles = { 'app-a': 'none', 'app-b': 'active' };
    port.seen = [takeoverOf(clock.now(), { rtoMs: { least: 1_900, most: 3_100 } })];
    await pass(8);
    await operator.reload();
    await operator.waitForSelector('[data-step="6"].running');
    await deed(operator, 'confirm');
    port.roles = { 'app-a': 'standby', 'app-b': 'active' };
    await pass(2);
    await operator.reload();
    await state(operator).toBe('completed');
    expect(await operator.locator('.drill-met').count()).toBeGreaterThan(0);
    expect(await operator.locator('.pair-expected').textContent()).toContain('1.9–3.1');

    const drill = drills.find(id);
    const period = { from: drill?.startedAt ?? 0, to: (drill?.endedAt ?? 0) + 1 };
    const asked = reports.askDrill({ drillId: id, period, language: 'zh-CN', madeBy: 'drill' });
    const job = asked.ok ? await reports.ended(asked.job.id) : undefined;
    expect(job?.state).toBe('done');
    drills.reported(id, job?.id ?? '');
    await operator.reload();
    await state(operator).toBe('reported');
    const [download] = await Promise.all([operator.waitForEvent('download'), operator.click('[data-report] a.button')]);
    expect(await download.failure()).toBeNull();
    expect(download.suggestedFilename()).toBe(`${job?.id}.zip`);
  });

  it('is stopped from the page, and left as a person says', async () => {
    port.roles = { 'app-a': 'active', 'app-b': 'standby' };
    port.seen = [];
    const window = { from: clock.now(), to: clock.now() + 3_600_000 };
    const by = { user: 'the-operator', role: 'operator' };
    const planned = drills.plan({ pairId: fakePair.id, procedureId: 'p1', window, reason: '叫停', by });
    const id = planned.ok ? planned.drill.id : '';
    drills.propose(id, by);
    const approver = await enter('approver', '/approvals');
    await approver.locator('.proposal', { hasText: '叫停' }).locator('button.primary').click();
    await approver.click('dialog button[type=submit]');
    await expect.poll(() => drills.find(id)?.state, { timeout: withinMs }).toBe('approved');
    drills.begin(id, by);
    await pass(2);
    drills.confirm(id, by, '');
    await approver.goto(`${url}/drills/${id}`);
    await approver.waitForSelector('[data-deed=stop]');
    await deed(approver, 'stop');
    await approver.waitForSelector('[data-deed=fall-back]');
    await approver.click('[data-deed=fall-back]');
    // The procedure declares no command to fall back by.
    expect(await approver.locator('dialog input[type=radio]').count()).toBe(2);
    await approver.click('dialog input[value=leave]');
    await approver.click('dialog button[type=submit]');
    await expect.poll(() => drills.find(id)?.leftAs, { timeout: withinMs }).toBe('left');
    await approver.reload();
    await state(approver).toBe('aborted');
    await approver.waitForSelector('.drill-abort');
  });

  it('has its handbook one click away, with the steps of the trouble first and files to take along', async () => {
    const page = await enter('operator', '/handbook/jintan-app?trouble=no-holder');
    await page.waitForSelector('.handbook-trouble.wanted');
    expect(await page.locator('.handbook-trouble').first().getAttribute('id')).toBe('no-holder');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.top').isVisible()).toBe(false);
    await page.emulateMedia({ media: 'screen' });
    await page.goto(`${url}/handbook`);
    const [sheet] = await Promise.all([page.waitForEvent('download'), page.click('a[href*="/handbook/districts/"]')]);
    expect(sheet.suggestedFilename()).toBe('handbook-jintan.html');
    const [zip] = await Promise.all([page.waitForEvent('download'), page.click('a[href*="/handbook/bundle"]')]);
    expect(zip.suggestedFilename()).toBe('fangzhou-handbook.zip');
  });
});
