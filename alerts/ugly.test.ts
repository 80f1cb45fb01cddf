import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStateEngine } from '../audit/index.ts';
import type { Observation, Sample } from '../collector/index.ts';
import { FakeClock } from '../core/clock.fake.ts';
import { silentLog } from '../core/index.ts';
import { createFakeStore } from '../store/store.fake.ts';
import { createAlertEngine } from './engine.ts';
import { settings, smallCity } from './stage.fake.ts';

const name = fc.oneof(
  fc.constantFrom('g1', 'wan1', 'lan', 'ge-0/0/1', '', '__proto__', '千兆/1'),
  fc.string({ maxLength: 8 }),
);
const number = fc.oneof(fc.double(), fc.constantFrom(0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e308));
const interfaces = fc.array(
  fc.record({
    ifIndex: fc.integer(),
    name,
    ifDescr: name,
    ifType: fc.integer(),
    adminStatus: fc.constantFrom('up', 'down', 'testing'),
    operStatus: fc.constantFrom('up', 'down', 'testing', 'unknown', 'dormant', 'notPresent', 'lowerLayerDown'),
    speedBitsPerSecond: number,
    counters: fc.constant({}),
  }),
  { maxLength: 6 },
);
const deviceId = fc.constantFrom('agg', 'core', 'p1-utm', 'p1-sw', 'p2-utm', 'nobody', '__proto__');
const observation = (from: number): fc.Arbitrary<Observation> =>
  fc
    .record({
      deviceId,
      startedAt: fc.integer({ min: -100_000, max: 400_000 }),
      tookMs: fc.integer({ min: 0, max: 20_000 }),
      outcome: fc.constantFrom('answered', 'partial', 'silent', 'refused'),
      interfaces: fc.option(interfaces, { nil: undefined }),
    })
    .map(({ startedAt, tookMs, interfaces: rows, ...rest }) => ({
      ...rest,
      startedAt: from + startedAt,
      finishedAt: from + startedAt + tookMs,
      faults: [],
      requests: 1,
      responses: 1,
      values: 1,
      ...(rows === undefined ? {} : { interfaces: rows }),
    })) as fc.Arbitrary<Observation>;
const samples: fc.Arbitrary<Sample[]> = fc.array(
  fc.record({
    entityKind: fc.constantFrom('interface', 'device'),
    entityId: fc.tuple(deviceId, name).map(([id, port]) => `${id}/${port}`),
    at: fc.integer(),
    values: fc.array(fc.option(number, { nil: undefined }), { maxLength: 9 }),
  }),
  { maxLength: 4 },
);

describe('whatever comes in', () => {
  it('no order, time or content of polls makes states or incidents throw, grow without bound or go without a reason', async () => {
    const start = new FakeClock().now();
    const polls = fc.array(
      fc.record({ poll: observation(start), rates: samples, passMs: fc.integer({ min: 0, max: 120_000 }) }),
      {
        maxLength: 40,
      },
    );
    await fc.assert(
      fc.asyncProperty(polls, async (sequence) => {
        const clock = new FakeClock(start);
        const states = createStateEngine({ city: smallCity(), settings, clock });
        const store = createFakeStore({ kinds: [], clock });
        const alerts = createAlertEngine({ states, settings, clock, store, log: silentLog });
        await alerts.start();
        for (const { poll, rates, passMs } of sequence) {
          const changes = states.observe(poll, rates);
          for (const { before, after } of changes) expect(before?.id ?? after.id).toBe(after.id);
          const restart = { deviceId: poll.deviceId, at: poll.startedAt, evidence: ['upTimeFell'] } as const;
          alerts.observe({ observation: poll, samples: rates, restart, changes });
          await clock.advance(passMs);
          alerts.tick(states.tick());
        }
        for (const kind of ['point', 'link', 'device', 'interface', 'pair', 'district'] as const) {
          for (const state of states.all(kind)) expect(state.reason.key).toMatch(/^audit\./);
        }
        const open = alerts.list().filter((incident) => incident.status !== 'cleared');
        const keys = open.map((incident) => `${incident.condition} ${incident.root.kind} ${incident.root.id}`);
        expect(new Set(keys).size).toBe(keys.length);
        for (const incident of open)
          expect(
            states.get(incident.root.kind, incident.root.id) !== undefined || incident.condition === 'poll-gap',
          ).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
