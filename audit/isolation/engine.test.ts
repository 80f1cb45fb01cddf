import { describe, expect, it } from 'vitest';
import { message } from '../../core/index.ts';
import { smallCity } from '../city.fake.ts';
import { isolationLimits } from './limits.ts';
import {
  fakeDeclaration,
  fakeTables,
  fakeWaiver,
  minute,
  outsideNeighbour,
  periodMs,
  routesOffered,
  stageEngine,
} from './stage.fake.ts';

describe('the verdict of a place', () => {
  it('is unknown before anything was read, and until all of its devices were', () => {
    const { engine, tell, word } = stageEngine();
    expect(engine.places().map(({ placeId, kind, word: each }) => [placeId, kind, each])).toEqual([
      ['p1', 'point', 'unknown'],
      ['p2', 'point', 'unknown'],
      ['p3', 'point', 'unknown'],
      ['city-dc', 'data-centre', 'unknown'],
      ['d-dc', 'data-centre', 'unknown'],
    ]);
    tell('p1-utm');
    expect(word('p1')).toBe('unknown');
    expect(engine.place('p1')?.deciding).toEqual(['ISO-08', 'ISO-07']);
    const changes = tell('p1-sw');
    expect(word('p1')).toBe('isolated');
    expect(changes.map((change) => change.what)).toEqual(['check', 'check', 'place']);
    expect(word('p2')).toBe('unknown');
  });

  it('is violated by one offending row, and touches no other place', async () => {
    const { clock, engine, tell, tellPoint, word } = stageEngine();
    for (const point of ['p1', 'p2', 'p3']) tellPoint(point);
    await clock.advance(minute);
    const changes = tell('p2-utm', { neighbours: ['10.0.0.7', '8.8.8.8'] });
    expect(changes.map(({ what, placeId }) => [what, placeId])).toEqual([
      ['check', 'p2'],
      ['place', 'p2'],
    ]);
    expect(['p1', 'p2', 'p3'].map(word)).toEqual(['isolated', 'violated', 'isolated']);
    const failed = engine.place('p2')?.checks[0];
    expect(failed).toMatchObject({ checkId: 'ISO-08', verdict: 'fail', severity: 'S1' });
    expect(failed?.judgements.flatMap(({ findings }) => findings)).toMatchObject([
      { oid: '1.3.6.1.2.1.4.22.1.2.1.8.8.8.8', value: '8.8.8.8' },
    ]);
  });

  it('stays violated while a device of it falls silent, and is unknown when the evidence is too old', async () => {
    const { clock, engine, tell, tellPoint, word } = stageEngine();
    tellPoint('p1', { neighbours: ['8.8.8.8'] });
    await clock.advance(5 * minute);
    tell('p1-utm', { outcome: 'silent' });
    expect(word('p1')).toBe('violated');
    await clock.advance(periodMs);
    const changes = engine.tick();
    expect(word('p1')).toBe('unknown');
    expect(changes.at(-1)).toMatchObject({ what: 'place', before: { word: 'violated' }, after: { word: 'unknown' } });
  });

  it('dates the end of trust to when the evidence was too old, whenever somebody came to look', async () => {
    const { clock, engine, tellPoint } = stageEngine();
    tellPoint('p1');
    const lapsesAt = clock.now() - 1_000 + periodMs;
    expect(engine.place('p1')?.lapsesAt).toBe(lapsesAt);
    await clock.advance(10 * periodMs);
    const changes = engine.tick();
    expect(changes.find(({ what }) => what === 'place')?.at).toBe(lapsesAt);
    expect(engine.place('p1')?.since).toBe(lapsesAt);
  });

  it('is unknown for hygiene alone: nothing is violated, and not every check passed', () => {
    const hygiene = { ...outsideNeighbour, severity: 'S3' as const };
    const { tellPoint, word, verdict } = stageEngine({
      checks: [
        {
          ...hygiene,
          judge: (scene) => hygiene.judge(scene).map((each) => ({ ...each, severity: 'S3' as const })),
        },
      ],
    });
    tellPoint('p1', { neighbours: ['8.8.8.8'] });
    expect([verdict('p1', 'ISO-08'), word('p1')]).toEqual(['fail', 'unknown']);
  });

  it('is never isolated without a check, nor without one that is needed', () => {
    const none = stageEngine({ checks: [] });
    none.tellPoint('p1');
    expect(none.word('p1')).toBe('unknown');
    const absent = stageEngine({ checks: [routesOffered, { ...outsideNeighbour, judge: () => [] }] });
    absent.tellPoint('p1');
    expect([absent.word('p1'), absent.engine.place('p1')?.deciding]).toEqual(['unknown', ['ISO-08']]);
  });

  it('counts a table that no device offers neither for nor against, unless it is needed', () => {
    const lenient = stageEngine();
    lenient.tellPoint('p1', { routes: 'not-offered' });
    expect([lenient.verdict('p1', 'ISO-07'), lenient.word('p1')]).toEqual(['not-offered', 'isolated']);
    expect(lenient.engine.place('p1')?.coverage).toEqual({ decided: 1, applicable: 1 });
    const strict = stageEngine({ checks: [outsideNeighbour, { ...routesOffered, needed: true }] });
    strict.tellPoint('p1', { routes: 'not-offered' });
    expect([strict.verdict('p1', 'ISO-07'), strict.word('p1')]).toEqual(['unknown', 'unknown']);
  });

  it.each(['refused', 'truncated', 'silent', 'malformed'] as const)('is unknown where a table was %s', (routes) => {
    const { engine, tellPoint, word } = stageEngine();
    tellPoint('p1', { routes });
    expect([word('p1'), engine.place('p1')?.coverage]).toEqual(['unknown', { decided: 1, applicable: 2 }]);
  });

  it('is unknown where a device that carries traffic has no agent', () => {
    const city = smallCity();
    const devices = new Map(city.devices);
    const utm = devices.get('p1-utm');
    if (utm !== undefined) devices.set('p1-utm', { ...utm, snmp: 'none' });
    const { tell, word } = stageEngine({ city: { ...city, devices } });
    tell('p1-sw');
    expect(word('p1')).toBe('unknown');
  });
});

