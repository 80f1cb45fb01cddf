import { describe, expect, it } from 'vitest';
import { FakeClock } from '../core/clock.fake.ts';
import { createFakeStore } from '../store/store.fake.ts';
import type { Incident } from './incident.ts';
import { createStage, referenceCity } from './stage.fake.ts';

const refs = (incident: Incident | undefined): readonly string[] =>
  incident?.affected.map((ref) => `${ref.kind} ${ref.id}`) ?? [];
const roots = (incidents: readonly Incident[]): readonly string[] =>
  incidents.map((incident) => `${incident.condition} ${incident.root.kind} ${incident.root.id}`);

describe('the alert engine', () => {
  it('raises one incident for a dead link and lists what is behind it', async () => {
    const stage = await createStage();
    await stage.rounds(2);
    stage.nature.cut.add('F3');
    await stage.rounds(6);
    expect(roots(stage.alerts.list())).toEqual(['link-down link F3']);
    const [incident] = stage.open();
    expect(refs(incident)).toEqual(['point p2', 'device p2-sw', 'device p2-utm']);
    expect(incident).toMatchObject({ id: 'INC-1', severity: 'critical', status: 'open' });
    expect(incident?.firstSeenAt).toBeLessThan(incident?.raisedAt ?? 0);
    stage.nature.cut.clear();
    await stage.rounds(4);
    expect(stage.open()).toEqual([]);
    expect(stage.alerts.list()).toHaveLength(1);
    expect(refs(stage.alerts.list()[0])).toEqual(['point p2', 'device p2-sw', 'device p2-utm']);
    const kept = await stage.store.journal({ journal: 'incidents', subject: 'INC-1', limit: 10 });
    expect(kept.map((entry) => (entry.body as { what: string }).what)).toEqual(['cleared', 'raised']);
    expect(stage.notifier.notices.map((notice) => notice.event)).toEqual(['raised', 'cleared']);
  });

  it('is only major while a dual-homed point has its other link', async () => {
    const stage = await createStage();
    await stage.rounds(2);
    stage.nature.cut.add('F1');
    await stage.rounds(5);
    expect(stage.open()).toMatchObject([
      { root: { id: 'F1' }, severity: 'major', affected: [{ kind: 'point', id: 'p1' }] },
    ]);
    stage.nature.cut.add('F2');
    await stage.rounds(6);
    expect(roots(stage.alerts.list())).toEqual(['link-down link F2', 'link-down link F1']);
    expect(stage.open().map((incident) => incident.severity)).toEqual(['critical', 'critical']);
    stage.nature.cut.clear();
    await stage.rounds(5);
    expect(stage.open()).toEqual([]);
  });

  it('raises one incident for a dead aggregation switch, with its links and points behind it', async () => {
    const stage = await createStage();
    await stage.rounds(2);
    stage.nature.dead.add('agg');
    await stage.rounds(8);
    expect(roots(stage.alerts.list())).toEqual(['device-unreachable device agg']);
    expect(refs(stage.open()[0])).toEqual([
      ...['p1', 'p2', 'p3'].map((id) => `point ${id}`),
      ...['F1', 'F2', 'F3', 'F4'].map((id) => `link ${id}`),
      ...['db-a', 'db-b', 'p1-sw', 'p1-utm', 'p2-sw', 'p2-utm', 'p3-sw', 'p3-utm'].map((id) => `device ${id}`),
      'pair db',
    ]);
    stage.nature.dead.clear();
    await stage.rounds(4);
    expect(stage.open()).toEqual([]);
    expect(stage.alerts.list()).toHaveLength(1);
  });

  it('keeps the list of what was lost when all of it comes back before its root', async () => {
    const stage = await createStage();
    await stage.rounds(2);
    stage.nature.dead.add('agg');
    await stage.rounds(8);
    const lost = refs(stage.open()[0]);
    expect(lost).toHaveLength(16);
    stage.nature.dead.clear();
    const others = [...stage.city.devices.keys()].filter((id) => id !== 'agg');
    await stage.rounds(4, [...others, 'agg']);
    expect(stage.open()).toEqual([]);
    expect(refs(stage.alerts.list()[0])).toEqual(lost);
  });

  it('raises a device whose path works, and folds it when its link is later found dead', async () => {
    const stage = await createStage();
    await stage.rounds(2);
    stage.nature.mute.add('p2-utm');
    await stage.rounds(4);
    expect(roots(stage.open())).toEqual(['device-unreachable device p2-utm']);
    stage.nature.cut.add('F3');
    await stage.rounds(5);
    expect(roots(stage.open())).toEqual(['link-down link F3']);
    const folded = stage.alerts.list().find((incident) => incident.id === 'INC-1');
    expect(folded).toMatchObject({ status: 'cleared' });
    expect(folded?.history.at(-1)).toMatchObject({ what: 'cleared', note: 'INC-2', message: { key: 'alerts.folded' } });
    stage.nature.cut.clear();
    await stage.rounds(6);
    expect(roots(stage.open())).toEqual(['device-unreachable device p2-utm']);
  });

  it('does not count what the other end said a period ago as one more poll that shows a link down', async () => {
    const stage = await createStage();
    await stage.rounds(2);
    stage.nature.cut.add('F3');
    await stage.rounds(2);
    stage.nature.cut.clear();
    // The far end answers first: its answer came over the link.
    const agg = stage.city.links.get('F3')?.a.deviceId ?? '';
    await stage.rounds(2, [
      'p2-utm',
      ...[...stage.city.devices.keys()].filter((id) => id !== 'p2-utm' && id !== agg),
      agg,
    ]);
    expect(stage.alerts.list()).toEqual([]);
  });

  it('raises no outage for a link that flaps faster than it is polled down in a row, but says that it flaps', async () => {
    const stage = await createStage();
    await stage.rounds(2);
    for (let i = 0; i < 6; i += 1) {
      stage.nature.cut.add('F1');
      await stage.rounds(1);
      stage.nature.cut.clear();
      await stage.rounds(1);
    }
    expect(stage.alerts.list().map(({ condition }) => condition)).toEqual(['flapping']);
  });

  it('does not clear a link before it was good for enough polls in a row', async () => {
    const stage = await createStage();
    await stage.rounds(2);
    stage.nature.cut.add('F1');
    await stage.rounds(5);
    for (let i = 0; i < 4; i += 1) {
      stage.nature.cut.clear();
      stage.poll('agg');
      stage.poll('p1-utm');
      await stage.clock.advance(1_000);
      stage.nature.cut.add('F1');
      await stage.rounds(1);
    }
    expect(stage.open()).toHaveLength(1);
    expect(stage.alerts.list()).toHaveLength(1);
  });

  it('tells errors of both ends of a link as one incident of the link', async () => {
    const stage = await createStage();
    await stage.rounds(1);
    const errors = (rate: number): void => {
      for (const [deviceId, port] of [
        ['agg', 'g3'],
        ['p2-utm', 'wan1'],
      ] as const) {
        const values = [0, 0, 0, 0, rate, 0, 0, 0];
        stage.poll(deviceId, {
          samples: [{ entityKind: 'interface', entityId: `${deviceId}/${port}`, at: stage.clock.now(), values }],
        });
      }
    };
    for (const rate of [20, 20, 20, 20]) {
      errors(rate);
      await stage.clock.advance(30_000);
    }
    expect(roots(stage.open())).toEqual(['high-error-rate link F3']);
    for (const rate of [5, 5, 5]) {
      errors(rate);
      await stage.clock.advance(30_000);
    }
    expect(stage.open()).toHaveLength(1);
    for (const rate of [0, 0]) {
      errors(rate);
      await stage.clock.advance(30_000);
    }
    expect(stage.open()).toEqual([]);
  });

  it('measures use against the contracted bandwidth at a link and the port speed elsewhere', async () => {
    const stage = await createStage();
    await stage.rounds(1);
    for (let i = 0; i < 3; i += 1) {
      const at = stage.clock.now();
      const sample = (entityId: string, bits: number) =>
        ({ entityKind: 'interface', entityId, at, values: [bits, 0, 0, 0, 0, 0, 0, 0] }) as const;
      stage.poll('agg', {
        samples: [sample('agg/g3', 95_000_000), sample('agg/lan', 95_000_000), sample('agg/g1', 50_000_000)],
      });
      await stage.clock.advance(30_000);
    }
    expect(roots(stage.open())).toEqual(['high-utilisation link F3']);
  });

  it('tells a restart once, as information that clears by itself', async () => {
    const stage = await createStage();
    await stage.rounds(1);
    const restart = { deviceId: 'p2-utm', at: stage.clock.now(), evidence: ['engineBoots'] } as const;
    stage.poll('p2-utm', { restart });
    stage.poll('p2-utm', { restart });
    expect(stage.open()).toMatchObject([{ condition: 'device-rebooted', severity: 'info' }]);
    await stage.rounds(31);
    expect(stage.open()).toEqual([]);
    expect(stage.alerts.list()).toHaveLength(1);
  });

  it("tells restarts of one district as one incident that names all of them, and another district's apart", async () => {
    const stage = await createStage({ city: referenceCity() });
    await stage.rounds(1);
    const devices = [...stage.city.devices.values()];
    const of = (district: string) => devices.filter(({ districtId }) => districtId === district).map(({ id }) => id);
    const [here, there] = [of('jintan'), of('liyang')];
    const restart = (id: string) =>
      stage.poll(id, { restart: { deviceId: id, at: stage.clock.now(), evidence: ['engineBoots'] } });
    for (const id of here) restart(id);
    restart(there[0] ?? '');
    const open = stage.open();
    expect(roots(open)).toEqual([`device-rebooted device ${there[0]}`, 'device-rebooted district jintan']);
    expect(refs(open[1])).toEqual(here.map((id) => `device ${id}`).sort());
    expect(open[1]).toMatchObject({
      severity: 'info',
      summary: { params: { district: 'jintan', count: here.length } },
    });
    // One for the first of them, which then belongs to the one of all.
    expect(stage.alerts.list()).toHaveLength(3);
    expect(stage.notifier.notices.map(({ event }) => event)).toEqual(['raised', 'raised', 'cleared', 'raised']);
    // Again the same device: a note. Much later: a trouble of its own.
    restart(here[0] ?? '');
    expect(stage.open()).toHaveLength(2);
    await stage.clock.advance(16 * 60_000);
    stage.tick();
    expect(stage.open().filter(({ condition }) => condition === 'device-rebooted')).toEqual([]);
    restart(here[0] ?? '');
    expect(
      stage
        .open()
        .filter(({ condition }) => condition === 'device-rebooted')
        .map(({ root }) => root.kind),
    ).toEqual(['device']);
  });

  it('writes a restart into the outage that it explains', async () => {
    const stage = await createStage();
    await stage.rounds(2);
    stage.nature.dead.add('p2-utm');
    await stage.rounds(5);
    expect(roots(stage.open())).toEqual(['link-down link F3']);
    stage.nature.dead.clear();
    stage.poll('p2-utm', { restart: { deviceId: 'p2-utm', at: stage.clock.now(), evidence: ['upTimeFell'] } });
    expect(stage.alerts.list()).toHaveLength(1);
    expect(stage.open()[0]?.history.map((event) => event.what)).toContain('note');
  });

  it('tells one incident of the collector when nothing is polled, and none of the devices', async () => {
    const stage = await createStage({ city: referenceCity() });
    await stage.rounds(1);
    for (let i = 0; i < 300; i += 1) {
      await stage.clock.advance(1_000);
      stage.tick();
    }
    expect(roots(stage.alerts.list())).toEqual(['poll-gap district city']);
    await stage.rounds(2);
    expect(stage.open()).toEqual([]);
    expect(stage.alerts.list()).toHaveLength(1);
  });

  it('tells of one device that is not polled, or that refuses us, but not of one that is silent', async () => {
    const stage = await createStage();
    await stage.rounds(1);
    stage.nature.refusing.add('p3-sw');
    const others = [...stage.city.devices.keys()].filter((id) => id !== 'db-a');
    await stage.rounds(6, others);
    expect(roots(stage.open())).toEqual(['poll-gap device p3-sw', 'poll-gap device db-a']);
    stage.nature.refusing.clear();
    await stage.rounds(3);
    expect(stage.open()).toEqual([]);
  });

  it('says after a restart that Fangzhou was stopped, and clears it when it polls again', async () => {
    const clock = new FakeClock();
    const store = createFakeStore({ kinds: [], clock, opened: { lastSampleAt: clock.now() - 3_600_000 } });
    const stage = await createStage({ clock, store });
    expect(stage.seen).toMatchObject([{ incident: { condition: 'poll-gap', firstSeenAt: clock.now() - 3_600_000 } }]);
    await stage.rounds(2);
    expect(stage.open()).toEqual([]);
  });

  it('neither loses nor repeats an open incident over a restart, and goes on counting', async () => {
    const first = await createStage();
    await first.rounds(2);
    first.nature.cut.add('F3');
    await first.rounds(5);
    first.alerts.acknowledge({ id: 'INC-1', by: 'li', note: '已报修' });
    first.alerts.close();
    const next = await createStage({ clock: first.clock, store: first.store });
    next.nature.cut.add('F3');
    await next.rounds(6);
    expect(next.open()).toMatchObject([
      { id: 'INC-1', status: 'acknowledged', acknowledged: { by: 'li', note: '已报修' } },
    ]);
    expect(next.notifier.notices).toEqual([]);
    next.nature.cut.clear();
    await next.rounds(4);
    expect(next.open()).toEqual([]);
    next.nature.cut.add('F4');
    await next.rounds(6);
    expect(next.open()).toMatchObject([{ id: 'INC-2', root: { id: 'F4' } }]);
  });

  it('never gives a number twice after a crash that lost the last documents', async () => {
    const stage = await createStage();
    await stage.rounds(2);
    stage.nature.cut.add('F3');
    await stage.rounds(5);
    stage.store.put({ collection: 'incidents', key: 'INC-1', body: undefined });
    const next = await createStage({ clock: stage.clock, store: stage.store });
    next.nature.cut.add('F3');
    await next.rounds(6);
    expect(next.open()).toMatchObject([{ id: 'INC-101' }]);
  });

  it('refuses to acknowledge what is unknown, cleared or unsigned, and says why', async () => {
    const stage = await createStage();
    await stage.rounds(2);
    stage.nature.cut.add('F3');
    await stage.rounds(5);
    expect(stage.alerts.acknowledge({ id: 'INC-9', by: 'li', note: '' })).toMatchObject({ ok: false });
    expect(stage.alerts.acknowledge({ id: 'INC-1', by: ' ', note: '' })).toMatchObject({ ok: false });
    expect(stage.alerts.note({ id: 'INC-1', by: 'li', note: 'x'.repeat(2_001) })).toMatchObject({ ok: false });
    expect(stage.alerts.acknowledge({ id: 'INC-1', by: 'li', note: 'seen' })).toMatchObject({
      ok: true,
      incident: { status: 'acknowledged' },
    });
    expect(stage.alerts.counts()).toEqual({ open: 0, acknowledged: 1 });
    stage.nature.cut.clear();
    await stage.rounds(4);
    expect(stage.alerts.acknowledge({ id: 'INC-1', by: 'li', note: '' })).toMatchObject({ ok: false });
    expect(stage.alerts.note({ id: 'INC-1', by: 'li', note: 'splice at km 3' })).toMatchObject({ ok: true });
    expect((await stage.alerts.find('INC-1'))?.history.map((event) => event.what)).toContain('note');
  });

  it('writes the outcome of a delivery into the history and tells subscribers', async () => {
    const stage = await createStage();
    const heard: string[] = [];
    stage.alerts.subscribe((change) => heard.push(change.event.what));
    await stage.rounds(2);
    stage.nature.cut.add('F3');
    await stage.rounds(5);
    stage.notifier.finish(stage.notifier.notices[0]?.id ?? '', false);
    expect(heard.at(-1)).toBe('notify-failed');
    expect(stage.open()[0]?.history.at(-1)).toMatchObject({ what: 'notify-failed' });
  });
});
