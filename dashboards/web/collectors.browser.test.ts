import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openStage, type Stage } from '../../api/stage.fake.ts';
import { type LightHub, openLightHub } from '../../collector/index.ts';
import { enrol } from '../../collector/light/agent/enrol.ts';
import { createLink } from '../../collector/light/agent/link.ts';
import { paths } from '../../collector/light/wire.ts';
import { FakeClock } from '../../core/clock.fake.ts';
import { silentLog, systemClock } from '../../core/index.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import { builtWeb, type Look, lookAt, openContext } from '../../test/browser.ts';
import { suiteNeeding } from '../../test/needs.ts';

vi.setConfig({ testTimeout: 60_000 });

suiteNeeding(['chromium'], 'light collectors, on the real API and the real hub', () => {
  const parent = mkdtempSync(join(tmpdir(), 'fangzhou-collectors-'));
  const shot = async (name: string): Promise<void> => {
    const folder = process.env.FANGZHOU_SHOTS;
    if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  };
  // Certificates are real, and so is the time that they are checked by.
  const clock = new FakeClock(Date.now());
  let look: Look;
  let page: Page;
  let stage: Stage;
  let hub: LightHub;
  let link: ReturnType<typeof createLink> | undefined;
  let url = '';

  beforeAll(async () => {
    const webFolder = await builtWeb(join(parent, 'dist'));
    hub = await openLightHub({
      ...{ folder: join(parent, 'hub'), store: createFakeStore({ kinds: [], clock }), clock, log: silentLog },
      ...{ silentAfterMs: () => 60_000, isPlace: (id) => id === 'rulin-1' },
      address: { transport: 'tls', host: '127.0.0.1', port: 0 },
      assignment: () => ({ digest: '', text: '' }),
      onDelivery: () => {},
      onEvent: () => {},
    });
    stage = await openStage({
      ...{ webFolder, clock },
      lightCollectors: { hub, url: () => 'https://10.8.1.11:7443', places: () => ['rulin-1'] },
    });
    look = await lookAt(stage, {
      timezoneId: 'Asia/Shanghai',
    });
    ({ page, url } = look);
  });
  afterAll(async () => {
    link?.close();
    await look?.close();
    await stage?.close();
    await hub?.close();
    rmSync(parent, { recursive: true, force: true });
    expect(look.faults).toEqual([]);
  });

  const row = () => page.locator('[data-collector="rulin-1"]');

  it('lets one in by a command that is shown once, and then names the token that waits, without it', async () => {
    await page.goto(`${url}/collectors`);
    await page.getByText('还没有采集端注册').waitFor();
    await page.getByRole('button', { name: '添加采集端' }).click();
    const make = page.getByRole('button', { name: '生成令牌' });
    expect(await make.isDisabled()).toBe(true);
    await page.getByLabel('地点').fill('rulin-1');
    expect(await page.getByLabel('名称').inputValue()).toBe('rulin-1');
    await make.click();
    const command = page.locator('[data-command]');
    await command.waitFor();
    const [, hubAt, token = ''] = /--hub (\S+) --token (\S+)/.exec(await command.innerText()) ?? [];
    expect([hubAt, token.split('.')]).toEqual(['https://10.8.1.11:7443', expect.arrayContaining([expect.any(String)])]);
    await shot('collectors-token');
    await page.getByRole('button', { name: '关闭', exact: true }).click();
    await page.locator('[data-waiting="rulin-1"]').waitFor();
    expect(await page.content()).not.toContain(token);
    // The machine in the township runs it.
    const hubs = [`https://127.0.0.1:${hub.listening?.port}`];
    const identity = await enrol({ folder: join(parent, 'far'), hubs, token, version: '1', clock: systemClock });
    link = createLink({ ...identity, identity }, systemClock);
    await page.reload();
    expect(await row().innerText()).toMatch(/rulin-1[\s\S]*尚无消息/);
    expect(await page.locator('[data-waiting]').count()).toBe(0);
  });

  it('shows how it does: what waits there and since when, a clock that is off, a disk that is full, and silence', async () => {
    const state = { version: '0.1.0', first: 1, last: 7, bytes: 900, keptBytes: 1_000, isWritable: false, probes: 3 };
    const request = {
      ...{ protocol: 1, spool: 'one', now: clock.now() + 9_000, steady: { boot: 'b', ms: 1 }, assignment: '' },
      state: { ...state, figures: 1, overruns: 0, refused: 2, waitingSince: clock.now() - 90_000 },
      ...{ delivered: 0, before: '', records: [], gaps: [] },
    };
    expect(await link?.ask(paths.sync, request)).toMatchObject({ ok: true });
    await page.reload();
    await row().getByText('补交中').waitFor();
    const told = await row().innerText();
    for (const word of ['磁盘无法写入', '时钟快 9 秒', '2 项探测当地不允许', '0.1.0']) expect(told).toContain(word);
    await shot('collectors-state');
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await shot('collectors-phone');
    await page.setViewportSize({ width: 1600, height: 900 });
    await clock.advance(61_000);
    await page.reload();
    await row().getByText('失联').waitFor();
    await page.keyboard.press('l');
    await row().getByText('silent', { exact: false }).waitFor();
    await shot('collectors-en');
    await page.keyboard.press('l');
    await row().getByText('失联').waitFor();
  });

  it('revokes it after it has said what is lost, and tells by whom', async () => {
    await row().getByRole('button', { name: '撤销' }).click();
    const dialog = page.locator('dialog');
    await dialog.getByText('待交的 7 条结果将不再交来').waitFor();
    await shot('collectors-revoke');
    await dialog.getByRole('button', { name: '撤销', exact: true }).click();
    await row().getByText('已撤销').waitFor();
    expect(await row().innerText()).toContain('admin');
    expect(await row().getByRole('button').count()).toBe(0);
    expect(hub.list()[0]?.revokedBy).toBe('admin');
  });

  it('gives who may only look neither a token nor a revocation', async () => {
    const context = await openContext(look.browser, { session: { url, cookie: await stage.loginAs('auditor') } });
    const other = await context.newPage();
    await other.goto(`${url}/collectors`);
    await other.locator('[data-collector="rulin-1"]').waitFor();
    expect(await other.locator('.page .button').count()).toBe(0);
    await context.close();
  });
});
