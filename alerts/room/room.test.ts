import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairTakeoverJournal, stateJournal } from '../../audit/index.ts';
import { FakeClock } from '../../core/clock.fake.ts';
import { message } from '../../core/index.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import type { Incident } from '../incident.ts';
import type { Page } from '../paging/model.ts';
import { incident as incidentOf } from '../paging/stage.fake.ts';
import { smallCity } from '../stage.fake.ts';
import { roomLimits } from './model.ts';
import { incidentReport } from './report.ts';
import { openRoom } from './room.ts';
import { similarTo } from './similar.ts';
import { timelineOf } from './timeline.ts';
import { statisticsOf, timesOf } from './times.ts';

const minute = 60_000;
const start = Date.parse('2026-01-05T01:00:00Z');
const at = (minutes: number): number => start + minutes * minute;

/** The link of a point, down from minute 10 to 40, answered at 14. */
function linkDown(id = 'INC-7', shift = 0, patch: Partial<Incident> = {}): Incident {
  const by = 'li';
  return incidentOf(id, at(11 + shift), {
    ...{ root: { kind: 'link', id: 'F3' }, firstSeenAt: at(10 + shift), clearedAt: at(40 + shift), status: 'cleared' },
    affected: [
      { kind: 'point', id: 'p2' },
      { kind: 'device', id: 'p2-utm' },
    ],
    acknowledged: { by, at: at(14 + shift), note: '已联系运营商' },
    history: [
      { at: at(11 + shift), what: 'raised' },
      { at: at(14 + shift), what: 'acknowledged', by, note: '已联系运营商' },
      { at: at(30 + shift), what: 'action', by, note: 'Port <moved> *again*' },
      { at: at(40 + shift), what: 'cleared' },
    ],
    ...patch,
  });
}

const page = (patch: Partial<Page>): Page => ({
  ...{ id: 'INC-7/raised/0/a/mail', key: 'k', incidentId: 'INC-7', event: 'raised', mark: '0', recipientId: 'a' },
  ...{ channelId: 'mail', to: 'a@x', createdAt: at(11), state: 'sent', tries: 1, nextTryAt: 0, code: 'c' },
  ...patch,
});

async function openStage(others: readonly Incident[] = []) {
  const clock = new FakeClock(at(120));
  const store = createFakeStore({ kinds: [], clock });
  const incidents = [linkDown(), ...others];
  const room = (more: Partial<Parameters<typeof openRoom>[0]> = {}) =>
    openRoom(
      {
        ...{ store, clock, city: smallCity, timeZone: () => 'Asia/Shanghai' },
        incidents: { list: () => incidents, find: async (id) => incidents.find((each) => each.id === id) },
        ...more,
      },
      'INC-7',
    );
  return { clock, store, room };
}

const told = (room: Awaited<ReturnType<typeof openRoom>>) =>
  room?.entries.map((entry) => `${(entry.at - start) / minute} ${entry.kind} ${entry.what}`);

