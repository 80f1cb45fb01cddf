import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import type { City } from '../../inventory/index.ts';
import { referenceCity, smallCity } from '../city.fake.ts';
import { createNature, reading } from '../nature.fake.ts';
import { createStateEngine } from './engine.ts';
import type { ElementKind, StateChange } from './model.ts';

const settings = {
  periodSeconds: 30,
  staleAfterPeriods: 3,
  raiseAfterPolls: 3,
  errorsPerSecondRaise: 10,
  errorsPerSecondClear: 1,
};

function stage(city: City = smallCity()) {
  const clock = new FakeClock();
  const engine = createStateEngine({ city, settings, clock });
  const nature = createNature(city);
  const poll = async (deviceId: string): Promise<readonly StateChange[]> => {
    const observation = nature.poll(deviceId, clock.now());
    await clock.advance(observation.finishedAt - clock.now());
    return engine.observe(observation, []);
  };
  /** Every device once, spread over one period; devices whose poll is wanted at once get it. */
  const round = async (order: readonly string[] = [...city.devices.keys()], atOnce = true): Promise<void> => {
    const startedAt = clock.now();
    for (const deviceId of order) {
      engine.observe(nature.poll(deviceId, clock.now()), []);
      if (atOnce)
        for (const wanted of engine.takePollWanted()) engine.observe(nature.poll(wanted, clock.now() + 1), []);
      await clock.advance(30_000 / order.length);
      engine.tick();
    }
    await clock.advance(Math.max(0, startedAt + 30_000 - clock.now()));
  };
  const word = (kind: ElementKind, id: string) => engine.get(kind, id)?.state;
  return { clock, engine, nature, poll, round, word };
}

