import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AlertEngine, createAlertEngine } from '../../alerts/index.ts';
import { createRecordingNotifier } from '../../alerts/notifier.fake.ts';
import { viewTimelineOf } from '../../audit/availability/view-timeline.ts';
import { createStateEngine, type PairStanding, type StateWord } from '../../audit/index.ts';
import { readHistory } from '../../audit/report/uptime/history.ts';
import type { FigureReading, ProbeOutcome, ProbeResult } from '../../collector/index.ts';
import { FakeClock } from '../../core/clock.fake.ts';
import { message, silentLog } from '../../core/index.ts';
import { referenceCity, referenceEnv } from '../../inventory/city.fake.ts';
import { type BusinessFigureSettings, type Inventory, loadInventory } from '../../inventory/index.ts';
import type { NewRecord } from '../../ledger/index.ts';
import { createFakeStore, type FakeStore } from '../../store/store.fake.ts';
import { storeOptions } from './opening.ts';
import { openServices, type Services } from './services.ts';

const second = 1_000;
const minute = 60 * second;
const startAt = Date.UTC(2026, 2, 4, 2, 0);
const tuning = { raiseAfterPolls: 2, clearAfterPolls: 2 };

let read: Inventory;
let inventory: Inventory;
let clock: FakeClock;
let store: FakeStore;
let records: NewRecord[];
let alerts: AlertEngine;
let services: Services;
/** What trying says, by probe; good where nothing is set. */
let outcomes: Map<string, ProbeOutcome>;
let asked: { readonly id: string; readonly at: number }[];
let figureValue: number | undefined;
let figureReason: string;
let figureReads: number;
let states: Map<string, StateWord>;
let deadPairs: Set<string>;

const figure: BusinessFigureSettings = {
  ...{ id: 'waiting', nameZh: '待支付', nameEn: 'Waiting', serviceId: 'jintan-treasury', unit: '笔' },
  ...{ periodSeconds: 60, timeoutMs: second, from: 'hub', valueIs: 'number', most: 200, least: undefined },
  ...{ quietSeconds: undefined, workingFrom: undefined, workingTo: undefined },
  source: {
    ...{ kind: 'json', url: 'http://192.0.2.1/figures.json', path: '$.queue', login: undefined },
    ...{ authority: undefined, serverName: undefined, insecure: false },
  },
};

async function open(): Promise<Services> {
  const opened = await openServices({
    ...{ store, clock, alerts, tuning, log: silentLog, inventory: () => inventory },
    ledger: { append: (record) => void records.push(record) },
    states: {
      peek: (kind, id) => ({ state: states.get(`${kind} ${id}`) ?? 'up', since: startAt }) as never,
    },
    pair: (id) =>
      ({
        judgements: deadPairs.has(id) ? [{ check: 'FO-03', state: 'fail', trouble: 'no-holder', checks: [] }] : [],
      }) as unknown as PairStanding,
    placeOf: (vantageId) => (vantageId === 'box' ? 'rulin-1' : undefined),
    tryProbe: async ({ id: probeId, serviceId }) => {
      asked.push({ id: probeId, at: clock.now() });
      return resultOf(probeId, outcomes.get(probeId) ?? 'good', clock.now(), serviceId);
    },
    tryFigure: async ({ id: figureId }): Promise<FigureReading> => {
      figureReads += 1;
      return {
        ...{ figureId, vantageId: 'hub', at: clock.now() },
        ...(figureValue === undefined
          ? { reason: message(`collector.services.${figureReason}`) }
          : { value: figureValue }),
      };
    },
  });
  opened.start();
  return opened;
}

function resultOf(probeId: string, outcome: ProbeOutcome, at: number, serviceId = probeId, vantageId = 'hub') {
  const result: ProbeResult = {
    ...{ probeId, serviceId, vantageId, startedAt: at, durationMs: 20, tries: 1, outcome },
    ...(outcome === 'bad' ? { failedPhase: 'answer' as const } : {}),
    reason: message(`collector.services.${outcome === 'good' ? 'good' : 'refused'}`),
    ...{ phases: { connect: 2, total: 20 }, steps: [], values: [] },
  };
  return result;
}

