import { describe, expect, it } from 'vitest';
import { FakeClock } from '../core/clock.fake.ts';
import { render, silentLog } from '../core/index.ts';
import { backupsDefaults, servicesDefaults } from '../inventory/index.ts';
import { createFakeStore } from '../store/store.fake.ts';
import type { RuleBook } from './rules/model.ts';
import { storedColumns } from './rules/series.ts';
import { calendar, kinds, rulesFrom, ruleText } from './rules/stage.fake.ts';
import { createRuleWatch } from './rules/watch.ts';
import { createStage } from './stage.fake.ts';
import { alertTexts } from './texts.ts';

const cpu = (more = '') =>
  ruleText(
    'cpu-high',
    `threshold: { series: device.cpuRatio, unit: percent, above: 90, clear: 80 }\n${more}`,
  ).replaceAll("'{element}'", "'{element} {value}'");
const traffic = ruleText(
  'busy',
  'threshold: { series: interface.inBitsPerSecond, unit: Mbit-per-second, above: 90, clear: 80 }\non: { role: [link] }\nhandbook: db\npage: /services',
);
const bookOf = async (...rules: readonly string[]): Promise<RuleBook> => {
  const { book, mistakes } = await rulesFrom(`rules:\n${rules.join('')}`);
  if (book === undefined) throw new Error(mistakes.join('\n'));
  return book;
};

/** A city with its states and alerts, and rules beside the built-in conditions. */
async function stageOf(book: RuleBook, options: Parameters<typeof createStage>[0] = {}) {
  const clock = options.clock ?? new FakeClock();
  const store = options.store ?? createFakeStore({ kinds, clock });
  const stage = await createStage({ ...options, clock, store });
  const settings = {
    polling: { periodSeconds: 60, profilePeriodSeconds: 300 },
    services: servicesDefaults,
    backups: backupsDefaults,
    timeZone: 'Asia/Shanghai',
    calendar,
  };
  const watch = createRuleWatch({
    inventory: () => ({ city: stage.city, settings }) as never,
    ...{ store, clock, log: silentLog, engine: stage.alerts, book, profiles: { profiles: [] } },
    peek: (kind, id) => stage.states.peek(kind, id),
  });
  await watch.start();
  const feed = (kind: string, entityId: string, column: string, value: number): void => {
    const values = (storedColumns[kind] ?? []).map((name) => (name === column ? value : undefined));
    watch.samples([{ kind, entityId, at: clock.now(), values }]);
  };
  const told = () =>
    stage
      .open()
      .map(({ topic, root }) => `${topic} ${root.kind} ${root.id}`)
      .sort();
  return { ...stage, watch, feed, told, cpu: (value: number) => feed('device', 'agg', 'cpuRatio', value) };
}

describe('incidents of rules', () => {
  it('say what the rule says in both languages, are paged like any other, and end with it', async () => {
    const stage = await stageOf(await bookOf(cpu(), traffic));
    await stage.rounds(2);
    stage.cpu(0.95);
    stage.feed('interface', 'agg/g1', 'inBitsPerSecond', 95e6);
    stage.feed('interface', 'p1-utm/wan1', 'inBitsPerSecond', 96e6);
    stage.watch.tick();
    // Both ends of a link are one trouble of the link.
    expect(stage.told()).toEqual(['busy link F1', 'cpu-high device agg']);
    const [incident] = stage.open().filter(({ topic }) => topic === 'cpu-high');
    expect(incident).toMatchObject({ condition: 'rule', severity: 'minor' });
    expect(
      ['zh-CN', 'en'].map((language) => incident && render(alertTexts[language as 'en'], incident.summary)),
    ).toEqual(['agg 95%', 'agg 95%']);
    expect(incident && [render(alertTexts['zh-CN'], incident.remedy), render(alertTexts.en, incident.remedy)]).toEqual([
      '查',
      'look',
    ]);
    expect(stage.open().find(({ topic }) => topic === 'busy')?.links).toEqual({ handbook: 'db', page: '/services' });
    expect(stage.notifier.notices.filter(({ incident: { condition } }) => condition === 'rule')).toHaveLength(2);
    await stage.clock.advance(1_000);
    stage.cpu(0.7);
    stage.feed('interface', 'agg/g1', 'inBitsPerSecond', 1e6);
    stage.watch.tick();
    // The other end still is busy.
    expect(stage.told()).toEqual(['busy link F1']);
  });

  it('go on after a restart under their number, and end when the value is good again', async () => {
    const clock = new FakeClock();
    const store = createFakeStore({ kinds, clock });
    const book = await bookOf(cpu('clear_for: 2m'));
    const first = await stageOf(book, { clock, store });
    await first.rounds(2);
    first.cpu(0.95);
    first.watch.tick();
    const [before] = first.open();
    const second = await stageOf(book, { clock, store });
    await second.rounds(1);
    second.watch.tick();
    expect(second.open().map(({ id }) => id)).toEqual([before?.id]);
    second.cpu(0.5);
    await clock.advance(120_000);
    second.cpu(0.5);
    second.watch.tick();
    expect(second.open()).toEqual([]);
  });

  it('outlive a change of their rule, and are cleared with a note when it is taken out', async () => {
    const stage = await stageOf(await bookOf(cpu(), traffic));
    await stage.rounds(2);
    stage.cpu(0.95);
    stage.watch.tick();
    const [before] = stage.open();
    stage.watch.apply(await bookOf(cpu('for: 1h').replace('above: 90, clear: 80', 'above: 99, clear: 70')), {
      profiles: [],
    });
    stage.watch.tick();
    expect(stage.open().map(({ id }) => id)).toEqual([before?.id]);
    stage.watch.apply(await bookOf(traffic), { profiles: [] });
    expect(stage.open()).toEqual([]);
    const cleared = stage.alerts.list().find(({ id }) => id === before?.id);
    expect(cleared?.history.at(-1)?.message).toEqual({ key: 'alerts.rule.removed', params: { rule: 'cpu-high' } });
    expect(await stage.store.documents('rule-states')).toEqual([]);
  });

  it('are not raised behind a root cause: what was open is folded, and comes again when it outlasts the root', async () => {
    const stage = await stageOf(
      await bookOf(
        cpu(),
        ruleText('seen', 'threshold: { series: device.loadAverage1, unit: count, above: 9, clear: 8 }'),
      ),
    );
    await stage.rounds(2);
    stage.feed('device', 'p2-utm', 'cpuRatio', 0.95);
    stage.watch.tick();
    expect(stage.told()).toEqual(['cpu-high device p2-utm']);
    stage.nature.dead.add('agg');
    await stage.rounds(6);
    stage.watch.tick();
    expect(stage.told()).toEqual(['undefined device agg']);
    stage.feed('device', 'p2-utm', 'loadAverage1', 12);
    stage.watch.tick();
    expect(stage.told()).toEqual(['undefined device agg']);
    stage.nature.dead.clear();
    await stage.rounds(6);
    stage.watch.tick();
    expect(stage.told()).toEqual(['cpu-high device p2-utm', 'seen device p2-utm']);
  });

  it('are held back while their element is worked on as announced, and raised when they outlast it', async () => {
    let isCovered = true;
    const stage = await stageOf(await bookOf(cpu()), { covering: () => (isCovered ? 'W-1' : undefined) });
    await stage.rounds(2);
    stage.cpu(0.95);
    stage.watch.tick();
    expect([stage.told(), stage.alerts.suppressed().length]).toEqual([[], 1]);
    isCovered = false;
    stage.tick();
    stage.watch.tick();
    expect(stage.told()).toEqual(['cpu-high device agg']);
  });
});
