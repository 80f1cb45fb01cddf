import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Role } from '../../api/index.ts';
import { openStage, type Stage } from '../../api/stage.fake.ts';
import { builtWeb, launchBrowser, openContext } from '../../test/browser.ts';
import { suiteNeeding, toolPath } from '../../test/needs.ts';

// A browser on a machine that is busy with other suites; nothing here waits for time, only for what is seen.
vi.setConfig({ testTimeout: 90_000 });

suiteNeeding(['chromium', 'zbarimg'], 'the register of terminals on the real API', () => {
  const parent = mkdtempSync(join(tmpdir(), 'fangzhou-keeping-'));
  const faults: string[] = [];
  let browser: Browser;
  let stage: Stage;
  let url = '';
  let operator: Page;
  let approver: Page;

  async function enter(role: Role): Promise<Page> {
    const made = await stage.auth.users.add({ name: `the-${role}`, role });
    const context = await openContext(browser, { viewport: { width: 1400, height: 900 }, permissions: ['camera'] });
    const page = await context.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('response', (response) => {
      const status = response.status();
      if (status >= 400 && status !== 401) faults.push(`${status} ${response.url()}`);
    });
    await page.goto(url);
    await page.fill('input[name=user]', `the-${role}`);
    await page.fill('input[name=password]', made.ok ? made.oneTimePassword : '');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.nav');
    return page;
  }

  beforeAll(async () => {
    const folder = await builtWeb(join(parent, 'dist'));
    stage = await openStage({ webFolder: folder, inLab: true });
    await stage.api.listen({ host: '127.0.0.1', port: 0 });
    url = `http://127.0.0.1:${(stage.api.server.server.address() as AddressInfo).port}`;
    browser = await launchBrowser(['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']);
    operator = await enter('operator');
    approver = await enter('approver');
  }, 90_000);
  afterAll(async () => {
    await browser?.close();
    await stage?.close();
    rmSync(parent, { recursive: true, force: true });
  });

  const show = (page: Page, path: string): Promise<unknown> => page.goto(`${url}${path}`);

  /** Keystrokes as a scanner sends them: all at once, none waits for the one before, however busy the machine is. */
  async function scan(page: Page, code: string): Promise<void> {
    const session = await page.context().newCDPSession(page);
    await Promise.all(
      [...code].flatMap((text) => [
        session.send('Input.dispatchKeyEvent', { type: 'keyDown', text, key: text }),
        session.send('Input.dispatchKeyEvent', { type: 'keyUp', key: text }),
      ]),
    );
    await page.keyboard.press('Enter');
    await session.detach();
  }

  it('finds terminals by words and by network, and tells the networks apart', async () => {
    await show(operator, '/terminals');
    await expect.poll(() => operator.locator('[data-terminal]').count()).toBe(8);
    await operator.selectOption('.filters select >> nth=0', 'outer');
    await expect.poll(() => operator.locator('[data-terminal]').count()).toBe(4);
    expect(await operator.locator('.network.outer').count()).toBe(4);
    await operator.fill('.filters input >> nth=0', 'FZ2-1');
    await expect.poll(() => operator.locator('[data-terminal]').count()).toBe(1);
    expect(operator.url()).toContain('network=outer&q=FZ2-1');
  });

  it('takes a step from one person with all that a repair wants, and from another the approval', async () => {
    await show(operator, '/terminals/point1-t0');
    await operator.click('.step-buttons button:has-text("送修")');
    await operator.waitForSelector('dialog [data-first]:focus');
    const submit = operator.locator('dialog button[type=submit]');
    expect(await submit.isDisabled()).toBe(true);
    const fill = async (label: string, text: string) => operator.getByLabel(label, { exact: true }).fill(text);
    await operator.keyboard.type('主板故障');
    // The stage's clock stands at the beginning of 2026, and a step is not dated ahead of it.
    await fill('日期', '2026-01-05T07:00');
    await fill('责任岗位', '出纳岗');
    await fill('清除手段', '拆盘封存');
    await fill('工具及版本', '无');
    await fill('执行岗位', '信息岗');
    await fill('核验岗位', '信息岗');
    await fill('证书编号', 'XH-7');
    expect(await submit.isDisabled()).toBe(true);
    await fill('核验岗位', '保密岗');
    await operator.keyboard.press('Control+Enter');
    await operator.waitForSelector('text=待审批');
    expect(await operator.locator('.step-buttons').count()).toBe(0);

    await show(approver, '/approvals');
    await approver.waitForSelector('[data-proposal] .wish:has-text("XH-7")');
    await expect.poll(() => approver.locator('.tabs .badge.urgent').textContent()).toBe('1');
    await approver.click('[data-proposal] .button.primary');
    await approver.waitForSelector('dialog [data-first]:focus');
    await approver.keyboard.press('Control+Enter');
    await approver.waitForSelector('.proposal.approved');
    await show(operator, '/terminals/point1-t0');
    await operator.waitForSelector('[data-event="send-to-repair"]');
    expect(await operator.locator('.page-head .custody').textContent()).toBe('在修');
  });

  it("takes a scanner's keystrokes wherever the focus is, without mistaking them for keys of the page", async () => {
    await show(operator, '/stock-takes');
    await operator.click('.page-head .button.primary');
    await operator.fill('dialog input', 'point1');
    await operator.keyboard.press('Enter');
    await operator.waitForSelector('.scan-field');
    await operator.click('.page-head h1');
    // `/`, `w`, `l`, `t` and `?` are keys of the page; none of them may do anything here.
    for (const code of ['FZ1-1', 'w/lt?', 'FZ2-0', 'FZ1-0']) {
      await operator.click('.page-head h1');
      await scan(operator, code);
      await operator.waitForSelector(`.scan-said b:text-is("${code}")`);
    }
    expect(new URL(operator.url()).pathname).toMatch(/^\/stock-takes\/point1-/);
    expect(await operator.locator('dialog').count()).toBe(0);
    const count = (kind: string) => operator.locator(`[data-count="${kind}"] b`).textContent();
    await expect.poll(() => count('misplaced')).toBe('2');
    expect([await count('found'), await count('missing'), await count('unknown')]).toEqual(['1', '0', '1']);
    expect(
      stage.keeping.stockTakes.scans(stage.keeping.stockTakes.list()[0]?.id ?? '').map(({ source }) => source),
    ).toEqual(['scanner', 'scanner', 'scanner', 'scanner']);
    await operator.click('[aria-label="撤销 w/lt?"]');
    await expect.poll(() => count('unknown')).toBe('0');
  });

  it("takes a handheld's file, and names its bad lines", async () => {
    const file = join(parent, 'scans.csv');
    writeFileSync(file, 'barcode,time\nFZ1-1,2026-01-05 15:00\n条码,\n');
    await operator.setInputFiles('input[type=file]', file);
    await operator.waitForSelector('dialog .mistakes li');
    expect(await operator.locator('dialog').textContent()).toMatch(/收下 0 条.*重复 1 条.*有误 1 行.*3:1/s);
    await operator.keyboard.press('Escape');
    await operator.waitForSelector('dialog', { state: 'detached' });
  });

  it('takes labels by the camera where the browser reads them', async () => {
    await operator.addInitScript(() => {
      let looks = 0;
      Object.assign(globalThis, {
        BarcodeDetector: class {
          async detect() {
            looks += 1;
            return looks > 1 ? [{ rawValue: 'BY-CAMERA' }] : [];
          }
        },
      });
    });
    await operator.reload();
    await operator.click('button:has-text("摄像头扫描")');
    await operator.waitForSelector('.scan-said.unknown b:text-is("BY-CAMERA")');
    await operator.click('[aria-label="撤销 BY-CAMERA"]');
    await expect.poll(() => operator.locator('[data-count="unknown"] b').textContent()).toBe('0');
  });

  it('is signed by a second person, and what differs waits for an answer', async () => {
    await operator.click('.page-head .button.primary');
    await operator.waitForSelector('dialog [data-first]:focus');
    await operator.keyboard.type('已清点');
    await operator.keyboard.press('Control+Enter');
    await operator.waitForSelector('.status.signing');
    await show(approver, new URL(operator.url()).pathname);
    await approver.click('.page-head .button.primary');
    await approver.waitForSelector('dialog [data-first]:focus');
    await approver.keyboard.press('Control+Enter');
    await approver.waitForSelector('.status.signed');
    await show(approver, '/open-items');
    await expect.poll(() => approver.locator('[data-item]').count()).toBe(2);
    await approver.click('[data-item="OI-1"] .button.primary');
    await approver.waitForSelector('dialog [data-first]:focus');
    await approver.keyboard.type('已退回原处');
    await approver.keyboard.press('Control+Enter');
    await approver.waitForSelector('.item.answered .answer:has-text("已退回原处")');
  });

  it('prints labels that real readers read, as Code 128 and as QR code, inner and outer alike', async () => {
    await show(operator, '/labels');
    await operator.waitForSelector('.label');
    expect(await operator.locator('.label.inner').count()).toBe(4);
    expect(await operator.locator('.label.outer').count()).toBe(4);
    const pdf = join(parent, 'labels.pdf');
    await operator.pdf({ path: pdf, preferCSSPageSize: true, printBackground: true });
    execFileSync('pdftoppm', ['-r', '300', '-png', pdf, join(parent, 'labels')]);
    const read = execFileSync(toolPath('zbarimg'), ['--quiet', join(parent, 'labels-1.png')], { encoding: 'utf8' });
    const all = await operator
      .locator('.label')
      .evaluateAll((labels) => labels.map((label) => label.getAttribute('data-label')));
    expect(all).toHaveLength(8);
    const wanted = all.flatMap((code) => [`CODE-128:${code}`, `QR-Code:${code}`]).sort();
    expect(read.trim().split('\n').sort()).toEqual(wanted);
  });

  it('shows an auditor everything and lets him change nothing', async () => {
    const auditor = await enter('auditor');
    await show(auditor, '/terminals/point1-t0');
    await auditor.waitForSelector('[data-event="send-to-repair"]');
    expect(await auditor.locator('.step-buttons').count()).toBe(0);
    await show(auditor, '/stock-takes');
    await auditor.waitForSelector('[data-stock-take]');
    expect(await auditor.locator('.page-head button').count()).toBe(0);
    await show(auditor, '/open-items');
    await auditor.waitForSelector('[data-item]');
    expect(await auditor.locator('[data-item] button').count()).toBe(0);
    expect(await auditor.locator('.tabs a').count()).toBe(4);
    expect(faults).toEqual([]);
  });
});
