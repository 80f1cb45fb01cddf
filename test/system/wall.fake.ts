/** A real browser that shows the wall of a running Fangzhou, as an operator's screen does. */
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { toolPath } from '../needs.ts';
import type { Fangzhou } from './fangzhou.fake.ts';

export interface OpenWall {
  readonly page: Page;
  /** What the page complained of. */
  readonly faults: readonly string[];
  close(): Promise<void>;
}

/** A browser without a window, as the tests of pages have it. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: toolPath('chromium'),
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  });
}

/** Windows of one person, by his session. */
export async function enterAs(browser: Browser, url: string, cookie: string): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
  const [name = '', value = ''] = cookie.split('=');
  await context.addCookies([{ name, value, url }]);
  return context;
}

/** Opens the wall with the session of who started Fangzhou, and waits until its picture is live. */
export async function openWall({ url, cookie }: Fangzhou): Promise<OpenWall> {
  const browser = await launchBrowser();
  try {
    const context = await enterAs(browser, url, cookie);
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    await page.goto(url);
    await page.waitForSelector('.picture .city');
    await page.waitForSelector('.fresh.live, .fresh.quiet');
    return { page, faults, close: () => browser.close() };
  } catch (thrown) {
    await browser.close();
    throw thrown;
  }
}
