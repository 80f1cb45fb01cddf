import { describe, expect, it } from 'vitest';
import { referenceCity } from '../audit/city.fake.ts';
import { openStage, periodMs, resultOf, startAt } from '../audit/services/stage.fake.ts';
import { FakeClock } from '../core/clock.fake.ts';
import { message } from '../core/index.ts';
import { createStage, settings } from './stage.fake.ts';
import { webhookBody } from './webhook/body.ts';

type Outcomes = Parameters<ReturnType<typeof openStage>['round']>[0];

async function stage() {
  const clock = new FakeClock(startAt);
  const city = referenceCity();
  const windows = new Set<string>();
  const covering = ({ root }: { readonly root: { readonly id: string } }) =>
    windows.has(root.id) ? 'MW-1' : undefined;
  const alerts = await createStage({ clock, city, covering });
  const services = openStage({ clock, city });
  const judge = () => alerts.alerts.servicesJudged(services.engine.services());
  const rounds = async (count: number, outcomes: Outcomes = {}, phase: 'connect' | 'login' | 'answer' = 'answer') => {
    for (let n = 0; n < count; n += 1) {
      await services.round(outcomes, phase);
      judge();
    }
  };
  // Nobody polls here: that the server itself stood still is no matter of these tests.
  const ours = () => alerts.open().filter(({ condition }) => condition !== 'poll-gap');
  const open = () => ours().map(({ condition, root, topic }) => [condition, root.id, topic].filter(Boolean).join(' '));
  await rounds(1);
  return { ...alerts, clock, city, services, judge, rounds, open, incidents: alerts.open, windows };
}

const ofPair = (city: ReturnType<typeof referenceCity>, pairId: string): Outcomes =>
  Object.fromEntries(
    [...city.services.values()].flatMap(({ id, appPairId }) => (appPairId === pairId ? [[id, 'bad']] : [])),
  );

