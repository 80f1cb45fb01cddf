/** The browser of every suite that looks at pages, and the pages that it looks at: launched, opened and built at one place. */
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { Api } from '../api/index.ts';
import { buildWeb } from '../scripts/build-web.ts';
import { findTool, toolPath } from './needs.ts';

/** Nothing that a test looks at needs any of it, and each of these has threads and timers of its own. */
export const browserFlags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * A browser without a window. Chromium's headless shell where it is installed: the same engine without what draws a
 * browser around the pages, which starts for less than half of the processor's time; else Chromium itself.
 */
export function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  const executablePath = findTool('chromium-headless-shell') ?? toolPath('chromium');
  return chromium.launch({ executablePath, args: [...browserFlags, ...more] });
}

/**
 * Windows of one person, signed in where a session's cookie is given. Nothing moves in them: an animation without end
 * costs a renderer without a graphics card a whole core for as long as the page is open.
 */
export async function openContext(
  browser: Browser,
  options: BrowserContextOptions & { readonly session?: { readonly url: string; readonly cookie: string } } = {},
): Promise<BrowserContext> {
  const { session, ...rest } = options;
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
    ...rest,
  });
  // Against hanging alone, as the tests' own bound is: a page shows what it shows when the machine lets it.
  context.setDefaultTimeout(60_000);
  if (session !== undefined) {
    const [name = '', value = ''] = session.cookie.split('=');
    await context.addCookies([{ name, value, url: session.url }]);
  }
  return context;
}

/** A server's pages in one signed-in window, and what went wrong in it. */
export interface Look {
  readonly url: string;
  readonly browser: Browser;
  readonly context: BrowserContext;
  readonly page: Page;
  /** Errors that nobody caught in the page. */
  readonly faults: string[];
  close(): Promise<void>;
}

/** Has a stage of the api listen, and opens a window on it for who logs in there. */
export async function lookAt(
  stage: { readonly api: Api; login(): Promise<string> },
  options: BrowserContextOptions = {},
): Promise<Look> {
  await stage.api.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(stage.api.server.server.address() as AddressInfo).port}`;
  const browser = await launchBrowser();
  const context = await openContext(browser, {
    viewport: { width: 1600, height: 900 },
    ...options,
    session: { url, cookie: await stage.login() },
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  return { url, browser, context, page, faults, close: () => browser.close() };
}

/**
 * The folder of the built pages. In a run of `npm test` the first suite that needs them builds them for all, into a
 * folder that the run hands on; a suite that is run for itself builds into its own `folder`.
 */
export async function builtWeb(folder: string): Promise<string> {
  const shared = process.env.FANGZHOU_TEST_BUILDS;
  if (shared === undefined) return (await buildWeb(folder)).folder;
  const ready = join(shared, 'web');
  if (existsSync(ready)) return ready;
  const mine = join(shared, `web-${process.pid}`);
  await buildWeb(mine);
  // Who comes second finds a whole folder there, which a rename never replaces, and lets his own go.
  await rename(mine, ready).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code !== 'ENOTEMPTY' && thrown.code !== 'EEXIST') throw thrown;
  });
  await rm(mine, { recursive: true, force: true });
  return ready;
}
