import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DrillEvent } from './events.ts';
import { stepPairDrill } from './machine.ts';
import { type CommandOutput, type PairDrill, type PairView, pairDrillLimits } from './model.ts';
import { byCommand, byHand, procedureOf, steps } from './stage.fake.ts';

const li = { user: 'li', role: 'operator' };
const wang = { user: 'wang', role: 'approver' };
const window = { from: 1_000_000, to: 5_000_000 };
const ready = (at: number): PairView => ({
  word: 'ready',
  score: 95,
  observedAt: at,
  active: ['a'],
  standby: ['b'],
  goodSince: 0,
  patienceMs: 45_000,
});
const over = (at: number): PairView => ({ ...ready(at), word: 'not-ready', active: ['b'], standby: [] });
const back = (at: number): PairView => ({ ...ready(at), active: ['b'], standby: ['a'] });
const ended = (exitCode: number | undefined): CommandOutput => ({
  command: 'switch',
  deviceId: 'a',
  exitCode,
  text: '',
  cut: false,
});

function planned(procedure = byHand): PairDrill {
  return {
    id: 'd1',
    pairId: 'jintan-app',
    procedure,
    digest: 'abc',
    window,
    reason: '季度演练',
    plannedBy: li,
    plannedAt: 0,
    state: 'planned',
    guarded: false,
    steps: [],
    deviations: [],
  };
}

/** What the events make of a drill; each must be taken. */
function play(drill: PairDrill, ...events: readonly DrillEvent[]): { drill: PairDrill; effects: readonly string[] } {
  const effects: string[] = [];
  let now = drill;
  for (const event of events) {
    const step = stepPairDrill(now, event);
    if (!step.ok) throw new Error(`${event.what}: ${step.reason.key}`);
    now = step.drill;
    effects.push(
      ...step.effects.map((effect) =>
        effect.what === 'record'
          ? effect.of
          : effect.what === 'run'
            ? `run ${effect.command} ${effect.deviceId}`
            : effect.what,
      ),
    );
  }
  return { drill: now, effects };
}

const T = 2_000_000;
const propose: DrillEvent = { what: 'propose', at: 1, proposalId: 'p' };
const approve: DrillEvent = { what: 'approve', at: 2, by: wang, proposalId: 'p', digest: 'abc' };
const begin = (at = T): DrillEvent => ({ what: 'begin', at, by: li, digest: 'abc', view: ready(at) });
const look = (at: number, view: PairView = ready(at)): DrillEvent => ({ what: 'look', at, view });
const confirm = (at: number, view: PairView = ready(at)): DrillEvent => ({
  what: 'confirm',
  at,
  by: li,
  note: '',
  view,
});
const approved = play(planned(), propose, approve).drill;
const acted = play(approved, begin(), look(T + 1_000), confirm(T + 2_000)).drill;