describe('the state engine', () => {
  it('knows nothing before anything was observed, and says so', () => {
    const { engine } = stage();
    const all = (['point', 'link', 'device', 'pair', 'district'] as const).flatMap((kind) => engine.all(kind));
    expect(all.length).toBe(3 + 4 + 10 + 1 + 1);
    for (const state of all) {
      expect(state.state).toBe('unknown');
      expect(state.observedAt).toBe(0);
    }
  });

  it('finds the whole reference city up after one round', async () => {
    const { engine, round } = stage(referenceCity());
    await round();
    for (const kind of ['point', 'link', 'device', 'pair', 'district', 'interface'] as const) {
      expect(engine.all(kind).filter((state) => state.state !== 'up')).toEqual([]);
    }
    expect(engine.all('link').length).toBe(72);
  });

  it('calls a link up only when both ends say so, and names the end that it has not seen', async () => {
    const { engine, poll } = stage();
    await poll('agg');
    expect(engine.get('link', 'F3')).toMatchObject({ state: 'unknown', reason: { key: 'audit.link.one-end' } });
    await poll('p2-utm');
    expect(engine.get('link', 'F3')?.state).toBe('up');
    expect(engine.get('link', 'F3')?.evidence.map((entry) => entry.what)).toEqual(['g3 operStatus', 'wan1 operStatus']);
  });

  it('puts everything at a single-homed point behind its cut link, and nothing of it down', async () => {
    const { engine, nature, round, word } = stage();
    await round();
    nature.cut.add('F3');
    await round();
    await round();
    expect(engine.get('link', 'F3')).toMatchObject({ state: 'down' });
    expect(engine.get('device', 'p2-utm')).toMatchObject({ state: 'unknown', behind: [{ kind: 'link', id: 'F3' }] });
    expect(engine.get('device', 'p2-sw')).toMatchObject({ state: 'unknown', behind: [{ kind: 'link', id: 'F3' }] });
    expect(engine.get('interface', 'p2-utm/wan1')).toMatchObject({
      state: 'unknown',
      behind: [{ kind: 'link', id: 'F3' }],
    });
    expect(word('point', 'p2')).toBe('down');
    expect(word('district', 'd')).toBe('degraded');
    expect(word('point', 'p1')).toBe('up');
  });

  it('only degrades a dual-homed point that loses one link, and loses it with both', async () => {
    const { engine, nature, round, word } = stage();
    await round();
    nature.cut.add('F1');
    await round();
    expect(word('link', 'F1')).toBe('down');
    expect(engine.get('link', 'F1')?.reason.key).toBe('audit.link.down');
    expect(word('point', 'p1')).toBe('degraded');
    expect(word('device', 'p1-utm')).toBe('up');
    nature.cut.add('F2');
    await round();
    await round();
    expect(word('point', 'p1')).toBe('down');
    expect(engine.get('device', 'p1-utm')?.behind).toEqual([
      { kind: 'link', id: 'F1' },
      { kind: 'link', id: 'F2' },
    ]);
    nature.cut.clear();
    await round();
    await round();
    for (const id of ['F1', 'F2']) expect(word('link', id)).toBe('up');
    expect(word('point', 'p1')).toBe('up');
  });

  it('does not call a device down before it missed enough polls with its path proven alive', async () => {
    const { engine, nature, poll, round, clock, word } = stage();
    await round();
    nature.mute.add('p2-sw');
    for (const expected of ['up', 'up']) {
      await poll('p2-sw');
      await poll('p2-utm');
      expect(word('device', 'p2-sw')).toBe(expected);
      await clock.advance(20_000);
    }
    await poll('p2-sw');
    expect(word('device', 'p2-sw')).not.toBe('down');
    expect(engine.takePollWanted()).toContain('p2-utm');
    await poll('p2-utm');
    expect(engine.get('device', 'p2-sw')).toMatchObject({ state: 'down', reason: { key: 'audit.device.silent' } });
    expect(word('point', 'p2')).toBe('degraded');
  });

  it('takes no poll that was under way when a link was cut for a proof that the path lives', async () => {
    const { engine, nature, poll, round, clock, word } = stage();
    await round();
    const began = nature.poll('p2-utm', clock.now());
    const near = nature.poll('agg', clock.now());
    nature.cut.add('F3');
    await clock.advance(100);
    for (const _ of [1, 2, 3]) await poll('p2-sw');
    // Both brought their first rows before the cut, and ended after it.
    const torn = { ...began, finishedAt: clock.now() + 4_000, outcome: 'partial', interfaces: [] } as const;
    await clock.advance(4_000);
    engine.observe(torn, []);
    engine.observe({ ...near, finishedAt: clock.now() }, []);
    expect(word('device', 'p2-sw')).not.toBe('down');
    expect(engine.takePollWanted()).toContain('p2-utm');
    for (const id of ['p2-utm', 'agg', 'p2-utm']) await poll(id);
    const behind = [{ kind: 'link', id: 'F3' }];
    for (const id of ['p2-sw', 'p2-utm']) expect(engine.get('device', id)).toMatchObject({ state: 'unknown', behind });
  });

  it('asks for the aggregation switch at once when a UTM misses its first poll', async () => {
    const { engine, nature, poll, round } = stage();
    await round();
    engine.takePollWanted();
    nature.cut.add('F4');
    await poll('p3-utm');
    expect(engine.takePollWanted()).toEqual(['agg']);
    await poll('agg');
    expect(engine.get('device', 'p3-utm')).toMatchObject({ state: 'unknown', behind: [{ kind: 'link', id: 'F4' }] });
  });

  it('asks for the device behind a port that went down, and holds nothing older against the change', async () => {
    const { engine, nature, poll, round } = stage();
    await round();
    engine.takePollWanted();
    nature.cut.add('F1');
    await poll('agg');
    expect(engine.get('link', 'F1')).toMatchObject({ state: 'down', reason: { key: 'audit.link.down-other-older' } });
    expect(engine.takePollWanted()).toEqual(['p1-utm']);
    await poll('p1-utm');
    expect(engine.get('link', 'F1')?.reason.key).toBe('audit.link.down');
  });

  it('names the end that disagrees', async () => {
    const { engine, nature, round } = stage();
    await round();
    nature.darkPorts.add('p1-utm/wan1');
    await round();
    expect(engine.get('link', 'F1')).toMatchObject({
      state: 'down',
      reason: { key: 'audit.link.disagree', params: { end: 'p1-utm wan1', other: 'agg g1' } },
    });
  });

  it('says who shut a link, and that it runs slower than contracted', async () => {
    const { engine, nature, round } = stage();
    nature.shutPorts.add('agg/g1');
    nature.slowPorts.set('agg/g4', 10_000_000);
    await round();
    await round();
    expect(engine.get('interface', 'agg/g1')?.reason.key).toBe('audit.interface.admin-down');
    expect(engine.get('link', 'F4')).toMatchObject({
      state: 'degraded',
      reason: { params: { speed: 10, bandwidth: 100 } },
    });
  });

  it('blames a dead aggregation switch for everything behind it', async () => {
    const { engine, nature, round, word } = stage();
    await round();
    nature.dead.add('agg');
    for (let i = 0; i < 5; i += 1) await round();
    expect(word('device', 'agg')).toBe('down');
    const agg = [{ kind: 'device', id: 'agg' }];
    for (const id of ['p1-utm', 'p2-sw', 'db-a'])
      expect(engine.get('device', id)).toMatchObject({ state: 'unknown', behind: agg });
    for (const id of ['F1', 'F4']) expect(engine.get('link', id)).toMatchObject({ state: 'unknown', behind: agg });
    for (const id of ['p1', 'p3']) expect(engine.get('point', id)).toMatchObject({ state: 'unknown', behind: agg });
    expect(engine.get('pair', 'db')).toMatchObject({ state: 'unknown', behind: agg });
    expect(word('district', 'd')).toBe('down');
    nature.dead.clear();
    for (let i = 0; i < 3; i += 1) await round();
    for (const kind of ['point', 'link', 'device', 'pair', 'district'] as const) {
      expect(engine.all(kind).filter((state) => state.state !== 'up')).toEqual([]);
    }
  });

  it('never calls a device down that refuses our credentials', async () => {
    const { engine, nature, round } = stage();
    nature.refusing.add('p2-utm');
    for (let i = 0; i < 5; i += 1) await round();
    expect(engine.get('device', 'p2-utm')).toMatchObject({ state: 'unknown', reason: { key: 'audit.device.refused' } });
    expect(engine.get('link', 'F3')).toMatchObject({
      state: 'unknown',
      reason: { params: { reason: 'key:audit.device.refused' } },
    });
  });

  it('lets everything fade to unknown when nobody observes any more', async () => {
    const { clock, engine, round } = stage();
    await round();
    expect(engine.tick()).toEqual([]);
    await clock.advance(91_000);
    expect(engine.tick().length).toBeGreaterThan(0);
    for (const kind of ['point', 'link', 'device', 'interface', 'pair', 'district'] as const) {
      expect(engine.all(kind).filter((state) => state.state !== 'unknown')).toEqual([]);
    }
  });

  it('ignores a poll that comes late or twice, and one of a device it does not know', async () => {
    const { clock, engine, nature, round } = stage();
    await round();
    const old = nature.poll('agg', clock.now() - 60_000);
    nature.cut.add('F3');
    engine.observe(nature.poll('agg', clock.now()), []);
    expect(engine.observe(old, [])).toEqual([]);
    expect(engine.observe({ ...old, deviceId: 'nobody' }, [])).toEqual([]);
    expect(engine.get('link', 'F3')?.state).toBe('down');
  });

  it('believes polls again after the clock was set back an hour', async () => {
    const { clock, engine, nature, round } = stage();
    await round();
    nature.cut.add('F3');
    engine.observe(nature.poll('agg', clock.now() - 3_600_000), []);
    expect(engine.get('device', 'agg')?.observedAt).toBe(clock.now() - 3_600_000);
  });

  it('keeps the state of what stays when the city changes', async () => {
    const { engine, round, word } = stage();
    await round();
    const since = engine.get('link', 'F3')?.since;
    const city = smallCity();
    const points = new Map([...city.points].filter(([id]) => id !== 'p3'));
    const devices = new Map([...city.devices].filter(([, device]) => device.pointId !== 'p3'));
    const links = new Map([...city.links].filter(([, link]) => link.pointId !== 'p3'));
    expect(engine.apply({ ...city, points, devices, links })).toEqual([]);
    expect(word('point', 'p3')).toBeUndefined();
    expect(word('interface', 'p3-utm/wan1')).toBeUndefined();
    expect(engine.get('link', 'F3')).toMatchObject({ state: 'up', since });
    const added = engine.apply(city).map((change) => [change.before, change.after.id, change.after.state]);
    expect(added).toContainEqual([undefined, 'p3', 'unknown']);
  });

  it('goes on after a restart with what is still fresh, keeping since, and lets the rest be unknown', async () => {
    const { clock, engine, nature, round } = stage();
    await round();
    nature.cut.add('F3');
    await round();
    await round();
    const kinds = ['point', 'link', 'device', 'interface', 'pair', 'district'] as const;
    const kept = kinds.flatMap((kind) => engine.all(kind));
    const words = (from: typeof engine) =>
      kinds.flatMap((kind) => from.all(kind).map((s) => [kind, s.id, s.state, s.since]));
    await clock.advance(10_000);
    const soon = createStateEngine({ city: smallCity(), settings, clock });
    soon.restore(JSON.parse(JSON.stringify(kept)));
    expect(words(soon).sort()).toEqual(words(engine).sort());
    await clock.advance(200_000);
    const late = createStateEngine({ city: smallCity(), settings, clock });
    late.restore(kept);
    expect(kinds.flatMap((kind) => late.all(kind)).filter((state) => state.state !== 'unknown')).toEqual([]);
    soon.tick();
    expect(kinds.flatMap((kind) => soon.all(kind)).filter((state) => state.state !== 'unknown')).toEqual([]);
  });

  it('marks a declared interface that the device does not have', async () => {
    const { engine, poll, clock } = stage();
    await poll('agg');
    const at = clock.now();
    const bare = {
      deviceId: 'p2-utm',
      startedAt: at,
      finishedAt: at,
      faults: [],
      requests: 1,
      responses: 1,
      values: 1,
    };
    engine.observe({ ...bare, outcome: 'answered', interfaces: [reading('lan', 'up')] }, []);
    expect(engine.get('interface', 'p2-utm/wan1')).toMatchObject({
      state: 'unknown',
      reason: { key: 'audit.interface.not-found' },
    });
    expect(engine.get('link', 'F3')).toMatchObject({
      state: 'unknown',
      reason: { params: { reason: 'key:audit.interface.not-found' } },
    });
  });

  it('degrades a port and its link by errors, with hysteresis', async () => {
    const { clock, engine, nature, round } = stage();
    await round();
    const observe = (errors: number): void => {
      const at = clock.now();
      const values = [0, 0, 0, 0, errors, undefined, 0, 0];
      engine.observe(nature.poll('agg', at), [{ entityKind: 'interface', entityId: 'agg/g3', at, values }]);
    };
    const seen: unknown[] = [];
    for (const errors of [5, 12, 5, 0.5]) {
      await clock.advance(30_000);
      observe(errors);
      engine.observe(nature.poll('p2-utm', clock.now()), []);
      seen.push([engine.get('interface', 'agg/g3')?.state, engine.get('link', 'F3')?.state]);
    }
    expect(seen).toEqual([
      ['up', 'up'],
      ['degraded', 'degraded'],
      ['degraded', 'degraded'],
      ['up', 'up'],
    ]);
  });
});
