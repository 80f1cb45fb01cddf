import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { type Clock, render } from '../../core/index.ts';
import type { ProbeSettings } from '../../inventory/index.ts';
import { collectorTexts } from '../texts.ts';
import { type Attempt, bad } from './attempt.ts';
import { runProbe } from './run.ts';

const probe: ProbeSettings = {
  ...{ id: 'p', nameZh: '', nameEn: '', serviceId: 'jintan-budget', periodSeconds: 60, timeoutMs: 5_000, retries: 1 },
  ...{ budgetsMs: { total: 1_000 }, from: ['hub'], kind: 'tcp', host: 'h', port: 1, expect: undefined },
};

/** Runs a probe whose kind is `attempt`; the clock is turned by `ms` in tenths of a second until the result is there. */
async function run(attempt: Attempt, changes: Partial<ProbeSettings> = {}, signal?: AbortSignal) {
  const clock = new FakeClock();
  let tries = 0;
  const running = runProbe({
    ...{ probe: { ...probe, ...changes } as ProbeSettings, vantageId: 'hub', clock },
    ...(signal === undefined ? {} : { signal }),
    attempt: (ask) => {
      tries += 1;
      return attempt({ ...ask, clock });
    },
  });
  let over = false;
  void running.then(() => {
    over = true;
  });
  for (let turn = 0; !over && turn < 1_000; turn += 1) {
    await clock.advance(100);
  }
  return { ...(await running), tried: tries };
}

const wait = (ask: Parameters<Attempt>[0], ms: number): Promise<void> =>
  new Promise((resolve) => ask.clock.after(ms, resolve));

