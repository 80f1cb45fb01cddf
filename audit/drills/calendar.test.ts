import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { drillCalendar } from './calendar.ts';
import { calendarFile } from './calendar-file.ts';
import { experimentOf, journalOf } from './chaos.ts';
import type { PairDrill } from './model.ts';
import { byCommand, byHand, fakePair } from './stage.fake.ts';

const day = 86_400_000;
const now = Date.UTC(2026, 5, 1);
const drillAt = (from: number, change: Partial<PairDrill> = {}): PairDrill => ({
  id: `d${from}`,
  pairId: fakePair.id,
  procedure: byHand,
  digest: '',
  window: { from, to: from + 3_600_000 },
  reason: '季度演练；请提前通知\n各业务科室',
  plannedBy: { user: 'li', role: 'operator' },
  plannedAt: now - day,
  state: 'approved',
  guarded: false,
  steps: [],
  deviations: [],
  ...change,
});

const calendar = (input: { declared?: number; last?: number; drills?: readonly PairDrill[] }) =>
  drillCalendar({
    pairs: [fakePair],
    drills: input.drills ?? [],
    lastGoodAt: () => input.last,
    declaredAt: () => input.declared ?? now,
    dueDays: 180,
    now,
  })[0];

describe('the calendar of drills', () => {
  it.each([
    ['fine', { last: now - 100 * day }],
    ['due-soon', { last: now - 155 * day }],
    ['overdue', { last: now - 180 * day }],
    ['overdue', { declared: now - 200 * day }],
    ['fine', { declared: now }],
    ['planned', { last: now - 155 * day, drills: [drillAt(now + 5 * day)] }],
    ['due-soon', { last: now - 155 * day, drills: [drillAt(now + 50 * day)] }],
    ['due-soon', { last: now - 155 * day, drills: [drillAt(now + 5 * day, { state: 'cancelled' })] }],
    ['overdue', { last: now - 185 * day, drills: [drillAt(now + 5 * day)] }],
  ] as const)('calls a pair %s with %j', (status, input) => {
    expect(calendar(input)?.status).toBe(status);
  });

  it('comes as a file of RFC 5545: lines of at most 75 octets, texts escaped, the same bytes each time', async () => {
    const drills = [drillAt(now + 5 * day)];
    const due = calendar({ drills, last: now - 10 * day });
    const input = {
      due: due === undefined ? [] : [due],
      drills,
      nameOf: () => '常州市财政局金坛区应用服务器双机热备一号',
      host: 'fangzhou',
      language: 'zh-CN',
      now,
    } as const;
    const file = await calendarFile(input);
    expect(await calendarFile(input)).toBe(file);
    const lines = file.split('\r\n');
    for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    const unfolded = file.replaceAll('\r\n ', '').split('\r\n');
    expect(unfolded).toContain('SUMMARY:切换演练：常州市财政局金坛区应用服务器双机热备一号，切换');
    expect(unfolded).toContain('SUMMARY:应演练：常州市财政局金坛区应用服务器双机热备一号');
    expect(unfolded).toContain('DESCRIPTION:状态：已批准\\n季度演练；请提前通知\\n各业务科室');
    expect(unfolded).toContain('DTSTART:20260606T000000Z');
    expect(unfolded.filter((line) => line.startsWith('UID:'))).toEqual([
      `UID:drill-${drills[0]?.id}@fangzhou`,
      'UID:due-jintan-app@fangzhou',
    ]);
    expect([lines[0], lines.at(-1)]).toEqual(['BEGIN:VCALENDAR', 'END:VCALENDAR']);
    expect(await calendarFile({ ...input, language: 'en' })).toContain('Drill due: ');
  });
});

describe('the shapes of Chaos Toolkit', () => {
  it('have what its experiments must have, and carry the procedure', () => {
    const experiment = experimentOf(byCommand);
    expect(experiment).toMatchObject({ version: '1.0.0', title: 'Switchover', tags: ['fangzhou', 'vrrp'] });
    expect(experiment['steady-state-hypothesis'].probes.map(({ name, tolerance }) => [name, tolerance])).toEqual([
      ['check-readiness', 0],
    ]);
    expect(experiment.method.map(({ type, name }) => `${type} ${name}`)).toEqual([
      'probe announce-maintenance',
      'action act',
      'probe observe',
      'probe verify-services',
    ]);
    expect(experiment.rollbacks).toHaveLength(1);
    expect(experiment.extensions[0]?.procedure).toMatchObject({ id: 'p1', title_zh: '切换', standby: ['vrrp'] });
  });

  it('tell of a drill that ran to its end whether it deviated, and of one that did not why', () => {
    const run = { index: 0, kind: 'check-readiness', startedAt: now, endedAt: now + 1_500, outcome: 'done' } as const;
    const last = { ...run, index: 4, kind: 'verify-services' } as const;
    const done = drillAt(now, {
      state: 'reported',
      outcome: 'completed',
      startedAt: now,
      endedAt: now + 90_000,
      steps: [run, last],
    });
    const product = { version: '0.1.0', node: 'fangzhou' };
    expect(journalOf(done, product)).toMatchObject({
      status: 'completed',
      deviated: false,
      duration: 90,
      steady_states: { before: { steady_state_met: true }, after: { steady_state_met: true } },
      run: [{ status: 'succeeded', duration: 1.5 }, { status: 'succeeded' }],
    });
    const aborted = drillAt(now, { outcome: 'aborted', abort: { at: now, reason: { key: 'drill.abort.stopped' } } });
    expect(journalOf(aborted, product)).toMatchObject({ status: 'interrupted', start: null, duration: null });
    const split = drillAt(now, { outcome: 'aborted', abort: { at: now, reason: { key: 'drill.abort.split' } } });
    expect(journalOf(split, product).status).toBe('aborted');
  });

  it('is used by no procedure that comes along: they are plain files', () => {
    for (const name of ['vrrp', 'postgresql']) {
      const file = parse(readFileSync(`${import.meta.dirname}/../../inventory/drills/${name}.yaml`, 'utf8'));
      expect(file).toMatchObject({ id: name, standby: [name] });
    }
  });
});
