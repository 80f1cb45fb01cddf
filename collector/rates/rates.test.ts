import { describe, expect, it } from 'vitest';
import type { Identity, InterfaceReading, Observation } from '../observation.ts';
import { deviceMetrics, interfaceMetrics, type RateResult } from './model.ts';
import { createRates } from './rates.ts';
import { identity, narrow, polled, port, wide } from './reading.fake.ts';

const noon = Date.UTC(2026, 0, 5, 12);

/** Polls in order: seconds after noon, uptime in seconds, the ports, and what else the identity tells. */
type Poll = readonly [
  atSeconds: number,
  upSeconds: number,
  ports: readonly InterfaceReading[],
  more?: Partial<Identity>,
];

function observe(polls: readonly Poll[]): RateResult[] {
  const rates = createRates();
  return polls.map(([at, up, interfaces, more]) =>
    rates.observe(polled(noon + at * 1000, { identity: identity(up * 100, more), interfaces })),
  );
}

function last(polls: readonly Poll[]): RateResult {
  const result = observe(polls).at(-1);
  if (result === undefined) throw new Error('no poll');
  return result;
}

function value(result: RateResult, metric: (typeof interfaceMetrics)[number], name = 'ge1'): number | undefined {
  return result.samples.find((sample) => sample.entityId === `sw/${name}`)?.values[interfaceMetrics.indexOf(metric)];
}

function gap(result: RateResult, name = 'ge1'): string | undefined {
  return result.samples.find((sample) => sample.entityId === `sw/${name}`)?.gap;
}

const octets = (value: bigint | number) => [port('ge1', { inOctets: wide(value) })];
const octets32 = (value: bigint | number, speed = 100e6) => [
  port('ge1', { inOctets: narrow(value) }, { speedBitsPerSecond: speed }),
];