describe('a drill', () => {
  it('goes from its plan to its report, step by step, when all is as it should be', () => {
    const { drill, effects } = play(
      planned(),
      propose,
      approve,
      begin(),
      look(T + 1_000),
      confirm(T + 2_000),
      look(T + 3_000, over(T + 3_000)),
      look(T + 8_000, over(T + 8_000)),
      confirm(T + 9_000, over(T + 9_000)),
      look(T + 10_000, back(T + 10_000)),
    );
    expect(drill).toMatchObject({ state: 'completed', outcome: 'completed', activeBefore: 'a', endedAt: T + 10_000 });
    expect(drill.steps.map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual([
      'check-readiness done',
      'announce-maintenance done',
      'act done',
      'observe done',
      'verify-services done',
      'fall-back done',
      'observe done',
      'report done',
    ]);
    expect(effects.filter((each) => !each.startsWith('step-'))).toEqual([
      'proposed',
      'approved',
      'begun',
      'completed',
      'measure',
    ]);
    expect(effects.filter((each) => each === 'step-done')).toHaveLength(7);
    const { drill: reported } = play(drill, { what: 'reported', at: T, reportId: 'r1' });
    expect(reported).toMatchObject({ state: 'reported', outcome: 'completed', reportId: 'r1' });
  });

  it('runs a declared command on the member that is active by then, and goes on when it ended well', () => {
    const start = play(planned(byCommand), propose, approve, begin(), look(T + 1_000));
    expect(start.effects.at(-1)).toBe('run switch a');
    expect(start.drill).toMatchObject({ actedAt: T + 1_000, guarded: false });
    const view = ready(T + 2_000);
    const done = play(start.drill, { what: 'command-ended', at: T + 2_000, index: 2, output: ended(0), view });
    expect(done.drill.steps.at(-1)?.kind).toBe('observe');
  });

  it.each([
    ['before its window', approved, begin(window.from - 1), 'drill.refused.window-early'],
    ['after its window', approved, begin(window.to), 'drill.refused.window-over'],
    ['without an approval', play(planned(), propose).drill, begin(), 'drill.refused.state'],
    [
      'with another procedure than was approved',
      approved,
      { ...begin(), digest: 'other' } as DrillEvent,
      'drill.refused.changed',
    ],
    ['twice', acted, begin(), 'drill.refused.state'],
  ])('does not begin %s', (_, drill, event, key) => {
    expect(stepPairDrill(drill, event)).toMatchObject({ ok: false, reason: { key } });
  });

  it.each([
    ['li', { ...approve, by: li }],
    ['a second spelling of li', { ...approve, by: { user: 'ＬＩ', role: 'approver' } }],
  ] as const)('is not approved by %s, who planned it', (_, event) => {
    expect(stepPairDrill(play(planned(), propose).drill, event)).toMatchObject({
      ok: false,
      reason: { key: 'approval.own' },
    });
  });

  it('is not approved as something else than what was asked for, nor when its window is over', () => {
    const asked = play(planned(), propose).drill;
    for (const [event, key] of [
      [{ ...approve, digest: 'other' }, 'changed'],
      [{ ...approve, proposalId: 'q' }, 'state'],
      [{ ...approve, at: window.to }, 'window-over'],
    ] as const)
      expect(stepPairDrill(asked, event)).toMatchObject({ ok: false, reason: { key: `drill.refused.${key}` } });
  });

  it('is aborted when readiness drops before anything was done, and leaves the pair untouched', () => {
    for (const word of ['at-risk', 'not-ready'] as const) {
      const { drill, effects } = play(approved, begin(), look(T + 1_000), look(T + 2_000, { ...ready(T), word }));
      expect(drill).toMatchObject({
        state: 'aborted',
        leftAs: 'untouched',
        abort: { reason: { key: 'drill.abort.readiness' } },
      });
      expect(effects).toContain('stop-command');
    }
  });

  describe('whose readiness is not known for a while', () => {
    const dark = (at: number): PairView => ({ ...ready(at), word: 'unknown', score: undefined });
    const checked = play(approved, begin(), look(T + 1_000)).drill;
    const doubtful = play(checked, look(T + 2_000, dark(T + 2_000))).drill;

    it('goes on when one reading was late, as if nothing had been', () => {
      expect(doubtful).toMatchObject({ state: 'running', doubt: { since: T + 2_000, until: T + 47_000 } });
      const after = play(doubtful, look(T + 46_999, dark(T)), look(T + 47_000), confirm(T + 48_000));
      expect(after.drill).toMatchObject({ state: 'running', actedAt: T + 48_000 });
      expect(after.drill.doubt).toBeUndefined();
      expect(after.drill.steps.at(-1)?.kind).toBe('observe');
    });

    it('does nothing meanwhile: no button counts, no step ends, no command is run', () => {
      expect(stepPairDrill(doubtful, confirm(T + 3_000, dark(T)))).toMatchObject({
        ok: false,
        reason: { key: 'drill.refused.readiness-unknown' },
      });
      const waits = procedureOf(steps.check, steps.verify, steps.byCommand, steps.report);
      const begun = play(planned(waits), propose, approve, begin(), look(T + 1_000)).drill;
      const later = play(begun, look(T + 9_000, dark(T)));
      expect(later.drill.steps.at(-1)).toMatchObject({ kind: 'verify-services', outcome: 'running' });
      expect(later.effects).toEqual([]);
      expect(play(later.drill, look(T + 10_000)).effects.at(-1)).toBe('run switch a');
    });

    it('breaks off when it stays unknown for as long as is stated, or the clock was set back', () => {
      for (const at of [T + 47_000, T + 1_999]) {
        const { drill, effects } = play(doubtful, look(at, dark(T)));
        expect(drill).toMatchObject({
          state: 'aborted',
          leftAs: 'untouched',
          abort: { reason: { key: 'drill.abort.readiness-unknown', params: { seconds: 45 } } },
        });
        expect(drill.doubt).toBeUndefined();
        expect(effects).toContain('stop-command');
      }
    });

    it('breaks off at once when a reading says that it is not ready', () => {
      expect(play(doubtful, look(T + 3_000, over(T + 3_000))).drill.abort?.reason.key).toBe('drill.abort.readiness');
    });

    it('begins to wait anew at each doubt', () => {
      const again = play(doubtful, look(T + 40_000), look(T + 50_000, dark(T)));
      expect(again.drill.doubt).toEqual({ since: T + 50_000, until: T + 95_000 });
    });
  });

  it('is aborted by the press of the button itself when readiness has dropped since', () => {
    const { drill } = play(approved, begin(), look(T + 1_000), confirm(T + 2_000, over(T + 2_000)));
    expect(drill).toMatchObject({ state: 'aborted', leftAs: 'untouched' });
  });

  it('waits for a person who says how the pair is left when it is aborted after an act', () => {
    const { drill } = play(acted, look(window.to));
    expect(drill).toMatchObject({ state: 'falling-back', abort: { reason: { key: 'drill.abort.window' } } });
    const fall = (choice: 'done' | 'leave'): DrillEvent => ({
      what: 'fall-back',
      at: window.to + 1,
      choice,
      by: li,
      note: 'n',
      view: ready(0),
    });
    expect(play(drill, fall('done')).drill).toMatchObject({ state: 'aborted', leftAs: 'fallen-back', deviations: [] });
    expect(play(drill, fall('leave')).drill).toMatchObject({
      leftAs: 'left',
      deviations: [{ key: 'drill.deviation.left' }],
    });
    const late = look(window.to + pairDrillLimits.fallBackMs);
    expect(play(drill, late).drill).toMatchObject({ state: 'aborted', leftAs: 'left' });
  });

  it('falls back by its declared command inside of the window alone, and where it is clear on which member', () => {
    const running = play(planned(byCommand), propose, approve, begin(), look(T + 1_000)).drill;
    const stopped = play(running, { what: 'stop', at: T + 2_000, by: li, note: 'enough' }).drill;
    expect(stopped.state).toBe('falling-back');
    const fall = (at: number, view: PairView): DrillEvent => ({
      what: 'fall-back',
      at,
      choice: 'command',
      by: li,
      note: '',
      view,
    });
    expect(stepPairDrill(stopped, fall(window.to, back(T)))).toMatchObject({
      ok: false,
      reason: { key: 'drill.refused.window-over' },
    });
    const two = { ...back(T), active: ['a', 'b'] };
    expect(stepPairDrill(stopped, fall(T + 3_000, two))).toMatchObject({
      ok: false,
      reason: { key: 'drill.refused.no-member' },
    });
    const started = play(stopped, fall(T + 3_000, back(T)));
    expect(started.effects).toContain('run start b');
    const output = { ...ended(0), command: 'start' };
    const end = play(started.drill, { what: 'command-ended', at: T + 4_000, index: 5, output, view: back(T) });
    expect(end.drill).toMatchObject({ state: 'aborted', leftAs: 'fallen-back' });
  });

  it.each([
    ['the command fails', 1, 'drill.abort.command'],
    ['the command never ends', undefined, 'drill.abort.command'],
  ])('is aborted when %s', (_, code, key) => {
    const running = play(planned(byCommand), propose, approve, begin(), look(T + 1_000)).drill;
    const event: DrillEvent = { what: 'command-ended', at: T + 2_000, index: 2, output: ended(code), view: ready(T) };
    expect(play(running, event).drill).toMatchObject({ state: 'falling-back', abort: { reason: { key } } });
  });

  it('runs nothing when it is not clear which member is meant', () => {
    const nobody = { ...ready(T + 1_000), active: [] };
    const { drill, effects } = play(planned(byCommand), propose, approve, begin(), look(T + 1_000, nobody));
    expect(effects.filter((each) => each.startsWith('run'))).toEqual([]);
    expect(drill).toMatchObject({
      state: 'aborted',
      leftAs: 'untouched',
      abort: { reason: { key: 'drill.abort.member' } },
    });
  });

  it('is aborted when two members are active in two readings, and not by one reading alone', () => {
    const split = (at: number) => ({ ...over(at), active: ['a', 'b'] });
    const once = play(acted, look(T + 3_000, split(T + 3_000)), look(T + 4_000, split(T + 3_000)));
    expect(once.drill.state).toBe('running');
    expect(play(once.drill, look(T + 5_000, over(T + 5_000)), look(T + 6_000, split(T + 6_000))).drill.state).toBe(
      'running',
    );
    expect(play(once.drill, look(T + 9_000, split(T + 9_000))).drill).toMatchObject({
      state: 'falling-back',
      abort: { reason: { key: 'drill.abort.split' } },
    });
  });

  it.each([
    ['check-readiness', approved, [begin(), look(T + 59_000, over(T)), look(T + 60_000, over(T))]],
    ['act', approved, [begin(), look(T + 1_000), look(T + 61_000)]],
    ['observe', acted, [look(T + 62_000)]],
    [
      'verify-services',
      acted,
      [look(T + 3_000, over(T + 3_000)), look(T + 63_000, { ...over(T + 63_000), goodSince: undefined })],
    ],
  ] as const)('is aborted when the step %s takes too long', (kind, drill, events) => {
    expect(play(drill, ...events).drill.abort?.reason.key).toBe(`drill.abort.timeout.${kind}`);
  });

  it('believes no reading from before the act', () => {
    expect(play(acted, look(T + 3_000, over(T + 1_500))).drill.steps.at(-1)?.kind).toBe('observe');
  });

  it('waits for services to be good for the whole time, counted from the step on', () => {
    const observed = play(acted, look(T + 3_000, over(T + 3_000))).drill;
    const bad = play(observed, look(T + 7_999, over(T + 7_999)));
    expect(bad.drill.steps.at(-1)?.kind).toBe('verify-services');
    const since = { ...over(T + 9_000), goodSince: T + 5_000 };
    expect(play(bad.drill, look(T + 9_000, since)).drill.steps.at(-1)?.kind).toBe('verify-services');
    expect(play(bad.drill, look(T + 10_000, since)).drill.steps.at(-1)?.kind).toBe('fall-back');
  });

  it('that ran when Fangzhou ended is aborted at the next start; one that waits goes on waiting', () => {
    expect(play(acted, { what: 'restarted', at: T + 9_000 }).drill).toMatchObject({
      state: 'falling-back',
      abort: { reason: { key: 'drill.abort.restarted' } },
    });
    expect(play(approved, { what: 'restarted', at: T }).drill.state).toBe('approved');
  });

  it('lapses when its window is over and nobody began; a rejected one is over, a withdrawn one is planned again', () => {
    expect(play(approved, look(window.to)).drill.state).toBe('lapsed');
    const asked = play(planned(), propose).drill;
    const drop = (to: 'rejected' | 'planned'): DrillEvent => ({ what: 'drop', at: 5, proposalId: 'p', to });
    expect(play(asked, drop('rejected')).drill.state).toBe('rejected');
    const again = play(asked, drop('planned')).drill;
    expect(again.state).toBe('planned');
    expect(again.proposalId).toBeUndefined();
    expect(play(approved, { what: 'cancel', at: 9, by: li }).drill.state).toBe('cancelled');
  });

  it('deviates when a target is missed, and when it could not be measured', () => {
    const done = { ...approved, state: 'completed', outcome: 'completed', actedAt: T } as const;
    const none = { measured: undefined, target: 1, verdict: 'unknown' } as const;
    const result = {
      takeoverIds: ['1', '2', '3'],
      rtoMs: { ...none, verdict: 'missed' as const },
      rpoMs: none,
      rpoBytes: none,
      probes: 0,
      resolutionMs: undefined,
    };
    const { drill } = play(done, { what: 'measured', at: T, result });
    expect(drill.deviations.map(({ key }) => key)).toEqual([
      'drill.deviation.rtoMs',
      'drill.deviation.unmeasured',
      'drill.deviation.takeovers',
    ]);
  });
});

describe('whatever happens in whatever order', () => {
  const actor = fc.constantFrom(li, wang);
  const at = fc.integer({ min: 0, max: 6_000_000 });
  const view: fc.Arbitrary<PairView> = fc.record({
    word: fc.constantFrom('ready', 'ready', 'ready', 'at-risk', 'not-ready', 'unknown'),
    score: fc.constant(50),
    observedAt: fc.option(at, { nil: undefined }),
    active: fc.oneof(fc.constant(['a']), fc.subarray(['a', 'b'])),
    standby: fc.subarray(['a', 'b']),
    goodSince: fc.option(at, { nil: undefined }),
    patienceMs: fc.constantFrom(0, 45_000),
  });
  const digest = fc.constantFrom('abc', 'abc', 'other');
  const event = fc.oneof(
    fc.record({ what: fc.constant('propose'), at, proposalId: fc.constantFrom('p', 'q') }),
    fc.record({ what: fc.constant('approve'), at, by: actor, proposalId: fc.constantFrom('p', 'q'), digest }),
    fc.record({
      what: fc.constant('drop'),
      at,
      proposalId: fc.constant('p'),
      to: fc.constantFrom('rejected', 'planned'),
    }),
    fc.record({ what: fc.constant('cancel'), at, by: actor }),
    fc.record({ what: fc.constant('begin'), at, by: actor, digest, view }),
    fc.record({ what: fc.constant('look'), at, view }),
    fc.record({ what: fc.constant('look'), at, view }),
    fc.record({ what: fc.constant('confirm'), at, by: actor, note: fc.string(), view }),
    fc.record({
      what: fc.constant('command-ended'),
      at,
      index: fc.nat(8),
      output: fc.constantFrom(ended(0), ended(1)),
      view,
    }),
    fc.record({ what: fc.constant('stop'), at, by: actor, note: fc.string() }),
    fc.record({
      what: fc.constant('fall-back'),
      at,
      choice: fc.constantFrom('command', 'done', 'leave'),
      by: actor,
      note: fc.string(),
      view,
    }),
    fc.record({ what: fc.constant('restarted'), at }),
    fc.record({ what: fc.constant('reported'), at, reportId: fc.constant('r') }),
  ) as fc.Arbitrary<DrillEvent>;
  const procedure = fc.constantFrom(byHand, byCommand, procedureOf(steps.check, steps.byCommand, steps.paired));

  it('nothing acts without the approval of a second person, outside of the window, or without readiness asked since the last act', () => {
    let acts = 0;
    fc.assert(
      fc.property(procedure, fc.array(event, { maxLength: 60 }), fc.boolean(), (what, events, warm) => {
        let drill = warm ? play(planned(what), propose, approve, begin()).drill : planned(what);
        for (const each of events) {
          const step = stepPairDrill(drill, each);
          if (!step.ok) continue;
          for (const effect of step.effects) {
            if (effect.what !== 'run') continue;
            acts += 1;
            expect(drill.approval?.by.user).toBe('wang');
            expect(each.at).toBeGreaterThanOrEqual(window.from);
            expect(each.at).toBeLessThan(window.to);
            const kind = what.steps[effect.index]?.kind;
            if (drill.state === 'falling-back') expect(kind).toBe('fall-back');
            else expect(drill.state === 'running' || drill.state === 'approved').toBe(true);
            if (kind === 'act') expect('view' in each && each.view.word).toBe('ready');
          }
          drill = step.drill;
        }
      }),
      { numRuns: 1_000 },
    );
    expect(acts).toBeGreaterThan(0);
  });

  it('a drill that is over stays over, and no step begins twice or out of order', () => {
    fc.assert(
      fc.property(procedure, fc.array(event, { maxLength: 60 }), (what, events) => {
        let drill = play(planned(what), propose, approve, begin()).drill;
        for (const each of events) {
          const step = stepPairDrill(drill, each);
          if (!step.ok) continue;
          if (['rejected', 'lapsed', 'cancelled', 'reported'].includes(drill.state))
            expect(step.drill.state).toBe(drill.state);
          if (drill.outcome !== undefined) expect(step.drill.outcome).toBe(drill.outcome);
          drill = step.drill;
          const places = drill.steps
            .filter(({ kind }) => drill.abort === undefined || kind !== 'fall-back')
            .map(({ index }) => index);
          expect(places).toEqual(places.map((_, index) => index));
          expect(drill.steps.filter(({ outcome }) => outcome === 'running').length).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 400 },
    );
  });
});
