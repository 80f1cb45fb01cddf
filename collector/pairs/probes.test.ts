import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import type { HostPair, PairProbeSettings } from '../../inventory/index.ts';
import type { ClientProbe } from './model.ts';
import type { ProbeAsk } from './probe.ts';
import { createPairProbes, type ProbedPair } from './probes.ts';

const pace = { periodMs: 1_000, timeoutMs: 400 };

function probe(id: string, port = 80): PairProbeSettings {
  const none = { host: undefined, url: undefined, expect: undefined, memberHeader: undefined, authority: undefined };
  return { id, kind: 'tcp', port, insecure: false, ...none };
}

function pairOf(id: string, ...probes: readonly PairProbeSettings[]): ProbedPair {
  const pair: HostPair = {
    id,
    districtId: 'd',
    role: 'app',
    memberA: `${id}-a`,
    memberB: `${id}-b`,
    virtualAddress: '192.0.2.1',
    standby: 'vrrp',
  };
  return { pair, probes };
}

/** Probes whose tries end after a time of the test's choosing. */
function stage(options: {
  takesMs: (ask: ProbeAsk) => number;
  concurrency?: number;
  saysNothing?: (begun: number) => boolean;
}) {
  const { takesMs, concurrency, saysNothing = () => false } = options;
  const clock = new FakeClock();
  const begun: string[] = [];
  const told: ClientProbe[] = [];
  const startMs = clock.monotonicMs();
  const probes = createPairProbes({
    clock,
    tell: (result) => told.push(result),
    ...(concurrency === undefined ? {} : { concurrency }),
    attempt(ask) {
      const startedAt = clock.now();
      begun.push(`${ask.pairId} ${clock.monotonicMs() - startMs}`);
      const number = begun.length;
      return new Promise((resolve) => {
        clock.after(takesMs(ask), () => {
          if (saysNothing(number)) return resolve(undefined);
          resolve({ pairId: ask.pairId, probeId: ask.probe.id, startedAt, finishedAt: clock.now(), ok: true });
        });
      });
    },
  });
  return { clock, probes, begun, told };
}

describe('the probes of all pairs', () => {
  it('run once a period each, spread over it, and tell each result', async () => {
    const { clock, probes, begun, told } = stage({ takesMs: () => 50 });
    probes.apply([pairOf('p', probe('x')), pairOf('q', probe('x'))], pace);
    await clock.advance(500);
    expect(begun).toEqual([]);
    probes.start();
    await clock.advance(2_400);
    expect(begun).toEqual(['p 500', 'q 500', 'p 1000', 'q 1500', 'p 2000', 'q 2500']);
    expect(told).toHaveLength(6);
    expect(probes.stats).toEqual({ tried: 6, failed: 0, skipped: 0, running: 0 });
  });

  it('that hang leave out their own moments and keep nobody else waiting', async () => {
    const { clock, probes, begun } = stage({ takesMs: ({ pairId }) => (pairId === 'p' ? 2_500 : 10) });
    probes.apply([pairOf('p', probe('x')), pairOf('q', probe('x'))], pace);
    probes.start();
    await clock.advance(4_700);
    expect(begun.filter((each) => each.startsWith('p'))).toEqual(['p 0', 'p 3000']);
    expect(begun.filter((each) => each.startsWith('q'))).toHaveLength(5);
    expect(probes.stats.skipped).toBe(3);
  });

  it('that say nothing are not told and hold up nobody, and are counted', async () => {
    const { clock, probes, told } = stage({ takesMs: () => 50, saysNothing: (begun) => begun === 2 });
    probes.apply([pairOf('p', probe('x'))], pace);
    probes.start();
    await clock.advance(2_500);
    expect(told).toHaveLength(2);
    expect(probes.stats).toEqual({ tried: 3, failed: 0, skipped: 1, running: 0 });
  });

  it('that hang let the next begin at its moment, as many as fit into the time-out, and are told in order', async () => {
    let hangs = true;
    const { clock, probes, begun, told } = stage({ takesMs: () => (hangs ? 2_000 : 10) });
    probes.apply([pairOf('p', probe('x'))], { periodMs: 1_000, timeoutMs: 2_000 });
    probes.start();
    await clock.advance(900);
    hangs = false;
    await clock.advance(200);
    expect(begun).toEqual(['p 0', 'p 1000']);
    expect(told).toEqual([]);
    await clock.advance(900);
    expect(told.map(({ startedAt, finishedAt }) => finishedAt - startedAt)).toEqual([2_000, 10]);
    hangs = true;
    await clock.advance(6_500);
    expect(probes.stats).toMatchObject({ skipped: 0, running: 2 });
  });

  it('are never more at a time than there are places, and none waits for one', async () => {
    const { clock, probes, begun } = stage({ takesMs: () => 900, concurrency: 2 });
    const many = Array.from({ length: 5 }, (_, at) => pairOf(`p${at}`, probe('x')));
    probes.apply(many, pace);
    probes.start();
    await clock.advance(999);
    expect(begun).toEqual(['p0 0', 'p1 200']);
    expect(probes.stats).toMatchObject({ running: 1, skipped: 3 });
  });

  it('that stay keep their moment at a reload, those that went tell no more, and changed ones begin anew', async () => {
    const { clock, probes, begun, told } = stage({ takesMs: () => 100 });
    probes.apply([pairOf('p', probe('x')), pairOf('q', probe('x'))], pace);
    probes.start();
    await clock.advance(550);
    expect(probes.stats.running).toBe(1);
    probes.apply([pairOf('p', probe('x')), pairOf('r', probe('x'))], pace);
    await clock.advance(400);
    expect(told.map(({ pairId }) => pairId)).toEqual(['p']);
    begun.length = 0;
    await clock.advance(1_000);
    expect(begun).toEqual(['p 1000', 'r 1050']);
    probes.apply([pairOf('p', probe('x', 81))], pace);
    begun.length = 0;
    await clock.advance(1);
    expect(begun).toEqual(['p 1950']);
  });

  it('do not make up for moments that passed while the process was held up', async () => {
    const { clock, probes, begun } = stage({ takesMs: () => 1 });
    probes.apply([pairOf('p', probe('x'))], pace);
    probes.start();
    await clock.advance(10);
    // The timer comes late: all at once, as after a SIGSTOP.
    const late = clock.monotonicMs() + 7_300;
    const real = clock.monotonicMs.bind(clock);
    clock.monotonicMs = () => Math.max(real(), late);
    await clock.advance(1_000);
    clock.monotonicMs = real;
    await clock.advance(8_000);
    expect(begun.length).toBeLessThanOrEqual(4);
  });

  it('tell nothing and begin nothing after they were stopped', async () => {
    const { clock, probes, begun, told } = stage({ takesMs: () => 100 });
    probes.apply([pairOf('p', probe('x'))], pace);
    probes.start();
    await clock.advance(50);
    probes.stop();
    await clock.advance(5_000);
    expect([begun, told]).toEqual([['p 0'], []]);
    expect(clock.pendingCount).toBe(0);
  });
});
