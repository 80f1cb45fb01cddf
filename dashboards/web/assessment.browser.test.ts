import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { AssessmentsPort } from '../../api/index.ts';
import { fakeReports } from '../../api/reports.fake.ts';
import { openStage, type Stage } from '../../api/stage.fake.ts';
import { cardsOf } from '../../audit/assessment/assess.ts';
import { factsOf, indicator, lived, schemeOf, storiesAt } from '../../audit/assessment/stage.fake.ts';
import { referenceCity } from '../../audit/city.fake.ts';
import { type Assessment, type ClosedAssessment, schemeDigestOf } from '../../audit/index.ts';
import { message, seededRandom } from '../../core/index.ts';
import type { AssessmentScheme } from '../../inventory/index.ts';
import { builtWeb, type Look, lookAt } from '../../test/browser.ts';
import { suiteNeeding } from '../../test/needs.ts';

const withinMs = 60_000;
vi.setConfig({ testTimeout: withinMs });

const from = Date.UTC(2026, 8, 30, 16);
const period = { from, to: from + 92 * 86_400_000 };
const city = referenceCity();
const steps = [
  { atMillionths: 999_000, pointHundredths: 10_000 },
  { atMillionths: 990_000, pointHundredths: 8_000 },
  { atMillionths: 950_000, pointHundredths: 0 },
];
const scheme: AssessmentScheme = {
  ...schemeOf(
    indicator({ kind: 'availability', weight: 50, steps, hours: 'service' }),
    indicator({ kind: 'terminals', weight: 20 }),
    indicator({ kind: 'open-items', weight: 15 }),
    indicator({ kind: 'resolve', weight: 15, withinSeconds: 14_400 }),
  ),
  version: 2,
};
const older = schemeOf(indicator({ kind: 'availability', steps }));

/** A quarter of the reference city: some outages, an office that nobody saw for half of the time, one late item. */
function cards(by: AssessmentScheme): Assessment['cards'] {
  const random = seededRandom(11);
  const stories = [...city.points.keys()].map((id) => {
    const at = from + Math.floor(random() * 80) * 86_400_000;
    const lasts = Math.floor(random() ** 3 * 40) * 3_600_000;
    const unwatched = id === 'zhixi-1' ? [{ from, to: from + 46 * 86_400_000 }] : [];
    return lived(
      'points',
      id,
      [
        ['up', from],
        ['down', at],
        ['up', at + lasts],
      ],
      { period, unwatched },
    );
  });
  const at = from + 3 * 86_400_000;
  const item = {
    id: 'OI-1',
    placeId: 'rulin-1',
    title: message('item.title.check', { check: 'ISO-07', title: '', place: 'rulin-1' }),
  };
  const facts = factsOf({
    ...{
      city,
      period,
      stories: storiesAt(...stories),
      expected: new Map([...city.points.keys()].map((id) => [id, 9])),
    },
    stockTakes: [...city.points.keys()].map((placeId) => ({
      id: placeId,
      placeId,
      at,
      record: 7,
      found: 9,
      findings: Number(placeId === 'rulin-1'),
    })),
    items: [{ ...item, dueAt: at, endedAt: at + 86_400_000, record: 41 }],
  });
  return cardsOf(facts, by);
}

const made = (by: AssessmentScheme, periodId: string): Assessment => ({
  ...{ periodId, period, periodEnd: period.to, scheme: by, schemeDigest: schemeDigestOf(by) },
  ...{ madeAt: period.to + 86_400_000, cards: cards(by) },
});