describe('the room of an incident', () => {
  it('tells states, steps, messages, takeovers and announced work in the order of time, and nothing of others', async () => {
    const { store, room } = await openStage();
    const state = (minutes: number, subject: string, before: string, after: string) =>
      store.record({
        journal: stateJournal,
        ...{ at: at(minutes), subject, body: { before, state: after, reason: message('audit.link.down') } },
      });
    state(10, 'link F3', 'up', 'down');
    state(12, 'point p2', 'up', 'down');
    state(39, 'link F3', 'down', 'up');
    state(12, 'link F4', 'up', 'down');
    state(200, 'link F3', 'up', 'down');
    state(-30, 'link F3', 'down', 'up');
    const takeover = {
      ...{ id: 't', pairId: 'db', from: 'db-a', to: 'db-b', detectedAt: at(13), planned: false },
      ...{ cause: message('pairs.cause.unknown'), services: [], points: [], open: true },
    };
    store.record({ journal: pairTakeoverJournal, at: at(13), subject: 'db', body: takeover });
    const work = {
      ...{ id: 'w', from: at(20), to: at(25), reason: '更换光模块', createdBy: 'wang', createdAt: at(0) },
    };
    const found = await room({
      deliveries: async () => [
        page({ sentAt: at(11.5), deliveredAt: at(12.5), seenAt: at(13), acknowledgedAt: at(14) }),
      ],
      windows: () => [
        { ...work, scopes: [{ kind: 'district', id: 'd' }] },
        { ...work, id: 'other', scopes: [{ kind: 'district', id: 'elsewhere' }] },
      ],
    });
    expect(told(found)).toEqual([
      '10 state down',
      '11 step raised',
      '11.5 page sent',
      '12 state down',
      '12.5 page delivered',
      '13 page seen',
      '14 step acknowledged',
      '14 page acknowledged',
      '20 maintenance began',
      '25 maintenance ended',
      '30 step action',
      '39 state up',
      '40 step cleared',
    ]);
    expect(found?.times).toEqual({
      detectMs: minute,
      pageMs: minute / 2,
      acknowledgeMs: 3 * minute,
      resolveMs: 29 * minute,
    });
  });

  it('tells the takeover of a pair that has a member in it, once, as it was known last', async () => {
    const clock = new FakeClock(at(60));
    const store = createFakeStore({ kinds: [], clock });
    const takeover = {
      ...{ id: 't', pairId: 'db', from: 'db-a', to: 'db-b', detectedAt: at(13), planned: true },
      ...{ cause: message('pairs.cause.unknown'), services: [], points: [], open: true },
    };
    store.record({ journal: pairTakeoverJournal, at: at(13), subject: 'db', body: takeover });
    const body = { ...takeover, open: false, rtoMs: { least: 2_140, most: 3_000 } };
    store.record({ journal: pairTakeoverJournal, at: at(13), subject: 'db', body });
    store.record({ journal: pairTakeoverJournal, at: at(13), subject: 'db', body: 'torn' });
    const one = linkDown('INC-7', 0, { root: { kind: 'device', id: 'db-a' } });
    const found = await openRoom(
      { store, clock, city: smallCity, timeZone: () => 'UTC', incidents: { list: () => [one], find: async () => one } },
      'INC-7',
    );
    expect(found?.entries.filter(({ kind }) => kind === 'takeover')).toMatchObject([
      { what: 'planned', element: { kind: 'pair', id: 'db' }, note: 'db-a → db-b · RTO 2.1 – 3 s' },
    ]);
  });

  it('is none of an incident that nobody knows', async () => {
    const { room } = await openStage();
    expect(await room({ incidents: { list: () => [], find: async () => undefined } })).toBeUndefined();
  });

  it('leaves out the middle of very many entries, and says how many', () => {
    const history = Array.from({ length: 3 * roomLimits.entries }, (_, n) => ({
      at: at(11) + n,
      what: 'note' as const,
    }));
    const { entries, left } = timelineOf(
      linkDown('INC-7', 0, { history }),
      { states: [], pages: [], takeovers: [], works: [] },
      at(999),
    );
    expect([entries.length, left]).toEqual([roomLimits.entries, 2 * roomLimits.entries]);
    expect([entries[0]?.at, entries.at(-1)?.at]).toEqual([history[0]?.at, history.at(-1)?.at]);
  });

  it('passes over entries of a journal that are torn or of another version', () => {
    fc.assert(
      fc.property(fc.array(fc.anything()), (bodies) => {
        const states = bodies.map((body) => ({ at: at(12), element: { kind: 'link', id: 'F3' } as const, body }));
        const { entries } = timelineOf(linkDown(), { states, pages: [], takeovers: [], works: [] }, at(99));
        expect(entries.filter(({ kind }) => kind === 'step')).toHaveLength(4);
      }),
    );
  });
});

