import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { type Message, message, silentLog } from '../../core/index.ts';
import type { City, DrillCommand, DrillsSettings } from '../../inventory/index.ts';
import type { NewRecord } from '../../ledger/index.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import { type Approvals, createApprovals } from '../approval/approvals.ts';
import { createPairDrills, type PairDrills } from './drills.ts';
import type { CommandOutput, PairDrill } from './model.ts';
import {
  byCommand,
  byHand,
  type FakePairPort,
  fakeCommands,
  fakePair,
  fakePairPort,
  fakePairsSettings,
  takeoverOf,
  tryAt,
} from './stage.fake.ts';

const li = { user: 'li', role: 'operator' };
const wang = { user: 'wang', role: 'approver' };

let clock: FakeClock;
let store: ReturnType<typeof createFakeStore>;
let records: NewRecord[];
let approvals: Approvals;
let port: FakePairPort;
let settings: DrillsSettings;
let ran: string[];
let commandEnds: (output: Partial<CommandOutput>) => void;
let obstacle: (command: DrillCommand) => Message | undefined;
let drills: PairDrills;

const ledger = { append: (record: NewRecord) => void records.push(record) };

function make(): PairDrills {
  approvals = createApprovals({ store, ledger, clock });
  return createPairDrills({
    store,
    ledger,
    clock,
    log: silentLog,
    approvals,
    city: () => ({ hostPairs: new Map([[fakePair.id, fakePair]]) }) as unknown as City,
    settings: () => settings,
    pairSettings: () => fakePairsSettings,
    pairs: port,
    obstacle: (command) => obstacle(command),
    run: (command, stop) =>
      new Promise((resolve) => {
        ran.push(`${command.name} ${command.deviceId}: ${command.command}`);
        const whole = { command: command.name, deviceId: command.deviceId, exitCode: 0, text: 'done', cut: false };
        commandEnds = (output) => resolve({ ...whole, ...output });
        stop.addEventListener('abort', () => resolve({ ...whole, exitCode: undefined }));
      }),
  });
}

beforeEach(async () => {
  clock = new FakeClock();
  store = createFakeStore({ kinds: [], clock });
  [records, ran] = [[], []];
  port = fakePairPort(clock.now());
  settings = { procedures: [byHand, { ...byCommand, id: 'p2' }], commands: fakeCommands };
  obstacle = () => undefined;
  drills = make();
  await drills.start();
});

const whats = () => records.filter(({ kind }) => kind === 'drill').map(({ body }) => String(body.what));
const window = () => ({ from: clock.now(), to: clock.now() + 3_600_000 });
const only = (): PairDrill => drills.list()[0] as PairDrill;

function plan(procedureId = 'p1'): string {
  const answer = drills.plan({ pairId: fakePair.id, procedureId, window: window(), reason: '季度演练', by: li });
  if (!answer.ok) throw new Error(answer.reason.key);
  return answer.drill.id;
}

function approved(procedureId = 'p1'): string {
  const id = plan(procedureId);
  expect(drills.propose(id, li).ok).toBe(true);
  expect(approvals.decide({ id: only().proposalId ?? '', verdict: 'approve', by: wang, note: '' })).toMatchObject({
    ok: true,
  });
  return id;
}

/** Seconds pass, in which the pair is as it is now, and services answer or do not. */
async function pass(seconds: number, ok = true): Promise<void> {
  for (let n = 0; n < seconds; n += 1) {
    port.tries.push(tryAt(clock.now() + 500, ok));
    port.observedAt = clock.now() + 900;
    await clock.advance(1_000);
  }
}

const switched = () => {
  port.roles = { 'app-a': 'none', 'app-b': 'active' };
  port.word = 'not-ready';
};
const pairedAgain = () => {
  port.roles = { 'app-a': 'standby', 'app-b': 'active' };
  port.word = 'ready';
};

