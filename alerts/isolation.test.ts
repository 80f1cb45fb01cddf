import { describe, expect, it } from 'vitest';
import type { IsolationCheck } from '../audit/index.ts';
import { outsideNeighbour, stageEngine, type Told } from '../audit/isolation/stage.fake.ts';
import { incidentRecord } from './evidence.ts';
import { createStage } from './stage.fake.ts';
import { webhookBody } from './webhook/body.ts';

async function stage(
  options: Parameters<typeof createStage>[0] & { readonly checks?: readonly IsolationCheck[] } = {},
) {
  const alerts = await createStage(options);
  const { checks } = options;
  const isolation = stageEngine({
    clock: alerts.clock,
    city: alerts.city,
    ...(checks === undefined ? {} : { checks }),
  });
  const tell = async (pointId: string, told: Told = {}) => {
    await alerts.clock.advance(1_000);
    return alerts.alerts.isolationJudged(isolation.tellPoint(pointId, told));
  };
  return { ...alerts, isolation, tell };
}

const leak = { neighbours: ['8.8.8.8', '10.0.0.3'] };

describe('a violation of isolation', () => {
  it('is an incident at once, critical for S1, with the offending rows', async () => {
    const { open, tell, notifier } = await stage();
    await tell('p1');
    await tell('p1', leak);
    expect(open()).toMatchObject([
      {
        condition: 'isolation-violated',
        severity: 'critical',
        topic: 'ISO-08',
        root: { kind: 'point', id: 'p1' },
        summary: { params: { check: 'ISO-08', place: 'p1' } },
        details: [{ deviceId: 'p1-utm', oid: '1.3.6.1.2.1.4.22.1.2.1.8.8.8.8', value: '8.8.8.8' }],
      },
    ]);
    expect(notifier.notices).toHaveLength(1);
  });

  it('is major for S2, and becomes critical when worse is seen', async () => {
    const { open, tell } = await stage();
    await tell('p1', { neighbours: ['9.9.9.9'] });
    expect(open()).toMatchObject([{ severity: 'major' }]);
    await tell('p1', { neighbours: ['9.9.9.9', '8.8.8.8'] });
    expect(open()).toMatchObject([{ severity: 'critical' }]);
    expect(open()[0]?.history.map(({ what }) => what)).toEqual(['raised', 'affected-changed']);
  });

  it('is one for each place and check', async () => {
    const { open, tell } = await stage();
    for (const point of ['p1', 'p2']) await tell(point, leak);
    await tell('p1', leak);
    expect(open().map(({ root }) => root.id)).toEqual(['p2', 'p1']);
  });

  it('clears when it is repaired; what cannot be told any more clears nothing', async () => {
    const { alerts, clock, open, tell, isolation } = await stage();
    await tell('p1', leak);
    await clock.advance(60 * 60_000);
    alerts.isolationJudged(isolation.engine.tick());
    expect([isolation.word('p1'), open().length]).toEqual(['unknown', 1]);
    await tell('p1');
    expect(open()).toEqual([]);
  });

  it('clears when the table that held the rows is empty, which many devices tell as having none', async () => {
    const lonely = { ...outsideNeighbour, needed: false };
    const gone: IsolationCheck = {
      ...lonely,
      judge: (scene) =>
        lonely.judge(scene).map((each) => (each.verdict === 'pass' ? { ...each, notOffered: true } : each)),
    };
    const { open, tell } = await stage({ checks: [gone] });
    await tell('p1', leak);
    expect(open()).toHaveLength(1);
    await tell('p1');
    expect(open()).toEqual([]);
  });

  it('in a data centre is the trouble of its district', async () => {
    const { alerts, open, isolation } = await stage();
    alerts.isolationJudged(isolation.tell('agg', leak));
    alerts.isolationJudged(isolation.tell('core', leak));
    expect(open().map(({ root }) => root)).toEqual([
      { kind: 'district', id: 'city' },
      { kind: 'district', id: 'd' },
    ]);
  });

  it('outlives a restart, and is then cleared by the repair', async () => {
    const first = await stage();
    await first.tell('p1', leak);
    const second = await stage({ clock: first.clock, store: first.store });
    expect(second.open()).toMatchObject([{ topic: 'ISO-08', root: { id: 'p1' } }]);
    await second.tell('p1', leak);
    expect(second.open()).toHaveLength(1);
    await second.tell('p1');
    expect(second.open()).toEqual([]);
  });

  it('is told outside in words, with its rows', async () => {
    const { notifier, tell } = await stage();
    await tell('p1', leak);
    const [notice] = notifier.notices;
    if (notice === undefined) throw new Error('nothing told');
    const { incident } = JSON.parse(webhookBody(notice));
    expect(incident.summary.en).toBe('ISO-08 Address from outside: isolation of p1 is violated, offending rows: 1');
    expect(incident.remedy['zh-CN']).not.toContain('isolation.ISO-08');
    expect(incident.details).toMatchObject([{ deviceId: 'p1-utm', value: '8.8.8.8' }]);
  });

  it('is in the ledger with its rows', async () => {
    const { seen, tell } = await stage();
    const [raised] = await tell('p1', leak);
    expect(seen).toEqual([]);
    if (raised === undefined) throw new Error('nothing raised');
    expect(incidentRecord(raised).body).toMatchObject({ topic: 'ISO-08', details: [{ value: '8.8.8.8' }] });
  });
});
