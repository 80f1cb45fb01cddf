import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calendarDefaults } from '../../inventory/index.ts';
import { rosterCalendar } from './calendar-file.ts';
import { gapsOf } from './gaps.ts';
import { dutyOf, local, person } from './stage.fake.ts';

const who = (duty: ReturnType<typeof dutyOf>, ...times: readonly string[]) =>
  times.map((time) => duty.at(local(time)).personId);
const minute = 60_000;

describe('a roster', () => {
  it('hands over each week at its time of day, not at midnight', () => {
    expect(who(dutyOf(), '2026-01-05 08:29', '2026-01-05 08:30', '2026-01-12 08:29', '2026-01-12 08:30')).toEqual([
      undefined,
      'a',
      'a',
      'b',
    ]);
    expect(who(dutyOf(), '2026-01-26 08:30')).toEqual(['a']);
  });

  it('has stand-ins day by day over the Spring Festival, and not on the days that are worked in its place', () => {
    const calendar = {
      ...calendarDefaults,
      holidays: Array.from({ length: 9 }, (_, n) => `2026-02-${String(15 + n)}`),
      makeUpDays: ['2026-02-14', '2026-02-28'],
    };
    const duty = dutyOf({ from: '2026-02-09', onDaysOff: ['d', 'e'] }, undefined, calendar);
    expect(
      who(duty, '2026-02-14 12:00', '2026-02-15 08:29', '2026-02-15 08:30', '2026-02-16 09:00', '2026-02-17 09:00'),
    ).toEqual(['a', 'a', 'd', 'e', 'd']);
    expect(who(duty, '2026-02-24 08:29', '2026-02-24 08:30', '2026-02-28 12:00', '2026-03-01 12:00')).toEqual([
      'd',
      'c',
      'c',
      'e',
    ]);
  });

  it('gives way to an override, the later one first, and takes over again after it', () => {
    const override = (from: string, to: string, personId: string) => ({
      ...{ from: { at: local(from) }, to: { at: local(to) }, personId, reason: 'swap' },
    });
    const duty = dutyOf({
      overrides: [
        override('2026-01-06 00:00', '2026-01-08 00:00', 'b'),
        override('2026-01-07 00:00', '2026-01-07 06:00', 'c'),
      ],
    });
    expect(
      who(duty, '2026-01-05 23:59', '2026-01-06 00:00', '2026-01-07 05:59', '2026-01-07 06:00', '2026-01-08 00:00'),
    ).toEqual(['a', 'b', 'c', 'b', 'a']);
  });

  it('has a gap where who has the turn is away, where it ended, and nowhere else', () => {
    const duty = dutyOf({ until: '2026-01-19' }, [person('a', ['2026-01-07']), person('b'), person('c')]);
    expect(gapsOf([duty], local('2026-01-05 09:00'), 24 * 60 * minute)).toEqual([]);
    expect(gapsOf([duty], local('2026-01-05 09:00'), 7 * 24 * 60 * minute)).toEqual([
      {
        ...{ rosterId: 'jintan', cause: 'away', awayId: 'a' },
        ...{ from: local('2026-01-07 08:30'), to: local('2026-01-08 08:30') },
      },
    ]);
    expect(gapsOf([duty], local('2026-01-19 08:30'), minute)).toMatchObject([{ cause: 'after', awayId: undefined }]);
  });

  it('is told in spans that follow one another without a hole and say what each moment says', () => {
    const day = fc.integer({ min: 0, max: 400 }).map((n) => local('2026-01-01 00:00') + n * 1_440 * minute);
    const moment = day.chain((at) => fc.integer({ min: 0, max: 1_439 }).map((n) => at + n * minute));
    const override = fc
      .tuple(moment, fc.integer({ min: 1, max: 10_000 }), fc.constantFrom('a', 'd', 'e'))
      .map(([from, length, personId]) => ({
        from: { at: from },
        to: { at: from + length * minute },
        personId,
        reason: '',
      }));
    fc.assert(
      fc.property(
        fc.array(override, { maxLength: 4 }),
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 0, max: 1_439 }),
        fc.option(fc.constantFrom(['d'], ['d', 'e']), { nil: undefined }),
        moment,
        fc.integer({ min: 1, max: 40_000 }),
        (overrides, turnDays, handOverMinutes, onDaysOff, from, minutes) => {
          const duty = dutyOf({ overrides, turnDays, handOverMinutes, onDaysOff });
          const to = from + minutes * minute;
          const spans = duty.spans(from, to);
          expect(spans[0]?.from).toBe(from);
          expect(spans.at(-1)?.to).toBe(to);
          for (const [index, span] of spans.entries()) {
            if (index > 0) expect(span.from).toBe(spans[index - 1]?.to);
            for (const at of [span.from, span.to - 1]) expect(duty.at(at).personId).toBe(span.personId);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is exported as iCalendar and read back as the same times', async () => {
    const people = [person('a', ['2026-01-07']), person('b'), person('c')];
    const duty = dutyOf({}, people);
    const period = { from: local('2026-01-05 08:30'), to: local('2026-01-26 08:30') };
    const text = await rosterCalendar({ duty, people, ...period, host: 'test.inner', language: 'zh-CN' });
    expect(text).toContain('SUMMARY:b 值班');
    expect(text).toContain('X-FANGZHOU-GAP:away');
    const folder = await mkdtemp(join(tmpdir(), 'fangzhou-duty-'));
    await writeFile(join(folder, 'duty.ics'), text);
    const { loadInventory } = await import('../../inventory/index.ts');
    const head = `city: {name_zh: 市, name_en: C, prefixes: [10.8.0.0/16]}\ncredentials: {}\ninventory: ${join(import.meta.dirname, '../../inventory/city')}\n`;
    const settings = `${head}people: [${['a', 'b', 'c'].map((id) => `{id: ${id}, ways: [{channel: m, to: ${id}@x}]}`).join(', ')}]
channels: [{id: m, kind: smtp, host: h, from: f@x}]
rosters: [{id: r, members: [a], from: '2020-01-01', until: '2020-01-02', calendar: duty.ics}]\n`;
    await writeFile(
      join(folder, 'fangzhou.yaml'),
      settings.replace('credentials: {}', 'credentials: {v3: {version: v3, user: u}}'),
    );
    const read = await loadInventory({ source: join(folder, 'fangzhou.yaml'), env: {} });
    await rm(folder, { recursive: true });
    if (!read.ok) throw new Error(JSON.stringify(read.mistakes));
    const { createDuty } = await import('./roster.ts');
    const [roster] = read.value.settings.paging.rosters;
    if (roster === undefined) throw new Error('no roster');
    const back = createDuty({ roster, people, timeZone: 'Asia/Shanghai', calendar: calendarDefaults });
    const told = (one: typeof duty) => one.spans(period.from, period.to).map(({ from, personId }) => [from, personId]);
    expect(told(back)).toEqual(told(duty));
  });
});
