import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WireCity, WireDelta, WireIncident, WireState } from '../../../../api/wire.ts';
import { freshness } from './freshness.ts';
import { emptyState, type LiveEvent, type LiveState, maxWaitingDeltas, probeAfterMs, quietAfterMs } from './model.ts';
import { reduce } from './reduce.ts';

const at = '2026-01-05T08:00:00.000Z';
const now = Date.parse(at);
const counters = {
  points: { up: 1, degraded: 0, down: 0, unknown: 0 },
  links: { up: 1, degraded: 0, down: 0, unknown: 0 },
  devices: { up: 1, degraded: 0, down: 0, unknown: 0 },
  incidents: { open: 0, acknowledged: 0 },
  storage: 'writable' as const,
  isolation: null,
};

function element(id: string, state: WireState, observedAt = at) {
  return { kind: 'point' as const, id, state, reason: { key: 'x' }, since: at, observedAt };
}

function city(run: string, sequence: number, states: Readonly<Record<string, WireState>>, observedAt = at): WireCity {
  const points = Object.entries(states).map(([id, state]) => ({
    ...element(id, state, observedAt),
    districtId: 'd',
    officeId: 'o',
    officeNameZh: '所',
  }));
  return {
    id: 'c',
    nameZh: '市',
    nameEn: 'City',
    run,
    sequence,
    at,
    counters,
    districts: [],
    points,
    links: [],
    lab: false,
  };
}

function delta(run: string, sequence: number, states: Readonly<Record<string, WireState>> = {}): WireDelta {
  return { run, sequence, at, elements: Object.entries(states).map(([id, state]) => element(id, state)) };
}

function hello(run: string, sequence: number, resume = false): LiveEvent {
  return { kind: 'hello', hello: { run, sequence, at, resume }, now };
}

function play(events: readonly LiveEvent[], from: LiveState = emptyState): LiveState {
  return events.reduce((state, event) => reduce(state, event).state, from);
}

const current = play([
  { kind: 'start' },
  hello('r', 5),
  { kind: 'city', request: 1, city: city('r', 5, { a: 'up' }), now },
]);

function incident(id: string, status: WireIncident['status']): WireIncident {
  return {
    id,
    condition: 'link-down',
    severity: 'major',
    status,
    root: { kind: 'link', id: 'F1' },
    summary: { key: 'x' },
    remedy: { key: 'x' },
    affected: [],
    firstSeenAt: at,
    raisedAt: at,
    clearedAt: null,
    acknowledged: null,
  };
}

