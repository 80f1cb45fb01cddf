import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { builtWeb, launchBrowser, openContext } from '../../test/browser.ts';
import { suiteNeeding } from '../../test/needs.ts';
import { largeCity, referenceCity } from './fake/city.fake.ts';
import { type FakeServer, startFakeServer } from './fake/server.fake.ts';

// A browser on a machine that is busy with other suites; nothing here waits for time, only for what is seen.
vi.setConfig({ testTimeout: 60_000 });

/** For links: a line that runs straight down has no width and so counts as hidden. */
const attached = { state: 'attached' } as const;

suiteNeeding(['chromium'], 'the wall in a browser', () => {
  const parent = mkdtempSync(join(tmpdir(), 'fangzhou-wall-'));
  let dist = '';
  const city = referenceCity();
  const sessions = new Set<string>();
  let browser: Browser;
  let page: Page;
  let server: FakeServer;
  let complaints: string[] = [];

  beforeAll(async () => {
    dist = await builtWeb(join(parent, 'dist'));
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(parent, { recursive: true, force: true });
  });
  beforeEach(async () => {
    sessions.clear();
    server = await startFakeServer({ city, dist, sessions });
    await openPage();
  });
  afterEach(async () => {
    await page.context().close();
    await server.close();
    // A refused login and a server that is away are said by the browser itself; everything else is a fault.
    expect(complaints.filter((text) => !/status of 401|net::ERR_|WebSocket connection/.test(text))).toEqual([]);
  });

  async function openPage(size = { width: 1920, height: 1080 }): Promise<void> {
    const context = await openContext(browser, { viewport: size, timezoneId: 'Asia/Shanghai' });
    page = await context.newPage();
    complaints = [];
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        // Thrown out of turn, so that it arrives as an error of the page.
        setTimeout(() => {
          throw new Error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
        });
      });
    });
  }

  async function login(path = '/'): Promise<void> {
    await page.goto(server.url + path);
    await page.fill('input[name=password]', 'one-time');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-fresh=live]');
  }

  const text = (selector: string) => page.locator(selector).innerText();

  it('lets in with the right password only, and says where the first one is found', async () => {
    await page.goto(server.url);
    await expect.poll(() => text('.hint')).toContain('终端');
    await page.fill('input[name=password]', 'guess');
    await page.keyboard.press('Enter');
    await expect.poll(() => text('.form-failure')).toContain('不正确');
    expect(await page.locator('.wall').count()).toBe(0);
    await page.fill('input[name=password]', 'one-time');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.wall');
  });

  it('takes what is typed as soon as a form is seen, after a logout too', async () => {
    await page.goto(server.url);
    for (let visit = 0; visit < 2; visit++) {
      await page.waitForSelector('input[name=password]:focus');
      await page.keyboard.type('one-time');
      await page.keyboard.press('Enter');
      await page.waitForSelector('[data-fresh=live]');
      await page.click('.menu button:last-child');
    }
    await page.waitForSelector('input[name=password]:focus');
  });

  it('asks for a new password after the one-time one', async () => {
    await server.close();
    server = await startFakeServer({ city, dist, oneTimePassword: 'one-time' });
    await page.goto(server.url);
    await page.fill('input[name=password]', 'one-time');
    await page.keyboard.press('Enter');
    await page.fill('input[name=new]', 'long enough now');
    await page.fill('input[name=again]', 'not the same');
    await page.keyboard.press('Enter');
    await expect.poll(() => text('.form-failure')).toContain('不一致');
    await page.fill('input[name=again]', 'long enough now');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.wall');
  });

  it('shows 63 points and 72 links, each with a name and a state', async () => {
    await login();
    expect(await page.locator('.point').count()).toBe(63);
    expect(await page.locator('.link').count()).toBe(72);
    expect(await page.locator('.hub').count()).toBe(7);
    expect(await text('#counter-points .counter-number')).toMatch(/63\s*\/63/);
    expect(await page.getAttribute('[data-spot="link:F23"]', 'aria-label')).toContain('正常');
    expect(await page.getAttribute('html', 'lang')).toBe('zh-CN');
    await expect.poll(() => text('.feed')).toContain('没有告警');
  });

  it('shows a cut fibre and its incident, takes the acknowledgement, and lets it go after the repair', async () => {
    await login();
    const fault = server.world.inject('cut', 'F23');
    await page.waitForSelector('[data-spot="link:F23"].s-down', attached);
    // One delta, one picture: what it changes is seen in the same turn everywhere.
    expect(
      await page.evaluate(() =>
        ['.incident.open h3', '#counter-links .counter-number', '[aria-live=assertive]'].map(
          (selector) => document.querySelector(selector)?.textContent,
        ),
      ),
    ).toEqual([expect.stringContaining('F23'), expect.stringMatching(/71\s*\/72/), expect.stringContaining('F23')]);
    expect(await page.getAttribute('[data-spot="point:hutang-1"]', 'class')).toContain('s-degraded');
    await page.click('.incident.open button');
    await page.waitForSelector('dialog [data-first]:focus');
    await page.keyboard.type('已联系运营商');
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('.incident.acknowledged');
    await expect.poll(() => text('.incident.acknowledged')).toContain('已联系运营商');
    await page.waitForSelector('dialog', { state: 'detached' });
    server.world.repair(fault.id);
    await page.waitForSelector('.incident.cleared');
    await page.waitForSelector('[data-spot="link:F23"].s-up', attached);
  });

  it('obeys the keyboard', async () => {
    await login();
    await page.keyboard.press('?');
    await page.waitForSelector('dialog.help[open]');
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog.help', { state: 'detached' });
    await page.focus('.point[tabindex="0"]');
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-spot'));
    const first = await focused();
    await page.keyboard.press('ArrowRight');
    await expect.poll(focused).not.toBe(first);
    await page.keyboard.press('ArrowLeft');
    await expect.poll(focused).toBe(first);
    expect(await page.locator('.city [tabindex="0"]').count()).toBe(1);
    await page.waitForSelector('.tooltip');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.detail-head');
    // Both keys at once on their way, as fingers do; the second counts within a time after the first.
    await Promise.all([page.keyboard.press('g'), page.keyboard.press('d')]);
    await page.waitForSelector('.filters');
    await page.keyboard.press('w');
    await page.waitForSelector('.is-wall .picture .city');
    await page.keyboard.press('Escape');
    await page.waitForSelector('.shell:not(.is-wall)');
    await page.keyboard.press('/');
    await page.waitForSelector('dialog [data-first]:focus');
    await page.keyboard.type('lanling');
    await page.waitForSelector('#hits[aria-busy=false] .search-hit');
    await page.keyboard.press('ArrowDown');
    await page.waitForSelector('#hit-1[aria-selected=true]');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/(links|devices)\//);
  });

  it('takes keys as fast as they come: no focus, no dialog and no hit is a key behind', async () => {
    await login();
    // All in one turn of the page, faster than any frame.
    const dialogs = await page.evaluate(async () => {
      const press = (key: string) =>
        (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
      document.querySelector<SVGElement>('.point[tabindex="0"]')?.focus();
      const visited: (string | null | undefined)[] = [];
      for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown']) {
        press(key);
        await Promise.resolve();
        visited.push(document.activeElement?.getAttribute('data-spot'));
      }
      press('/');
      await Promise.resolve();
      return [new Set(visited).size, document.activeElement?.matches('dialog input')];
    });
    expect(dialogs).toEqual([3, true]);
    // Enter before the answer: the first hit of what was typed, not of a part of it.
    await page.keyboard.type('lanling-1');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/points\/lanling-1$/);
    await page.keyboard.press('/');
    await page.waitForSelector('dialog [data-first]:focus');
    await page.keyboard.type('some words');
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog', { state: 'detached' });
  });

  it('speaks English when asked, and remembers it', async () => {
    await login();
    await page.keyboard.press('l');
    await expect.poll(() => text('.counters')).toContain('Points reachable');
    expect(await page.getAttribute('html', 'lang')).toBe('en');
    await page.reload();
    await expect.poll(() => text('.nav')).toContain('Devices');
    expect(await page.locator('.point').first().getAttribute('aria-label')).toMatch(/^Point [A-Z]/);
    server.world.inject('cut', 'F60');
    await expect.poll(() => text('.incident-summary')).toContain('Lanling');
    expect(await text('.incident-summary')).not.toMatch(/[\u4e00-\u9fff]/);
  });

  it('cuts off no page at the top, at any width of a screen and in both languages', async () => {
    await login();
    const cutOff = async (): Promise<readonly number[]> => {
      const found: number[] = [];
      for (const width of [760, 820, 1024, 1120, 1280, 1366, 1440, 1600, 1700, 1920, 2560]) {
        await page.setViewportSize({ width, height: 900 });
        const isCut = await page.locator('.nav').evaluate(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth);
        if (isCut) found.push(width);
      }
      return found;
    };
    expect(await cutOff()).toEqual([]);
    await page.keyboard.press('l');
    await expect.poll(() => text('.nav')).toContain('Devices');
    expect(await cutOff()).toEqual([]);
  });

  it('on a wall names the worst and counts what finds no room', async () => {
    await login('/?wall');
    await page.waitForSelector('.is-wall .picture .city');
    for (const { id } of city.links.slice(0, 12)) server.world.inject('cut', id);
    await page.waitForSelector('.feed-more');
    const cards = await page.evaluate(() => {
      const { bottom } = document.querySelector('.feed-list')?.getBoundingClientRect() ?? { bottom: 0 };
      return [...document.querySelectorAll('.incident')].map((card) => ({
        seen: getComputedStyle(card).visibility === 'visible',
        fits: card.getBoundingClientRect().bottom <= bottom,
      }));
    });
    expect(cards.filter(({ seen, fits }) => seen !== fits)).toEqual([]);
    const beyond = cards.filter(({ seen }) => !seen).length;
    await expect.poll(() => text('.feed-more')).toBe(`还有 ${beyond} 条告警`);
    await page.keyboard.press('l');
    await expect.poll(() => text('.feed-more')).toMatch(/^\d+ more incidents$/);
  });

  it('says loudly that the connection is lost, and is right again after a restart of the server', async () => {
    await login();
    await server.close();
    await page.waitForSelector('.stale');
    await page.waitForSelector('[data-fresh=lost]');
    await page.waitForSelector('.wall.is-stale');
    server = await startFakeServer({ city, dist, sessions, port: server.port });
    server.world.inject('cut', 'F60');
    await page.waitForSelector('[data-fresh=live]');
    await page.waitForSelector('[data-spot="link:F60"].s-down', attached);
    await page.waitForSelector('.stale', { state: 'detached' });
    await page.waitForSelector('.incident.open');
  });

  it('asks to log in again when the session did not survive', async () => {
    await login();
    await server.close();
    sessions.clear();
    server = await startFakeServer({ city, dist, sessions, port: server.port });
    await page.waitForSelector('input[name=password]');
    // Which of the two asks first, the socket or the session route, is chance; the socket is refused with another status.
    complaints = complaints.filter((complaint) => !/status of 40[03]/.test(complaint));
  });

  it('opens the page of a point, a link and a device with a chart and live interfaces', async () => {
    await login('/links/F60');
    await page.waitForSelector('.plot canvas');
    expect(await page.locator('.end').count()).toBe(2);
    await page.click('.segments button:nth-child(3)');
    await page.waitForSelector('.segments button:nth-child(3)[aria-pressed=true]');
    await page.click('.ends a');
    await page.waitForSelector('.interfaces tbody tr');
    const rate = page.locator('.interfaces tbody tr:first-child td:nth-child(5)');
    const before = await rate.innerText();
    await expect.poll(() => rate.innerText()).not.toBe(before);
    await page.goto(`${server.url}/points/lanling-1`);
    await page.waitForSelector('.plot canvas');
    await expect.poll(() => text('h1')).toBe('兰陵街道财政所');
  });

  it('says on the page of a device why it could not be polled and what to do', async () => {
    await login('/devices/jintan-app-a');
    await page.waitForSelector('.poll-faults');
    expect(await page.locator('.poll-faults').textContent()).toMatch(/无法解密.*system: silent.*核对加密密码/);
  });

  it('cuts and repairs from the lab page', async () => {
    await login('/lab');
    await page.click('.lab-hero .danger');
    await expect.poll(() => server.world.faults.size).toBe(1);
    await page.click('.plain-list button');
    await expect.poll(() => server.world.faults.size).toBe(0);
    await expect.poll(() => text('.lab-said')).toContain('已修复');
  });

  it('filters and pages devices, and tells of an address that leads nowhere', async () => {
    await login('/devices');
    await page.waitForSelector('tbody tr');
    await expect.poll(() => page.locator('tbody tr').count()).toBe(100);
    await page.click('.page > .button');
    await expect.poll(() => page.locator('tbody tr').count()).toBe(city.devices.length);
    // States that change bring the rows anew and lose none that was read on.
    server.world.inject('cut', 'F60');
    await page.waitForSelector('tbody .s-unknown');
    expect(await page.locator('tbody tr').count()).toBe(city.devices.length);
    await page.fill('.filters input', 'lanling');
    await expect.poll(() => page.locator('tbody tr').count()).toBe(2);
    await page.goto(`${server.url}/nowhere`);
    await expect.poll(() => text('h1')).toBe('没有这个页面');
    await page.goto(`${server.url}/devices/nobody`);
    await page.waitForSelector('.failure');
    complaints = complaints.filter((complaint) => !complaint.includes('404'));
  });

  it('fits a telephone without scrolling sideways', async () => {
    await page.context().close();
    await openPage({ width: 390, height: 844 });
    await login();
    await expect.poll(() => page.locator('.point .name').count()).toBe(63);
    server.world.inject('cut', 'F60');
    await page.waitForSelector('.incident.open');
    const width = () => page.evaluate(() => document.documentElement.scrollWidth);
    for (const [path, shown] of [
      ['/', '.incident.open'],
      ['/?wall', '.is-wall .incident.open'],
      ['/points/lanling-1', '.plot canvas'],
      ['/links/F60', '.plot canvas'],
      ['/devices/wujin-app-a', '.interfaces tbody tr'],
      ['/devices', 'tbody tr'],
      ['/incidents', '.incident.row'],
      ['/incidents/INC-2', '.room-entry'],
      ['/lab', '.plain-list li'],
    ] as const) {
      await page.goto(server.url + path);
      await page.waitForSelector(shown);
      await page.waitForSelector('[data-fresh=live]');
      expect([path, await width()]).toEqual([path, 390]);
    }
  });

  it('is live with 5,000 devices, drawing few shapes and sending no whole state over the socket', async () => {
    await server.close();
    server = await startFakeServer({ city: largeCity(5_000), dist, sessions });
    const frames: number[] = [];
    page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => frames.push(payload.length)));
    await login();
    await expect.poll(() => page.locator('.ground').count()).toBe(20);
    expect(await page.locator('svg.city *').count()).toBeLessThan(600);
    expect(Math.max(...frames)).toBeLessThan(60_000);
    server.world.inject('cut', 'L100');
    await page.waitForSelector('[data-spot="point:p100"].s-down');
  });
});
