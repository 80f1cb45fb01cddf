import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, it } from 'vitest';
import type { WireIncident, WirePage } from '../../api/wire.ts';
import type { WirePairDrillDetail } from '../../api/wire-drills.ts';
import type { WireTrouble, WireTroubleKind } from '../../api/wire-lab.ts';
import type { WirePairs } from '../../api/wire-pairs.ts';
import { launchBrowser, openContext } from '../browser.ts';
import { suiteNeeding } from '../needs.ts';
import { replaced, smallCity } from '../takeover/small-city.ts';
import { type Fangzhou, logIn, longTestMs, patience, scratchFolder, startFangzhou, until } from './fangzhou.fake.ts';

/** Each verb of pairs with a pair of its own, what its incident is called, and whether that is over once the pair is healed. */
const verbs: Readonly<Record<string, readonly [pair: string, trouble: string, title: string, ends: boolean]>> = {
  'dual-master': ['jintan-app', 'split-brain', '双主', true],
  'dual-holder': ['liyang-app', 'split-brain', '双主', true],
  'no-master': ['wujin-app', 'no-holder', '无人提供服务', true],
  'standby-fault': ['xinbei-app', 'standby-absent', '备用缺失', true],
  // Shown for an hour.
  'switch-over': ['tianning-app', 'took-over', '发生切换', false],
  // Counted over ten minutes.
  flap: ['zhonglou-app', 'flapping', '反复切换', false],
  'wrong-mac': ['qishuyan-app', 'service-down', '业务无应答', true],
  promote: ['jintan-db', 'took-over', '发生切换', false],
  'pg-fork': ['liyang-db', 'split-brain', '双主', true],
  'replica-stopped': ['wujin-db', 'standby-absent', '备用缺失', true],
  'replica-lag': ['xinbei-db', 'standby-stale', '备用数据落后', true],
};
const drilled = 'city-sso';
/** Three changes of the master, each eight seconds after the one before. */
const slowest = 'flap';
/** Each look asks for all pairs. */
const waiting = { ...patience, interval: 500 };

const procedure = `
drills:
  procedures:
    - id: short
      title_zh: 单点登录双机切换
      title_en: Switchover of single sign-on
      standby: [vrrp]
      steps:
        - { do: check-readiness, least: ready, timeout: 2m }
        - { do: announce-maintenance }
        - { do: act, by: operator, text_zh: 切换, text_en: switch it over, timeout: 5m }
        - { do: observe, until: switched, timeout: 2m }
        - { do: verify-services, good_for: 6s, timeout: 2m } # two takeovers with less good time between them are one
        - { do: fall-back, by: operator, text_zh: 切回, text_en: switch it back, timeout: 5m }
        - { do: observe, until: returned, timeout: 2m }
        - { do: report }
`;

