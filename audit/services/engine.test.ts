import { describe, expect, it } from 'vitest';
import type { ServiceChange } from './model.ts';
import { openStage, periodMs, probeOf, resultOf, staleMs, startAt } from './stage.fake.ts';
import { viewStory } from './views.ts';

const wordsOf = (changes: readonly ServiceChange[]) =>
  changes.map((change) =>
    change.what === 'service'
      ? `${change.after.serviceId} ${change.after.state}`
      : `${change.pointId}/${change.serviceId} ${change.state}`,
  );
const countsOf = (words: Readonly<Record<string, string>>) =>
  Object.fromEntries([...Map.groupBy(Object.values(words), (word) => word)].map(([word, all]) => [word, all.length]));

describe('business services', () => {
  it('begin unknown, are up with the first good try, and so is every view of every point', async () => {
    const { engine, round, seen, city } = openStage();
    expect(new Set(engine.services().map(({ state }) => state))).toEqual(new Set(['unknown']));
    await round();
    expect(engine.services()).toHaveLength(57);
    expect(engine.views()).toHaveLength(63 * 9);
    expect(new Set([...engine.services(), ...engine.views()].map(({ state }) => state))).toEqual(new Set(['up']));
    expect(seen.filter(({ what }) => what === 'view')).toHaveLength(63 * 9);
    expect(engine.view('rulin-1', 'jintan-budget')).toMatchObject({ basis: 'derived', since: startAt + periodMs });
    expect(engine.view('rulin-1', 'wujin-budget')).toBeUndefined();
    expect(city.points.get('rulin-1')?.districtId).toBe('jintan');
  });

  it('are lost to the points of their district alone, from the first bad try on, and say what failed', async () => {
    const { engine, round, words, seen } = openStage();
    await round();
    seen.length = 0;
    for (let n = 0; n < 3; n += 1) await round({ 'jintan-budget': 'bad' }, 'connect');
    expect(engine.service('jintan-budget')).toMatchObject({
      state: 'down',
      since: startAt + 2 * periodMs,
      failedPhase: 'connect',
      root: { kind: 'service', id: 'jintan-budget' },
    });
    const jintan = words('jintan-budget');
    expect(countsOf(jintan)).toEqual({ down: Object.keys(jintan).length });
    expect(seen.every(({ at }) => at === startAt + 2 * periodMs)).toBe(true);
    expect(countsOf(words('jintan-oa'))).toMatchObject({ up: Object.keys(jintan).length });
    await round();
    await round();
    expect(engine.view('rulin-1', 'jintan-budget')).toMatchObject({
      state: 'up',
      roots: [],
      since: startAt + 5 * periodMs,
    });
  });

  it('that cannot be entered name single sign-on, whichever is seen first', async () => {
    for (const late of [true, false]) {
      const { engine, round } = openStage();
      await round();
      const both = { 'city-sso': 'bad', 'jintan-oa': 'bad' } as const;
      for (let n = 0; n < 3; n += 1) await round(late ? { 'jintan-oa': 'bad' } : both, 'login');
      for (let n = 0; n < 3; n += 1) await round(both, 'login');
      expect(engine.service('jintan-oa')?.root).toEqual({ kind: 'service', id: 'city-sso' });
      expect(engine.view('rulin-1', 'jintan-oa')?.roots).toEqual([{ kind: 'service', id: 'city-sso' }]);
      // Who is logged in already goes on, nobody else comes in.
      expect(engine.view('rulin-1', 'jintan-budget')).toMatchObject({
        state: 'down',
        reason: { key: 'services.view.no-login' },
        roots: [{ kind: 'service', id: 'city-sso' }],
      });
    }
  });

  it('rest on their pairs and on the way to them', async () => {
    const { engine, round, set } = openStage();
    await round();
    for (let n = 0; n < 3; n += 1) await round({ 'jintan-oa': 'bad' }, 'connect');
    set('pair jintan-app', 'down');
    expect(engine.service('jintan-oa')?.root).toEqual({ kind: 'pair', id: 'jintan-app' });
    set('pair jintan-app', 'unknown', [{ kind: 'device', id: 'jintan-agg-1' }]);
    expect(engine.service('jintan-oa')?.root).toEqual({ kind: 'device', id: 'jintan-agg-1' });
  });

  it('are lost with the way: by its only link, not by one of two, and come back with it', async () => {
    const { engine, round, set, city, clock, seen } = openStage();
    await round();
    const links = Map.groupBy(city.links.values(), ({ pointId }) => pointId);
    const [single] = [...links].find(([, all]) => all.length === 1) ?? [];
    const [dual] = [...links].find(([, all]) => all.length === 2) ?? [];
    if (single === undefined || dual === undefined) throw new Error('the city has points with one link and with two');
    const only = links.get(single)?.[0]?.id ?? '';
    await clock.advance(7_000);
    seen.length = 0;
    set(`link ${only}`, 'down');
    const lost = engine.views().filter(({ pointId }) => pointId === single);
    expect(lost.map(({ state }) => state)).toEqual(lost.map(() => 'down'));
    expect(lost[0]).toMatchObject({ roots: [{ kind: 'link', id: only }], since: startAt + periodMs + 7_000 });
    expect(seen).toHaveLength(9);
    set(`link ${links.get(dual)?.[0]?.id}`, 'down');
    expect(
      engine
        .views()
        .filter(({ pointId }) => pointId === dual)
        .map(({ state, isLastWay }) => [state, isLastWay]),
    ).toEqual(lost.map(() => ['up', true]));
    set(`link ${only}`, 'up');
    expect(new Set(engine.views().map(({ state }) => state))).toEqual(new Set(['up']));
    // A point that nobody can see is not green.
    set('device rulin-1-utm', 'unknown');
    set('device rulin-1-sw', 'unknown');
    expect(engine.view('rulin-1', 'jintan-oa')).toMatchObject({
      state: 'unknown',
      reason: { key: 'services.view.path-unknown' },
    });
  });

  it('that nobody tries any more are unknown from when their last try was old, and a restart makes them no fresher', async () => {
    const { engine, round, clock, tick, seen } = openStage();
    await round();
    const lastAt = clock.now();
    seen.length = 0;
    await clock.advance(staleMs);
    expect(tick()).toEqual([]);
    await clock.advance(1);
    tick();
    expect(engine.service('jintan-oa')).toMatchObject({
      state: 'unknown',
      since: lastAt + staleMs,
      observedAt: lastAt,
    });
    expect(engine.view('rulin-1', 'jintan-oa')).toMatchObject({ state: 'unknown' });

    const again = openStage();
    await again.clock.advance(lastAt - startAt + 90_000);
    const { tracks, views } = engine.takeTouched();
    const kept = tracks.map((track) => ({ ...track, ...(track.silence?.held ?? {}) }));
    expect(wordsOf(again.engine.restore({ tracks: kept, views })).length).toBe(63 * 9);
    expect(again.engine.service('jintan-oa')).toMatchObject({ state: 'up', observedAt: lastAt });
    await again.clock.advance(staleMs);
    expect(wordsOf(again.tick())).toContain('jintan-oa unknown');
  });

  it('that are tried from two places and reached from one are degraded, not down', async () => {
    const { engine, round, observe, clock } = openStage({
      probes: [probeOf('jintan-oa', { from: ['hub', 'jintan-watch'] })],
    });
    for (let n = 0; n < 3; n += 1) {
      await round({ 'jintan-oa': 'bad' });
      observe(resultOf('jintan-oa', 'good', clock.now(), { vantageId: 'jintan-watch' }));
    }
    expect(engine.service('jintan-oa')).toMatchObject({
      state: 'degraded',
      reason: { params: { from: 'hub', reached: 'jintan-watch' } },
      vantages: [{ state: 'down' }, { state: 'up' }],
    });
    for (let n = 0; n < 3; n += 1) {
      await round({ 'jintan-oa': 'bad' });
      observe(resultOf('jintan-oa', 'bad', clock.now(), { vantageId: 'jintan-watch' }));
    }
    expect(engine.service('jintan-oa')?.state).toBe('down');
  });

  it('may be declared beside services.csv, or no more', async () => {
    const stage = openStage({ probes: [probeOf('jintan-oa'), probeOf('mail', { serviceId: undefined })] });
    await stage.round();
    expect(stage.engine.service('mail')).toMatchObject({ state: 'up' });
    expect(stage.engine.service('jintan-budget')).toMatchObject({
      state: 'unknown',
      reason: { key: 'services.state.no-probe' },
    });
    stage.declare([probeOf('jintan-oa')]);
    expect(stage.engine.service('mail')).toBeUndefined();
    expect(stage.engine.service('jintan-oa')).toMatchObject({ state: 'up' });
    expect(stage.observe(resultOf('mail', 'bad', stage.clock.now()))).toEqual([]);
  });
});

