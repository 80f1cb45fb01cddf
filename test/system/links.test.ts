import { afterAll, beforeAll, expect, it } from 'vitest';
import type { WireDevice, WireDeviceDetail, WireIncident, WireLink, WirePage, WirePoint } from '../../api/wire.ts';
import { suiteNeeding } from '../needs.ts';
import { type Fangzhou, longTestMs, patience, scratchFolder, startFangzhou, until } from './fangzhou.fake.ts';
import { type OpenWall, openWall } from './wall.fake.ts';

/** Polls of every device behind a cut that must pass without a word from it: twice what raises an incident. */
const quietPolls = 4;
const names = (refs: readonly { readonly kind: string; readonly id: string }[]) =>
  refs.map(({ kind, id }) => `${kind} ${id}`);

suiteNeeding(['chromium'], 'the lab, with its wall open in a browser', () => {
  const scratch = scratchFolder();
  let fangzhou: Fangzhou;
  let wall: OpenWall;
  let links: readonly WireLink[];
  let devices: readonly WireDevice[];

  beforeAll(async () => {
    fangzhou = await startFangzhou(['lab', '--data', scratch.path, '--period', '4']);
    links = (await fangzhou.get<WirePage<WireLink>>('/api/v1/links?limit=500')).items;
    devices = (await fangzhou.get<WirePage<WireDevice>>('/api/v1/devices?limit=500')).items;
    await everythingUp();
    wall = await openWall(fangzhou);
  }, longTestMs);
  afterAll(async () => {
    await wall?.close();
    await fangzhou?.stop();
    scratch.remove();
  });

  const allIncidents = async () => (await fangzhou.get<WirePage<WireIncident>>('/api/v1/incidents?limit=500')).items;
  /** A machine too busy to poll in time says so; that is no word about the network. */
  const incidents = async () => {
    const items = await allIncidents();
    return items.filter(({ condition }) => condition !== 'poll-gap');
  };
  const neighboursOf = ({ pointId }: WireLink) => links.filter((link) => link.pointId === pointId);
  const devicesAt = (pointId: string) => devices.filter((device) => device.pointId === pointId).map(({ id }) => id);
  const fault = (kind: string, target: string) => fangzhou.send('POST', '/api/v1/lab/faults', { kind, target });

  async function everythingUp(): Promise<void> {
    for (const kind of ['links', 'points', 'devices']) {
      const all = await fangzhou.get<WirePage<object>>(`/api/v1/${kind}`);
      await until(`${all.total} ${kind} that are up`, async () => {
        const up = await fangzhou.get<WirePage<object>>(`/api/v1/${kind}?state=up`);
        return up.total === all.total ? true : undefined;
      });
    }
  }

  async function polls(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const { items } = await fangzhou.get<WirePage<WireDevice>>('/api/v1/devices?limit=500');
    const wanted = new Set(ids);
    return new Map(items.filter(({ id }) => wanted.has(id)).map(({ id, polledAt }) => [id, polledAt ?? '']));
  }

  /** Waits until each device has been asked so many times more. */
  async function pollsPass(ids: readonly string[], times: number): Promise<void> {
    const counts = new Map(ids.map((id) => [id, 0]));
    let last = await polls(ids);
    await until(`${times} polls of ${ids.length} devices`, async () => {
      const now = await polls(ids);
      for (const [id, at] of now) if (at !== last.get(id)) counts.set(id, (counts.get(id) ?? 0) + 1);
      last = now;
      return [...counts.values()].every((count) => count >= times) ? true : undefined;
    });
  }

  /** Cuts links beside those that are, and waits until each has its incident and everything behind was asked some times in vain. */
  async function cut(more: readonly WireLink[], before: readonly WireLink[] = []): Promise<readonly WireIncident[]> {
    for (const { id } of more) expect((await fault('cut', id)).status).toBe(201);
    const some = [...before, ...more];
    const lost = some.filter((link) => neighboursOf(link).every((each) => some.includes(each)));
    const behind = lost.flatMap(({ pointId }) => devicesAt(pointId));
    await expect.poll(async () => (await incidents()).length, patience).toBeGreaterThanOrEqual(some.length);
    await pollsPass([...new Set([...behind, ...more.map(({ a }) => a.deviceId)])], quietPolls);
    const raised = await incidents();
    const said = raised.map(({ root, condition, topic, details = [] }) => ({
      ...{ id: root.id, condition, topic },
      details: details.map(({ text, value }) => ({ text, value })),
    }));
    // First whatever else was raised, with its reason: a list of ids would not tell why.
    expect(said.filter(({ condition }) => condition !== 'link-down')).toEqual([]);
    expect(said.map(({ id }) => id).sort()).toEqual(some.map(({ id }) => id).sort());
    for (const incident of raised) {
      expect(incident).toMatchObject({ condition: 'link-down', status: 'open', root: { kind: 'link' } });
    }
    await expect.poll(() => shownLinks('s-down'), patience).toEqual(some.map(({ id }) => id).sort());
    await expect.poll(shownIncidents, patience).toEqual(raised.map(({ id }) => id).sort());
    return raised;
  }

  /** The links that the picture shows in this state, as the operator sees it now. */
  const shownLinks = async (state: string): Promise<readonly string[]> => {
    const spots = await wall.page.locator(`[data-spot^="link:"].${state}`).all();
    const ids = await Promise.all(spots.map((spot) => spot.getAttribute('data-spot')));
    return ids.map((id) => id?.slice('link:'.length) ?? '').sort();
  };
  const shownIncidents = async (): Promise<readonly string[]> => {
    const cards = await wall.page.locator('.incident.open[data-incident]').all();
    const ids = await Promise.all(cards.map((card) => card.getAttribute('data-incident')));
    const gaps = new Set((await allIncidents()).flatMap(({ id, condition }) => (condition === 'poll-gap' ? [id] : [])));
    return ids.flatMap((id) => (id === null || gaps.has(id) ? [] : [id])).sort();
  };

  /** Repairs everything: what was raised is cleared, nothing else was raised meanwhile or comes after. */
  async function repair(raised: readonly WireIncident[]): Promise<void> {
    expect((await fangzhou.send('DELETE', '/api/v1/lab/faults')).status).toBe(204);
    await everythingUp();
    await expect
      .poll(async () => (await incidents()).filter(({ status }) => status !== 'cleared'), patience)
      .toEqual([]);
    await pollsPass([...new Set(links.map(({ a }) => a.deviceId))], 2);
    const after = await incidents();
    expect(names(after.map(({ root }) => root)).sort()).toEqual(names(raised.map(({ root }) => root)).sort());
    for (const { status } of after) expect(status).toBe('cleared');
    await expect.poll(() => shownLinks('s-up'), patience).toEqual(links.map(({ id }) => id).sort());
    await expect.poll(shownIncidents, patience).toEqual([]);
    expect(wall.faults).toEqual([]);
  }

  it('has the 72 links of the city', () => {
    expect(links).toHaveLength(72);
  });

  /** The second link of each point that has two. */
  const isSecond = (link: WireLink) => neighboursOf(link).findIndex(({ id }) => id === link.id) > 0;
  let raised: readonly WireIncident[] = [];

  it(
    'tells each of 63 cut links, one of each point, by exactly one incident, and nothing of what is behind it',
    async () => {
      const some = links.filter((link) => !isSecond(link));
      expect(new Set(some.map(({ pointId }) => pointId)).size).toBe(63);
      raised = await cut(some);
      for (const link of some) {
        const alone = neighboursOf(link).length === 1;
        const behind = alone ? devicesAt(link.pointId).sort() : [];
        const incident = raised.find(({ root }) => root.id === link.id);
        expect(incident).toMatchObject({ severity: alone ? 'critical' : 'major' });
        const lost = [`point ${link.pointId}`, ...behind.map((id) => `device ${id}`)];
        expect(names(incident?.affected ?? [])).toEqual(lost);
        expect(await fangzhou.get<WireLink>(`/api/v1/links/${link.id}`)).toMatchObject({ state: 'down' });
        const point = await fangzhou.get<WirePoint>(`/api/v1/points/${link.pointId}`);
        expect(point).toMatchObject({ state: alone ? 'down' : 'degraded' });
        for (const id of behind) {
          const device = await fangzhou.get<WireDeviceDetail>(`/api/v1/devices/${id}`);
          expect(device).toMatchObject({ state: 'unknown', behind: [{ kind: 'link', id: link.id }] });
          // Its page shows the one incident that it suffers from, which is not its own.
          expect(device.incidents.map(({ root }) => root)).toEqual([linkRef(link)]);
        }
      }
    },
    longTestMs,
  );

  it(
    'tells a point that loses its second link too by one incident more, the point down and its devices behind both',
    async () => {
      const twins = links.filter((link) => neighboursOf(link).length === 2);
      expect(twins).toHaveLength(18);
      const before = links.filter((link) => !isSecond(link));
      raised = await cut(links.filter(isSecond), before);
      for (const link of twins) {
        const incident = raised.find(({ root }) => root.id === link.id);
        const behind = devicesAt(link.pointId).sort();
        const lost = [`point ${link.pointId}`, ...behind.map((id) => `device ${id}`)];
        expect(names(incident?.affected ?? [])).toEqual(lost);
        expect(incident).toMatchObject({ severity: 'critical' });
        expect(await fangzhou.get<WirePoint>(`/api/v1/points/${link.pointId}`)).toMatchObject({ state: 'down' });
        for (const id of behind) {
          const device = await fangzhou.get<WireDeviceDetail>(`/api/v1/devices/${id}`);
          expect(device.state).toBe('unknown');
          expect(names(device.behind ?? []).sort()).toEqual(names(neighboursOf(link).map(linkRef)).sort());
        }
      }
    },
    longTestMs,
  );

  it('clears every one of them when all is repaired, and raises nothing else', () => repair(raised), longTestMs);
});

function linkRef({ id }: WireLink): { readonly kind: 'link'; readonly id: string } {
  return { kind: 'link', id };
}