describe('rates of counters', () => {
  it('shows octets as bits and packets, errors and discards as they are, per second', () => {
    const at = (n: number) => [
      port('ge1', {
        inOctets: wide(1000 * n),
        outOctets: wide(500 * n),
        inUcastPkts: wide(10 * n),
        outUcastPkts: narrow(20 * n),
        inErrors: narrow(n),
        outErrors: narrow(2 * n),
        inDiscards: narrow(3 * n),
        outDiscards: narrow(4 * n),
      }),
    ];
    const result = last([
      [0, 1000, at(0)],
      [60, 1060, at(60)],
    ]);
    expect(result.samples[1]?.values).toEqual([8000, 4000, 10, 20, 1, 2, 3, 4]);
    expect(result.gaps).toEqual({});
  });

  it('gives a gap, not a zero, for the first reading and for what the agent does not offer', () => {
    const [first, second] = observe([
      [0, 1000, octets(0)],
      [60, 1060, octets(60)],
    ]);
    expect(first && gap(first)).toBe('first-reading');
    expect(second && gap(second)).toBeUndefined();
    expect(second?.samples[1]?.values.slice(1)).toEqual(Array(7).fill(undefined));
    expect(second?.gaps).toEqual({ 'not-offered': 1 });
  });

  it('counts beyond 2^53 exactly', () => {
    const start = 2n ** 53n + 1n;
    const result = last([
      [0, 1000, octets(start)],
      [10, 1010, octets(start + 1250n)],
    ]);
    expect(value(result, 'inBitsPerSecond')).toBe(1000);
  });

  it('follows a 64-bit counter through its wrap', () => {
    const result = last([
      [0, 1000, octets(2n ** 64n - 1000n)],
      [10, 1010, octets(250n)],
    ]);
    expect(value(result, 'inBitsPerSecond')).toBe(1000);
  });

  it('follows a 32-bit counter through its wrap where speed and time allow one', () => {
    const result = last([
      [0, 1000, octets32(2 ** 32 - 1000)],
      [10, 1010, octets32(250)],
    ]);
    expect(value(result, 'inBitsPerSecond')).toBe(1000);
  });

  it('takes a fall for a reset where the line is too slow to have wrapped the counter', () => {
    const result = last([
      [0, 1000, octets32(1_000_000_000)],
      [10, 1010, octets32(1000)],
    ]);
    expect(value(result, 'inBitsPerSecond')).toBeUndefined();
    expect(gap(result)).toBe('counter-reset');
  });

  it('takes all counters of a port for reset when one of them cannot have wrapped', () => {
    const at = (octetCount: number, packets: number) => [
      port('ge1', { inOctets: narrow(octetCount), inUcastPkts: narrow(packets) }, { speedBitsPerSecond: 100e6 }),
    ];
    // The octets alone would pass for a wrap: 1.3 GB in 120 s is less than 100 Mb/s.
    const result = last([
      [0, 1000, at(3_000_000_000, 2_000_000)],
      [120, 1120, at(0, 0)],
    ]);
    expect(result.samples[1]?.values.every((each) => each === undefined)).toBe(true);
    expect(gap(result)).toBe('counter-reset');
  });

  it('does not guess how often a 32-bit counter wrapped', () => {
    const result = last([
      [0, 1000, octets32(0, 1e9)],
      [3600, 4600, octets32(5, 1e9)],
    ]);
    expect(gap(result)).toBe('too-far-apart');
  });

  it('shows no rate above the speed of the line, and at the speed none above it by rounding', () => {
    const jump = last([
      [0, 1000, octets(0)],
      [10, 1010, octets(10n ** 15n)],
    ]);
    expect(gap(jump)).toBe('impossible-rate');
    const full = last([
      [0, 1000, octets(0)],
      [10, 1010, octets(1_260_000_000)],
    ]);
    expect(value(full, 'inBitsPerSecond')).toBe(1e9);
  });

  it('bounds packets and errors by what the speed allows', () => {
    const at = (packets: number, errors: number) => [
      port('ge1', { inUcastPkts: wide(packets), inErrors: narrow(errors) }),
    ];
    const result = last([
      [0, 1000, at(0, 0)],
      [10, 1010, at(100_000_000, 50)],
    ]);
    expect(value(result, 'inPacketsPerSecond')).toBeUndefined();
    expect(value(result, 'inErrorsPerSecond')).toBe(5);
    expect(gap(result)).toBe('impossible-rate');
  });

  it('measures with the faster speed while a port is negotiated anew', () => {
    const at = (count: number, speed: number) => [
      port('ge1', { inOctets: wide(count) }, { speedBitsPerSecond: speed }),
    ];
    const result = last([
      [0, 1000, at(0, 1e9)],
      [10, 1010, at(500_000_000, 100e6)],
    ]);
    expect(value(result, 'inBitsPerSecond')).toBe(400e6);
  });

  it('bounds a port that became another kind of line by what either could carry, never by a mixture of both', () => {
    // 10 Gb/s Ethernet carries 14,880,952 packets a second; 100 Mb/s of PPP carries less. Only 10 Gb/s of PPP would carry more.
    const result = last([
      [0, 1000, [port('ge1', { inErrors: narrow(0) }, { ifType: 6, speedBitsPerSecond: 10e9 })]],
      [1, 1001, [port('ge1', { inErrors: narrow(15_000_000) }, { ifType: 23, speedBitsPerSecond: 100e6 })]],
    ]);
    expect(value(result, 'inErrorsPerSecond')).toBeCloseTo(10e9 / 672, 3);
  });

  it('believes traffic above the nominal speed of a loopback', () => {
    const at = (count: number) => [port('ge1', { inOctets: wide(count) }, { ifType: 24, speedBitsPerSecond: 10e6 })];
    const result = last([
      [0, 1000, at(0)],
      [10, 1010, at(1_000_000_000)],
    ]);
    expect(value(result, 'inBitsPerSecond')).toBe(800e6);
  });

  it('starts anew when a counter changes its width', () => {
    const [, changed, after] = observe([
      [0, 1000, octets32(4_000_000_000)],
      [10, 1010, octets(5_000_000_000n)],
      [20, 1020, octets(5_000_001_250n)],
    ]);
    expect(changed && gap(changed)).toBe('first-reading');
    expect(after && value(after, 'inBitsPerSecond')).toBe(1000);
  });

  it('starts anew after one garbled reading and is well again two polls later', () => {
    const results = observe([
      [0, 1000, octets(0)],
      [10, 1010, octets(2n ** 60n)],
      [20, 1020, octets(2500)],
      [30, 1030, octets(3750)],
    ]);
    expect(results.map((result) => gap(result))).toEqual([
      'first-reading',
      'impossible-rate',
      'counter-reset',
      undefined,
    ]);
    expect(results[3] && value(results[3], 'inBitsPerSecond')).toBe(1000);
  });

  it('gives a gap when the agent names a discontinuity', () => {
    const at = (count: number, ticks: number) => [
      port('ge1', { inOctets: wide(count) }, { discontinuityTicks: ticks }),
    ];
    const result = last([
      [0, 1000, at(0, 0)],
      [10, 1010, at(1250, 100_500)],
    ]);
    expect(gap(result)).toBe('discontinuity');
  });
});