describe('a view where a light collector stands', () => {
  const open = () =>
    openStage({
      probes: [probeOf('jintan-oa', { from: ['hub', 'rulin-box'] })],
      collectors: { 'rulin-box': 'rulin-1' },
    });

  it('is what is measured there while that is fresh, and derived afterwards', async () => {
    const { engine, round, observe, clock, tick } = open();
    for (let n = 0; n < 3; n += 1) {
      await round();
      observe(resultOf('jintan-oa', 'bad', clock.now(), { vantageId: 'rulin-box' }));
    }
    expect(engine.view('rulin-1', 'jintan-oa')).toMatchObject({ state: 'down', basis: 'measured' });
    expect(engine.view('rulin-2', 'jintan-oa') ?? engine.view('zhixi-1', 'jintan-oa')).toMatchObject({
      basis: 'derived',
    });
    for (let n = 0; n < 5; n += 1) await round();
    tick();
    expect(engine.view('rulin-1', 'jintan-oa')).toMatchObject({ state: 'up', basis: 'derived' });
  });

  it('has one story, whenever the collector could hand over what it saw', async () => {
    const outcomes = ['good', 'good', 'bad', 'bad', 'bad', 'bad', 'good', 'good', 'good', 'good'] as const;
    const stories: unknown[] = [];
    for (const cut of [false, true]) {
      const { round, observe, clock, seen } = open();
      const waiting: ReturnType<typeof resultOf>[] = [];
      for (const [index, outcome] of outcomes.entries()) {
        await round();
        waiting.push(resultOf('jintan-oa', outcome, clock.now(), { vantageId: 'rulin-box' }));
        // The fibre is cut after the first try, and mended before the last.
        if (!cut || index === 0 || index === outcomes.length - 1)
          for (const result of waiting.splice(0)) observe(result);
      }
      const entries = seen.flatMap((change) =>
        change.what === 'view' && change.pointId === 'rulin-1' ? [change] : [],
      );
      if (cut) expect(entries.some(({ basis, state }) => basis === 'measured' && state === 'unknown')).toBe(true);
      stories.push(viewStory(entries).map(({ at, state, basis }) => `${(at - startAt) / periodMs} ${state} ${basis}`));
    }
    expect(stories[0]).toEqual(['1 up measured', '3 down measured', '7 up measured']);
    expect(stories[1]).toEqual(stories[0]);
  });
});
