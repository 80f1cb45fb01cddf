import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { KeptReport, ReportWish, WishAnswer } from '../../audit/index.ts';
import { type Clock, message, silentLog } from '../../core/index.ts';
import { loadInventory, type Settings } from '../../inventory/index.ts';
import { referenceCity } from '../configuration.ts';
import { scheduleReports } from './report-schedule.ts';

const hourMs = 3_600_000;

/** The real schedule of node-cron on a clock that the test turns. */
describe('reports by schedule', () => {
  let settings: Settings;
  let wishes: ReportWish[];
  let errors: object[];
  let stop: () => void;

  beforeEach(async () => {
    const env = { FANGZHOU_SNMP_AUTH_KEY: 'trial-auth-key-1', FANGZHOU_SNMP_PRIV_KEY: 'trial-priv-key-1' };
    const read = await loadInventory({ source: referenceCity, env });
    if (!read.ok) throw new Error('the reference city cannot be read');
    ({ settings } = read.value);
    wishes = [];
    errors = [];
  });
  afterEach(() => {
    stop();
    vi.useRealTimers();
  });

  function start(
    at: string,
    reports: Partial<Settings['reports']>,
    { answer, kept = [], knownSince }: { answer?: WishAnswer; kept?: readonly KeptReport[]; knownSince?: string } = {},
  ): void {
    vi.useFakeTimers({ now: Date.parse(at) });
    const none = { daily: [], weekly: [], monthly: [], yearly: [] };
    settings = {
      ...settings,
      timeZone: 'Asia/Shanghai',
      reports: { ...settings.reports, at: { hour: 4, minute: 30 }, ...none, isolation: none, backup: none, ...reports },
    };
    const clock: Pick<Clock, 'now'> = { now: () => Date.now() };
    const made = scheduleReports({
      reports: {
        kept: () => kept,
        ask: (wish) => {
          wishes.push(wish);
          return answer ?? { ok: false, part: undefined, what: message('report.wish.busy'), remedy: message('x') };
        },
      },
      settings: () => settings,
      knownSince: knownSince === undefined ? undefined : Date.parse(knownSince),
      clock: clock as Clock,
      log: { ...silentLog, error: (entry: object) => void errors.push(entry) },
    });
    stop = () => made.stop();
  }

  it('are asked for at their time in the zone of the city, on the last whole day, and once', async () => {
    start('2026-03-09T19:00:00Z', { daily: ['city', 'district:jintan'], language: 'en' });
    await vi.advanceTimersByTimeAsync(1.4 * hourMs);
    expect(wishes).toEqual([]);
    // 04:30 in Shanghai.
    await vi.advanceTimersByTimeAsync(0.2 * hourMs);
    const wish = { kind: 'uptime', language: 'en', madeBy: 'schedule: daily', from: '2026-03-09', to: '2026-03-09' };
    expect(wishes).toEqual([
      { ...wish, scope: 'city' },
      { ...wish, scope: 'district:jintan' },
    ]);
    await vi.advanceTimersByTimeAsync(22 * hourMs);
    expect(wishes).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(2 * hourMs);
    expect(wishes.slice(2).map(({ from }) => from)).toEqual(['2026-03-10', '2026-03-10']);
  });

  it('come weekly on Monday, monthly on the first and yearly at New Year', async () => {
    start('2026-12-30T00:00:00Z', { weekly: ['city'], monthly: ['city'], yearly: ['city'] });
    await vi.advanceTimersByTimeAsync(6 * 24 * hourMs);
    expect(wishes.map(({ madeBy, from, to }) => [madeBy, from, to])).toEqual([
      ['schedule: monthly', '2026-12', '2026-12'],
      ['schedule: yearly', '2026', '2026'],
      ['schedule: weekly', '2026-12-28', '2027-01-03'],
    ]);
  });

  it('come of isolation and of backups by rhythms of their own', async () => {
    const none = { daily: [], weekly: [], monthly: [], yearly: [] };
    const isolation = { ...none, daily: ['district:jintan'] };
    start('2026-03-09T19:00:00Z', { daily: ['city'], isolation, backup: { ...none, daily: ['office:rulin'] } });
    await vi.advanceTimersByTimeAsync(2 * hourMs);
    expect(wishes.map(({ kind, scope }) => [kind, scope])).toEqual([
      ['uptime', 'city'],
      ['isolation', 'district:jintan'],
      ['backup', 'office:rulin'],
    ]);
  });

  it('follow a reload of the inventory, and end when they are stopped', async () => {
    start('2026-03-09T19:00:00Z', { daily: ['city'] });
    settings = { ...settings, reports: { ...settings.reports, daily: ['point:rulin-1'] } };
    await vi.advanceTimersByTimeAsync(2 * hourMs);
    expect(wishes.map(({ scope }) => scope)).toEqual(['point:rulin-1']);
    stop();
    await vi.advanceTimersByTimeAsync(48 * hourMs);
    expect(wishes).toHaveLength(1);
  });

  it('that cannot be made are told in the log, and the others are asked for all the same', async () => {
    start('2026-03-09T19:00:00Z', { daily: ['point:gone', 'city'] });
    await vi.advanceTimersByTimeAsync(2 * hourMs);
    expect(wishes).toHaveLength(2);
    expect(errors).toMatchObject([
      { rhythm: 'daily', scope: 'point:gone', reason: { key: 'report.wish.busy' } },
      { scope: 'city' },
    ]);
  });

  it('whose time passed while nobody ran are made up for at the start, the last of each rhythm, once', () => {
    const wanted = { daily: ['city'], weekly: ['city'], monthly: ['city', 'office:rulin'], yearly: ['city'] };
    const made = (scope: KeptReport['scope'], from: string, to: string) =>
      ({ kind: 'uptime', scope, period: { from, to, timeZone: 'Asia/Shanghai' } }) as unknown as KeptReport;
    // 05:00 in Shanghai on Monday the second: off since Friday. Of February that of the city was made by hand.
    const kept = [made({ kind: 'city', id: 'c', name: 'c' }, '2026-01-31T16:00:00.000Z', '2026-02-28T16:00:00.000Z')];
    start('2026-03-01T21:00:00Z', wanted, { kept, knownSince: '2026-02-10T00:00:00Z' });
    expect(wishes.map(({ madeBy, scope, from, to }) => [madeBy, scope, from, to])).toEqual([
      ['schedule: daily', 'city', '2026-03-01', '2026-03-01'],
      ['schedule: weekly', 'city', '2026-02-23', '2026-03-01'],
      ['schedule: monthly', 'office:rulin', '2026-02', '2026-02'],
    ]);
  });

  it('are not made up for before their time, nor for what was before the first record, nor where nothing was ever seen', async () => {
    const wanted = { daily: ['city'], monthly: ['city'] };
    // 04:29: the daily one comes by itself in a minute.
    start('2026-03-02T20:29:00Z', wanted, { knownSince: '2026-03-01T00:00:00Z' });
    expect(wishes).toEqual([]);
    await vi.advanceTimersByTimeAsync(2 * 60_000);
    expect(wishes.map(({ madeBy }) => madeBy)).toEqual(['schedule: daily']);
    stop();
    start('2026-03-02T22:00:00Z', wanted);
    expect(wishes).toHaveLength(1);
  });
});
