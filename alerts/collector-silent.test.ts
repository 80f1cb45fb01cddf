import { expect, it } from 'vitest';
import { createStage } from './stage.fake.ts';

it('a light collector that is silent is one incident of its place, unless the place itself cannot be reached', async () => {
  const stage = await createStage();
  const { alerts, open, city, clock, nature } = stage;
  const linksOf = (id: string) => [...city.links.values()].filter(({ pointId }) => pointId === id);
  const point = [...city.points.values()].find(({ id }) => linksOf(id).length === 1);
  const [link] = linksOf(point?.id ?? '');
  const judged = (silentSince: number | undefined, revokedAt?: number): void => {
    const revoked = revokedAt === undefined ? {} : { revokedAt };
    const collectors = [{ id: 'point-1', placeId: point?.id ?? '', silentSince, ...revoked }];
    alerts.collectorsJudged({ collectors, silentAfterMs: 60_000 });
  };
  const ofCollector = () => open().filter(({ condition }) => condition === 'collector-silent');
  // Nothing is known of the point yet: its collector's silence says nothing either.
  judged(clock.now());
  expect(ofCollector()).toEqual([]);
  await stage.rounds(4);
  judged(clock.now());
  expect(ofCollector()).toMatchObject([
    { severity: 'major', topic: 'point-1', root: { kind: 'point', id: point?.id }, status: 'open' },
  ]);
  judged(clock.now());
  expect(ofCollector()).toHaveLength(1);
  judged(undefined);
  expect(ofCollector()).toEqual([]);

  nature.cut.add(link?.id ?? '');
  await stage.rounds(5);
  judged(clock.now());
  expect(open().map(({ condition }) => condition)).toEqual(['link-down']);
  nature.cut.delete(link?.id ?? '');
  await stage.rounds(1);
  // Just reached again: the collector has its time to be heard.
  judged(clock.now());
  expect(ofCollector()).toEqual([]);
  await stage.rounds(5);
  judged(clock.now());
  expect(ofCollector()).toHaveLength(1);
  judged(clock.now(), clock.now());
  expect(ofCollector()).toEqual([]);
});
