import { describe, expect, it } from 'vitest';
import { fakeBackup, fakeRepository, hour, nightly, stageBackups } from '../audit/backups/stage.fake.ts';
import { FakeClock } from '../core/clock.fake.ts';
import { createStage, smallCity } from './stage.fake.ts';
import { webhookBody } from './webhook/body.ts';

async function stage(options: Parameters<typeof createStage>[0] = {}) {
  const clock = options.clock ?? new FakeClock();
  const city = smallCity();
  const [point] = city.points.values();
  if (point === undefined) throw new Error('no point');
  const { officeId, districtId } = point;
  const declared = [fakeBackup('a', { officeId, districtId }), fakeBackup('b', { officeId: 'nowhere', districtId })];
  const alerts = await createStage({ ...options, clock, city });
  const backups = stageBackups({ clock, backups: declared, repositories: [fakeRepository('r1')] });
  const told = () =>
    alerts.alerts.backupsJudged({ dataSets: backups.engine.dataSets(), repositories: backups.engine.repositories() });
  const runs = (count = 20) => [...nightly('a', clock.now(), count), ...nightly('b', clock.now(), count)];
  const topics = () => alerts.open().map(({ topic }) => topic);
  return { ...alerts, backups, told, runs, topics, point };
}

describe('a trouble of a backup', () => {
  it('is an incident of its office’s point, with the numbers that decide and what to do', async () => {
    const { backups, told, runs, open, point, notifier } = await stage();
    const whole = runs();
    backups.tell(whole);
    told();
    expect(open()).toEqual([]);
    backups.tell(whole.filter(({ tags }) => tags[0] !== 'a').concat(nightly('a', backups.clock.now() - 72 * hour, 17)));
    told();
    expect(
      open()
        .map(({ topic }) => topic)
        .sort(),
    ).toEqual(['missed a', 'vanished a', 'vanished r1']);
    const missed = open().find(({ topic }) => topic === 'missed a');
    expect(missed).toMatchObject({
      condition: 'backup-failing',
      severity: 'critical',
      root: { kind: 'point', id: point.id },
      remedy: { key: 'backups.BA-05.remedy' },
      details: [{ text: { key: 'backups.BA-05.old' } }],
    });
    const notice = notifier.notices.find(({ incident }) => incident.topic === 'missed a');
    if (notice === undefined) throw new Error('nothing told');
    const { incident } = JSON.parse(webhookBody(notice));
    for (const words of [incident.summary, incident.remedy, incident.details[0].text])
      for (const language of ['en', 'zh-CN']) expect(words[language]).not.toMatch(/backups\.|alerts\.|\{/);
  });

  it('ends when every check of that trouble passes, and not because nobody can tell', async () => {
    const { backups, told, runs, topics, clock } = await stage();
    backups.tell(nightly('a', clock.now() - 72 * hour, 20).concat(nightly('b', clock.now(), 20)));
    told();
    expect(topics()).toEqual(['missed a']);
    await clock.advance(4 * hour);
    backups.engine.tick();
    told();
    expect(topics().sort()).toEqual(['missed a', 'unreadable r1']);
    backups.tell(runs(25));
    told();
    expect(topics()).toEqual([]);
  });

  it('of an office without a point is its district’s', async () => {
    const { backups, told, open, clock } = await stage();
    backups.tell(nightly('b', clock.now() - 72 * hour, 20).concat(nightly('a', clock.now(), 20)));
    told();
    expect(open()).toMatchObject([{ topic: 'missed b', root: { kind: 'district' } }]);
  });

  it('ends when nobody declares the data set any more', async () => {
    const { backups, told, topics, clock } = await stage();
    backups.tell(nightly('a', clock.now() - 72 * hour, 20).concat(nightly('b', clock.now(), 20)));
    told();
    backups.things.backups = backups.things.backups.slice(1);
    backups.engine.apply();
    told();
    expect(topics()).toEqual([]);
  });

  it('outlives a restart and is not raised a second time', async () => {
    const first = await stage();
    const old = nightly('a', first.clock.now() - 72 * hour, 20).concat(nightly('b', first.clock.now(), 20));
    first.backups.tell(old);
    first.told();
    const second = await stage({ clock: first.clock, store: first.store });
    second.told();
    second.backups.tell(old);
    second.told();
    expect(second.topics()).toEqual(['missed a']);
    expect(second.notifier.notices).toEqual([]);
  });

  it('that drills are overdue is one of the repository, with a row for each set, and ends with the last drill', async () => {
    let proven: readonly string[] = ['a', 'b'];
    const { alerts, clock, open, city } = await stage();
    const backups = stageBackups({
      clock,
      proof: (id) => (proven.includes(id) ? { at: clock.now(), ok: true, level: 4 } : undefined),
    });
    const told = () =>
      alerts.backupsJudged({ dataSets: backups.engine.dataSets(), repositories: backups.engine.repositories() });
    await clock.advance(93 * 24 * hour);
    proven = [];
    backups.tell([...nightly('a', clock.now(), 20), ...nightly('b', clock.now(), 20)]);
    told();
    expect(open()).toMatchObject([
      { topic: 'unproven r1', root: { id: city.id }, details: [{ value: 'a' }, { value: 'b' }] },
    ]);
    proven = ['a', 'b'];
    backups.engine.apply();
    told();
    expect(open()).toEqual([]);
  });

  it('is not folded into an outage of its office: the backup is as bad when the link is mended', async () => {
    const { backups, told, topics, clock, city, nature, rounds, open } = await stage();
    await rounds(2);
    backups.tell(nightly('a', clock.now() - 72 * hour, 20).concat(nightly('b', clock.now(), 20)));
    told();
    const [link] = city.links.values();
    nature.cut.add(link?.id ?? '');
    await rounds(5);
    expect(open().map(({ condition }) => condition)).toContain('link-down');
    expect(topics()).toContain('missed a');
  });
});
