import { describe, expect, it } from 'vitest';
import { answered, city, database, databaseReading, primary, standby, startAt } from '../audit/pairs/scene.fake.ts';
import { stagePairs } from '../audit/pairs/stage.fake.ts';
import { FakeClock } from '../core/clock.fake.ts';
import { createStage } from './stage.fake.ts';
import { webhookBody } from './webhook/body.ts';

const second = 1_000;

async function stage() {
  const clock = new FakeClock(startAt);
  const alerts = await createStage({ clock, city });
  const pairs = await stagePairs({ clock });
  const tell = async (bend: Parameters<typeof databaseReading>[0] = {}) => {
    await clock.advance(15 * second);
    return alerts.alerts.pairsJudged(pairs.tell(databaseReading(bend, clock.now())));
  };
  return { ...alerts, clock, pairs, tell };
}

const forked = { b: answered({ ...primary, timeline: 2 }, startAt + 3_600_000) };
const alone = { a: answered({ ...primary, standbys: [] }, startAt + 3_600_000) };
const paused = { b: answered({ ...standby, replayPaused: true }, startAt + 3_600_000) };

describe('a hot-standby pair in trouble', () => {
  it('is one incident for each trouble, paged for P1, with who said what', async () => {
    const { open, tell, notifier } = await stage();
    await tell();
    await tell(paused);
    expect(open()).toMatchObject([
      { condition: 'pair-at-risk', severity: 'major', topic: 'standby-stale', root: { kind: 'pair', id: database.id } },
    ]);
    await tell(alone);
    expect(
      open()
        .map(({ topic, severity }) => `${topic} ${severity}`)
        .sort(),
    ).toEqual(['standby-absent critical', 'standby-stale major']);
    expect(open().find(({ topic }) => topic === 'standby-absent')?.details).toContainEqual(
      expect.objectContaining({ deviceId: 'jintan-db-a', value: 'pg_stat_replication rows: 0' }),
    );
    expect(notifier.notices).toHaveLength(2);
  });

  it('that was seen once is no incident, seen twice is one, and clears when it is seen to be over', async () => {
    const { open, tell } = await stage();
    await tell();
    await tell(forked);
    expect(open().filter(({ topic }) => topic === 'split-brain')).toEqual([]);
    await tell(forked);
    expect(open().filter(({ topic }) => topic === 'split-brain')).toMatchObject([
      { topic: 'split-brain', severity: 'critical', remedy: { key: 'pairs.trouble.split-brain.remedy' } },
    ]);
    await tell();
    expect(open().filter(({ topic }) => topic === 'split-brain')).toEqual([]);
  });

  it('stays one while nobody can tell', async () => {
    const { open, tell, clock, pairs, alerts } = await stage();
    await tell(alone);
    await clock.advance(3_700 * second);
    alerts.pairsJudged(pairs.engine.tick());
    expect(pairs.verdict('FO-22', database.id)).toBe('unknown');
    expect(open().map(({ topic }) => topic)).toContain('standby-absent');
  });

  it('is told in both languages, with what to do first', async () => {
    const { open, tell } = await stage();
    await tell(alone);
    const [incident] = open();
    if (incident === undefined) throw new Error('no incident');
    const body = JSON.stringify(webhookBody({ id: 'x', key: 'k', event: 'raised', at: startAt, incident }));
    expect(body).toContain('No standby');
    expect(body).toContain('备用缺失');
    expect(body).not.toMatch(/pairs\.[a-zA-Z]/);
  });
});
