/** A real browser that shows the wall of a running Fangzhou, as an operator's screen does. */
import type { Page } from 'playwright-core';
import { launchBrowser, openContext } from '../browser.ts';
import type { Fangzhou } from './fangzhou.fake.ts';

export interface OpenWall {
  readonly page: Page;
  /** What the page complained of. */
  readonly faults: readonly string[];
  close(): Promise<void>;
}

/** Opens the wall with the session of who started Fangzhou, and waits until its picture is live. */
export async function openWall({ url, cookie }: Fangzhou): Promise<OpenWall> {
  const browser = await launchBrowser();
  try {
    const context = await openContext(browser, { viewport: { width: 1920, height: 1080 }, session: { url, cookie } });
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