describe('a whole drill by hand', () => {
  it('runs to its result, each step on record, with the time without service from the takeover', async () => {
    const id = approved();
    expect(drills.begin(id, li)).toMatchObject({ ok: true, drill: { state: 'running', activeBefore: 'app-a' } });
    await pass(3);
    expect(only().steps.at(-1)).toMatchObject({ kind: 'act', outcome: 'running' });
    expect(drills.plannedAt(fakePair.id, clock.now())?.id).toBe(id);
    expect(drills.confirm(id, li, '停 keepalived').ok).toBe(true);
    await pass(3, false);
    switched();
    port.seen = [takeoverOf(clock.now(), { rtoMs: { least: 2_900, most: 4_100 }, rpoBytes: { least: 0, most: 0 } })];
    await pass(9);
    expect(only().steps.at(-1)).toMatchObject({ kind: 'fall-back', outcome: 'running' });
    drills.confirm(id, li, '');
    pairedAgain();
    await pass(3);
    expect(only()).toMatchObject({
      state: 'completed',
      deviations: [],
      result: {
        rtoMs: { measured: { least: 2_900, most: 4_100 }, verdict: 'met' },
        rpoBytes: { verdict: 'met' },
        resolutionMs: 1_000,
      },
    });
    expect(drills.lastGoodAt(fakePair.id)).toBe(only().endedAt);
    expect(whats().filter((what) => !what.startsWith('step'))).toEqual([
      'planned',
      'proposed',
      'proposed',
      'approved',
      'approved',
      'begun',
      'completed',
      'result',
    ]);
    expect(records.at(-1)).toMatchObject({
      subject: `drill ${id}`,
      body: { rtoMs: { least: 2_900, most: 4_100, target: 10_000, verdict: 'met' } },
    });
    const acted = records.find(({ body }) => body.what === 'step-done' && body.kind === 'act');
    expect(acted?.body).toMatchObject({ by: li, note: '停 keepalived', outcome: 'done' });
    drills.reported(id, 'r1');
    expect(only()).toMatchObject({ state: 'reported', reportId: 'r1' });
    expect(drills.plannedAt(fakePair.id, (only().endedAt ?? 0) + 61_000)).toBeUndefined();
  });

  it('measures the time without service by its own tries where no takeover was timed', async () => {
    const id = approved();
    drills.begin(id, li);
    await pass(3);
    drills.confirm(id, li, '');
    await pass(4, false);
    switched();
    await pass(9);
    drills.confirm(id, li, '');
    pairedAgain();
    await pass(3);
    // The first bad try began 500 ms after the act, the last 3 s later; the next good one another second on.
    expect(only().result).toMatchObject({ rtoMs: { measured: { least: 2_900, most: 5_100 }, verdict: 'met' } });
  });
});

describe('a drill whose reading is late', () => {
  it('waits for the next one, and breaks off untouched when none comes', async () => {
    const id = approved();
    drills.begin(id, li);
    await pass(2);
    // A reading counts for three periods of 15 s.
    await clock.advance(47_000);
    expect(only()).toMatchObject({ state: 'running', doubt: { since: expect.any(Number) } });
    expect(drills.confirm(id, li, '')).toMatchObject({
      ok: false,
      reason: { key: 'drill.refused.readiness-unknown' },
    });
    await pass(1);
    expect(only().doubt).toBeUndefined();
    expect(only()).toMatchObject({ state: 'running' });

    drills.stop(id, li, '');
    const again = approved();
    drills.begin(again, li);
    await pass(2);
    port.word = 'unknown';
    await pass(45);
    expect(only()).toMatchObject({ id: again, state: 'running' });
    await pass(1);
    expect(only()).toMatchObject({
      ...{ state: 'aborted', leftAs: 'untouched' },
      abort: { reason: { key: 'drill.abort.readiness-unknown', params: { seconds: 45 } } },
    });
  });
});

