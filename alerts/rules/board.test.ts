import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import { boardOf, firingOf, kinds, ruleText } from './stage.fake.ts';
import type { KeptWatched } from './watched.ts';
import { filled } from './wording.ts';

const rules = (...all: readonly string[]): string => `rules:\n${all.join('')}`;
const cpu = (id: string, more = '') =>
  ruleText(id, `threshold: { series: device.cpuRatio, unit: percent, above: 90, clear: 80 }\n${more}`);
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

describe('rules at what they watch', () => {
  it('fire at the elements that they select, each by its own values', async () => {
    const { board, clock, feed } = await boardOf(
      `tags: { edge: ['p1-*'] }\n${rules(cpu('all'), cpu('tagged', 'on: { tag: [edge] }'), cpu('others', "on: { role: [switch, utm], except: ['p1-*'] }"))}`,
    );
    await feed('device.cpuRatio', 'p1-utm', 0.95);
    await feed('device.cpuRatio', 'agg', 0.85);
    expect(firingOf(board)).toEqual(['all p1-utm', 'tagged p1-utm']);
    await clock.advance(minuteMs);
    await feed('device.cpuRatio', 'agg', 0.9);
    await feed('device.cpuRatio', 'nobody', 0.99);
    expect(firingOf(board)).toEqual(['all agg', 'all p1-utm', 'others agg', 'tagged p1-utm']);
  });

  it('tell how far a value rose above the least of the time before', async () => {
    const text = rules(
      ruleText('jump', 'change: { series: device.loadAverage1, unit: count, rises: 10, clear: 2, within: 10m }'),
    );
    const { board, clock, feed } = await boardOf(text);
    for (const [minute, value, fires] of [
      [0, 5, false],
      [5, 4, false],
      [9, 13, false],
      [10, 14, true],
      [14, 6.5, true],
      [24, 8, true],
      [25, 8.5, false],
    ] as const) {
      await clock.advance(minute * minuteMs - (clock.now() - Date.UTC(2026, 0, 5, 8)));
      await feed('device.loadAverage1', 'agg', value);
      // 14 - 4 = 10 in minute 10; in minute 24 the least of ten minutes is 6.5, so 1.5 above it ends it.
      expect([minute, firingOf(board).length > 0]).toEqual([minute, minute === 24 ? false : fires]);
    }
  });

  it('compare with the same hour of past days of the same class, by their middle', async () => {
    const text = rules(
      ruleText('odd', 'usual: { series: device.loadAverage1, unit: count, above: 4, clear: 2, weeks: 2, least: 1 }'),
    );
    // Monday the 19th, 10:00 at the wall; of 14 days before, nine are worked (the 7th is a holiday).
    const now = Date.UTC(2026, 0, 19, 2);
    const clock = new FakeClock(now);
    const store = createFakeStore({ kinds, clock });
    for (let day = 1; day <= 14; day += 1) {
      const at = now - day * dayMs;
      const weekday = new Date(at).getUTCDay();
      const isOff = weekday === 0 || weekday === 6 || day === 12;
      // Working days are 10 or 12, the middle 10; days off are 100.
      store.append([
        { kind: 'device', entityId: 'agg', at, values: [1, 0, 0, 0, 0, isOff ? 100 : day % 4 === 0 ? 12 : 10, 0] },
      ]);
    }
    const { board, feed } = await boardOf(text, { clock, store });
    await feed('device.loadAverage1', 'agg', 13.9);
    expect(firingOf(board)).toEqual([]);
    await clock.advance(minuteMs);
    await feed('device.loadAverage1', 'agg', 14);
    expect(firingOf(board)).toEqual(['odd agg']);
    // Saturday at the same hour 14 is nothing of note, and Thursday at night nothing is known.
    await clock.advance(5 * dayMs);
    await feed('device.loadAverage1', 'agg', 14);
    expect(firingOf(board)).toEqual([]);
  });

  it('foresee when a value is reached, with the longest time that goes with the trend, and say nothing on too little data', async () => {
    const text = rules(
      ruleText(
        'full',
        'forecast: { series: device.storageUsedRatioMax, unit: percent, rises_to: 90, within: 2d, clear: 3d, from: 4d }',
      ).replaceAll('{element}', '{left}'),
    );
    const { board, clock, feed } = await boardOf(text);
    // One percent in two hours, from 10 on: at 60 after 100 hours, 30 percent away: 60 hours. At 66 after 112 hours: 48 hours.
    for (let hour = 0; hour <= 112; hour += 1) {
      await feed('device.storageUsedRatioMax', 'agg', 0.1 + hour / 200);
      if (hour === 40) expect(board.find('full', 'agg')?.judged.reading).toBe('none');
      if (hour === 100) expect(firingOf(board)).toEqual([]);
      if (hour < 112) await clock.advance(hourMs);
    }
    expect(firingOf(board)).toEqual(['full agg']);
    const [one] = board.firing();
    expect(one && filled(one.compiled.rule.summary, one).en).toBe('2 days (at most 2 days)');
  });

  it('fire when nothing came for as long as they say, while somebody looked at what can be seen', async () => {
    const text = rules(ruleText('gone', 'absent: { series: device.cpuRatio }\nfor: 10m\non: { id: [agg] }'));
    const { board, clock, feed, state } = await boardOf(text);
    await feed('device.cpuRatio', 'agg', 0.1);
    await clock.advance(9 * minuteMs);
    board.tick();
    expect(firingOf(board)).toEqual([]);
    state('device', 'agg', 'down');
    await clock.advance(9 * minuteMs);
    board.tick();
    state('device', 'agg', 'up');
    await clock.advance(9 * minuteMs);
    board.tick();
    expect(firingOf(board)).toEqual([]);
    await clock.advance(minuteMs);
    board.tick();
    expect(firingOf(board)).toEqual(['gone agg']);
    await clock.advance(minuteMs);
    await feed('device.cpuRatio', 'agg', 0.1);
    expect(firingOf(board)).toEqual([]);
  });

  it('do not count the time in which Fangzhou stood still as absence', async () => {
    const text = rules(ruleText('gone', 'absent: { series: device.cpuRatio }\nfor: 10m\non: { id: [agg] }'));
    const clock = new FakeClock();
    const store = createFakeStore({ kinds, clock });
    store.append([{ kind: 'device', entityId: 'agg', at: clock.now(), values: [1, 0, 0, 0.1, 0, 0, 0] }]);
    // Three minutes of silence were seen before the stop of two hours.
    const lastSampleAt = clock.now() + 3 * minuteMs;
    await clock.advance(2 * hourMs);
    const { board } = await boardOf(text, { clock, store, lastSampleAt });
    await clock.advance(6 * minuteMs);
    board.tick();
    expect(firingOf(board)).toEqual([]);
    await clock.advance(minuteMs);
    board.tick();
    expect(firingOf(board)).toEqual(['gone agg']);
  });

  it('count how long a state stands, and hold still while nobody knows it', async () => {
    const { board, clock, state } = await boardOf(
      rules(ruleText('long', 'state: { of: device, is: [degraded] }\nfor: 1h')),
    );
    state('device', 'agg', 'degraded');
    await clock.advance(59 * minuteMs);
    board.tick();
    expect(firingOf(board)).toEqual([]);
    await clock.advance(minuteMs);
    board.tick();
    expect(firingOf(board)).toEqual(['long agg']);
    state('device', 'agg', 'unknown');
    await clock.advance(minuteMs);
    board.tick();
    expect(firingOf(board)).toEqual(['long agg']);
    state('device', 'agg', 'up');
    expect(firingOf(board)).toEqual([]);
  });

  it('take verdicts of checks: failing fires, a waiver ends', async () => {
    const { board } = await boardOf(rules(ruleText('bad', 'verdict: { check: ISO-05, is: [fail] }')));
    board.verdicts([
      { of: 'place', id: 'p1', check: 'ISO-05', verdict: 'fail' },
      { of: 'place', id: 'p1', check: 'ISO-06', verdict: 'fail' },
    ]);
    expect(firingOf(board)).toEqual(['bad p1']);
    board.verdicts([{ of: 'place', id: 'p1', check: 'ISO-05', verdict: 'waived' }]);
    expect(firingOf(board)).toEqual([]);
  });

  it('are made of others at the same element, and undecided where a part is', async () => {
    const { board, clock, feed } = await boardOf(
      rules(
        cpu('cpu'),
        ruleText('memory', 'threshold: { series: device.memoryUsedRatio, unit: percent, above: 90, clear: 80 }'),
        ruleText('load', 'threshold: { series: device.loadAverage1, unit: count, above: 9, clear: 8 }'),
        ruleText('short', 'composite: { all: [cpu, memory], not: [load] }'),
      ),
    );
    await feed('device.cpuRatio', 'agg', 0.95);
    await clock.advance(1_000);
    await feed('device.memoryUsedRatio', 'agg', 0.95);
    board.tick();
    // Nothing is known of its load.
    expect(firingOf(board)).toEqual(['cpu agg', 'memory agg']);
    await clock.advance(1_000);
    await feed('device.loadAverage1', 'agg', 2);
    board.tick();
    expect(firingOf(board)).toEqual(['cpu agg', 'memory agg', 'short agg']);
    await clock.advance(1_000);
    await feed('device.loadAverage1', 'agg', 12);
    board.tick();
    expect(firingOf(board)).toEqual(['cpu agg', 'load agg', 'memory agg']);
    // When all its parts have fallen silent nobody knows, though nothing came that says so; what fires still does.
    const short = board.find('short', 'agg');
    const words = () => [
      short && board.word(short),
      ...['cpu', 'load'].map((id) => [...board.ofRule(id)].map((one) => board.word(one))[0]),
    ];
    expect(words()).toEqual(['ok', 'firing', 'firing']);
    await feed('device.loadAverage1', 'agg', 2, clock.now() + 1);
    await feed('device.cpuRatio', 'agg', 0.5, clock.now() + 1);
    expect(words()).toEqual(['ok', 'ok', 'ok']);
    await clock.advance(hourMs);
    board.tick();
    expect(words()).toEqual(['no-data', 'no-data', 'no-data']);
  });

  it('raise nothing outside of their hours, and keep what is bad until it is good', async () => {
    // Monday 16:00 at the wall.
    const { board, clock, feed } = await boardOf(
      rules(cpu('worked', "when: { days: working, hours: ['08:30-17:00'] }\nfor: 2m")),
    );
    const at = async (minutes: number, value: number) => {
      await clock.advance(minutes * minuteMs);
      await feed('device.cpuRatio', 'agg', value);
      return firingOf(board).length;
    };
    expect([await at(0, 0.95), await at(2, 0.95)]).toEqual([0, 1]);
    expect([await at(120, 0.95), await at(2, 0.95), await at(2, 0.5), await at(2, 0.95), await at(3, 0.95)]).toEqual([
      1, 1, 0, 0, 0,
    ]);
    const [one] = board.ofRule('worked');
    expect(one && board.word(one)).toBe('resting');
  });

  it('keep what fires when they are changed, and forget what they are not about any more', async () => {
    const { board, clock, feed, scene } = await boardOf(rules(cpu('cpu')));
    await feed('device.cpuRatio', 'agg', 0.95);
    await feed('device.cpuRatio', 'p1-utm', 0.95);
    const { book } = await boardOf(
      rules(cpu('cpu', 'on: { id: [agg] }').replace('above: 90, clear: 80', 'above: 99, clear: 90')),
    );
    if (book === undefined) throw new Error('no book');
    board.apply(book, scene);
    expect(firingOf(board)).toEqual(['cpu agg']);
    expect(board.takeChanges().drop).toContain('cpu p1-utm');
    await clock.advance(1_000);
    await feed('device.cpuRatio', 'agg', 0.89);
    expect(firingOf(board)).toEqual([]);
  });
});

