import { describe, expect, it } from 'vitest';
import type { Identity, Observation } from '../observation.ts';
import { interfaceMetrics, type RateResult } from './model.ts';
import { createRates } from './rates.ts';
import { identity, polled, port, wide } from './reading.fake.ts';

const noon = Date.UTC(2026, 0, 5, 12);
const day = 86_400;
/** 2^32 ticks of a hundredth of a second: 497.1 days. */
const wrapSeconds = 2 ** 32 / 100;

interface Told {
  readonly at: number;
  readonly up?: number;
  readonly octets?: number;
  readonly more?: Partial<Identity>;
  readonly outcome?: Observation['outcome'];
}

function run(tellings: readonly Told[]): { result: RateResult; gap: string | undefined; bits: number | undefined }[] {
  const rates = createRates();
  return tellings.map(({ at, up, octets, more, outcome }) => {
    const result = rates.observe(
      polled(noon + at * 1000, {
        outcome: outcome ?? 'answered',
        ...(up === undefined ? {} : { identity: identity(Math.round(up * 100) % 2 ** 32, more) }),
        ...(octets === undefined ? {} : { interfaces: [port('ge1', { inOctets: wide(octets) })] }),
      }),
    );
    const sample = result.samples.find(({ entityKind }) => entityKind === 'interface');
    return { result, gap: sample?.gap, bits: sample?.values[interfaceMetrics.indexOf('inBitsPerSecond')] };
  });
}

const steady = { at: 0, up: 10 * day, octets: 1_000_000 };

describe('restarts', () => {
  it.each<[string, Told, readonly string[]]>([
    ['an uptime that fell', { at: 60, up: 20, octets: 5000 }, ['upTimeFell']],
    [
      'an uptime that is shorter than the time since',
      { at: 20 * day, up: 11 * day, octets: 9_000_000 },
      ['upTimeFell'],
    ],
    ['the uptime of the partner after a failover', { at: 60, up: 3 * day, octets: 9_000_000 }, ['upTimeFell']],
    ['boots that rose', { at: 60, up: 10 * day + 60, octets: 9_000_000, more: { engineBoots: 8 } }, ['engineBoots']],
    [
      'a host uptime that fell',
      { at: 60, up: 10 * day + 60, octets: 9_000_000, more: { hrSystemUptimeTicks: 2000 } },
      ['hrSystemUptime'],
    ],
    [
      'all signs together',
      { at: 60, up: 20, octets: 0, more: { engineBoots: 8, hrSystemUptimeTicks: 3000 } },
      ['upTimeFell', 'engineBoots', 'hrSystemUptime'],
    ],
  ])('recognises one by %s, gives a gap and goes on', (_name, after, evidence) => {
    const before = {
      ...steady,
      more: { ...(after.more?.engineBoots && { engineBoots: 7 }), hrSystemUptimeTicks: 10 * day * 100 },
    };
    const next = { ...after, at: after.at + 10, up: (after.up ?? 0) + 10, octets: (after.octets ?? 0) + 1250 };
    const [, restarted, healed] = run([before, after, next]);
    expect(restarted?.result.restart?.evidence).toEqual(evidence);
    expect(restarted?.result.restart?.at).toBe(noon + after.at * 1000 + 20);
    expect(restarted?.gap).toBe('agent-restart');
    expect(healed?.result.restart).toBeUndefined();
    expect(healed?.bits).toBe(1000);
  });

  it('takes the wrap of sysUpTime after 497 days for none, and lets the uptime grow on', () => {
    const [, wrapped] = run([
      { at: 0, up: wrapSeconds - 30, octets: 0 },
      { at: 60, up: wrapSeconds + 30, octets: 7500 },
    ]);
    expect(wrapped?.result.restart).toBeUndefined();
    expect(wrapped?.bits).toBe(1000);
    expect(wrapped?.result.samples[0]?.values[2]).toBeCloseTo(wrapSeconds + 30, 1);
  });

  it('takes the wrap for none after hours of missed polls', () => {
    const [, wrapped] = run([
      { at: 0, up: wrapSeconds - 3600, octets: 0 },
      { at: 7200, up: wrapSeconds + 3600, octets: 900_000 },
    ]);
    expect(wrapped?.result.restart).toBeUndefined();
    expect(wrapped?.bits).toBe(1000);
  });

  it('recognises a restart that falls together with the wrap by the boots', () => {
    const [, both] = run([
      { at: 0, up: wrapSeconds - 30, octets: 5000, more: { engineBoots: 1 } },
      { at: 60, up: 30, octets: 0, more: { engineBoots: 2 } },
    ]);
    expect(both?.result.restart?.evidence).toEqual(['engineBoots']);
    expect(both?.gap).toBe('agent-restart');
  });

  it('recognises a restart near the wrap by the time that passed', () => {
    const [, restarted] = run([
      { at: 0, up: wrapSeconds - 30, octets: 5000 },
      { at: 600, up: 20, octets: 0 },
    ]);
    expect(restarted?.result.restart?.evidence).toEqual(['upTimeFell']);
  });

  it('sees a restart though a poll without identity lies between', () => {
    const [, blind, seen] = run([steady, { at: 60, octets: 500 }, { at: 120, up: 70, octets: 900 }]);
    expect(blind?.gap).toBe('counter-reset');
    expect(seen?.result.restart?.evidence).toEqual(['upTimeFell']);
  });
});

