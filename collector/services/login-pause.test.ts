import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { message } from '../../core/index.ts';
import type { ProbeSettings } from '../../inventory/index.ts';
import { createLoginPause, tryUnlessResting } from './login-pause.ts';
import type { ProbeOutcome, ProbeResult } from './model.ts';

const minute = 60_000;

function probeOf(id: string, password = 'secret'): ProbeSettings {
  return {
    ...{ id, nameZh: id, nameEn: id, serviceId: id, periodSeconds: 60, timeoutMs: 1_000, retries: 0, budgetsMs: {} },
    ...{ from: ['hub'], kind: 'postgresql', host: '192.0.2.1', port: 5432, user: 'watch', password },
  } as unknown as ProbeSettings;
}

function stage() {
  const clock = new FakeClock();
  const pause = createLoginPause(clock);
  const asked: string[] = [];
  const run = (probe: ProbeSettings, outcome: ProbeOutcome, word: string = outcome) =>
    tryUnlessResting(pause, { probe, vantageId: 'hub', clock }, async () => {
      asked.push(probe.id);
      const reason = message(`collector.services.${word}`);
      return { probeId: probe.id, outcome, reason, startedAt: clock.now() } as ProbeResult;
    });
  return { clock, pause, asked, run };
}

describe('a password that is refused', () => {
  it('is not sent again for a while, by none of the probes that use it; they say nothing of their services', async () => {
    const { clock, asked, run } = stage();
    await run(probeOf('a'), 'bad', 'wrong-password');
    await clock.advance(minute - 1);
    expect(await run(probeOf('b'), 'good')).toMatchObject({
      ...{ probeId: 'b', serviceId: 'b', outcome: 'unknown', tries: 0 },
      reason: { key: 'collector.services.login-rests', params: { minutes: 1 } },
    });
    expect(asked).toEqual(['a']);
  });

  it('is tried by one alone when the pause is over, and rests longer each time it is refused again, an hour at most', async () => {
    const { clock, asked, run } = stage();
    const tries: number[] = [];
    for (let at = 0; at < 6 * 60; at += 1) {
      const before = asked.length;
      await run(probeOf('a'), 'bad', 'wrong-password');
      await run(probeOf('b'), 'bad', 'wrong-password');
      if (asked.length > before) tries.push(at);
      expect(asked.length - before).toBeLessThanOrEqual(1);
      await clock.advance(minute);
    }
    expect(tries).toEqual([0, 1, 11, 31, 71, 131, 191, 251, 311]);
  });

  it('is as any other again once it was taken, once a person wants it tried, or once it is another', async () => {
    const { clock, pause, asked, run } = stage();
    await run(probeOf('a'), 'bad', 'wrong-password');
    await run(probeOf('b', 'corrected'), 'good');
    pause.lift(probeOf('a'));
    await run(probeOf('a'), 'bad', 'wrong-password');
    await clock.advance(minute);
    await run(probeOf('a'), 'good');
    await run(probeOf('b'), 'good');
    expect(asked).toEqual(['a', 'b', 'a', 'a', 'b']);
  });

  it('does not rest for other troubles of the service', async () => {
    const { asked, run } = stage();
    await run(probeOf('a'), 'bad', 'refused');
    await run(probeOf('a'), 'bad', 'timeout');
    expect(asked).toEqual(['a', 'a']);
  });
});
