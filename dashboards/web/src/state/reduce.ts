import type { WireCity, WireDelta, WireIncident } from '../../../../api/wire.ts';
import { applyDelta, rememberIncidents } from './apply.ts';
import { type LiveEvent, type LiveState, maxWaitingDeltas, probeAfterMs, type Step } from './model.ts';

/** Pause before a snapshot that came too early is asked for again; failures wait longer. */
const againMs = 200;
const afterFailureMs = 2_000;

/**
 * The one place that decides what the pages show: a snapshot plus every delta after it, in order, of one run of the
 * server. Anything else (a gap, another run, a dead socket) leads to a new snapshot and is never shown as live.
 */
export function reduce(state: LiveState, event: LiveEvent): Step {
  switch (event.kind) {
    case 'start':
      return state.asked ? still(state) : loadAnew(state);
    case 'hello':
      return onHello(state, event);
    case 'delta':
      return onDelta(state, event.delta, event.now);
    case 'disconnected':
      return still({ ...state, connection: 'lost', greeting: null, waiting: [] });
    case 'city':
      return event.request === state.request ? onCity(state, event.city, event.now) : still(state);
    case 'city-failed':
      return event.request === state.request ? onFailure(state) : still(state);
    case 'incidents':
      return event.request === state.request ? still(withIncidentList(state, event.items)) : still(state);
    case 'incident':
      return still(rememberIncidents(state, [event.incident]));
    case 'tick':
      return onTick(state, event.now);
  }
}

function still(state: LiveState): Step {
  return { state, effects: [] };
}

function loadAnew(state: LiveState, delayMs = 0): Step {
  const request = state.request + 1;
  const asking: LiveState = { ...state, sync: 'loading', request, asked: true };
  return { state: asking, effects: [{ kind: 'load-city', request, delayMs }] };
}

function onHello(state: LiveState, { hello, now }: Extract<LiveEvent, { kind: 'hello' }>): Step {
  const greeted: LiveState = {
    ...state,
    connection: 'connected',
    greeting: { run: hello.run, sequence: hello.sequence },
    waiting: [],
    skewMs: Date.parse(hello.at) - now,
  };
  // What was missed follows as deltas; if it does not, they show a gap and the picture is loaded anew.
  const resumes = hello.resume && state.frame !== null && state.run === hello.run;
  if (resumes) return still({ ...greeted, sync: 'current', heardAt: now });
  // A snapshot under way is judged against this greeting when it arrives.
  if (state.asked) return still({ ...greeted, sync: state.sync === 'current' ? 'loading' : state.sync });
  return loadAnew(greeted);
}

function onDelta(state: LiveState, delta: WireDelta, now: number): Step {
  // A packet of a connection that is gone, or that came before its greeting, says nothing about now.
  if (state.connection !== 'connected' || state.greeting === null) return still(state);
  if (delta.run !== state.greeting.run) return loadAnew({ ...state, greeting: { ...state.greeting, run: delta.run } });
  if (state.sync !== 'current') return still(wait(state, delta));
  if (delta.run !== state.run) return loadAnew(wait(state, delta));
  if (delta.sequence <= state.sequence) return still(state);
  if (delta.sequence > state.sequence + 1) return loadAnew(wait(state, delta));
  return still({ ...applyDelta(state, delta), heardAt: now });
}

/** Keeps the newest deltas; a hole that this leaves is found when they are applied. */
function wait(state: LiveState, delta: WireDelta): LiveState {
  return { ...state, waiting: [...state.waiting, delta].slice(-maxWaitingDeltas) };
}

function onCity(asking: LiveState, city: WireCity, now: number): Step {
  const state: LiveState = { ...asking, asked: false };
  // The answer to a probe that deltas have overtaken.
  if (state.sync === 'current' && city.run === state.run && city.sequence < state.sequence) return still(state);
  const adopted = adopt(state, city, now);
  // Without a connection the picture can be shown, but it is not current: a greeting will load it anew.
  if (state.connection !== 'connected' || state.greeting === null) {
    return { state: { ...adopted, sync: 'loading' }, effects: [{ kind: 'load-incidents', request: state.request }] };
  }
  if (city.run !== state.greeting.run) return loadAnew({ ...state, waiting: [] }, againMs);
  const ready = state.waiting
    .filter((delta) => delta.run === city.run && delta.sequence > city.sequence)
    .sort((a, b) => a.sequence - b.sequence)
    .filter((delta, index, all) => delta.sequence !== all[index - 1]?.sequence);
  if (ready.some((delta, index) => delta.sequence !== city.sequence + 1 + index)) {
    return loadAnew({ ...adopted, waiting: ready }, againMs);
  }
  if (ready.length === 0 && city.sequence < state.greeting.sequence) return loadAnew(adopted, againMs);
  const caughtUp = ready.reduce(applyDelta, { ...adopted, waiting: [] });
  return { state: caughtUp, effects: [{ kind: 'load-incidents', request: state.request }] };
}

function adopt(state: LiveState, city: WireCity, now: number): LiveState {
  const observedAt = [...city.points, ...city.links].reduce(
    (newest, { observedAt: at }) => Math.max(newest, at === null ? 0 : Date.parse(at)),
    0,
  );
  const moved = city.run !== state.run || city.sequence > state.sequence || observedAt > state.observedAt;
  const { id, nameZh, nameEn, districts, lab } = city;
  return {
    ...state,
    sync: 'current',
    frame: { id, nameZh, nameEn, districts, lab },
    points: new Map(city.points.map((point) => [point.id, point])),
    links: new Map(city.links.map((link) => [link.id, link])),
    districts: city.run === state.run ? state.districts : new Map(),
    counters: city.counters,
    run: city.run,
    sequence: city.sequence,
    touched: new Set(),
    heardAt: moved ? now : state.heardAt,
    observedAt,
    skewMs: Date.parse(city.at) - now,
  };
}

function onFailure(state: LiveState): Step {
  if (state.connection !== 'connected') return still({ ...state, sync: 'failed', asked: false });
  const retry = loadAnew(state, afterFailureMs);
  return { ...retry, state: { ...retry.state, sync: 'failed' } };
}

function withIncidentList(state: LiveState, items: readonly WireIncident[]): LiveState {
  const kept = [...state.incidents].filter(([id]) => state.touched.has(id));
  const listed = items.filter(({ id }) => !state.touched.has(id)).map((item) => [item.id, item] as const);
  return { ...state, incidents: new Map([...listed, ...kept]), incidentsLoaded: true };
}

/** During silence the picture is asked for: a quiet city answers with newer observations, a stuck one does not. */
function onTick(state: LiveState, now: number): Step {
  const silentMs = now - Math.max(state.heardAt, state.probedAt);
  if (state.connection !== 'connected' || state.sync !== 'current' || silentMs < probeAfterMs) return still(state);
  const request = state.request + 1;
  return {
    state: { ...state, request, asked: true, probedAt: now },
    effects: [{ kind: 'load-city', request, delayMs: 0 }],
  };
}
