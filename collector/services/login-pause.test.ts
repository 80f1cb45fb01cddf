import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { message } from '../../core/index.ts';
import type { BusinessFigureSettings, ProbeSettings } from '../../inventory/index.ts';
import { createLoginPause, type KeptRest, readUnlessResting, tryUnlessResting } from './login-pause.ts';
import type { FigureReading, ProbeOutcome, ProbeResult } from './model.ts';

const minute = 60_000;

function probeOf(id: string, password = 'secret'): ProbeSettings {
  return {
    ...{ id, nameZh: id, nameEn: id, serviceId: id, periodSeconds: 60, timeoutMs: 1_000, retries: 0, budgetsMs: {} },
    ...{ from: ['hub'], kind: 'postgresql', host: '192.0.2.1', port: 5432, user: 'watch', password },
  } as unknown as ProbeSettings;
}

/** Reads by the same account as the probes. */
function figureOf(id: string): BusinessFigureSettings {
  const { kind, host, port, user, password } = probeOf(id) as unknown as Record<string, unknown>;
  const source = { kind, host, port, user, password, statement: 'SELECT 1' };
  return { id, nameZh: id, nameEn: id, serviceId: id, from: 'hub', source } as unknown as BusinessFigureSettings;
}

function stage(clock = new FakeClock(), kept: readonly unknown[] = []) {
  const held: (readonly KeptRest[])[] = [];
  const pause = createLoginPause(clock, { kept, keep: (rests) => void held.push(rests) });
  const asked: string[] = [];
  const run = (probe: ProbeSettings, outcome: ProbeOutcome, word: string = outcome) =>
    tryUnlessResting(pause, { probe, vantageId: 'hub', clock }, async () => {
      asked.push(probe.id);
      const reason = message(`collector.services.${word}`);
      return { probeId: probe.id, outcome, reason, startedAt: clock.now() } as ProbeResult;
    });
  const read = (id: string, reading: Partial<FigureReading>) =>
    readUnlessResting(pause, { figure: figureOf(id), vantageId: 'hub', clock }, async () => {
      asked.push(id);
      return { figureId: id, vantageId: 'hub', at: clock.now(), ...reading };
    });
  /** Another process, with what this one kept as it was read back from the disk. */
  const restart = () => stage(clock, JSON.parse(JSON.stringify(held.at(-1) ?? [])) as readonly unknown[]);
  return { clock, pause, asked, run, read, held, restart };
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

  it('rests over a restart for what is left of its time, and goes on counting its refusals', async () => {
    const before = stage();
    await before.run(probeOf('a'), 'bad', 'wrong-password');
    await before.clock.advance(minute);
    await before.run(probeOf('a'), 'bad', 'wrong-password');
    await before.clock.advance(4 * minute);
    const after = before.restart();
    expect(await after.run(probeOf('b'), 'good')).toMatchObject({ tries: 0, reason: { params: { minutes: 6 } } });
    await after.clock.advance(6 * minute);
    await after.run(probeOf('b'), 'bad', 'wrong-password');
    expect(after.asked).toEqual(['b']);
    expect(await after.restart().run(probeOf('a'), 'good')).toMatchObject({ reason: { params: { minutes: 20 } } });
  });

  it('is another account after a restart, too, when it was corrected meanwhile; one that was taken is not kept', async () => {
    const before = stage();
    await before.run(probeOf('a'), 'bad', 'wrong-password');
    const after = before.restart();
    await after.run(probeOf('a', 'corrected'), 'good');
    expect(after.asked).toEqual(['a']);
    after.pause.lift(probeOf('a'));
    expect(after.held.at(-1)).toEqual([]);
  });

  it('is kept without the password, and a clock that was set back makes no rest longer', async () => {
    const before = stage();
    await before.run(probeOf('a', 'a-long-secret'), 'bad', 'wrong-password');
    expect(before.held.at(-1)).toEqual([
      {
        ...{ account: '["postgresql","192.0.2.1","watch"]', salt: expect.stringMatching(/^[0-9a-f]{16}$/) },
        ...{ mark: expect.stringMatching(/^[0-9a-f]{3}$/), refusals: 1, untilAt: before.clock.now() + minute },
      },
    ]);
    const [rest] = before.held.at(-1) ?? [];
    const late = stage(new FakeClock(), [{ ...rest, untilAt: before.clock.now() + 1e9 }, 7, null, { account: 'x' }]);
    expect(await late.run(probeOf('a', 'a-long-secret'), 'good')).toMatchObject({ reason: { params: { minutes: 1 } } });
  });

  it('rests for business figures that log in with it as for probes, and the other way round', async () => {
    const { clock, asked, run, read } = stage();
    await read('f', { reason: message('collector.services.wrong-password') });
    expect(await run(probeOf('a'), 'good')).toMatchObject({ tries: 0 });
    expect(await read('g', { value: 1 })).toEqual({
      ...{ figureId: 'g', vantageId: 'hub', at: clock.now() },
      reason: { key: 'collector.services.login-rests', params: { minutes: 1 } },
    });
    await clock.advance(minute);
    expect(await read('g', { value: 1 })).toMatchObject({ value: 1 });
    await run(probeOf('a'), 'good');
    await read('f', { reason: message('collector.services.figure-empty') });
    await read('f', { value: 2 });
    expect(asked).toEqual(['f', 'g', 'a', 'f', 'f']);
  });
});