describe('readings', () => {
  it('of strangers, late and repeated ones change nothing', async () => {
    const { clock, engine, tellPoint, word } = stageEngine();
    await clock.advance(minute);
    tellPoint('p1');
    expect(engine.observe([fakeTables('nobody', clock.now())])).toEqual([]);
    expect(engine.observe([fakeTables('p1-utm', clock.now() - minute, { neighbours: ['8.8.8.8'] })])).toEqual([]);
    expect(engine.observe([fakeTables('p1-utm', clock.now(), { neighbours: ['8.8.8.8'] })])).toEqual([]);
    expect(word('p1')).toBe('isolated');
  });

  it('torn by a restart of the device are none', async () => {
    const { clock, tell, tellPoint, word } = stageEngine();
    tell('p2-utm', { upTime: [900, 100] });
    tell('p2-sw');
    expect(word('p2')).toBe('unknown');
    tellPoint('p1');
    await clock.advance(minute);
    tell('p1-utm', { upTime: [900, 100], neighbours: ['8.8.8.8'] });
    expect(word('p1')).toBe('isolated');
  });

  it('from a future that a clock set back left behind prove nothing', () => {
    const { clock, engine, tellPoint, word } = stageEngine();
    tellPoint('p1');
    clock.jump(-2 * periodMs);
    engine.look();
    expect(word('p1')).toBe('unknown');
  });
});

describe('a check', () => {
  it('that throws proves nothing, is told, and keeps no other check from its turn', () => {
    const { broken, engine, tellPoint, verdict, word } = stageEngine({
      checks: [
        {
          ...routesOffered,
          judge() {
            throw new Error('broken');
          },
        },
        outsideNeighbour,
      ],
    });
    tellPoint('p1');
    expect([verdict('p1', 'ISO-07'), verdict('p1', 'ISO-08'), word('p1')]).toEqual(['unknown', 'pass', 'unknown']);
    expect(broken).toContain('ISO-07');
    expect(engine.place('p1')?.checks[0]?.reason).toEqual(message('isolation.check-broken'));
  });

  it('that names no observation proves nothing', () => {
    const { tellPoint, verdict } = stageEngine({
      checks: [
        {
          ...outsideNeighbour,
          judge: (scene) => outsideNeighbour.judge(scene).map(({ observedAt: _, ...rest }) => rest),
        },
      ],
    });
    tellPoint('p1');
    expect(verdict('p1', 'ISO-08')).toBe('unknown');
  });

  it('tells other offending rows while it fails, but not at every reading', async () => {
    const { clock, tell, tellPoint } = stageEngine();
    tellPoint('p1', { neighbours: ['8.8.8.1'] });
    const told: number[] = [];
    for (let n = 2; n < 40; n += 1) {
      await clock.advance(minute);
      const changes = tell('p1-utm', { neighbours: [`8.8.8.${n}`] });
      told.push(changes.filter((change) => change.what === 'check' && change.after?.verdict === 'fail').length);
    }
    expect(told.reduce((sum, each) => sum + each)).toBe(Math.floor((38 * minute) / isolationLimits.findingsAgainMs));
  });

  it('keeps a bounded number of rows, and counts all', () => {
    const { engine, tell } = stageEngine();
    tell('p1-utm', { neighbours: Array.from({ length: 1_000 }, (_, n) => `8.8.${n >> 8}.${n & 255}`) });
    const judgement = engine.place('p1')?.checks[0]?.judgements.find(({ deviceId }) => deviceId === 'p1-utm');
    expect([judgement?.findings.length, judgement?.findingCount]).toEqual([isolationLimits.findings, 1_000]);
  });
});