describe('what the pages may show', () => {
  it('is current once the snapshot and the greeting agree', () => {
    expect(current).toMatchObject({ sync: 'current', run: 'r', sequence: 5, asked: false });
    expect(freshness(current, now).word).toBe('live');
  });

  it('applies the delta that follows and ignores one that it has seen', () => {
    const next = play([{ kind: 'delta', delta: delta('r', 6, { a: 'down' }), now }], current);
    expect(next.points.get('a')?.state).toBe('down');
    expect(play([{ kind: 'delta', delta: delta('r', 6, { a: 'up' }), now }], next)).toBe(next);
  });

  it('asks for the city anew when a delta is missing, and applies the later ones on top', () => {
    const gap = reduce(current, { kind: 'delta', delta: delta('r', 7, { a: 'down' }), now });
    expect(gap.effects).toEqual([{ kind: 'load-city', request: 2, delayMs: 0 }]);
    expect(freshness(gap.state, now).word).toBe('syncing');
    const healed = play([{ kind: 'city', request: 2, city: city('r', 6, { a: 'degraded' }), now }], gap.state);
    expect(healed).toMatchObject({ sync: 'current', sequence: 7 });
    expect(healed.points.get('a')?.state).toBe('down');
  });

  it('loads anew after a server restart, even when the sequence looks the same', () => {
    const step = reduce(play([{ kind: 'disconnected', now }], current), hello('s', 5));
    expect(step.effects).toMatchObject([{ kind: 'load-city' }]);
    expect(step.state.sync).toBe('loading');
  });

  it('goes on without loading when the server resends what was missed', () => {
    const step = reduce(play([{ kind: 'disconnected', now }], current), hello('r', 7, true));
    expect(step.effects).toEqual([]);
    const caughtUp = play(
      [6, 7].map((sequence) => ({ kind: 'delta' as const, delta: delta('r', sequence), now })),
      step.state,
    );
    expect(caughtUp).toMatchObject({ sync: 'current', sequence: 7 });
  });

  it('refuses a snapshot of a run that is over', () => {
    const waiting = play([{ kind: 'start' }, hello('s', 1)]);
    const step = reduce(waiting, { kind: 'city', request: 1, city: city('r', 9, { a: 'up' }), now });
    expect(step.state.frame).toBeNull();
    expect(step.effects).toMatchObject([{ kind: 'load-city', request: 2 }]);
  });

  it('refuses a snapshot that is older than the greeting', () => {
    const step = reduce(play([{ kind: 'start' }, hello('r', 8)]), {
      kind: 'city',
      request: 1,
      city: city('r', 6, {}),
      now,
    });
    expect(step.state.sync).toBe('loading');
    expect(step.effects).toMatchObject([{ kind: 'load-city', request: 2 }]);
  });

  it('drops the answer to an older question', () => {
    const asked = play([{ kind: 'delta', delta: delta('r', 9), now }], current);
    expect(play([{ kind: 'city', request: 1, city: city('r', 4, { a: 'unknown' }), now }], asked)).toBe(asked);
  });

  it('never believes a delta of a dead connection', () => {
    const dead = play([{ kind: 'disconnected', now }], current);
    expect(play([{ kind: 'delta', delta: delta('r', 6, { a: 'down' }), now }], dead)).toBe(dead);
    expect(freshness(dead, now).word).toBe('lost');
  });

  it('asks for the city during silence, and calls it stale when that brings nothing newer', () => {
    const later = now + probeAfterMs;
    const probe = reduce(current, { kind: 'tick', now: later });
    expect(probe.effects).toMatchObject([{ kind: 'load-city', request: 2 }]);
    expect(freshness(probe.state, later).word).toBe('live');
    const nothing = play([{ kind: 'city', request: 2, city: city('r', 5, { a: 'up' }), now: later }], probe.state);
    expect(freshness(nothing, now + quietAfterMs + 1).word).toBe('quiet');
    const newer = play(
      [{ kind: 'city', request: 2, city: city('r', 5, { a: 'up' }, '2026-01-05T08:00:29.000Z'), now: later }],
      probe.state,
    );
    expect(freshness(newer, now + quietAfterMs + 1).word).toBe('live');
  });

  it('does not let the answer to a probe undo deltas that overtook it', () => {
    const probing = play(
      [
        { kind: 'tick', now: now + probeAfterMs },
        { kind: 'delta', delta: delta('r', 6, { a: 'down' }), now },
      ],
      current,
    );
    const answered = play([{ kind: 'city', request: 2, city: city('r', 5, { a: 'up' }), now }], probing);
    expect(answered.points.get('a')?.state).toBe('down');
  });

  it('tries again, later, when the city cannot be had, and is not live meanwhile', () => {
    const asked = play([{ kind: 'delta', delta: delta('r', 9), now }], current);
    const step = reduce(asked, { kind: 'city-failed', request: 2, now });
    expect(step.effects).toEqual([{ kind: 'load-city', request: 3, delayMs: 2_000 }]);
    expect(freshness(step.state, now).word).toBe('syncing');
  });

  it('keeps an incident that a delta brought over what an older list says', () => {
    const told = play(
      [{ kind: 'delta', delta: { ...delta('r', 6), incidents: [incident('INC-1', 'cleared')] }, now }],
      current,
    );
    const listed = play(
      [{ kind: 'incidents', request: 1, items: [incident('INC-1', 'open'), incident('INC-2', 'open')] }],
      told,
    );
    expect([...listed.incidents.values()].map(({ id, status }) => [id, status])).toEqual([
      ['INC-2', 'open'],
      ['INC-1', 'cleared'],
    ]);
  });

  it('holds a bounded number of deltas while a snapshot is under way', () => {
    const many = Array.from({ length: 2 * maxWaitingDeltas }, (_, index) => ({
      kind: 'delta' as const,
      delta: delta('r', index + 1),
      now,
    }));
    expect(play([{ kind: 'start' }, hello('r', 0), ...many]).waiting).toHaveLength(maxWaitingDeltas);
  });

  it('drops the reason why an element was unreachable when it is reachable again', () => {
    const behind = { ...element('a', 'unknown'), behind: [{ kind: 'link' as const, id: 'F1' }] };
    const dark = play([{ kind: 'delta', delta: { ...delta('r', 6), elements: [behind] }, now }], current);
    expect(dark.points.get('a')?.behind).toHaveLength(1);
    expect(
      play([{ kind: 'delta', delta: delta('r', 7, { a: 'up' }), now }], dark).points.get('a')?.behind,
    ).toBeUndefined();
  });
});