describe('mean times', () => {
  const now = at(200);
  it('count what was acknowledged and what has ended, from the incident on', () => {
    const quick = linkDown('INC-1', 0);
    const slow = linkDown('INC-2', 0, { acknowledged: { by: 'li', at: at(21), note: '' }, clearedAt: at(111) });
    const { acknowledged: _, ...unanswered } = linkDown('INC-3', 0);
    const open = { ...unanswered, id: 'INC-4', clearedAt: undefined, status: 'open' } as unknown as Incident;
    expect(statisticsOf([quick, slow, unanswered, open], now)).toEqual({
      ...{ from: now - roomLimits.statisticsMs, count: 4, open: 1, unanswered: 1 },
      mttaMs: ((3 + 10) / 2) * minute,
      mttrMs: ((29 + 100 + 29) / 3) * minute,
    });
  });

  it('leave out what is older than 90 days and what was folded into another', () => {
    const folded = linkDown('INC-1', 0, {
      history: [{ at: at(12), what: 'cleared', message: message('alerts.folded', { incident: 'INC-2' }) }],
    });
    expect(statisticsOf([folded, linkDown('INC-2', -91 * 24 * 60)], now)).toMatchObject({ count: 0 });
    expect(statisticsOf([], now)).not.toHaveProperty('mttaMs');
  });

  it('of one that nobody was told of yet say so', () => {
    expect(timesOf(linkDown('INC-1', 0, { acknowledged: undefined as never }), [page({ state: 'pending' })])).toEqual({
      detectMs: minute,
      resolveMs: 29 * minute,
    });
  });
});

describe('what was alike before', () => {
  const district = () => 'd';
  it('names the same trouble first, then the same element, then the district, each the newest first', () => {
    const others = [
      linkDown('INC-1', -900, { root: { kind: 'link', id: 'F4' } }),
      linkDown('INC-2', -800),
      linkDown('INC-3', -700, { condition: 'high-error-rate' }),
      linkDown('INC-4', -600),
      linkDown('INC-5', -500, { condition: 'high-error-rate', root: { kind: 'link', id: 'F4' } }),
      linkDown('INC-8', 100),
    ];
    const found = similarTo(linkDown(), [linkDown(), ...others], district);
    expect(found.map(({ incident, why }) => `${incident.id} ${why}`)).toEqual([
      'INC-4 same-trouble',
      'INC-2 same-trouble',
      'INC-3 same-element',
      'INC-1 same-district',
    ]);
    expect(found[0]?.notes).toEqual(['Port <moved> *again*', '已联系运营商']);
  });

  it('is bounded, and nothing where no district is known', () => {
    const many = Array.from({ length: 40 }, (_, n) => linkDown(`INC-${100 + n}`, -n - 1));
    expect(similarTo(linkDown(), many, district)).toHaveLength(roomLimits.similar);
    const far = linkDown('INC-1', -1, { root: { kind: 'link', id: 'F4' } });
    expect(similarTo(linkDown(), [far], () => undefined)).toEqual([]);
  });
});

describe('the draft of the report', () => {
  it.each(['zh-CN', 'en'] as const)(
    'in %s has every text, the facts, the course, and what people wrote, escaped',
    async (language) => {
      const { room, store } = await openStage([linkDown('INC-2', -800)]);
      const reason = message('audit.link.down', { a: 'agg g3', b: 'p2-utm wan1' });
      const body = { before: 'up', state: 'down', reason };
      store.record({ journal: stateJournal, at: at(10), subject: 'link F3', body });
      const found = await room({ deliveries: async () => [page({ sentAt: at(11.5) })] });
      if (found === undefined) throw new Error('no room');
      const text = incidentReport({
        ...{ room: found, language, city: smallCity(), timeZone: 'Asia/Shanghai', at: at(120) },
        personName: (id) => (id === 'a' ? '李工' : id),
      });
      expect(text).not.toMatch(/alerts\.|audit\.|\{\w+\}|undefined/);
      expect(text).toContain('agg g3');
      expect(text).toMatch(/^# .*INC-7\n/);
      expect(text).toContain('2026-01-05 09:11:00');
      expect(text).toContain('李工 mail');
      expect(text).toContain('Port \\<moved\\> \\*again\\*');
      expect(text).toContain('0:29:00');
      expect(text).toContain('INC-2 · ');
    },
  );
});