describe('a business service in trouble', () => {
  it('is one incident that names points and offices, not before polls could tell what is behind it, and ends with it', async () => {
    const { rounds, open, incidents, notifier, clock, judge } = await stage();
    await rounds(2, { 'jintan-budget': 'bad' });
    expect(open()).toEqual([]);
    await rounds(1, { 'jintan-budget': 'bad' });
    // Three polls and one, of 30 s each, since the first bad try.
    expect(3 * periodMs - periodMs).toBeGreaterThanOrEqual((settings.raiseAfterPolls + 1) * 30_000);
    expect(open()).toEqual(['service-down jintan jintan-budget']);
    const [incident] = incidents();
    if (incident === undefined) throw new Error('no incident');
    expect(incident).toMatchObject({
      severity: 'critical',
      losses: { services: [{ id: 'jintan-budget' }], noLogin: 0, atRisk: 0 },
      firstSeenAt: startAt + 2 * periodMs,
    });
    expect(incident.affected.map(({ kind }) => kind)).toEqual(incident.affected.map(() => 'point'));
    expect(incident.losses?.offices.length).toBeGreaterThan(0);
    expect(incident.details?.[0]?.value).toBe('jintan-budget answer');
    const body = webhookBody({ id: 'x', key: 'k', event: 'raised', at: clock.now(), incident });
    expect(body).toContain('预算管理系统');
    expect(body).not.toMatch(/"(?:alerts|services)\.[a-z]/);
    const told = incident.history.length;
    judge();
    expect(incidents()[0]?.history).toHaveLength(told);
    await rounds(2);
    expect(open()).toEqual([]);
    expect(notifier.notices.map(({ event }) => event)).toEqual(['raised', 'cleared']);
  });

  it('that is slow is a minor one of its own', async () => {
    const { rounds, open, incidents } = await stage();
    await rounds(4, { 'jintan-oa': 'slow' });
    expect(open()).toEqual(['service-slow jintan jintan-oa']);
    expect(incidents()[0]?.severity).toBe('minor');
    await rounds(2);
    expect(open()).toEqual([]);
  });

  it('is not paged beside its dead pair: eight services are one page, whichever is seen first', async () => {
    const { rounds, open, incidents, services, city, alerts, judge } = await stage();
    await rounds(4, ofPair(city, 'jintan-app'), 'connect');
    // Nobody knows yet what is behind it, but all of one pair: one page.
    expect(open()).toEqual(['service-down jintan-app']);
    expect(incidents()[0]).toMatchObject({ root: { kind: 'pair' } });
    expect(incidents()[0]?.losses?.services).toHaveLength(8);
    services.set('pair jintan-app', 'down');
    raisePair(alerts, 'no-holder');
    judge();
    expect(open()).toEqual(['pair-at-risk jintan-app no-holder']);
    expect(incidents()[0]?.losses?.services).toHaveLength(8);
    expect(
      alerts
        .list()
        .find(({ condition }) => condition === 'service-down')
        ?.history.at(-1),
    ).toMatchObject({
      what: 'cleared',
      note: incidents()[0]?.id,
    });
    await rounds(4, ofPair(city, 'jintan-app'), 'connect');
    expect(open()).toEqual(['pair-at-risk jintan-app no-holder']);
  });

  it('has the time to come back when what took it is over: no page for each of eight, unless they stay down', async () => {
    const { rounds, open, services, city, alerts, judge, clock } = await stage();
    await rounds(2, ofPair(city, 'jintan-app'), 'connect');
    services.set('pair jintan-app', 'down');
    raisePair(alerts, 'no-holder');
    judge();
    await rounds(6, ofPair(city, 'jintan-app'), 'connect');
    expect(open()).toEqual(['pair-at-risk jintan-app no-holder']);
    services.set('pair jintan-app', 'up');
    raisePair(alerts, 'no-holder', 'pass');
    judge();
    expect(open()).toEqual([]);
    // Two good tries make it up; there has been one.
    await rounds(1);
    expect(services.engine.service('jintan-oa')).toMatchObject({ state: 'down', isMending: true });
    await clock.advance(2 * periodMs);
    judge();
    expect(open()).toEqual([]);
    await rounds(1, ofPair(city, 'jintan-app'), 'answer');
    judge();
    expect(open().length).toBeGreaterThan(0);
  });

  it('of a shared trouble comes back one by one without a trouble of each', async () => {
    const { rounds, open, city } = await stage();
    await rounds(4, ofPair(city, 'jintan-app'), 'connect');
    expect(open()).toEqual(['service-down jintan-app']);
    const { 'jintan-oa': _, ...others } = ofPair(city, 'jintan-app') ?? {};
    await rounds(2, others, 'connect');
    expect(open()).toEqual(['service-down jintan-app']);
    await rounds(2);
    expect(open()).toEqual([]);
  });

  it('that cannot be entered is told by single sign-on alone', async () => {
    const { rounds, open, incidents, city } = await stage();
    const all = Object.fromEntries([...city.services.keys()].map((id) => [id, 'bad' as const]));
    await rounds(5, all, 'login');
    expect(open()).toEqual(['service-down city city-sso']);
    expect(incidents()[0]?.losses).toMatchObject({ views: 63, noLogin: 63 * 8 });
    await rounds(4, { ...all, 'city-sso': 'good' }, 'answer');
    // Single sign-on is back and every pair is left with nobody who answers rightly: each service is its own trouble.
    expect(open()).toHaveLength(56);
    await rounds(2);
    expect(open()).toEqual([]);
  });

  it('that nobody can try any more stays open, and says nothing when it was not', async () => {
    const { rounds, open, services, clock, judge } = await stage();
    await rounds(4, { 'jintan-budget': 'bad' });
    await clock.advance(10 * periodMs);
    services.tick();
    judge();
    expect(services.engine.service('jintan-budget')?.state).toBe('unknown');
    expect(open()).toEqual(['service-down jintan jintan-budget']);
    await rounds(2);
    expect(open()).toEqual([]);
  });

  it('whose element is worked on as announced is seen and not raised, until it outlasts the work', async () => {
    const { rounds, open, alerts, windows, tick, notifier } = await stage();
    windows.add('jintan');
    await rounds(4, { 'jintan-budget': 'bad' });
    expect(open()).toEqual([]);
    expect(alerts.suppressed()).toMatchObject([
      { condition: 'service-down', topic: 'jintan-budget', windowId: 'MW-1', firstSeenAt: startAt + 2 * periodMs },
    ]);
    await rounds(2);
    expect(alerts.suppressed()).toEqual([]);
    await rounds(4, { 'jintan-budget': 'bad' });
    windows.clear();
    tick();
    expect(open()).toEqual(['service-down jintan jintan-budget']);
    expect(notifier.notices.map(({ incident }) => incident.condition)).toContain('service-down');
    // Work that is announced later hides nothing that is open, and does not keep it from ending.
    windows.add('jintan');
    await rounds(2);
    expect(open()).toEqual([]);
  });
});

function raisePair(
  alerts: Awaited<ReturnType<typeof stage>>['alerts'],
  trouble: 'no-holder',
  verdict: 'fail' | 'pass' = 'fail',
): void {
  const reason = message('pairs.FO-03.fail', { address: '10.10.1.10' });
  const judgement = { checkId: 'FO-03', verdict, severity: 'P1', trouble, reason, evidence: [] } as const;
  const standing = { judgements: [judgement] } as never;
  alerts.pairsJudged([
    {
      what: 'check',
      pairId: 'jintan-app',
      checkId: 'FO-03',
      at: startAt,
      before: undefined,
      after: judgement,
      standing,
    },
  ]);
}

describe('what is told beside services', () => {
  const certificate = (days: number) => ({
    ...{ probeId: 'sso-cert', serviceId: 'city-sso', nameZh: '单点登录证书', warnDays: 30 },
    newest: { ...resultOf('sso-cert', 'good', startAt), values: [{ name: 'certificate_days', value: days, unit: '' }] },
  });

  it('a certificate that ends soon is one incident until it is renewed', async () => {
    const { alerts, open, incidents } = await stage();
    alerts.certificatesJudged([certificate(40)]);
    expect(open()).toEqual([]);
    alerts.certificatesJudged([certificate(29.5)]);
    expect(open()).toEqual(['certificate-ending city sso-cert']);
    expect(incidents()[0]).toMatchObject({ severity: 'minor', summary: { params: { days: 29 } } });
    alerts.certificatesJudged([certificate(6)]);
    expect(incidents()[0]?.severity).toBe('major');
    alerts.certificatesJudged([certificate(300)]);
    expect(open()).toEqual([]);
  });

  it('a figure out of range, or quiet, is one incident each; unknown changes nothing', async () => {
    const { alerts, open } = await stage();
    const figure = (word: 'good' | 'quiet' | 'out-of-range' | 'unknown') => ({
      ...{
        figureId: 'payments',
        nameZh: '支付',
        nameEn: 'Payments',
        serviceId: 'jintan-treasury',
        word,
        since: startAt,
      },
      ...{ reason: message('services.figure.quiet'), readAt: startAt, changedAt: startAt, triedAt: startAt, judged: 3 },
    });
    alerts.figuresJudged([figure('quiet')]);
    expect(open()).toEqual(['figure-quiet jintan payments']);
    alerts.figuresJudged([figure('unknown')]);
    expect(open()).toEqual(['figure-quiet jintan payments']);
    alerts.figuresJudged([figure('out-of-range')]);
    expect(open()).toEqual(['figure-out-of-range jintan payments']);
    alerts.figuresJudged([figure('good')]);
    expect(open()).toEqual([]);
  });
});