describe('a drill by command', () => {
  it('runs exactly what was approved, and keeps what it said', async () => {
    const id = approved('p2');
    drills.begin(id, li);
    await pass(2);
    expect(ran).toEqual(['switch app-a: switch it']);
    commandEnds({ text: 'stopped', exitCode: 0 });
    await pass(1);
    expect(only().steps.find(({ kind }) => kind === 'act')).toMatchObject({
      outcome: 'done',
      output: { exitCode: 0, text: 'stopped' },
    });
    expect(records.find(({ body }) => body.what === 'command-ended')?.body).toMatchObject({
      command: 'switch',
      member: 'app-a',
      exitCode: 0,
      output: 'stopped',
    });
  });

  it('is not begun, and runs nothing, when command or procedure was declared anew since', async () => {
    const id = approved('p2');
    const before = settings;
    settings = { ...before, commands: fakeCommands.map((command) => ({ ...command, command: 'rm -rf /' })) };
    expect(drills.begin(id, li)).toMatchObject({ ok: false, reason: { key: 'drill.refused.changed' } });
    settings = before;
    drills.begin(id, li);
    settings = { ...before, commands: fakeCommands.map((command) => ({ ...command, command: 'rm -rf /' })) };
    await pass(2);
    expect(ran).toEqual([]);
    expect(only()).toMatchObject({ state: 'falling-back', abort: { reason: { key: 'drill.abort.command' } } });
  });

  it('has its command stopped by a person, and falls back by hand', async () => {
    const id = approved('p2');
    drills.begin(id, li);
    await pass(2);
    drills.stop(id, wang, '业务科室叫停');
    await pass(1);
    expect(only()).toMatchObject({ state: 'falling-back', abort: { by: wang, note: '业务科室叫停' } });
    expect(only().steps.find(({ kind }) => kind === 'act')?.output?.exitCode).toBeUndefined();
    expect(drills.fallBack(id, 'done', li, '已起').ok).toBe(true);
    expect(only()).toMatchObject({ state: 'aborted', leftAs: 'fallen-back' });
    expect(drills.lastGoodAt(fakePair.id)).toBeUndefined();
  });

  it('ends by itself when its window ends, and acts on nothing after that', async () => {
    const id = approved('p2');
    port.word = 'not-ready';
    await clock.advance(3_599_000);
    port.observedAt = clock.now();
    expect(drills.begin(id, li).ok).toBe(true);
    port.word = 'ready';
    await pass(2);
    expect(only()).toMatchObject({ state: 'aborted', leftAs: 'untouched' });
    expect(ran).toEqual([]);
  });
});

describe('a plan', () => {
  it.each([
    [{ pairId: 'nobody' }, 'no-pair'],
    [{ procedureId: 'other' }, 'no-procedure'],
    [{ window: { from: 0, to: 3_600_000 } }, 'window-over'],
    [{ window: { from: Date.UTC(2026, 0, 6), to: Date.UTC(2026, 0, 6) + 60_000 } }, 'window-length'],
    [{ window: { from: Date.UTC(2026, 0, 6), to: Date.UTC(2026, 0, 9) } }, 'window-length'],
    [{ window: { from: Date.UTC(2028, 0, 6), to: Date.UTC(2028, 0, 6, 1) } }, 'window-far'],
    [{ window: { from: Number.NaN, to: 1 } }, 'window-length'],
  ])('%j is refused: %s', (change, why) => {
    const wish = { pairId: fakePair.id, procedureId: 'p1', window: window(), reason: 'x', by: li, ...change };
    expect(drills.plan(wish)).toMatchObject({ ok: false, reason: { key: `drill.refused.${why}` } });
    expect(records).toEqual([]);
  });

  it('that overlaps with another of the same pair is refused, and so is a command that one member lacks', () => {
    plan();
    const wish = { pairId: fakePair.id, procedureId: 'p1', window: window(), reason: 'x', by: li };
    expect(drills.plan(wish)).toMatchObject({ ok: false, reason: { key: 'drill.refused.overlap' } });
    drills.cancel(only().id, li);
    settings = { ...settings, commands: fakeCommands.slice(0, 3) };
    expect(drills.plan({ ...wish, procedureId: 'p2' })).toMatchObject({
      ok: false,
      reason: { key: 'drill.refused.no-command', params: { command: 'start app-b' } },
    });
  });

  it('that was rejected is over; nobody approves his own, and one that is not approved never begins', () => {
    const id = plan();
    drills.propose(id, li);
    const decide = (verdict: 'approve' | 'reject', by = wang) =>
      approvals.decide({ id: only().proposalId ?? '', verdict, by, note: 'n' });
    expect(decide('approve', li)).toMatchObject({ ok: false });
    expect(drills.begin(id, li)).toMatchObject({ ok: false, reason: { key: 'drill.refused.state' } });
    expect(decide('reject')).toMatchObject({ ok: true });
    expect(only().state).toBe('rejected');
    expect(drills.propose(id, li).ok).toBe(false);
  });

  it('cannot be approved when what it would run was declared anew meanwhile', () => {
    const id = plan('p2');
    drills.propose(id, li);
    settings = { ...settings, commands: fakeCommands.map((command) => ({ ...command, user: 'root' })) };
    expect(approvals.decide({ id: only().proposalId ?? '', verdict: 'approve', by: wang, note: '' })).toMatchObject({
      ok: false,
      reason: { key: 'drill.refused.changed' },
    });
    expect(only().state).toBe('proposed');
    expect(id).toBe(only().id);
  });
});