type Move =
  | 'change'
  | 'deliver'
  | 'drop'
  | 'twice'
  | 'swap'
  | 'disconnect'
  | 'connect'
  | 'answer'
  | 'fail'
  | 'restart'
  | 'tick';
const moves: readonly Move[] = [
  'change',
  'deliver',
  'drop',
  'twice',
  'swap',
  'disconnect',
  'connect',
  'answer',
  'fail',
  'restart',
  'tick',
];
const words: readonly WireState[] = ['up', 'down', 'degraded', 'unknown'];

/** A server with a bad line to its client, driven by random moves. */
class BadLine {
  state = emptyState;
  run = 'run-0';
  sequence = 0;
  connected = false;
  wire: WireDelta[] = [];
  asked: number | undefined;
  truth: Record<string, WireState> = { a: 'up', b: 'up' };
  /** What was true at each sequence of each run. */
  readonly past = new Map<string, Readonly<Record<string, WireState>>>([['run-0 0', { a: 'up', b: 'up' }]]);
  #changes = 0;

  send(event: LiveEvent): void {
    const step = reduce(this.state, event);
    this.state = step.state;
    for (const effect of step.effects) if (effect.kind === 'load-city') this.asked = effect.request;
  }

  do(move: Move): void {
    const [first, second] = this.wire;
    if (move === 'change') this.#change();
    else if (move === 'deliver') this.#deliver(this.wire.shift());
    else if (move === 'drop') this.wire.shift();
    else if (move === 'twice' && first !== undefined) this.wire.unshift(first);
    else if (move === 'swap' && first !== undefined && second !== undefined) this.wire.splice(0, 2, second, first);
    else if (move === 'disconnect') this.#disconnect();
    else if (move === 'connect' && !this.connected) this.#connect();
    else if (move === 'answer' && this.asked !== undefined) this.#answer(this.asked);
    else if (move === 'fail' && this.asked !== undefined) this.send({ kind: 'city-failed', request: this.asked, now });
    else if (move === 'restart') this.#restart();
    else if (move === 'tick') this.send({ kind: 'tick', now: now + probeAfterMs });
  }

  #change(): void {
    const id = this.#changes % 2 === 0 ? 'a' : 'b';
    this.truth = { ...this.truth, [id]: words[this.#changes++ % words.length] ?? 'up' };
    this.past.set(`${this.run} ${++this.sequence}`, this.truth);
    if (this.connected) this.wire.push(delta(this.run, this.sequence, { [id]: this.truth[id] ?? 'up' }));
  }

  #deliver(next: WireDelta | undefined): void {
    if (next !== undefined) this.send({ kind: 'delta', delta: next, now });
  }

  #disconnect(): void {
    this.connected = false;
    this.wire = [];
    this.send({ kind: 'disconnected', now });
  }

  #connect(): void {
    this.connected = true;
    this.send(hello(this.run, this.sequence));
  }

  #answer(request: number): void {
    this.asked = undefined;
    this.send({ kind: 'city', request, city: city(this.run, this.sequence, this.truth), now });
  }

  #restart(): void {
    this.#disconnect();
    this.run = `${this.run}+`;
    this.sequence = 0;
    this.past.set(`${this.run} 0`, this.truth);
  }
}

describe('over a line that drops, doubles and reorders', () => {
  it('never shows a picture as current that was not true at its sequence', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...moves), { maxLength: 120 }), (script) => {
        const line = new BadLine();
        line.send({ kind: 'start' });
        for (const move of script) {
          line.do(move);
          const { state } = line;
          if (!line.connected) expect(freshness(state, now).word).not.toBe('live');
          if (state.sync !== 'current') continue;
          const shown = Object.fromEntries([...state.points].map(([id, point]) => [id, point.state]));
          expect(shown).toEqual(line.past.get(`${state.run} ${state.sequence}`));
        }
      }),
      { numRuns: 400 },
    );
  });

  it('always comes back to the truth once the line is good again', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...moves), { maxLength: 80 }), (script) => {
        const line = new BadLine();
        line.send({ kind: 'start' });
        for (const move of script) line.do(move);
        line.do('disconnect');
        line.do('connect');
        for (let turn = 0; turn < 8; turn++)
          for (const move of ['change', 'answer', 'deliver', 'deliver'] as const) line.do(move);
        while (line.wire.length > 0) line.do('deliver');
        line.do('answer');
        expect(line.state).toMatchObject({ sync: 'current', run: line.run, sequence: line.sequence });
        expect(Object.fromEntries([...line.state.points].map(([id, point]) => [id, point.state]))).toEqual(line.truth);
      }),
      { numRuns: 300 },
    );
  });
});
