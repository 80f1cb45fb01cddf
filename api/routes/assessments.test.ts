import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { fakeAssessments } from '../assessments.fake.ts';
import { openStage, type Stage } from '../stage.fake.ts';

let stage: Stage;
let cookie: string;
let proposals: unknown[];
const get = (path: string) => stage.api.server.inject({ url: `/api/v1${path}`, headers: { cookie } });
const json = async (path: string) => (await get(path)).json();

beforeAll(async () => {
  proposals = [];
  stage = await openStage({
    clock: new FakeClock(),
    assessments: fakeAssessments(proposals),
  });
  cookie = await stage.login();
});
afterAll(() => stage.close());

describe('the assessment over the api', () => {
  it('tells scheme, periods and what was closed', async () => {
    expect(await json('/assessments')).toMatchObject({
      scheme: {
        version: 1,
        rhythm: 'quarter',
        indicators: [
          {
            id: 'availability',
            weight: 70,
            steps: [
              { at: 1, points: 100 },
              { at: 0, points: 0 },
            ],
          },
          { nameZh: '资产', nameEn: null },
          {},
        ],
      },
      periods: [{ id: '1970-Q1', isOver: true, obstacle: { key: 'assessment.refused.closed' } }],
      closed: [{ id: '1970-Q1@1', status: 'closed', proposedBy: 'wang', closedBy: 'li' }],
    });
  });

  it('ranks offices by the lower end, in points', async () => {
    const { cards, state, about } = await json('/assessments/1970-Q1');
    expect([state, about.periodEnd]).toEqual(['ready', '1970-01-01T00:00:01.000Z']);
    expect(
      cards.map(({ id, score, rank }: { id: string; score: unknown; rank: unknown }) => [id, score, rank]),
    ).toEqual([
      ['d1', { lower: 62.22, upper: 97.4 }, { rank: 1, best: 1, worst: 1, of: 1 }],
      ['one', { lower: 95, upper: 95 }, { rank: 1, best: 1, worst: 2, of: 2 }],
      ['two', { lower: 38.88, upper: 100 }, { rank: 2, best: 1, worst: 2, of: 2 }],
    ]);
  });

  it('shows why an office got its score', async () => {
    const { card } = await json('/assessments/1970-Q1@1/cards/office/two');
    expect(card.indicators).toMatchObject([
      {
        points: { lower: 50, upper: 100 },
        share: 77.78,
        counted: { unit: 'seconds', good: 0.5, bad: 0, unknown: 0.5, value: { lower: 0.5, upper: 1 } },
      },
      { share: 22.22, counted: { unit: 'terminals', unknown: 4 } },
      { points: null, share: 0, none: { key: 'assessment.none.no-items' }, counted: null },
    ]);
    expect((await get('/assessments/1970-Q1/cards/office/three')).statusCode).toBe(404);
    expect((await get('/assessments/1971/cards/office/two')).statusCode).toBe(404);
  });

  it('says how far a making has come, and why one failed', async () => {
    expect(await json('/assessments/1970-Q2')).toMatchObject({ state: 'making', share: 0.25, about: null, cards: [] });
    expect(await json('/assessments/1970-Q3')).toMatchObject({ state: 'failed', reason: { params: { index: 3 } } });
  });

  it('gives a table that a spreadsheet opens, and the whole as JSON', async () => {
    const csv = await get('/assessments/1970-Q1/file?format=csv&language=zh-CN');
    expect(csv.headers['content-disposition']).toBe('attachment; filename="assessment-1970-Q1.csv"');
    const lines = csv.body.split('\r\n');
    expect(lines[0]?.startsWith('\ufeff类别,标识,名称,名次,')).toBe(true);
    expect(lines).toHaveLength(1 + 3 * 3 + 1);
    expect(lines.find((line) => line.includes('资产') && line.includes('two'))).toBe(
      '财政所,two,二所,2,38.88,100,资产,20,22.22,0,1,0,100,0,0,4,终端,已签字盘点的接入点：0/1 个',
    );
    const whole = await get('/assessments/1970-Q1@1/file?format=json');
    expect(whole.headers['content-disposition']).toBe('attachment; filename="assessment-1970-Q1-v1.json"');
    expect(whole.json()).toMatchObject({
      closed: { id: '1970-Q1@1' },
      cards: [{ id: 'd1' }, { id: 'one' }, { id: 'two' }],
    });
    expect((await get('/assessments/1970-Q3/file?format=csv')).statusCode).toBe(409);
  });

  it('lets an operator propose to close, and an auditor only look', async () => {
    const close = async (who: string) =>
      stage.api.server.inject({
        ...{ method: 'POST', url: '/api/v1/assessments/1970-Q1/close', payload: { reason: 'over' } },
        headers: { cookie: who, 'accept-language': 'en' },
      });
    const operator = await close(await stage.loginAs('operator'));
    expect([operator.statusCode, operator.json().detail]).toEqual([
      409,
      expect.stringContaining('not all is decided yet'),
    ]);
    expect(proposals).toMatchObject([
      { periodId: '1970-Q1', reason: 'over', by: { user: 'the-operator', role: 'operator' } },
    ]);
    const auditor = await stage.loginAs('auditor');
    expect((await close(auditor)).statusCode).toBe(403);
    expect(
      (await stage.api.server.inject({ url: '/api/v1/assessments', headers: { cookie: auditor } })).statusCode,
    ).toBe(200);
  });
});
