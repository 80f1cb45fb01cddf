import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { fakeCity, fakeSettings, openStage, type Stage } from '../../api/stage.fake.ts';
import {
  day,
  fakeBackup,
  fakeDataSet,
  fakeSnapshot,
  hour,
  nightly,
  stageBackups,
} from '../../audit/backups/stage.fake.ts';
import { backupMatrix, type DrillResult } from '../../audit/index.ts';
import { createFakeRepository } from '../../collector/backups/restic/repository.fake.ts';
import { password as secret, settingsOf, toolRun } from '../../collector/backups/stage.fake.ts';
import { tryRestore } from '../../collector/index.ts';
import { openRestoreDrills, type RestoreDrills } from '../../commands/wiring/restore-drills.ts';
import { FakeClock } from '../../core/clock.fake.ts';
import { silentLog, systemClock } from '../../core/index.ts';
import type { DataSetSettings, Inventory, RepositorySettings } from '../../inventory/index.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import { builtWeb, launchBrowser, openContext } from '../../test/browser.ts';
import { suiteNeeding } from '../../test/needs.ts';

// A browser on a machine that is busy with other suites; nothing here waits for time, only for what is seen.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

/** Monday 2026-01-05, 10:00 in the city. */
const start = Date.UTC(2026, 0, 5, 2);

/** The pages alone are under test here: that a database comes up again has a suite of its own. */
const proof: DataSetSettings['proof'] = { kind: 'command', command: ['/usr/bin/grep', '-rq', 'rulin', '.'] };

/** A drill of last year, of some files. */
const sampled = (backupId: string): DrillResult => ({
  ...{ backupId, repositoryId: 'r1', snapshotId: 'a1', cause: { kind: 'schedule' }, level: 3, sampled: true, ok: true },
  ...{ startedAt: start - 30 * day, finishedAt: start - 30 * day + 60_000, fault: undefined, bytes: 5_000, files: 5 },
  ...{ compared: 4, seed: 4_711, restoreMs: 40_000, verifyMs: 20_000, rtoMs: 600_000, rpoMs: hour },
  ...{ isWithinRto: undefined, isWithinRpo: undefined },
});

/** A real restic repository in which a ledger lies; gives its snapshot. */
async function resticWithLedger(parent: string): Promise<readonly [string, RepositorySettings]> {
  const [data, repo] = [join(parent, 'ledger'), join(parent, 'repo')];
  mkdirSync(data);
  writeFileSync(join(data, 'ledger.csv'), 'rulin,100\n'.repeat(300));
  const restic = (...args: readonly string[]) =>
    toolRun(['restic', '-r', repo, '--no-cache', ...args], { env: { RESTIC_PASSWORD: secret } });
  (await createFakeRepository(repo, secret)).flush();
  restic('backup', data);
  const [newest] = JSON.parse(restic('snapshots', '--json')) as readonly { readonly id: string }[];
  return [newest?.id ?? '', settingsOf('restic', repo)];
}