const words = () => Map.groupBy(services.port.views(), ({ state }) => state);
const openIncidents = () =>
  alerts
    .list()
    // Nobody polls here.
    .filter(({ status, condition }) => status !== 'cleared' && condition !== 'poll-gap')
    .map(({ condition, root, topic }) => [condition, root.id, topic].filter(Boolean).join(' '));
const stop = async () => {
  await services.stop();
  services.close();
};

beforeEach(async () => {
  clock = new FakeClock(startAt);
  if (read === undefined) {
    const loaded = await loadInventory({ source: referenceCity, env: referenceEnv });
    if (!loaded.ok) throw new Error('the reference city has mistakes');
    read = loaded.value;
  }
  inventory = {
    ...read,
    settings: { ...read.settings, services: { ...read.settings.services, figures: [figure] } },
  };
  store = createFakeStore({ kinds: storeOptions(inventory, clock, silentLog).kinds, clock });
  [records, asked, figureValue, figureReason, figureReads] = [[], [], 7, 'refused', 0];
  [outcomes, states, deadPairs] = [new Map(), new Map(), new Set()];
  const alertSettings = {
    ...inventory.settings.polling,
    ...inventory.settings.thresholds,
    ...tuning,
    periodSeconds: 20,
  };
  alerts = createAlertEngine({
    ...{ clock, store, log: silentLog, notifier: createRecordingNotifier(), settings: alertSettings },
    states: createStateEngine({ city: inventory.city, settings: alertSettings, clock }),
  });
  await alerts.start();
  services = await open();
});
afterEach(async () => {
  await stop();
  alerts.close();
});