suiteNeeding(['chromium'], 'the assessment, on the real API', () => {
  const parent = mkdtempSync(join(tmpdir(), 'fangzhou-assessment-'));
  const closings: string[] = [];
  const reported: string[] = [];
  const shot = async (name: string): Promise<void> => {
    const folder = process.env.FANGZHOU_SHOTS;
    if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  };
  let look: Look;
  let page: Page;
  let stage: Stage;
  let url = '';
  let standing: 'making' | 'ready' | 'failed' = 'making';
  let isDeclared = true;

  beforeAll(async () => {
    const folder = await builtWeb(join(parent, 'dist'));
    const [now, before] = [made(scheme, '2026-Q4'), made(older, '2026-Q4')];
    const { cards: _, ...about } = before;
    const person = (user: string) => ({ user, role: 'approver' });
    const closed: ClosedAssessment = {
      ...about,
      ...{ id: '2026-Q4@1', status: 'closed', cardCount: 65, cardsDigest: 'sha256:00', reason: 'over' },
      ...{ proposedBy: person('wang'), closedBy: person('li'), closedAt: about.madeAt },
    };
    const told: AssessmentsPort['look'] = async (id) => {
      if (id === closed.id) return { state: 'ready', assessment: before, closed, altered: false };
      if (standing === 'making') return { state: 'making', share: 0.4, before: undefined };
      if (standing === 'ready') return { state: 'ready', assessment: now };
      return { state: 'failed', reason: message('report.evidence-altered', { index: 7 }), remedy: undefined };
    };
    stage = await openStage({
      webFolder: folder,
      reports: fakeReports(parent, reported),
      assessments: {
        ...{ look: told, made: told, closed: () => (isDeclared ? [closed] : []), withPlaces: async (card) => card },
        scheme: () => (isDeclared ? { scheme, digest: schemeDigestOf(scheme) } : undefined),
        periods: () => (isDeclared ? [{ id: '2026-Q4', ...period, isOver: true, obstacle: undefined }] : []),
        async propose({ reason }) {
          closings.push(reason);
          return { ok: false, reason: message('assessment.refused.early', { from: '2027-01-01T04:00:00.000Z' }) };
        },
      },
    });
    look = await lookAt(stage, {
      timezoneId: 'Asia/Shanghai',
    });
    ({ page, url } = look);
  }, withinMs);
  afterAll(async () => {
    await look?.close();
    await stage?.close();
    rmSync(parent, { recursive: true, force: true });
    expect(look.faults).toEqual([]);
  });

  const rows = () => page.getByRole('table', { name: '财政所' }).locator('tbody tr');

  it('says how far the making has come, and shows the ranking by itself when it is there', async () => {
    await page.goto(`${url}/assessment`);
    await page.getByText('正在计算：40 %').waitFor();
    await shot('assessment-making');
    standing = 'ready';
    await rows().first().waitFor();
    expect(await rows().count()).toBe(city.offices.size);
    expect(await rows().first().locator('.assess-rank').innerText()).toBe('1');
    // What nobody saw for half of the time may be good, and ranks as if it were not.
    expect(await page.locator('[data-unit="office zhixi"] .assess-score').innerText()).toMatch(/^\d.* – \d/);
    await shot('assessment');
  });

  it('finds an office by its name and goes from one to the next by arrow keys', async () => {
    await rows().first().getByRole('link').focus();
    await page.keyboard.press('ArrowDown');
    const second = await rows().nth(1).getByRole('link').getAttribute('href');
    expect(await page.evaluate('document.activeElement.getAttribute("href")')).toBe(second);
    await page.getByRole('searchbox', { name: '查找财政所' }).fill('儒林');
    await page.waitForFunction(
      'document.querySelectorAll(".assess-ranking")[0].querySelectorAll("tbody tr").length === 1',
    );
    await rows().first().getByRole('link').click();
    await page.waitForURL(/\/assessment\/office\/rulin\?period=2026-Q4$/);
  });

  it('shows an office why it got its score: value, formula, points, share, evidence', async () => {
    const part = (id: string) => page.locator(`[data-indicator="${id}"]`);
    await part('terminals').waitFor();
    expect(await part('availability').innerText()).toMatch(/= 各点上业务系统可用的时间 ÷/);
    expect(await part('terminals').innerText()).toMatch(/90 %[\s\S]*相符 9 台，不符 1 台[\s\S]*证据 7/);
    expect(await part('open-items').innerText()).toMatch(/按期 0 个，逾期 1 个/);
    expect(await part('resolve').innerText()).toMatch(/已分给其余各项[\s\S]*期内没有须处理的故障/);
    expect(await part('terminals').locator('a[href="/ledger/7"]').count()).toBe(1);
    await shot('assessment-card');
    await page.emulateMedia({ media: 'print' });
    await shot('assessment-print');
    await page.emulateMedia({ media: null });
  });

  it('keeps a closed one as it was and says that the scheme is another one now, in English too', async () => {
    await page.getByLabel('期间').selectOption('2026-Q4@1');
    await page.getByText('已结账的保持原样').waitFor();
    expect(await page.locator('[data-indicator]').count()).toBe(1);
    await page.goto(`${url}/assessment?period=2026-Q4%401`);
    await rows().first().waitFor();
    await page.keyboard.press('l');
    await page.getByText('It stays as it was.').waitFor();
    await shot('assessment-closed');
    await page.keyboard.press('l');
    await page.getByText('已结账的保持原样').waitFor();
  });

  it('has the report of a closed one made in the language of the page, and shows where it comes', async () => {
    await page.goto(`${url}/assessment?period=2026-Q4%401`);
    await page.getByRole('button', { name: '可离线验证的报告' }).click();
    await page.waitForURL(/\/reports$/);
    await page.getByText('核算一致').waitFor();
    expect(reported).toEqual(['2026-Q4@1 zh-CN']);
    await shot('assessment-report');
  });

  it('closes a period by a reason, and tells why it cannot be closed', async () => {
    await page.goto(`${url}/assessment`);
    await page.locator('.assess-actions .button.primary').click();
    await page.locator('dialog textarea').fill('the quarter is over');
    await page.locator('dialog .button.primary').click();
    await page.locator('dialog [role=alert]').waitFor();
    expect(closings).toEqual(['the quarter is over']);
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
  });

  it('fits a telephone: the page stands still, and only the wide table moves', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    for (const [name, path] of [
      ['ranking', '/assessment'],
      ['card', '/assessment/office/rulin'],
      ['open', '/assessment/office/zhixi'],
    ] as const) {
      await page.goto(`${url}${path}`);
      await page
        .locator(name === 'ranking' ? '.assess-ranking' : '.assess-whole')
        .first()
        .waitFor();
      await shot(`assessment-phone-${name}`);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    }
    await page.keyboard.press('l');
    await page.getByText('Score card').waitFor();
    await shot('assessment-phone-en');
    await page.setViewportSize({ width: 1600, height: 900 });
    await shot('assessment-open-en');
    await page.keyboard.press('l');
    await page.getByText('考核卡').waitFor();
  });

  it('says in words that it could not be made, that there is no such card, and that nothing is declared', async () => {
    standing = 'failed';
    await page.goto(`${url}/assessment`);
    await page.getByRole('alert').filter({ hasText: '账本第 7 条' }).waitFor();
    await shot('assessment-failed');
    standing = 'ready';
    await page.goto(`${url}/assessment/office/nobody`);
    await page.getByRole('alert').filter({ hasText: 'nobody' }).waitFor();
    await shot('assessment-nobody');
    isDeclared = false;
    await page.goto(`${url}/assessment`);
    await page.getByText('没有考核').waitFor();
    await shot('assessment-none');
  });
});
