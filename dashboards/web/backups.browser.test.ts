import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { fakeCity, openStage, type Stage } from '../../api/stage.fake.ts';
import { day, fakeBackup, fakeRepository, nightly, stageBackups } from '../../audit/backups/stage.fake.ts';
import { backupMatrix } from '../../audit/index.ts';
import { FakeClock } from '../../core/clock.fake.ts';
import { buildWeb } from '../../scripts/build-web.ts';
import { suiteNeeding, toolPath } from '../../test/needs.ts';

// A browser on a machine that is busy with other suites; nothing here waits for time, only for what is seen.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** Monday 2026-01-05, 10:00 in the city. */
const start = Date.UTC(2026, 0, 5, 2);

suiteNeeding(['chromium'], 'the pages of backups', () => {
  const parent = mkdtempSync(join(tmpdir(), 'fangzhou-backups-page-'));
  const faults: string[] = [];
  const looked: string[] = [];
  let browser: Browser;
  let page: Page;
  let stage: Stage;
  let url = '';
  let officeId = '';

  beforeAll(async () => {
    const { folder } = await buildWeb(join(parent, 'dist'));
    const clock = new FakeClock(start);
    const city = fakeCity(4);
    const [first, second] = [...city.offices.values()];
    if (first === undefined || second === undefined) throw new Error('no offices');
    officeId = second.id;
    const at = (office: typeof first) => ({ officeId: office.id, districtId: office.districtId });
    const staged = stageBackups({
      clock,
      backups: [
        fakeBackup('good-data', at(first)),
        fakeBackup('old-data', at(second)),
        fakeBackup('unseen-data', { ...at(second), repository: 'nobody-knows' }),
      ],
      repositories: [fakeRepository('r1', { tool: 'restic', medium: 'disk' })],
    });
    const { engine, things } = staged;
    const whole = { ...city, backups: staged.city().backups };
    stage = await openStage({
      clock,
      webFolder: folder,
      view: { city: () => whole, state: () => undefined },
      backups: {
        ...engine,
        matrix: (wish) => backupMatrix(engine, whole, { ...wish, now: clock.now() }),
        described: (id) => things.settings.repositories.get(id),
        looking: (id) => looked.includes(id),
        lookNow: (id) => {
          looked.push(id);
          return things.settings.repositories.has(id);
        },
      },
    });
    staged.tell(
      [
        ...nightly('good-data', start, 20).filter((_, index) => index !== 16),
        ...nightly('old-data', start - 3 * day, 20),
        ...nightly('stranger', start, 1),
      ],
      {
        tool: 'restic',
        toolVersion: '0.14.0',
        findings: [
          { reason: 'stale-lock', weight: 'fail', text: { key: 'collector.backup.stale-lock' }, said: 'lock of PID 7' },
        ],
        locks: [{ at: start, host: 'h', pid: 7, alive: false }],
        space: { totalBytes: 2_000_000_000, freeBytes: 500_000_000 },
      },
    );
    await stage.api.listen({ host: '127.0.0.1', port: 0 });
    url = `http://127.0.0.1:${(stage.api.server.server.address() as AddressInfo).port}`;
    browser = await chromium.launch({
      executablePath: toolPath('chromium'),
      args: ['--headless', '--no-sandbox', '--disable-gpu'],
    });
    page = await (await browser.newContext({ viewport: { width: 1366, height: 768 } })).newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (said) => {
      if (said.type() === 'error' && said.text().includes('Content Security Policy')) faults.push(said.text());
    });
    await page.goto(url);
    await page.fill('input[name=password]', stage.auth.oneTimePassword ?? '');
    await page.keyboard.press('Enter');
    await page.click('nav a[href="/backups"]');
    await page.waitForSelector('.backup-sets');
  });
  afterAll(async () => {
    await browser?.close();
    await stage?.close();
    rmSync(parent, { recursive: true, force: true });
    expect(faults).toEqual([]);
  });

  const textOf = async (selector: string): Promise<string> =>
    (await page.locator(selector).first().textContent()) ?? '';

  it('count what nobody could look into as not covered', async () => {
    expect(await textOf('.backup-figure')).toMatch(/33\.3%.*3 个数据集中 1 个已备份/);
    expect(await textOf('.backup-coverage .iso-counts')).toMatch(/1 未达要求.*1 无法判定.*1 已备份/);
    expect(await textOf('[data-set="unseen-data"]')).toContain('无法判定');
    expect(await textOf('[data-set="old-data"]')).toContain('BA-05');
  });

  it('tell by keyboard of each day the office, the word and the run', async () => {
    await page.focus('.heat-map');
    await page.keyboard.press('ArrowRight');
    const said = () => textOf('#heat-said');
    await expect.poll(said).toContain('2026-01-05');
    // The night's run of today is there, and what it rests on comes when the cursor rests.
    await expect.poll(said).toMatch(/good-data.*good-data@/);
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowLeft');
    await expect.poll(said).toMatch(/2026-01-02.*good-data/);
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowDown');
    await expect.poll(said).toContain('old-data');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-check="BA-05"]');
    expect(page.url()).toContain(`/backups/offices/${officeId}`);
    await page.goBack();
  });

  it('tell the same under the pointer', async () => {
    const box = await page.locator('.heat-map svg').boundingBox();
    if (box === null) throw new Error('no heat map');
    // The first row under the head of its district, last day.
    await page.mouse.move(box.x + box.width - 3, box.y + 22 + 24 + 8);
    await expect.poll(() => textOf('#heat-said')).toMatch(/2026-01-05.*已备份.*good-data/);
  });

  it('show of an office its age against what is allowed, each reason with its numbers, and what is unknown', async () => {
    await page.goto(`${url}/backups/offices/${officeId}`);
    await page.waitForSelector('[data-check="BA-05"]');
    const old = page.locator('[data-set="old-data"]');
    expect(await old.locator('.facts .bad').textContent()).toMatch(/3 天.*允许 1 天 2 小时/);
    expect(await old.locator('.curve-point').count()).toBe(20);
    expect(await old.locator('.rule-mark').count()).toBe(5);
    expect(await old.locator('[data-check="BA-05"] .iso-rows li').count()).toBeGreaterThan(0);
    expect(await page.locator('[data-set="unseen-data"] .panel-head').first().textContent()).toContain('无法判定');
  });

  it('show of a repository the tool’s own words, its locks and strangers, and look again when told to', async () => {
    await page.goto(`${url}/backups/repositories/r1`);
    await page.waitForSelector('.backup-findings');
    expect(await textOf('.backup-findings')).toContain('lock of PID 7');
    expect(await textOf('.page')).toMatch(/restic 0\.14\.0/);
    expect(await textOf('.page')).toContain('进程已不在');
    expect(await textOf('[aria-label="无主快照"]')).toContain('stranger');
    await page.click('.detail-state button');
    await expect.poll(() => looked).toEqual(['r1']);
  });

  it('speak English, and say what failed with a way to try again', async () => {
    await page.goto(`${url}/backups`);
    await page.waitForSelector('.backup-sets');
    await page.keyboard.press('l');
    await expect.poll(() => textOf('.backup-figure')).toContain('1 of 3 data sets');
    await page.keyboard.press('l');
    await page.goto(`${url}/backups/repositories/nothing`);
    await page.waitForSelector('.failure');
    expect(await textOf('.failure')).toContain('nothing');
    expect(await page.locator('.failure button').count()).toBe(1);
  });
});
