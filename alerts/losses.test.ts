import { beforeEach, describe, expect, it } from 'vitest';
import { incidentRecord } from './evidence.ts';
import type { Incident } from './incident.ts';
import { createStage, referenceCity } from './stage.fake.ts';
import { webhookBody } from './webhook/body.ts';

const city = referenceCity();
let stage: Awaited<ReturnType<typeof createStage>>;
beforeEach(async () => {
  stage = await createStage({ city, raiseAfterPolls: 2 });
  await stage.rounds(1);
});

const of = (id: string): Incident => {
  const found = stage.alerts.list().find(({ root }) => root.id === id);
  if (found === undefined) throw new Error(`no incident of ${id}`);
  return found;
};

describe('what an incident takes away', () => {
  it('names services, points and offices in the notice, in the record and in the incident', async () => {
    stage.nature.cut.add('F04');
    await stage.rounds(2);
    const incident = of('F04');
    expect(incident).toMatchObject({
      severity: 'critical',
      losses: {
        views: 9,
        noLogin: 0,
        atRisk: 0,
        pointIds: ['rulin-1'],
        offices: [{ id: 'rulin', nameZh: '儒林镇财政所' }],
      },
    });
    expect(incident.losses?.services.map(({ id }) => id)).toContain('jintan-treasury');
    expect(incident.losses?.services).toHaveLength(9);
    const notice = stage.notifier.notices.find((each) => each.incident.id === incident.id);
    if (notice === undefined) throw new Error('no notice');
    expect(JSON.parse(webhookBody(notice)).incident.losses).toMatchObject({
      views: 9,
      pointIds: ['rulin-1'],
      text: { en: 'Services lost: 9, at points: 1 (儒林镇财政所)', 'zh-CN': '1 个接入点的 9 项业务中断：儒林镇财政所' },
    });
    const change = stage.seen.find((each) => each.incident.id === incident.id);
    expect(change === undefined ? undefined : incidentRecord(change).body).toMatchObject({
      losses: { views: 9, points: ['rulin-1'], offices: ['rulin'] },
    });
  });

  it('is nothing but a risk while the second link of a point lives, and everything when that is cut too', async () => {
    stage.nature.cut.add('F01');
    await stage.rounds(2);
    expect(of('F01')).toMatchObject({ severity: 'major', losses: { views: 0, atRisk: 9, pointIds: [] } });
    stage.nature.cut.add('F02');
    await stage.rounds(2);
    for (const id of ['F01', 'F02'])
      expect(of(id)).toMatchObject({ severity: 'critical', losses: { views: 9, pointIds: ['jincheng-1'] } });
    stage.nature.cut.delete('F01');
    await stage.rounds(3);
    expect(of('F01')).toMatchObject({ status: 'cleared', losses: { views: 9 } });
    expect(of('F02')).toMatchObject({ status: 'open', losses: { views: 0, atRisk: 9 } });
    stage.nature.cut.delete('F02');
    await stage.rounds(3);
    // The record of a cleared incident is what was lost at its worst.
    expect(of('F02')).toMatchObject({ status: 'cleared', losses: { views: 9, pointIds: ['jincheng-1'] } });
  });

  it('is all of a district behind its dead aggregation, and nothing where an agent alone is silent', async () => {
    stage.nature.dead.add('jintan-agg-1');
    stage.nature.mute.add('liyang-agg-1');
    await stage.rounds(3);
    const points = [...city.points.values()].filter(({ districtId }) => districtId === 'jintan');
    expect(of('jintan-agg-1').losses).toMatchObject({ views: 9 * points.length });
    expect(of('liyang-agg-1').losses).toBeUndefined();
  });

  it('is borne by the second host of a pair, and grows to all of its services when that dies too', async () => {
    stage.nature.dead.add('wujin-app-a');
    await stage.rounds(2);
    expect(of('wujin-app-a').losses).toMatchObject({ views: 0 });
    stage.nature.dead.add('wujin-app-b');
    await stage.rounds(2);
    expect(of('wujin-app-b')).toMatchObject({ severity: 'critical' });
    expect(of('wujin-app-b').losses?.services).toHaveLength(8);
    expect(of('wujin-app-a').losses?.services).toHaveLength(8);
  });
});
