import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { referenceCity } from '../../audit/city.fake.ts';
import type { ElementState, StateWord } from '../../audit/index.ts';
import { message } from '../../core/index.ts';
import { openStage, type Stage } from '../stage.fake.ts';
import type { WireImpact, WireImpactMap, WireSinglePoints } from '../wire-impact.ts';

const city = referenceCity();
const words = new Map<string, StateWord>();
let stage: Stage;
let cookie: string;
const get = (path: string) => stage.api.server.inject({ url: `/api/v1${path}`, headers: { cookie } });
const impact = async (query = ''): Promise<WireImpact> => (await get(`/impact${query}`)).json();

beforeAll(async () => {
  const state = (kind: ElementState['kind'], id: string): ElementState => ({
    ...{ kind, id, state: words.get(`${kind} ${id}`) ?? 'up', reason: message('audit.not-observed') },
    ...{ since: 0, observedAt: 0, evidence: [] },
  });
  stage = await openStage({ view: { city: () => city, state } });
  cookie = await stage.login();
});
afterAll(() => stage.close());

describe('the impact of what has failed', () => {
  it('is nothing while all is up, and what the states say when not', async () => {
    expect(await impact()).toMatchObject({ isPresent: true, failed: [], points: [], services: [], offices: [] });
    words.set('link F04', 'down').set('device rulin-1-utm', 'unknown').set('device rulin-1-sw', 'unknown');
    words.set('device yaotang-1-sw', 'unknown');
    const now = await impact();
    expect(now.failed).toEqual([{ kind: 'link', id: 'F04', isSupposed: false }]);
    expect(now.counts).toEqual({ views: 567, lost: 9, noLogin: 0, atRisk: 0, unknown: 9 });
    expect(now.offices).toEqual([{ id: 'rulin', nameZh: '儒林镇财政所', pointIds: ['rulin-1'] }]);
    expect(now.points.map(({ id, services, lost, unknown }) => [id, services, lost.length, unknown.length])).toEqual([
      ['rulin-1', 9, 9, 0],
      ['yaotang-1', 9, 0, 9],
    ]);
    expect(now.services.find(({ id }) => id === 'jintan-oa')).toMatchObject({
      lost: 1,
      unknown: 1,
      nameZh: '办公自动化系统',
    });
  });

  it('of a supposed failure is that alone, or comes on top of what has failed', async () => {
    const alone = await impact('?failed=link:F01,device:wujin-app-a');
    expect(alone).toMatchObject({ isPresent: false, counts: { lost: 0 } });
    expect(alone.counts.atRisk).toBeGreaterThan(9);
    expect(alone.failed.every(({ isSupposed }) => isSupposed)).toBe(true);
    const both = await impact('?failed=link:F01,link:F02&now=true');
    expect(both).toMatchObject({ isPresent: true, counts: { lost: 18 } });
    expect(both.failed.map(({ id, isSupposed }) => [id, isSupposed])).toEqual([
      ['F04', false],
      ['F01', true],
      ['F02', true],
    ]);
    const every = await impact(
      '?failed=point:rulin-1,interface:jincheng-1-utm/wan1,pair:liyang-app,district:wujin,service:jintan-oa,district:city',
    );
    expect(every.services.find(({ id }) => id === 'city-sso')).toMatchObject({ lost: 63, points: 63 });
  });

  it('refuses what the city does not have, naming it', async () => {
    for (const failed of ['link:F99', 'F01', 'house:x', 'interface:nobody/x', `${'link:F01,'.repeat(3)}device:x`]) {
      const answer = await get(`/impact?failed=${encodeURIComponent(failed)}`);
      expect(answer.statusCode, failed).toBe(400);
      expect(answer.json().errors).toEqual([{ where: 'failed', what: failed.split(',').at(-1) }]);
    }
    const many = [...city.links.keys()].map((id) => `link:${id}`).join();
    expect((await get(`/impact?failed=${many}`)).statusCode).toBe(400);
    expect((await stage.api.server.inject({ url: '/api/v1/impact' })).statusCode).toBe(401);
  });

  it('has a map of what stands where, and the single points of failure with what hangs on each', async () => {
    const map: WireImpactMap = (await get('/impact/map')).json();
    expect(map.centres.map(({ id }) => id)).toEqual([...city.districts.keys(), 'city']);
    expect(map.centres.at(-1)).toMatchObject({
      isCity: true,
      gearIds: ['city-core-1'],
      services: [{ id: 'city-sso' }],
    });
    expect(map.centres[0]).toMatchObject({ gearIds: ['jintan-agg-1'], pairs: [{ role: 'app' }, { role: 'db' }] });
    expect(map.points).toHaveLength(63);
    expect(map.points[0]).toMatchObject({
      ...{
        id: 'jincheng-1',
        officeNameZh: '金城镇财政所',
        gatewayIds: ['jincheng-1-utm'],
        switchIds: ['jincheng-1-sw'],
      },
      links: [
        { id: 'F01', role: 'primary' },
        { id: 'F02', role: 'backup' },
      ],
    });
    const { items }: WireSinglePoints = (await get('/single-points')).json();
    expect(items).toHaveLength(188);
    expect(items[0]).toEqual({
      element: { kind: 'device', id: 'city-core-1' },
      ...{ lost: 63, noLogin: 504, points: 63, offices: 58, services: 57 },
    });
  });
});
