import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { buildWeb } from '../../scripts/build-web.ts';
import { suiteNeeding, toolPath } from '../../test/needs.ts';
import { referenceCity } from './fake/city.fake.ts';
import { type FakeServer, startFakeServer } from './fake/server.fake.ts';

vi.setConfig({ testTimeout: 60_000 });

declare global {
  interface Window {
    /** What the page did: tones that were begun, and notifications. */
    did: string[];
  }
}

suiteNeeding(['chromium'], 'sound and notification on the wall', () => {
  const parent = mkdtempSync(join(tmpdir(), 'fangzhou-alarm-'));
  const faults: string[] = [];
  let browser: Browser;
  let server: FakeServer;
  let page: Page;

  beforeAll(async () => {
    const dist = join(parent, 'dist');
    await buildWeb(dist);
    server = await startFakeServer({ city: referenceCity(), dist, sessions: new Set<string>() });
    browser = await chromium.launch({
      executablePath: toolPath('chromium'),
      args: ['--headless', '--no-sandbox', '--disable-gpu'],
    });
    const context = await browser.newContext({ viewport: { width: 1600, height: 900 } });
    await context.grantPermissions(['notifications']);
    context.on('weberror', (error) => faults.push(error.error().message));
    await context.addInitScript(() => {
      window.did = [];
      // As a browser of people is: no sound before somebody has touched the page. Whatever playwright asks of a page counts as a touch there,
      // so the rule is made here, by the clicks alone.
      let touched = false;
      addEventListener('click', () => (touched = true), true);
      const { resume } = AudioContext.prototype;
      const state = Object.getOwnPropertyDescriptor(BaseAudioContext.prototype, 'state');
      Object.defineProperty(AudioContext.prototype, 'state', {
        get(this: AudioContext) {
          return touched ? state?.get?.call(this) : 'suspended';
        },
      });
      AudioContext.prototype.resume = function () {
        return touched ? resume.call(this) : new Promise(() => {});
      };
      const start = OscillatorNode.prototype.start;
      OscillatorNode.prototype.start = function (when) {
        window.did.push('tone');
        start.call(this, when);
      };
      window.Notification = Object.assign(
        class {
          constructor(title: string) {
            window.did.push(`notice ${title}`);
          }
        },
        { permission: 'granted', requestPermission: async () => 'granted' },
      ) as never;
      document.addEventListener('securitypolicyviolation', ({ violatedDirective }) =>
        setTimeout(() => {
          throw new Error(`policy: ${violatedDirective}`);
        }),
      );
    });
    page = await context.newPage();
    await page.goto(server.url);
    await page.fill('input[name=password]', 'one-time');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-fresh=live]');
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    rmSync(parent, { recursive: true, force: true });
    expect(faults).toEqual([]);
  });

  const did = () => page.evaluate(() => window.did);
  const shot = async (name: string): Promise<void> => {
    const folder = process.env.FANGZHOU_SHOTS;
    if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) });
  };

  it('are off until somebody switches them on; then a new incident is heard and shown, once', async () => {
    await page.waitForSelector('.alarm[data-sound=off][data-notices=off]');
    const first = server.world.inject('cut', 'F23');
    await page.waitForSelector('.incident.open');
    expect(await did()).toEqual([]);
    await page.click('.alarm button:nth-child(1)');
    await page.waitForSelector('.alarm[data-sound=on]');
    await page.click('.alarm button:nth-child(2)');
    await page.waitForSelector('.alarm[data-notices=on]');
    // Whoever switches it on hears it once.
    expect(await did()).toEqual(['tone']);
    server.world.inject('cut', 'F01');
    await expect.poll(did).toContainEqual(expect.stringMatching(/^notice INC-/));
    const after = await did();
    expect(after.filter((one) => one === 'tone').length).toBeGreaterThan(1);
    await shot('alarm-on');
    server.world.repair(first.id);
    await page.waitForSelector('.incident.cleared');
    expect(await did()).toEqual(after);
  });

  it('are remembered, and a browser that allows no sound yet says so with a button that enables it', async () => {
    await page.reload();
    await page.waitForSelector('.alarm[data-sound=blocked][data-notices=on]');
    await shot('alarm-blocked');
    // What was open before the page was is not told anew.
    expect(await did()).toEqual([]);
    await page.click('.alarm button:nth-child(1)');
    await page.waitForSelector('.alarm[data-sound=on]');
    await page.click('.alarm button:nth-child(1)');
    await page.waitForSelector('.alarm[data-sound=off]');
  });
});
