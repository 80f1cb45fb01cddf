import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WireIsolation, WireIsolationHistory, WireIsolationPlaceDetail } from '../../api/wire-isolation.ts';
import { loadInventory } from '../../inventory/index.ts';
import { violations } from '../../lab/faults/violations/catalogue.ts';
import { startTrialCity, type TrialCity } from './city.fake.ts';
import { type Fangzhou, longTestMs, scratchFolder, startFangzhou, until } from './fangzhou.fake.ts';
import { kinds, type Plan, planTrials, type Trial } from './isolation-cases.fake.ts';

/** Short, so that nobody waits; every device is read whole in each. */
const periodSeconds = 15;
/** Decided by what the register or the outer side tells, which has tests of its own. */
const elsewhere = ['scrapped-alive', 'unplug'];

/** The real command over real sockets: isolation is broken at every kind of place, found there and nowhere else, and kept. */
describe('a city whose isolation is broken in every way that SNMP can tell', () => {
  const scratch = scratchFolder();
  let city: TrialCity;
  let fangzhou: Fangzhou;
  let plan: Plan;

  beforeAll(async () => {
    city = await startTrialCity(scratch.path);
    const read = await loadInventory({ source: city.folder, env: city.env });
    if (!read.ok) throw new Error('the copy has mistakes');
    plan = planTrials(read.value.city);
    city.edit(
      'terminals.csv',
      (text) => `${text.trimEnd()}\njincheng-1-o01,jincheng-1,outer,02:f5:ff:00:00:01,,,,in-use,FZ99001\n`,
    );
    const paces = `period: 30s\n  isolation_period: ${periodSeconds}s\n  profile_period: ${periodSeconds}s\n  topology_period: 1h`;
    city.edit('fangzhou.yaml', (text) => `${text.replace('period: 3s', paces)}\n${plan.declared}`);
    fangzhou = await startFangzhou(['start', '--config', city.folder, '--data', join(scratch.path, 'data')], city.env);
    await until('a city that is isolated everywhere', async () => {
      const { city: counts } = await fangzhou.get<WireIsolation>('/api/v1/isolation');
      return counts.word === 'isolated' ? true : undefined;
    });
  }, longTestMs);
  afterAll(async () => {
    await fangzhou?.stop();
    await city?.lab.stop();
    scratch.remove();
  });

  const byPlace = (trials: Iterable<Trial> = plan.trials) => {
    const places = new Map<string, Trial[]>();
    for (const trial of trials) places.set(trial.placeId, [...(places.get(trial.placeId) ?? []), trial]);
    return places;
  };
  const all = async () => (await fangzhou.get<WireIsolation>('/api/v1/isolation')).places;
  const wanted = ({ kind }: Trial) => (kind.alone === true ? 'unknown' : 'fail');

  it('has a trial for every violation that the lab can do', () => {
    const tried = new Set([...kinds.map(({ verb }) => verb), ...elsewhere]);
    expect([...tried].sort()).toEqual(Object.keys(violations).sort());
  });

  it(
    'finds each within one period, by the right check, at the right device',
    async () => {
      for (const { command } of plan.trials) expect(await city.lab.apply(command), command).toMatchObject({ ok: true });
      const brokenAt = Date.now();
      /** Readings that ended after the commands without showing what is wrong, by trial. */
      const inVain = new Map<Trial, Set<string>>(plan.trials.map((trial) => [trial, new Set()]));
      await until('every violation to be found', async () => {
        for (const [placeId, trials] of byPlace(inVain.keys())) {
          const place = await fangzhou.get<WireIsolationPlaceDetail>(`/api/v1/isolation/places/${placeId}`);
          for (const trial of trials) {
            const check = place.checks.find(({ id }) => id === trial.kind.check);
            const here = check?.judgements.filter(({ deviceId }) => deviceId === trial.deviceId) ?? [];
            const readAt = place.devices.find(({ id }) => id === trial.deviceId)?.readAt ?? '';
            if (here.some(({ verdict }) => verdict === wanted(trial))) {
              expect(check?.verdict, trial.command).toBe(wanted(trial));
              inVain.delete(trial);
            } else if (Date.parse(readAt) > brokenAt) inVain.get(trial)?.add(readAt);
            // One reading may have begun before; what a maker's own tables tell is read on a schedule of its own.
            expect(inVain.get(trial)?.size ?? 0, trial.command).toBeLessThanOrEqual(
              trial.kind.ownPace === true ? 3 : 1,
            );
          }
        }
        return inVain.size === 0 ? true : undefined;
      });
    },
    longTestMs,
  );

  it('blames no check that has nothing to do with it, and no other place', async () => {
    const broken = byPlace();
    for (const { id, word, checks } of await all()) {
      const trials = broken.get(id) ?? [];
      const failed = checks.filter(({ verdict }) => verdict === 'fail').map((check) => check.id);
      const known = new Set(trials.flatMap(({ kind }) => [kind.check, ...(kind.also ?? [])]));
      expect(
        failed.filter((check) => !known.has(check)),
        id,
      ).toEqual([]);
      const expected =
        trials.length === 0 ? 'isolated' : trials.every(({ kind }) => kind.alone === true) ? 'unknown' : undefined;
      if (expected !== undefined) expect(word, id).toBe(expected);
      // Hygiene alone is no violation; anything else is.
      else expect(word, id).not.toBe('isolated');
    }
  });

  it(
    'is isolated again after the repair, and its history keeps what was',
    async () => {
      await city.lab.apply('repair all');
      await until('a city that is isolated again', async () =>
        (await all()).every(({ word }) => word === 'isolated') ? true : undefined,
      );
      for (const [placeId, trials] of byPlace()) {
        const path = `/api/v1/isolation/places/${placeId}/history`;
        const { spans, events } = await fangzhou.get<WireIsolationHistory>(path);
        expect(spans.at(-1)?.word, placeId).toBe('isolated');
        expect(
          spans.some(({ word }) => word !== 'isolated'),
          placeId,
        ).toBe(true);
        for (const trial of trials) {
          const told = events.filter(({ checkId }) => checkId === trial.kind.check).map(({ verdict }) => verdict);
          expect(told, trial.command).toContain(wanted(trial));
          expect(['pass', 'not-offered'], trial.command).toContain(told.at(-1));
        }
      }
    },
    longTestMs,
  );
});