describe('rates across interfaces', () => {
  it('continues a series by name when ifIndex is dealt anew, and never crosses two ports', () => {
    const at = (one: number, two: number, swapped: boolean) => [
      port('ge1', { inOctets: wide(one) }, { ifIndex: swapped ? 2 : 1 }),
      port('ge2', { inOctets: wide(two) }, { ifIndex: swapped ? 1 : 2 }),
    ];
    const result = last([
      [0, 1000, at(0, 1_000_000, false)],
      [10, 1010, at(1250, 1_002_500, true)],
    ]);
    expect(value(result, 'inBitsPerSecond', 'ge1')).toBe(1000);
    expect(value(result, 'inBitsPerSecond', 'ge2')).toBe(2000);
  });

  it('forgets interfaces that a whole answer no longer names, and keeps them when the answer was partial', () => {
    const rates = createRates();
    const poll = (at: number, names: readonly string[], outcome: Observation['outcome']) =>
      rates.observe(
        polled(noon + at * 1000, {
          outcome,
          identity: identity((1000 + at) * 100),
          interfaces: names.map((name) => port(name, { inOctets: wide(at * 125) })),
        }),
      );
    poll(0, ['ge1', 'ge2'], 'answered');
    poll(10, ['ge1'], 'partial');
    const after = poll(20, ['ge1', 'ge2'], 'answered');
    expect(value(after, 'inBitsPerSecond', 'ge2')).toBe(1000);
    poll(30, ['ge1'], 'answered');
    expect(rates.size).toBe(1);
  });

  it('gives one sample for a name that an agent tells twice', () => {
    const result = last([[0, 1000, [...octets(0), ...octets(5)]]]);
    expect(result.samples.filter((sample) => sample.entityKind === 'interface')).toHaveLength(1);
  });
});

describe('the device beside its interfaces', () => {
  it('tells load as shares and leaves out what cannot be', () => {
    const rates = createRates();
    const { samples } = rates.observe(
      polled(noon, {
        identity: identity(4200),
        host: {
          cpuRatio: 0.25,
          memoryTotalBytes: 8e9,
          memoryUsedBytes: 2e9,
          loadAverage1: Number.NaN,
          storage: [
            { name: '/', totalBytes: 100, usedBytes: 40 },
            { name: '/data', totalBytes: 100, usedBytes: 90 },
            { name: '/odd', totalBytes: 0, usedBytes: 0 },
            { name: '/lie', totalBytes: 10, usedBytes: 11 },
          ],
        },
      }),
    );
    const device = Object.fromEntries(deviceMetrics.map((metric, index) => [metric, samples[0]?.values[index]]));
    expect(device).toEqual({
      answered: 1,
      pollSeconds: 0.02,
      upTimeSeconds: 42,
      cpuRatio: 0.25,
      memoryUsedRatio: 0.25,
      loadAverage1: undefined,
      storageUsedRatioMax: 0.9,
    });
  });

  it('says 0 of a device that is silent or refuses, and asks nothing of its interfaces', () => {
    const rates = createRates();
    for (const outcome of ['silent', 'refused'] as const) {
      const { samples } = rates.observe(polled(noon, { outcome }));
      expect(samples).toHaveLength(1);
      expect(samples[0]?.values[0]).toBe(0);
    }
  });

  it('forgets devices that a reload removed', () => {
    const rates = createRates();
    rates.observe(polled(noon, { identity: identity(100), interfaces: octets(0) }));
    rates.retain(['other']);
    expect(rates.size).toBe(0);
  });
});