describe('a run of a probe', () => {
  it('is good with the phases that were reached', async () => {
    const result = await run(async (ask) => {
      ask.phases.enter('connect');
      await wait(ask, 200);
      ask.phases.enter('answer');
      await wait(ask, 300);
      return { outcome: 'good' };
    });
    expect(result).toMatchObject({
      ...{ probeId: 'p', serviceId: 'jintan-budget', vantageId: 'hub', outcome: 'good', tries: 1, durationMs: 500 },
      phases: { connect: 200, answer: 300, total: 500 },
      reason: { key: 'collector.services.good' },
    });
    expect(result).not.toHaveProperty('failedPhase');
  });

  it('is slow where a budget is exceeded, and names the phase; it is not tried again', async () => {
    const result = await run(
      async (ask) => {
        ask.phases.enter('connect');
        await wait(ask, 700);
        return { outcome: 'good' };
      },
      { budgetsMs: { connect: 500, total: 600 } },
    );
    expect(result).toMatchObject({ outcome: 'slow', failedPhase: 'connect', tries: 1 });
    expect(render(collectorTexts.en, result.reason)).toBe('connecting took 700 ms, the budget is 500 ms');
  });

  it('is tried again before it counts as bad, with a pause between', async () => {
    const result = await run(async (ask) => {
      ask.phases.enter('first-byte');
      throw bad('refused', { host: 'h', port: 1 });
    });
    expect(result).toMatchObject({ outcome: 'bad', failedPhase: 'first-byte', tries: 2, tried: 2, durationMs: 1_000 });
  });

  it('is good when the second try is', async () => {
    let before = 0;
    const result = await run(async () => {
      before += 1;
      if (before === 1) throw Object.assign(new Error('x'), { code: 'ECONNRESET' });
      return { outcome: 'good' };
    });
    expect(result).toMatchObject({ outcome: 'good', tries: 2 });
  });

  it('ends at its deadline whatever the kind does, in the phase where it hangs, and tells the kind', async () => {
    let aborted = 0;
    const result = await run((ask) => {
      ask.phases.enter('tls');
      ask.signal.addEventListener('abort', () => {
        aborted += 1;
      });
      return new Promise(() => {});
    });
    expect(result).toMatchObject({ outcome: 'bad', failedPhase: 'tls', tries: 2, durationMs: 11_000 });
    expect(aborted).toBe(2);
    expect(render(collectorTexts['zh-CN'], result.reason)).toBe('5 秒内没有完成，停在：TLS 握手');
  });

  it('says nothing of the service when this machine could not try, and does not try again', async () => {
    for (const code of ['EMFILE', 'EACCES', 'EADDRNOTAVAIL']) {
      const result = await run(() => Promise.reject(Object.assign(new Error('x'), { code })));
      expect(result).toMatchObject({ outcome: 'unknown', tries: 1, reason: { params: { code } } });
    }
    const broken = await run(() => {
      throw new TypeError('nothing of that');
    });
    expect(broken).toMatchObject({ outcome: 'unknown', reason: { key: 'collector.services.broken' } });
  });

  it('is given up at once when nobody wants it any more', async () => {
    const controller = new AbortController();
    const result = await run(
      (ask) => {
        controller.abort();
        return wait(ask, 1_000).then(() => ({ outcome: 'good' }));
      },
      {},
      controller.signal,
    );
    expect(result).toMatchObject({ outcome: 'unknown', tries: 1, reason: { key: 'collector.services.abandoned' } });
    expect(await run(() => new Promise(() => {}), {}, controller.signal)).toMatchObject({ outcome: 'unknown' });
  });

  /** A try in the middle of which this process stands still, as by SIGSTOP or on a machine without time for it. */
  async function runStalled(stallMs: number, attempt: Attempt, changes: Partial<ProbeSettings> = {}) {
    const fake = new FakeClock();
    let stalledMs = 0;
    const clock: Clock = {
      now: () => fake.now() + stalledMs,
      monotonicMs: () => fake.monotonicMs() + stalledMs,
      after: (delayMs, task) => fake.after(delayMs, task),
    };
    const running = runProbe({
      ...{ probe: { ...probe, retries: 0, ...changes } as ProbeSettings, vantageId: 'hub', clock },
      attempt: async (ask) => {
        ask.phases.enter('first-byte');
        await wait({ ...ask, clock }, 300);
        stalledMs += stallMs;
        return await attempt({ ...ask, clock });
      },
    });
    await fake.advance(10_000);
    return await running;
  }

  it('says nothing of the service when this process stood still in it, however it ended', async () => {
    const ownDelay = { outcome: 'unknown', reason: { key: 'collector.services.own-delay' } };
    const hangs: Attempt = () => new Promise(() => {});
    const cut: Attempt = async () => {
      throw bad('cut');
    };
    expect(await runStalled(2_000, hangs)).toMatchObject(ownDelay);
    expect(await runStalled(20_000, cut)).toMatchObject(ownDelay);
  });

  it('is bad all the same when the delay is too short to explain it', async () => {
    const cut: Attempt = async () => {
      throw bad('cut');
    };
    expect(await runStalled(1_000, () => new Promise(() => {}))).toMatchObject({ outcome: 'bad' });
    expect(await runStalled(2_000, cut)).toMatchObject({ outcome: 'bad', reason: { key: 'collector.services.cut' } });
  });

  it('is not slow by as much as this process was late itself', async () => {
    expect(await runStalled(1_500, async () => ({ outcome: 'good' }))).toMatchObject({ outcome: 'good' });
    const slow: Attempt = async (ask) => {
      await wait(ask, 1_200);
      return { outcome: 'good' };
    };
    expect(await runStalled(1_500, slow)).toMatchObject({ outcome: 'slow', failedPhase: 'total' });
  });

  it('repeats no secret, whoever does', async () => {
    const password = 'sesame &7';
    const leak = bad('broken', { detail: `login=${encodeURIComponent(password)} ${password} ok` });
    const changes = { kind: 'smtp', security: 'none', user: 'u', password } as Partial<ProbeSettings>;
    const result = await run(() => Promise.reject(leak), changes);
    expect(result.reason.params).toEqual({ detail: 'login=… … ok' });
  });
});
