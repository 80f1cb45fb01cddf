import { io, type Socket } from 'socket.io-client';
import type { ClientToServer, ServerToClient, WireDevicePoll, WireIncident } from '../../../../api/wire.ts';
import { emptyState, type LiveEffect, type LiveEvent, type LiveState } from '../state/model.ts';
import { reduce } from '../state/reduce.ts';
import { createStore } from '../state/store.ts';
import { RequestFailed, rest } from './rest.ts';

/** What every page reads about the city. */
export const live = createStore<LiveState>(emptyState);

/** Open incidents that the feed holds at most; more are in the list page. */
const feedLimit = 200;
const tickMs = 5_000;

let socket: Socket<ServerToClient, ClientToServer> | undefined;
let ticking: number | undefined;
let closeWhenOffline = () => {};
const watchers = new Map<string, Set<(poll: WireDevicePoll) => void>>();

function dispatch(event: LiveEvent): void {
  const { state, effects } = reduce(live.get(), event);
  live.set(state);
  for (const effect of effects) void run(effect);
}

async function run(effect: LiveEffect): Promise<void> {
  const { request } = effect;
  if (effect.kind === 'load-incidents') {
    // The page without its feed is still right about the city; the next snapshot asks again.
    const query = { status: ['open', 'acknowledged'], limit: feedLimit };
    const list = await rest.incidents(query).catch((): undefined => undefined);
    if (list !== undefined) dispatch({ kind: 'incidents', request, items: list.items });
    return;
  }
  if (effect.delayMs > 0) await new Promise((resolve) => window.setTimeout(resolve, effect.delayMs));
  if (live.get().request !== request) return;
  try {
    const city = await rest.city();
    dispatch({ kind: 'city', request, city, now: Date.now() });
  } catch (thrown) {
    const forbidden = thrown instanceof RequestFailed && (thrown.status === 401 || thrown.status === 403);
    if (!forbidden) dispatch({ kind: 'city-failed', request, now: Date.now() });
  }
}

/** Loads the city and keeps it current until `stopLive`. Calling it twice is harmless. */
export function startLive(onRefused: () => void): void {
  if (socket !== undefined) return;
  dispatch({ kind: 'start' });
  const opened: Socket<ServerToClient, ClientToServer> = io({
    path: '/live',
    transports: ['websocket', 'polling'],
    // Where something on the way breaks WebSocket, long polling still brings the deltas.
    tryAllTransports: true,
    reconnectionDelay: 500,
    reconnectionDelayMax: 5_000,
    auth: (give) => {
      const { run: known, sequence, frame } = live.get();
      give(frame === null || known === null ? {} : { run: known, sequence });
    },
  });
  socket = opened;
  const lost = () => dispatch({ kind: 'disconnected', now: Date.now() });
  opened.on('hello', (hello) => {
    dispatch({ kind: 'hello', hello, now: Date.now() });
    for (const deviceId of watchers.keys()) opened.emit('watch', deviceId);
  });
  opened.on('delta', (delta) => dispatch({ kind: 'delta', delta, now: Date.now() }));
  opened.on('device', (poll) => {
    for (const listener of watchers.get(poll.deviceId) ?? []) listener(poll);
  });
  opened.on('disconnect', (reason) => {
    lost();
    // The server has ended it on purpose: perhaps the session is over. The client would not come back by itself.
    if (reason === 'io server disconnect') comeBack(opened, onRefused);
  });
  opened.on('connect_error', () => {
    lost();
    // Unreachable or refused look the same here; the session route tells which.
    if (opened.active) onRefused();
    else comeBack(opened, onRefused);
  });
  // The browser knows of a pulled cable before any heartbeat does. Closing makes the client try again by itself.
  closeWhenOffline = () => opened.io.engine?.close();
  window.addEventListener('offline', closeWhenOffline);
  ticking = window.setInterval(() => dispatch({ kind: 'tick', now: Date.now() }), tickMs);
}

/** Asks whether the session still stands, then connects again. */
function comeBack(opened: Socket, onRefused: () => void): void {
  onRefused();
  window.setTimeout(() => {
    if (socket === opened) opened.connect();
  }, 1_000);
}

/** Ends the connection and forgets the city, at logout. */
export function stopLive(): void {
  socket?.disconnect();
  socket = undefined;
  window.clearInterval(ticking);
  window.removeEventListener('offline', closeWhenOffline);
  live.set(emptyState);
}

/** Newest polls of one device while its page is open. Returns the way to stop. */
export function watchDevice(deviceId: string, listener: (poll: WireDevicePoll) => void): () => void {
  const listeners = watchers.get(deviceId) ?? new Set();
  watchers.set(deviceId, listeners.add(listener));
  if (listeners.size === 1) socket?.emit('watch', deviceId);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    watchers.delete(deviceId);
    socket?.emit('unwatch', deviceId);
  };
}

/** Shows an incident as the server has just answered it, before its delta arrives. */
export function rememberIncident(incident: WireIncident): void {
  dispatch({ kind: 'incident', incident });
}