describe('missed, repeated and disordered answers', () => {
  it('spreads the growth over missed polls', () => {
    const [, silent, back] = run([
      steady,
      { at: 60, outcome: 'silent' },
      { at: 3600, up: 10 * day + 3600, octets: 1_450_000 },
    ]);
    expect(silent?.result.samples).toHaveLength(1);
    expect(back?.bits).toBe(1000);
  });

  it('measures the time by the agent, not by when its answer came', () => {
    const [, late] = run([steady, { at: 12, up: 10 * day + 10, octets: 1_001_250 }]);
    expect(late?.bits).toBe(1000);
  });

  it('gives a gap for the same answer again and loses nothing by it', () => {
    const [, again, next] = run([steady, { ...steady, at: 60 }, { at: 120, up: 10 * day + 120, octets: 1_015_000 }]);
    expect(again?.gap).toBe('duplicate');
    expect(next?.bits).toBe(1000);
  });

  it('gives a gap for a second poll within the same second and loses nothing by it', () => {
    const [, soon, next] = run([
      steady,
      { at: 0.5, up: 10 * day + 0.5, octets: 1_001_000 },
      { at: 10, up: 10 * day + 10, octets: 1_001_250 },
    ]);
    expect(soon?.gap).toBe('duplicate');
    expect(next?.bits).toBe(1000);
  });

  it('drops an older answer that comes later', () => {
    const [, , overtaken, next] = run([
      steady,
      { at: 60, up: 10 * day + 60, octets: 1_007_500 },
      { at: 61, up: 10 * day + 30, octets: 1_003_750 },
      { at: 120, up: 10 * day + 120, octets: 1_015_000 },
    ]);
    expect(overtaken?.gap).toBe('out-of-order');
    expect(overtaken?.result.restart).toBeUndefined();
    expect(next?.bits).toBe(1000);
  });

  it('believes a lower uptime that is told twice', () => {
    const [, , once, twice, next] = run([
      steady,
      { at: 60, up: 10 * day + 60, octets: 1_007_500 },
      { at: 120, up: 10 * day + 30, octets: 500 },
      { at: 130, up: 10 * day + 40, octets: 1750 },
      { at: 140, up: 10 * day + 50, octets: 3000 },
    ]);
    expect(once?.gap).toBe('out-of-order');
    expect(twice?.result.restart?.evidence).toEqual(['upTimeFell']);
    expect(next?.bits).toBe(1000);
  });

  it.each([
    ['forward', 3600],
    ['back', -3600],
  ])('gives one gap and no restart when our own clock is set %s by an hour', (_name, step) => {
    const more = { engineBoots: 3 };
    const [, stepped, next] = run([
      { ...steady, more },
      { at: 60 + step, up: 10 * day + 60, octets: 1_007_500, more },
      { at: 120 + step, up: 10 * day + 120, octets: 1_015_000, more },
    ]);
    expect(stepped?.result.restart).toBeUndefined();
    expect(stepped?.gap).toBe('clock-disagrees');
    expect(next?.bits).toBe(1000);
  });

  it('measures with our clock where the uptime of the agent stands still', () => {
    const stuck = [0, 60, 120, 180].map((at) => ({ at, up: 5, octets: at * 125 }));
    expect(run(stuck).map(({ bits }) => bits)).toEqual([undefined, undefined, 1000, 1000]);
  });

  it('takes one garbled uptime for no restart', () => {
    const results = run([
      steady,
      { at: 60, up: 300 * day, octets: 1_007_500 },
      { at: 120, up: 10 * day + 120, octets: 1_015_000 },
      { at: 180, up: 10 * day + 180, octets: 1_022_500 },
    ]);
    expect(results.map(({ result }) => result.restart)).toEqual([undefined, undefined, undefined, undefined]);
    expect(results.map(({ bits }) => bits)).toEqual([undefined, undefined, 1000, 1000]);
  });
});
