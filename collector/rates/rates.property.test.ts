import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type InterfaceReading, interfaceCounterNames } from '../observation.ts';
import { boundOf } from './bounds.ts';
import { createRates } from './rates.ts';
import { identity, narrow, polled, port, wide } from './reading.fake.ts';

const noon = Date.UTC(2026, 0, 5, 12);

const counter = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(wide),
  fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }).map(narrow),
);
const anyPort: fc.Arbitrary<InterfaceReading> = fc
  .record({
    name: fc.constantFrom('a', 'b', 'c'),
    ifType: fc.constantFrom(6, 24, 23, 0),
    speed: fc.constantFrom(0, 10e6, 100e6, 1e9, 10e9),
    discontinuityTicks: fc.option(fc.constantFrom(0, 5), { nil: undefined }),
    counters: fc.record(
      Object.fromEntries(interfaceCounterNames.map((name) => [name, counter])) as Record<
        (typeof interfaceCounterNames)[number],
        typeof counter
      >,
      { requiredKeys: [] },
    ),
  })
  .map(({ name, ifType, speed, discontinuityTicks, counters }) =>
    port(name, counters, {
      ifType,
      speedBitsPerSecond: speed,
      ...(discontinuityTicks === undefined ? {} : { discontinuityTicks }),
    }),
  );
const anyPoll = fc.record({
  stepMs: fc.oneof(fc.integer({ min: -5000, max: 120_000 }), fc.integer({ min: -1e10, max: 1e10 })),
  up: fc.oneof(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.constant(undefined), fc.constant('onward' as const)),
  boots: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }),
  outcome: fc.constantFrom('answered' as const, 'partial' as const),
  ports: fc.array(anyPort, { maxLength: 4 }),
});

describe('rates, whatever the agents say', () => {
  it('are never negative and never above what the fastest speed of the two readings allows', () => {
    fc.assert(
      fc.property(fc.array(anyPoll, { minLength: 2, maxLength: 12 }), (polls) => {
        const rates = createRates();
        const told = new Map<string, InterfaceReading[]>();
        let at = noon;
        let ticks = 1_000_000;
        for (const { stepMs, up, boots, outcome, ports } of polls) {
          at += stepMs;
          ticks = typeof up === 'number' ? up : ticks + Math.round(stepMs / 10);
          const { samples } = rates.observe(
            polled(at, {
              outcome,
              interfaces: ports,
              ...(up === undefined
                ? {}
                : { identity: identity(ticks, boots === undefined ? {} : { engineBoots: boots }) }),
            }),
          );
          for (const reading of ports) told.set(reading.name, [...(told.get(reading.name) ?? []), reading]);
          for (const { entityId, values } of samples.filter(({ entityKind }) => entityKind === 'interface')) {
            const name = entityId.slice('sw/'.length);
            const bits = ports.find((reading) => reading.name === name)?.counters;
            for (const [index, counterName] of interfaceCounterNames.entries()) {
              const rate = values[index];
              if (rate === undefined) continue;
              const bounds = (told.get(name) ?? []).map(
                (line) => boundOf(line, counterName, bits?.[counterName]?.bits ?? 64).shownPerSecond,
              );
              expect(rate).toBeGreaterThanOrEqual(0);
              expect(rate).toBeLessThanOrEqual(Math.max(...bounds) * (index < 2 ? 8 : 1));
            }
          }
        }
      }),
    );
  });

  it('add up to the whole growth over any pattern of polls, missed ones and repeated ones, through both wraps', () => {
    const step = fc.record({
      ticks: fc.integer({ min: 100, max: 20_000 }),
      octets: fc.integer({ min: 0, max: 10_000 }),
      seen: fc.constantFrom('polled', 'missed', 'repeated', 'silent'),
    });
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 2, maxLength: 30 }),
        fc.integer({ min: 0, max: 30_000 }),
        fc.boolean(),
        (steps, beforeWrap, isWide) => {
          const rates = createRates();
          const start = (isWide ? 2n ** 64n : 2n ** 32n) - BigInt(beforeWrap);
          const make = isWide ? wide : narrow;
          let ticks = 2 ** 32 - 100_000;
          let octets = start;
          let lastSeenTicks = ticks;
          let lastSeenOctets = octets;
          let shownBits = 0;
          const read = () => {
            const at = noon + ticks * 10;
            const { samples, restart } = rates.observe(
              polled(at, {
                identity: identity(ticks % 2 ** 32),
                interfaces: [port('a', { inOctets: make(octets) }, { speedBitsPerSecond: 10e6 })],
              }),
            );
            expect(restart).toBeUndefined();
            return samples[1]?.values[0];
          };
          read();
          for (const { ticks: passed, octets: grown, seen } of steps) {
            ticks += passed;
            octets += BigInt(grown);
            if (seen === 'silent') rates.observe(polled(noon + ticks * 10, { outcome: 'silent' }));
            if (seen !== 'polled' && seen !== 'repeated') continue;
            const rate = read();
            expect(rate).toBeDefined();
            shownBits += ((rate ?? 0) * (ticks - lastSeenTicks)) / 100;
            lastSeenTicks = ticks;
            lastSeenOctets = octets;
            if (seen === 'repeated') expect(read()).toBeUndefined();
          }
          expect(shownBits / 8).toBeCloseTo(Number(lastSeenOctets - start), 3);
        },
      ),
    );
  });

  it('never spike: however often agents restart and counters are cleared, no rate exceeds the true traffic', () => {
    const step = fc.record({
      seconds: fc.integer({ min: 2, max: 4000 }),
      event: fc.constantFrom('none', 'none', 'none', 'restart', 'clear', 'missed'),
      load: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    const truth = 50e6 / 8;
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 2, maxLength: 40 }),
        fc.integer({ min: 1, max: 5_000_000 }),
        (steps, age) => {
          const rates = createRates();
          let at = noon;
          let up = age;
          let octets = age * truth;
          for (const { seconds, event, load } of steps) {
            at += seconds * 1000;
            // The event happens somewhere between the two polls.
            const after = Math.floor(seconds / 2);
            up = event === 'restart' ? after : up + seconds;
            octets = event === 'restart' || event === 'clear' ? after * load * truth : octets + seconds * load * truth;
            if (event === 'missed') continue;
            const { samples } = rates.observe(
              polled(at, {
                identity: identity(up * 100),
                interfaces: [
                  port('a', { inOctets: wide(Math.floor(octets)), inErrors: narrow(Math.floor(octets / 1e6)) }),
                ],
              }),
            );
            expect(samples[1]?.values[0] ?? 0).toBeLessThanOrEqual(truth * 8 * 1.0001);
            expect(samples[1]?.values[4] ?? 0).toBeLessThanOrEqual(truth);
          }
        },
      ),
    );
  });
});