describe('business services, as they are wired', () => {
  it('are all tried within a period, spread over it, and every service of every point is up', async () => {
    await clock.advance(minute);
    expect(new Set(asked.map(({ id }) => id)).size).toBe(57);
    const perSecond = Map.groupBy(asked, ({ at }) => Math.floor(at / second));
    expect(Math.max(...[...perSecond.values()].map((tries) => tries.length))).toBeLessThan(20);
    expect([...words()].map(([word, views]) => [word, views.length])).toEqual([['up', 63 * 9]]);
    expect(store.rows.filter(({ kind }) => kind === 'probe').length).toBe(asked.length);
    expect(openIncidents()).toEqual([]);
  });

  it('tell one that is down to its points, on record and by one incident, and clear it', async () => {
    await clock.advance(2 * minute);
    const before = records.length;
    outcomes.set('jintan-budget', 'bad');
    await clock.advance(3 * minute);
    expect(services.port.service('jintan-budget')?.state).toBe('down');
    expect(
      words()
        .get('down')
        ?.map(({ serviceId }) => serviceId),
    ).toEqual(Array(8).fill('jintan-budget'));
    expect(openIncidents()).toEqual(['service-down jintan jintan-budget']);
    expect(records.slice(before).map(({ subject }) => subject)).toContain('service jintan-budget');
    outcomes.clear();
    await clock.advance(3 * minute);
    expect(openIncidents()).toEqual([]);
    expect(words().get('up')).toHaveLength(63 * 9);
  });

  it('try again sooner what does not agree with the state, so that a doubt does not last a period', async () => {
    await clock.advance(2 * minute);
    outcomes.set('jintan-oa', 'bad');
    const before = asked.length;
    await clock.advance(minute);
    const tries = asked.slice(before).filter(({ id }) => id === 'jintan-oa');
    const [first, again] = tries;
    expect((again?.at ?? 0) - (first?.at ?? 0)).toBe(15 * second);
    // It is down by then, and asked no more often than any other.
    expect(services.port.service('jintan-oa')).toMatchObject({ state: 'down', since: first?.at });
    await clock.advance(2 * minute);
    expect(asked.filter(({ id, at }) => id === 'jintan-oa' && at > (again?.at ?? 0)).length).toBeLessThanOrEqual(3);
  });

  it('say nothing while tries say nothing, and never that it is down', async () => {
    await clock.advance(2 * minute);
    for (const id of inventory.city.services.keys()) outcomes.set(id, 'unknown');
    await clock.advance(10 * minute);
    expect([...words()].map(([word, views]) => [word, views.length])).toEqual([['unknown', 63 * 9]]);
    expect(openIncidents()).toEqual([]);
  });

  it('are lost to a point with its way at once, and to nobody else', async () => {
    await clock.advance(2 * minute);
    const link = [...inventory.city.links.values()].find(({ pointId }) => pointId === 'rulin-1');
    states.set(`link ${link?.id}`, 'down');
    services.pathsChanged();
    await clock.advance(second);
    const down = words().get('down') ?? [];
    expect(down.map(({ pointId }) => pointId)).toEqual(Array(9).fill('rulin-1'));
    expect(down[0]?.roots).toEqual([{ kind: 'link', id: link?.id }]);
    // The link has its own incident; services have none beside it.
    expect(openIncidents()).toEqual([]);
  });

  it('take what was measured at a point for that point, in the order in which it was', async () => {
    const [probe] = inventory.settings.services.probes.filter(({ serviceId }) => serviceId === 'jintan-budget');
    if (probe === undefined) throw new Error('no probe');
    const probes = inventory.settings.services.probes.map((each) =>
      each === probe ? { ...each, from: ['hub', 'box'] } : each,
    );
    inventory = {
      ...inventory,
      settings: { ...inventory.settings, services: { ...inventory.settings.services, probes } },
    };
    services.apply();
    await clock.advance(2 * minute);
    const at = clock.now();
    const tries = [3, 2].map((ago) => resultOf(probe.id, 'bad', at - ago * second, probe.serviceId, 'box'));
    services.deliver(tries.map((result) => ({ result })));
    expect(services.port.view('rulin-1', 'jintan-budget')).toMatchObject({ state: 'down', basis: 'measured' });
    expect(words().get('down')).toHaveLength(1);
    const subject = 'view rulin-1/jintan-budget';
    const period = { from: startAt, to: clock.now() };
    const { records: found } = await readHistory({ store, period, subjects: [subject], staleAfterMs: minute });
    const spans = viewTimelineOf({ period, records: found.get(subject) ?? [], unwatched: [] });
    expect(spans.at(-1)).toMatchObject({ state: 'down', from: at - 3 * second });
  });

  it('come back after a restart as they were, and go on', async () => {
    outcomes.set('jintan-budget', 'bad');
    await clock.advance(4 * minute);
    await stop();
    const told = records.length;
    services = await open();
    expect(services.port.service('jintan-budget')?.state).toBe('down');
    expect(words().get('up')).toHaveLength(63 * 9 - 8);
    expect(records.slice(told).filter(({ subject }) => subject.startsWith('service '))).toEqual([]);
  });

  it('read business figures, and raise one that is out of its range', async () => {
    await clock.advance(2 * minute);
    expect(services.port.figure('waiting')).toMatchObject({ value: 7, word: 'good' });
    figureValue = 900;
    await clock.advance(3 * minute);
    expect(services.port.figure('waiting')).toMatchObject({ value: 900, word: 'out-of-range' });
    expect(openIncidents()).toEqual([expect.stringContaining('waiting')]);
    figureValue = 8;
    await clock.advance(3 * minute);
    expect(openIncidents()).toEqual([]);
  });

  it('are tried when a person asks, and no more once they are stopped', async () => {
    await clock.advance(2 * minute);
    const before = asked.length;
    expect(await services.port.tryNow('nobody')).toBe(false);
    const trying = services.port.tryNow('jintan-budget');
    await clock.advance(second);
    expect(await trying).toBe(true);
    expect(asked.slice(before).map(({ id }) => id)).toContain('jintan-budget');
    await services.stop();
    const after = asked.length;
    await clock.advance(5 * minute);
    expect(asked.length).toBe(after);
  });

  it('do not send a refused password again because of a restart: its account goes on resting', async () => {
    const { source } = figure;
    const login = { kind: 'form', user: 'watch', password: 'a-long-secret' };
    const figures = [{ ...figure, source: { ...source, login } as unknown as typeof source }];
    inventory = {
      ...inventory,
      settings: { ...inventory.settings, services: { ...inventory.settings.services, figures } },
    };
    services.apply();
    [figureValue, figureReason] = [undefined, 'login-refused'];
    await clock.advance(3 * minute);
    expect(figureReads).toBe(2);
    await stop();
    expect(JSON.stringify(await store.documents('login-rests'))).toMatch(/watch.*"refusals":2/);
    expect(JSON.stringify(await store.documents('login-rests'))).not.toContain('secret');
    services = await open();
    await clock.advance(5 * minute);
    expect(figureReads).toBe(2);
    await clock.advance(6 * minute);
    expect(figureReads).toBe(3);
  });
});
