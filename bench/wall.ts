/**
 * The live wall in a browser: milliseconds from the request of the page to its first paint, to the picture with its
 * figures, and until it is live, and the largest message on the socket. Prints one JSON line.
 *
 * `node bench/wall.ts [--devices 5000] [--loads 9]` measures a made-up city of that size.
 * `node bench/wall.ts --url http://127.0.0.1:8080 --password P` measures a Fangzhou that runs.
 * Every second load begins with an empty cache. Needs Debian's chromium.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright-core';
import { largeCity } from '../dashboards/web/fake/city.fake.ts';
import { startFakeServer } from '../dashboards/web/fake/server.fake.ts';
import { buildWeb } from '../scripts/build-web.ts';
import { browserFlags } from '../test/browser.ts';

const { values } = parseArgs({
  options: {
    devices: { type: 'string', default: '5000' },
    loads: { type: 'string', default: '9' },
    url: { type: 'string' },
    password: { type: 'string', default: 'one-time' },
  },
});
/** What one load of the wall took. */
interface Load {
  readonly firstPaintMs: number;
  readonly pictureMs: number;
  readonly liveMs: number;
}

/** Runs in the page before anything else: notes when what is waited for is there. */
const watch = `
  globalThis.seen = {};
  new MutationObserver(() => {
    const has = (selector) => document.querySelector(selector) !== null;
    if (has('.city .ground') && has('.counter-number')) seen.pictureMs ??= performance.now();
    if (has('[data-fresh=live]')) seen.liveMs ??= performance.now();
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-fresh'] });
`;
const read = `({ firstPaintMs: performance.getEntriesByName('first-contentful-paint')[0]?.startTime, ...seen })`;

async function load(page: Page, url: string): Promise<Load> {
  await page.goto(url);
  await page.waitForSelector('[data-fresh=live]');
  await page.waitForSelector('.city .ground');
  return page.evaluate<Load>(read);
}

const median = (numbers: readonly number[]) => Math.round([...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0);

const folder = await mkdtemp(join(tmpdir(), 'fangzhou-bench-wall-'));
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: [...browserFlags] });
const server =
  values.url === undefined
    ? await startFakeServer({
        city: largeCity(Number(values.devices)),
        dist: (await buildWeb(join(folder, 'dist'))).folder,
      })
    : undefined;
try {
  const url = values.url ?? server?.url ?? '';
  const page = await (await browser.newContext({ viewport: { width: 1920, height: 1080 } })).newPage();
  let largestFrameBytes = 0;
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      largestFrameBytes = Math.max(largestFrameBytes, Buffer.byteLength(payload));
    }),
  );
  await page.addInitScript({ content: watch });
  await page.goto(url);
  await page.fill('input[name=password]', values.password);
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-fresh=live]');
  const protocol = await page.context().newCDPSession(page);
  const loads: Load[] = [];
  for (let count = 0; count < Number(values.loads); count++) {
    if (count % 2 === 0) await protocol.send('Network.clearBrowserCache');
    loads.push(await load(page, url));
  }
  const devices = Number((await page.textContent('#counter-devices .counter-number'))?.split('/')[1]);
  const figures = (['firstPaintMs', 'pictureMs', 'liveMs'] as const).map((name) => {
    const all = loads.map((one) => one[name]);
    return [name, { median: median(all), most: Math.round(Math.max(...all)) }] as const;
  });
  console.log(JSON.stringify({ devices, loads: loads.length, ...Object.fromEntries(figures), largestFrameBytes }));
} finally {
  await browser.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
}