suiteNeeding(['chromium', 'restic'], 'the pages of backups', () => {
  const parent = mkdtempSync(join(tmpdir(), 'fangzhou-backups-page-'));
  const faults: string[] = [];
  const looked: string[] = [];
  let browser: Browser;
  let page: Page;
  let stage: Stage;
  let url = '';
  let officeId = '';
  let restoreDrills: RestoreDrills;
  let staged: ReturnType<typeof stageBackups>;

  beforeAll(async () => {
    const folder = await builtWeb(join(parent, 'dist'));
    const clock = new FakeClock(start);
    const city = fakeCity(4);
    const [first, second] = [...city.offices.values()];
    if (first === undefined || second === undefined) throw new Error('no offices');
    officeId = second.id;
    const at = (office: typeof first) => ({ officeId: office.id, districtId: office.districtId });
    const [snapshotId, repository] = await resticWithLedger(parent);
    staged = stageBackups({
      clock,
      dataSets: [
        fakeDataSet('good-data', { rtoSeconds: 3_600, rpoSeconds: 26 * 3_600, proof }),
        fakeDataSet('old-data', { proof: { kind: 'command', command: ['/bin/sleep', '600'] } }),
      ],
      backups: [
        fakeBackup('good-data', at(first)),
        fakeBackup('old-data', at(second)),
        fakeBackup('unseen-data', { ...at(second), repository: 'nobody-knows' }),
      ],
      repositories: [{ ...repository, id: 'r1' }],
    });
    const { engine, things } = staged;
    const whole = { ...city, backups: staged.city().backups };
    const settings = { ...fakeSettings, dataFolder: parent, backups: things.settings };
    const registered: (() => void)[] = [];
    const store = createFakeStore({ kinds: [], clock });
    store.put({ collection: 'restore-drills', key: 'unseen-data', body: { results: [sampled('unseen-data')] } });
    restoreDrills = await openRestoreDrills({
      ...{ clock, log: silentLog, store, ledger: { append: () => {} } },
      inventory: () => ({ city: whole, settings }) as Inventory,
      approvals: {
        register: (matter, part) => void registered.push(() => stage.keeping.approvals.register(matter, part)),
        propose: (wish) => stage.keeping.approvals.propose(wish),
      },
      backups: () => ({
        snapshotsOf: (id) => (id === 'unseen-data' ? [] : [fakeSnapshot(id, start - 3 * hour, { id: snapshotId })]),
      }),
      // The real tools in real time; what is judged has the stage's.
      attempt: (wish, signal, moved) => tryRestore(wish, { clock: systemClock, signal, moved }),
    });
    stage = await openStage({
      clock,
      restoreDrills,
      settings: () => settings,
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
        accept({ repositoryId, by, reason }) {
          engine.accept(repositoryId, { by, reason });
          return undefined;
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
        identity: 'as-ever',
        findings: [
          { reason: 'stale-lock', weight: 'fail', text: { key: 'collector.backup.stale-lock' }, said: 'lock of PID 7' },
        ],
        locks: [{ at: start, host: 'h', pid: 7, alive: false }],
        space: { totalBytes: 2_000_000_000, freeBytes: 500_000_000 },
        rights: { mayWrite: true, said: 'drwxr-xr-x root' },
        ...{ encryption: 'repokey', keys: 1 },
      },
    );
    for (const then of registered) then();
    await stage.api.listen({ host: '127.0.0.1', port: 0 });
    url = `http://127.0.0.1:${(stage.api.server.server.address() as AddressInfo).port}`;
    browser = await launchBrowser();
    page = await (await openContext(browser, { viewport: { width: 1366, height: 768 } })).newPage();
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
    await restoreDrills?.stop();
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
    expect(await textOf('[data-check="BA-22"]')).toMatch(/不影响结论.*可以删除备份/);
    expect(await textOf('[data-check="BA-23"]')).toContain('只有一个口令能打开');
    await page.click('.detail-state button');
    await expect.poll(() => looked).toEqual(['r1']);
    expect(await page.locator('[data-deed=accept]').count()).toBe(0);
    staged.tell(nightly('good-data', start, 20), { identity: 'made-anew' });
    await page.click('[data-deed=accept]');
    expect(await textOf('dialog')).toMatch(/as-ever.*made-anew/);
    await page.fill('dialog textarea', '换盘');
    await page.click('dialog button[type=submit]');
    await expect.poll(() => textOf('[data-check="BA-18"]')).toContain('admin 确认为有意重建');
  });

  it('lead to restore drills: one is proposed, approved by a second person, carried out, and tells RTO, RPO and what was proven', async () => {
    await page.goto(`${url}/backups/offices/${officeId}`);
    await page.click('[data-set="old-data"] a[href="/restore-drills/old-data"]');
    await page.waitForSelector('.drill-head');
    await page.click('.crumbs a[href="/restore-drills"]');
    const row = page.locator('[data-drill="good-data"]');
    await row.waitFor();
    expect(await row.textContent()).toMatch(/从未验证.*从未恢复过.*r1/);
    expect(await page.locator('[data-drill="unseen-data"]').textContent()).toContain('没有描述备份库 nobody-knows');
    await page.goto(`${url}/restore-drills/unseen-data`);
    expect(await page.locator('[data-result=ok]').textContent()).toMatch(/4 个已比对哈希 · 抽样种子 4711/);
    await page.goBack();
    await row.waitFor();
    await row.locator('[data-deed=propose]').focus();
    await page.keyboard.press('Enter');
    // What is asked by a command is asked of the whole: that is the usual wish.
    await expect.poll(() => page.locator('dialog input[value=whole]').isChecked()).toBe(true);
    await page.fill('dialog textarea', '季度演练');
    await page.waitForSelector('dialog button[type=submit]:enabled');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => row.textContent()).toContain('待第二人批准');
    expect(await row.locator('[data-deed=approve]').count()).toBe(0);

    const session = { url, cookie: await stage.loginAs('approver') };
    const approver = await (await openContext(browser, { viewport: { width: 1366, height: 768 }, session })).newPage();
    approver.on('pageerror', (error) => faults.push(error.message));
    await approver.goto(`${url}/restore-drills/good-data`);
    await approver.click('[data-deed=approve]');
    await approver.click('dialog button[type=submit]');
    await approver.waitForSelector('[data-result=ok]');
    const said = (await approver.locator('[data-result]').textContent()) ?? '';
    expect(said).toMatch(/已证明L5：恢复后服务应答.*admin 提出，the-approver 批准：季度演练/);
    expect(said).toMatch(/恢复用时（RTO）[\d.]+ 秒1 小时达标/);
    expect(said).toMatch(/（RPO）3 小时1 天 2 小时达标/);
    expect(readdirSync(join(parent, 'scratch'))).toEqual([]);
    await approver.goto(`${url}/restore-drills?repository=r1`);
    await approver.waitForSelector('[data-drill="good-data"] .restore-word.ok');
    expect(await approver.locator('[data-drill]').count()).toBe(2);
    await approver.context().close();
  });

  it('show how far a restore has come, and let a person end it', async () => {
    const by = { user: 'li', role: 'operator' };
    restoreDrills.propose({ backupId: 'old-data', sample: undefined, reason: '试一试', by });
    await page.goto(`${url}/approvals`);
    await page.locator('.proposal', { hasText: '试一试' }).locator('button.primary').click();
    await page.click('dialog button[type=submit]');
    await page.click('.proposal a[href="/restore-drills/old-data"]');
    await expect.poll(() => textOf('[data-state=running] [role=status]')).toMatch(/正在核对 · [\d.]+ kB/);
    await page.click('[data-deed=abort]');
    await page.fill('dialog textarea', '磁盘要用');
    await page.click('dialog button[type=submit]');
    await page.waitForSelector('[data-result=aborted]');
    expect(await textOf('[data-result=aborted]')).toContain('admin 终止：磁盘要用');
    expect(await textOf('.drill-head')).toContain('从未验证');
    expect(readdirSync(join(parent, 'scratch'))).toEqual([]);
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