suiteNeeding(['chromium'], 'the hot-standby pairs of a running lab', () => {
  const scratch = scratchFolder();
  let fangzhou: Fangzhou;
  let browser: Browser;
  let approver: string;

  beforeAll(async () => {
    const city = join(scratch.path, 'city');
    smallCity(city, { officesEach: 1 });
    const settings = join(city, 'fangzhou.yaml');
    const quicker = replaced(
      readFileSync(settings, 'utf8'),
      ['write_interval: 5s', 'write_interval: 1s'],
      ['  period: 15s', '  period: 5s'],
      ['probe_period: 500ms', 'probe_period: 1s'],
    );
    writeFileSync(settings, quicker + procedure);
    const args = ['lab', '--config', city, '--data', join(scratch.path, 'data'), '--period', '30'];
    [fangzhou, browser] = await Promise.all([startFangzhou(args), launchBrowser()]);
    approver = await secondPerson();
    await until('pairs that are all ready', async () =>
      (await pairs()).every(({ readiness: { word } }) => word === 'ready') ? true : undefined,
    );
  }, longTestMs);
  afterAll(async () => {
    await browser?.close();
    await fangzhou?.stop();
    scratch.remove();
  });

  const pairs = async () => (await fangzhou.get<WirePairs>('/api/v1/pairs')).pairs;

  /** Adds an approver, who sets a password of his own; gives his session. */
  async function secondPerson(): Promise<string> {
    const made = await fangzhou.send('POST', '/api/v1/users', { name: 'wang', role: 'approver' });
    const { oneTimePassword } = (await made.json()) as { oneTimePassword: string };
    const first = await logIn(fangzhou.url, { user: 'wang', password: oneTimePassword });
    const set = await first.send('POST', '/api/v1/session/password', {
      oldPassword: oneTimePassword,
      newPassword: 'a-second-person-9',
    });
    return set.headers.get('set-cookie')?.split(';')[0] ?? '';
  }

  const open = async (cookie: string, path: string): Promise<Page> => {
    const context = await openContext(browser, { session: { url: fangzhou.url, cookie } });
    const page = await context.newPage();
    page.setDefaultTimeout(patience.timeout);
    await page.goto(fangzhou.url + path);
    return page;
  };

  async function deed(page: Page, name: string): Promise<void> {
    await page.click(`[data-deed=${name}]`, patience);
    await page.click('dialog button[type=submit]', patience);
    await page.waitForSelector('dialog', { ...patience, state: 'detached' });
  }

  it.concurrent(
    'are each named on the wall for what a verb of the lab does to them, and are well again when healed',
    // Of this test: the other one, beside it, may end first.
    async ({ expect }) => {
      const kinds = await fangzhou.get<readonly WireTroubleKind[]>('/api/v1/lab/troubles/kinds');
      const ofPairs = kinds.filter(({ about }) => about === 'pair');
      expect(ofPairs.map(({ kind }) => kind).sort()).toEqual(Object.keys(verbs).sort());
      for (const [kind, [target]] of Object.entries(verbs))
        expect((await fangzhou.send('POST', '/api/v1/lab/troubles', { kind, target })).status, kind).toBe(201);
      const wall = await open(fangzhou.cookie, '/');
      /** Those whose pair has not yet the trouble by the check that the verb names, or that no incident on the wall tells of. */
      const unnamed = async (of: readonly WireTroubleKind[]): Promise<readonly string[]> => {
        const [now, shown] = [await pairs(), await wall.locator('.incident').allTextContents()];
        const isNamed = ({ kind, check }: WireTroubleKind): boolean => {
          const [id = '', trouble, title] = verbs[kind] ?? [];
          const found = now.find((pair) => pair.id === id)?.troubles ?? [];
          return (
            found.some((each) => each.trouble === trouble && each.checks.includes(check)) &&
            shown.some((text) => text.includes(`${id}：${title}`))
          );
        };
        return of.filter((each) => !isNamed(each)).map(({ kind }) => kind);
      };
      const isQuick = ({ kind }: WireTroubleKind) => kind !== slowest;
      await expect.poll(() => unnamed(ofPairs.filter(isQuick)), waiting).toEqual([]);
      const done = await fangzhou.get<readonly WireTrouble[]>('/api/v1/lab/troubles');
      for (const { id } of done.filter(({ kind }) => kind !== slowest))
        expect((await fangzhou.send('DELETE', `/api/v1/lab/troubles/${encodeURIComponent(id)}`)).status).toBe(204);
      const lasting = Object.values(verbs).filter(([, , , ends]) => ends);
      // One incident each, and that is over.
      const stories = async (): Promise<readonly string[]> => {
        const { items } = await fangzhou.get<WirePage<WireIncident>>('/api/v1/incidents?limit=200');
        return lasting.map(([pairId, trouble]) => {
          const told = items.filter(({ root, topic }) => root.id === pairId && topic === trouble);
          return `${pairId} ${told.map(({ status }) => status).join()}`;
        });
      };
      await expect.poll(stories, waiting).toEqual(lasting.map(([pairId]) => `${pairId} cleared`));
      await expect.poll(() => unnamed(ofPairs), waiting).toEqual(expect.not.arrayContaining([slowest]));
      await wall.context().close();
    },
    longTestMs,
  );

  it.concurrent(
    'are drilled from the page: planned, approved by another, switched over and back, and reported',
    async ({ expect }) => {
      const page = await open(fangzhou.cookie, '/drills');
      await page.click(`[data-pair=${drilled}] button`, patience);
      await page.waitForSelector('dialog option[value=short]', { ...patience, state: 'attached' });
      await page.selectOption('dialog [name=procedure]', 'short');
      await page.fill('dialog textarea', '季度演练');
      await page.click('dialog button[type=submit]');
      await page.waitForSelector('[data-state=proposed]', patience);
      const path = new URL(page.url()).pathname;
      const second = await open(approver, path);
      await deed(second, 'approve');
      await second.context().close();
      await deed(page, 'begin');
      const switchOver = { kind: 'switch-over', target: drilled };
      for (const step of [3, 6]) {
        await page.waitForSelector(`[data-step="${step}"].running`, patience);
        await deed(page, 'confirm');
        expect((await fangzhou.send('POST', '/api/v1/lab/troubles', switchOver)).status).toBe(201);
      }
      await page.waitForSelector('[data-state=reported]', patience);
      const [file] = await Promise.all([page.waitForEvent('download'), page.click('[data-report] a.button')]);
      expect(await file.failure()).toBeNull();
      const drill = await fangzhou.get<WirePairDrillDetail>(`/api/v1${path}`);
      expect(drill).toMatchObject({
        ...{ outcome: 'completed', deviations: [], activeBefore: 'city-sso-a' },
        approval: { by: { user: 'wang' } },
        result: { rtoSeconds: { verdict: 'met' } },
      });
      expect(drill.result?.takeoverIds).toHaveLength(2);
      expect(drill.result?.rtoSeconds.most).toBeGreaterThan(0);
      const sso = (await pairs()).find(({ id }) => id === drilled);
      expect(sso?.troubles.map(({ trouble }) => trouble)).toEqual([]);
    },
    longTestMs,
  );
});