describe('rules under any course of values', () => {
  const value = fc.constantFrom(0.5, 0.8, 0.85, 0.9, 0.95, undefined);
  const ids = ['agg', 'p1-utm', 'p2-utm'];
  const course = fc.array(fc.tuple(value, value, value), { minLength: 1, maxLength: 25 });
  const text = rules(
    cpu('slow', 'for: 3m\nclear_for: 2m'),
    cpu('quick'),
    ruleText('both', 'composite: { all: [slow, quick] }\nfor: 1m'),
  );

  /** What fires after each minute; `order` is that of the series, `stops` are minutes after which Fangzhou is started anew. */
  async function play(
    values: readonly (readonly (number | undefined)[])[],
    order: readonly number[],
    stops: readonly number[],
  ) {
    const clock = new FakeClock();
    const store = createFakeStore({ kinds, clock });
    const kept = new Map<string, KeptWatched>();
    let stage = await boardOf(text, { clock, store });
    const seen: string[] = [];
    for (const [minute, row] of values.entries()) {
      await clock.advance(minuteMs);
      for (const index of order) {
        const one = row[index];
        if (one !== undefined) await stage.feed('device.cpuRatio', ids[index] ?? '', one);
      }
      stage.board.tick();
      const { put, drop } = stage.board.takeChanges();
      for (const key of drop) kept.delete(key);
      for (const one of put) kept.set(`${one.rule} ${one.entity}`, JSON.parse(JSON.stringify(one)));
      seen.push(firingOf(stage.board).join(', '));
      if (stops.includes(minute))
        stage = await boardOf(text, { clock, store, kept: [...kept.values()], lastSampleAt: clock.now() });
    }
    return seen;
  }

  it('the order of series never matters', async () => {
    await fc.assert(
      fc.asyncProperty(course, fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), async (values, order) => {
        expect(await play(values, order, [])).toEqual(await play(values, [0, 1, 2], []));
      }),
      { numRuns: 40 },
    );
  });

  it('a restart at any moment gives the same', async () => {
    await fc.assert(
      fc.asyncProperty(course, fc.array(fc.nat({ max: 24 }), { maxLength: 4 }), async (values, stops) => {
        expect(await play(values, [0, 1, 2], stops)).toEqual(await play(values, [0, 1, 2], []));
      }),
      { numRuns: 40 },
    );
  });
});
