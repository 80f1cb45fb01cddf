import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { mail, openPagerStage, paging, person } from '../../alerts/paging/stage.fake.ts';
import { openStage, type Stage } from '../../api/stage.fake.ts';
import { builtWeb, type Look, lookAt, openContext } from '../../test/browser.ts';
import { suiteNeeding } from '../../test/needs.ts';

const withinMs = 60_000;
vi.setConfig({ testTimeout: withinMs });

suiteNeeding(['chromium'], 'who is told, on the real API', () => {
  const parent = mkdtempSync(join(tmpdir(), 'fangzhou-duty-'));
  const shot = async (name: string): Promise<void> => {
    const folder = process.env.FANGZHOU_SHOTS;
    if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  };
  let look: Look;
  let page: Page;
  let stage: Stage;
  let pages: Awaited<ReturnType<typeof openPagerStage>>;
  let url = '';

  beforeAll(async () => {
    const folder = await builtWeb(join(parent, 'dist'));
    pages = await openPagerStage({
      paging: paging({
        people: [person('a'), person('b', ['2026-01-13']), person('c'), person('d')],
        channels: [mail('mail', { otherwiseId: 'mail-2' }), mail('mail-2'), mail('log', { kind: 'syslog' })],
      }),
      answer: ({ page: { channelId, to } }) =>
        channelId === 'mail' && to.startsWith('a@')
          ? { outcome: 'refused', detail: '550 no such user' }
          : { outcome: channelId === 'log' ? 'delivered' : 'sent' },
    });
    stage = await openStage({ webFolder: folder, paging: pages.pager, clock: pages.clock });
    const incident = pages.raise();
    stage.incidents.set(incident.id, incident);
    await pages.minutes(11);
    look = await lookAt(stage, {
      timezoneId: 'Asia/Shanghai',
    });
    ({ page, url } = look);
  }, withinMs);
  afterAll(async () => {
    await look?.close();
    await stage?.close();
    await pages?.pager.stop();
    rmSync(parent, { recursive: true, force: true });
    expect(look.faults).toEqual([]);
  });

  it('says who is on call now, and shows the gap that comes', async () => {
    await page.goto(`${url}/duty`);
    const card = page.locator('[data-roster="jintan"]');
    await card.waitFor();
    expect(await card.locator('.duty-now').innerText()).toMatch(/a 值班[\s\S]*空档 1 处/);
    expect(await card.locator('.duty-turns .is-gap').innerText()).toMatch(/无人值班[\s\S]*b 值班 不在岗，无人替班/);
    expect(await card.locator('rect.duty-gap').count()).toBe(1);
    await shot('duty');
  });

  it('shows each channel with its health and its last failure, and sends a test', async () => {
    await page.goto(`${url}/channels`);
    const card = page.locator('[data-channel="mail"]');
    await card.waitFor();
    expect(await card.innerText()).toMatch(/550 no such user/);
    await card.getByRole('button', { name: '测试' }).click();
    await page.locator('dialog select').selectOption('b');
    await page.locator('dialog .button.primary').click();
    await page.locator('dialog [data-state="pending"]').waitFor();
    await shot('channel-test');
    await pages.clock.advance(2_000);
    await page.locator('dialog [data-state="sent"]').waitFor();
    await page.keyboard.press('Escape');
    await shot('channels');
  });

  it('tells on the page of an incident who was told, and how each message went', async () => {
    await page.goto(`${url}/incidents/INC-1`);
    const rows = page.locator('.delivery');
    await rows.first().waitFor();
    const texts = await rows.allInnerTexts();
    expect(texts.some((text) => /a 值班[\s\S]*失败[\s\S]*550 no such user[\s\S]*改走 mail-2/.test(text))).toBe(true);
    expect(texts.some((text) => /d 值班[\s\S]*无人确认[\s\S]*已发出/.test(text))).toBe(true);
    await shot('incident');
  });

  it('keeps what a person did in the course of the incident, and gives the draft of its report', async () => {
    await page.goto(`${url}/incidents/INC-1`);
    const entries = page.locator('.room-entry');
    await page.locator('.room-entry.is-page.was-failed').first().waitFor();
    expect(await page.locator('.room-write .button.primary').isDisabled()).toBe(true);
    await page.locator('.room-write textarea').fill('已更换 F23 光模块');
    await page.getByRole('button', { name: '记为处置' }).click();
    await page.locator('.room-entry.was-action').waitFor();
    expect(await entries.last().innerText()).toMatch(/处置[\s\S]*已更换 F23 光模块/);
    expect(await page.locator('.room-write textarea').inputValue()).toBe('');
    await page.locator('.room-write textarea').fill('等待运营商答复');
    await page.keyboard.press('Control+Enter');
    await page.locator('.room-entry.was-note').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '事后报告草稿' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('INC-1-zh-CN.md');
    expect(readFileSync(await download.path(), 'utf8')).toMatch(/^# 事后报告 INC-1[\s\S]*已更换 F23 光模块/);
    await shot('room');
  });

  it('acknowledges by the link of a message without a login, on a phone', async () => {
    const phone = await openContext(look.browser, { viewport: { width: 390, height: 800 } });
    const at = await phone.newPage();
    at.on('pageerror', (error) => look.faults.push(error.message));
    const told = pages.sent.find(({ to }) => to.startsWith('d@'));
    await at.goto(`${url}${new URL(told?.text.acknowledgeUrl ?? '').pathname}`);
    await at.locator('[data-state="open"]').waitFor();
    const folder = process.env.FANGZHOU_SHOTS;
    if (folder !== undefined) await at.screenshot({ path: join(folder, 'answer.png') });
    await at.locator('button').click();
    await at.locator('[data-state="used"]').waitFor();
    expect(pages.known.get('INC-1')?.acknowledged?.by).toBe('d 值班 (d)');
    await phone.close();
  });
});