describe('a restart', () => {
  it('aborts the drill that ran, keeps the one that waits, and forgets nothing', async () => {
    const running = approved('p2');
    drills.begin(running, li);
    await pass(2);
    drills.close();
    drills = make();
    await drills.start();
    expect(drills.find(running)).toMatchObject({
      state: 'falling-back',
      abort: { reason: { key: 'drill.abort.restarted' } },
    });
    expect(ran).toHaveLength(1);
    drills.fallBack(running, 'leave', li, '');
    const waiting = approved();
    drills.close();
    store.put({ collection: 'pair-drills', key: 'old', body: { id: 'old', version: 0 } });
    drills = make();
    await drills.start();
    expect(drills.find(waiting)?.state).toBe('approved');
    expect(drills.find('old')).toBeUndefined();
    expect(drills.begin(waiting, li).ok).toBe(true);
  });
});

describe('a dry run', () => {
  it('needs no approval, acts on nothing, says of each step what it would do, and is on record', () => {
    port.tries = [tryAt(clock.now() - 1_000, true)];
    const dry = drills.dryRun(fakePair.id, 'p2', li);
    expect(dry).toMatchObject({ word: 'ready', ready: true });
    expect(dry?.steps.map(({ outlook, would }) => `${outlook} ${would.key}`)).toEqual([
      'pass drill.would.check-readiness',
      'pass drill.would.announce-maintenance',
      'unknown drill.would.command',
      'unknown drill.would.observe',
      'pass drill.would.verify-services',
      'unknown drill.would.command',
      'unknown drill.would.observe',
      'pass drill.would.report',
    ]);
    expect(dry?.steps[2]?.would.params).toMatchObject({ command: 'switch it', member: 'app-a' });
    expect([ran, drills.list()]).toEqual([[], []]);
    expect(records).toMatchObject([
      { kind: 'drill', subject: 'pair jintan-app', body: { what: 'dry-run', ready: true } },
    ]);
  });

  it('is not ready when a command could not be run from here, on whichever member', () => {
    const onB = message('drill.would.key-unreadable', { command: 'switch', path: '/keys/b' });
    obstacle = ({ name, deviceId }) => (name === 'switch' && deviceId === fakePair.memberB ? onB : undefined);
    const dry = drills.dryRun(fakePair.id, 'p2', li);
    expect(dry).toMatchObject({
      ready: false,
      steps: { 2: { outlook: 'fail', would: onB }, 5: { outlook: 'unknown' } },
    });
  });

  it('is not ready when nothing is known: a standing that is old counts as none', () => {
    port.observedAt = clock.now() - 46_000;
    expect(drills.dryRun(fakePair.id, 'p1', li)).toMatchObject({ word: 'unknown', ready: false });
    expect(drills.dryRun('nobody', 'p1', li)).toBeUndefined();
  });
});