describe('a waiver', () => {
  const until = (clockNow: number) => clockNow + 30 * minute;

  it('covers its check at its place until it lapses by itself; isolated it does not make', async () => {
    const stage = stageEngine();
    const { clock, engine, tellPoint, verdict, word } = stage;
    stage.declaration = fakeDeclaration({ waivers: [fakeWaiver({ until: until(clock.now()) })] });
    for (const point of ['p1', 'p2']) tellPoint(point, { neighbours: ['9.9.9.9'] });
    expect([verdict('p1', 'ISO-08'), word('p1')]).toEqual(['waived', 'unknown']);
    expect([verdict('p2', 'ISO-08'), word('p2')]).toEqual(['fail', 'violated']);
    expect(engine.place('p1')?.checks[0]?.judgements[0]?.waiver?.approver).toBe('bureau');
    await clock.advance(29 * minute);
    tellPoint('p1', { neighbours: ['9.9.9.9'] });
    expect(word('p1')).toBe('unknown');
    await clock.advance(minute);
    engine.tick();
    expect([verdict('p1', 'ISO-08'), word('p1')]).toEqual(['fail', 'violated']);
  });

  it('for one device covers no other', () => {
    const stage = stageEngine();
    stage.declaration = fakeDeclaration({
      waivers: [fakeWaiver({ deviceId: 'p1-utm', until: until(stage.clock.now()) })],
    });
    stage.tell('p1-utm', { neighbours: ['9.9.9.9'] });
    stage.tell('p1-sw');
    expect(stage.verdict('p1', 'ISO-08')).toBe('waived');
    stage.tell('p3-utm', { neighbours: ['9.9.9.9'] });
    expect(stage.verdict('p3', 'ISO-08')).toBe('fail');
  });
});

describe('the roll-up', () => {
  it('never hides an unknown, and the worst is the word', async () => {
    const { clock, engine, tell, tellPoint } = stageEngine();
    const all = ['p1', 'p2', 'p3'];
    for (const point of all) tellPoint(point);
    expect(engine.rollUp().points).toMatchObject({ word: 'isolated', isolated: 3, violated: 0, unknown: 0 });
    expect(engine.rollUp()).toMatchObject({ word: 'unknown', isolated: 3, unknown: 2 });
    for (const id of ['core', 'agg', 'db-a', 'db-b']) tell(id);
    expect(engine.rollUp()).toMatchObject({ word: 'isolated', isolated: 5, decided: 10, applicable: 10 });
    await clock.advance(minute);
    tell('agg', { neighbours: ['9.9.9.9'] });
    expect(engine.rollUp().districts.get('d')).toMatchObject({ word: 'violated', isolated: 3, violated: 1 });
    expect(engine.rollUp().districts.get('city')).toMatchObject({ word: 'isolated', isolated: 1 });
  });
});

it('after a reload goes on with what is still there', () => {
  const stage = stageEngine();
  for (const point of ['p1', 'p2', 'p3']) stage.tellPoint(point);
  const points = new Map(stage.city.points);
  points.delete('p3');
  const devices = new Map([...stage.city.devices].filter(([id]) => !id.startsWith('p3')));
  stage.city = { ...stage.city, points, devices };
  stage.engine.apply();
  expect([stage.word('p1'), stage.word('p3')]).toEqual(['isolated', undefined]);
  expect(stage.engine.observe([fakeTables('p3-utm', stage.clock.now() + 1)])).toEqual([]);
});

it('gaps are the longest time that one device of the place was not read, open ones included', async () => {
  const { clock, engine, tell } = stageEngine();
  const ids = engine.devicesOf('p1');
  await clock.advance(5 * minute);
  tell('p1-utm');
  tell('p1-sw');
  expect(engine.gaps.take(ids, clock.now())).toBe(5 * minute);
  await clock.advance(2 * minute);
  tell('p1-utm');
  tell('p1-sw', { outcome: 'silent' });
  await clock.advance(minute);
  expect(engine.gaps.take(ids, clock.now())).toBe(3 * minute);
  expect(engine.gaps.takeCount(ids)).toBe(3);
});
