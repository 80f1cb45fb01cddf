import { randomUUID } from 'node:crypto';
import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { Server, type Socket } from 'socket.io';
import type { Cancel, Clock, Log } from '../../core/index.ts';
import type { Auth } from '../auth/auth.ts';
import { sessionCookie } from '../http/guards.ts';
import { hostIsAllowed, isSameOrigin } from '../http/origin.ts';
import { isoTime } from '../views/element.ts';
import type {
  ClientToServer,
  ServerToClient,
  WireCounters,
  WireDelta,
  WireDevicePoll,
  WireElement,
  WireIncident,
} from '../wire.ts';
import { DeltaLog, hasChanges, noChanges } from './deltas.ts';

/** Every bound of the live edge in one place. */
export const liveBounds = {
  /** Deltas are sent at most this often. */
  coalesceMs: 200,
  sockets: 500,
  socketsPerSession: 32,
  watchesPerSocket: 64,
  /** What a client may send in one message. */
  messageBytes: 4 * 1024,
  /** Messages that wait for a slow client; beyond, it gets no deltas until it has caught up and then loads anew. */
  waitingMessages: 64,
  waitingBytes: 1024 * 1024,
  /** A client that is behind for longer is disconnected. */
  behindMs: 30_000,
  behindCheckMs: 500,
} as const;

interface SocketData {
  sessionId: string;
  watched: Set<string>;
  /** Messages that engine.io has not handed to the transport yet. */
  waiting: number;
  /** Set while the client is too slow: it is outside of the city room. */
  cancelBehind: Cancel | undefined;
}
type LiveSocket = Socket<ClientToServer, ServerToClient, Record<string, never>, SocketData>;

const cityRoom = 'city';
const deviceRoom = (deviceId: string): string => `device ${deviceId}`;
const sessionRoom = (sessionId: string): string => `session ${sessionId}`;

export interface LiveOptions {
  readonly http: HttpServer;
  readonly auth: Auth;
  readonly clock: Clock;
  readonly log: Log;
  readonly listensOn: () => string;
  readonly parseCookie: ParseCookie;
  readonly counters: () => WireCounters;
  readonly deviceExists: (deviceId: string) => boolean;
  /** Called with every delta and every resynchronisation, for the metrics. */
  readonly onSent: (what: 'delta' | 'resync') => void;
}

/** The live edge: socket.io at `/live`. */
export interface Live {
  readonly run: string;
  readonly sequence: number;
  readonly sockets: number;
  /** Queues changes for the next delta. */
  change(changes: {
    readonly elements?: readonly WireElement[];
    readonly utilisation?: ReadonlyMap<string, number | null>;
    readonly incidents?: readonly WireIncident[];
    /** States that deltas do not carry changed (devices): the counters may have. */
    readonly counters?: boolean;
  }): void;
  /** Sends a poll to those who watch the device; `make` is called only when somebody does. */
  polled(deviceId: string, make: () => WireDevicePoll): void;
  /** The inventory is another: a new run begins and every client loads anew. */
  restart(): void;
  close(): Promise<void>;
}

/** Attaches the live edge to an HTTP server. Whoever connects needs the session cookie and comes from our own pages. */
export function createLive(options: LiveOptions): Live {
  const { http, auth, clock, log } = options;
  let deltas = new DeltaLog(randomUUID());
  let pending = noChanges();
  let cancelFlush: Cancel | undefined;
  let flushedAtMs = Number.NEGATIVE_INFINITY;
  let closed = false;

  const io = new Server<ClientToServer, ServerToClient, Record<string, never>, SocketData>(http, {
    path: '/live',
    serveClient: false,
    transports: ['websocket', 'polling'],
    maxHttpBufferSize: liveBounds.messageBytes,
    perMessageDeflate: false,
    httpCompression: { threshold: 4096 },
    pingInterval: 10_000,
    pingTimeout: 10_000,
    connectTimeout: 10_000,
    allowRequest(request, decide) {
      if (!hostIsAllowed(request.headers.host, options.listensOn())) decide('wrong host', false);
      else if (!isSameOrigin(request.headers)) decide('cross-origin', false);
      else if (sessionIdOf(request, auth, options.parseCookie) === undefined) decide('login required', false);
      else if (io.engine.clientsCount >= liveBounds.sockets) decide('too many clients', false);
      else decide(null, true);
    },
  });

  io.use((socket, next) => {
    const sessionId = sessionIdOf(socket.request, auth, options.parseCookie);
    if (sessionId === undefined) return next(new Error('login-required'));
    const open = io.sockets.adapter.rooms.get(sessionRoom(sessionId))?.size ?? 0;
    if (open >= liveBounds.socketsPerSession) return next(new Error('too-many-sockets'));
    socket.data = { sessionId, watched: new Set(), waiting: 0, cancelBehind: undefined };
    void socket.join(sessionRoom(sessionId));
    next();
  });

  function greet(socket: LiveSocket, missed: readonly WireDelta[] | undefined): void {
    const { run, sequence } = deltas;
    socket.emit('hello', { run, sequence, at: isoTime(clock.now()), resume: missed !== undefined });
    for (const delta of missed ?? []) socket.emit('delta', delta);
    if (missed === undefined) options.onSent('resync');
    void socket.join(cityRoom);
  }

  io.on('connection', (socket) => {
    const { data } = socket;
    const { run, sequence } = socket.handshake.auth;
    socket.conn.on('packetCreate', () => {
      data.waiting += 1;
    });
    socket.conn.on('flush', () => {
      data.waiting = 0;
    });
    greet(socket, deltas.since(run, sequence));
    socket.on('watch', (deviceId: unknown) => {
      if (typeof deviceId !== 'string' || !options.deviceExists(deviceId)) return;
      if (data.watched.size >= liveBounds.watchesPerSocket) return;
      data.watched.add(deviceId);
      // One that is behind joins when it has caught up.
      if (data.cancelBehind === undefined) void socket.join(deviceRoom(deviceId));
    });
    socket.on('unwatch', (deviceId: unknown) => {
      if (typeof deviceId !== 'string' || !data.watched.delete(deviceId)) return;
      void socket.leave(deviceRoom(deviceId));
    });
    socket.on('disconnect', () => data.cancelBehind?.());
  });

  /** Takes clients that do not keep up out of the rooms, so that nothing piles up for them. */
  function leaveSlowOnesBehind(): void {
    for (const socket of io.sockets.sockets.values()) {
      const { data } = socket;
      if (data.cancelBehind !== undefined || !isBehind(socket)) continue;
      log.info({ socket: socket.id }, 'live-client-behind');
      void socket.leave(cityRoom);
      for (const deviceId of data.watched) void socket.leave(deviceRoom(deviceId));
      awaitCatchUp(socket, liveBounds.behindMs);
    }
  }

  /** Greets a client anew as soon as it has taken what was on its way, or disconnects it when that takes too long. */
  function awaitCatchUp(socket: LiveSocket, patienceMs: number): void {
    const { data } = socket;
    data.cancelBehind = clock.after(liveBounds.behindCheckMs, () => {
      const leftMs = patienceMs - liveBounds.behindCheckMs;
      if (isBehind(socket)) {
        if (leftMs > 0) awaitCatchUp(socket, leftMs);
        else socket.disconnect(true);
        return;
      }
      data.cancelBehind = undefined;
      for (const deviceId of data.watched) void socket.join(deviceRoom(deviceId));
      greet(socket, undefined);
    });
  }

  function flush(): void {
    cancelFlush = undefined;
    if (closed || !hasChanges(pending)) return;
    flushedAtMs = clock.monotonicMs();
    const made = deltas.nextAll(pending, isoTime(clock.now()), pending.counters ? options.counters() : undefined);
    pending = noChanges();
    leaveSlowOnesBehind();
    for (const delta of made) {
      io.to(cityRoom).emit('delta', delta);
      options.onSent('delta');
    }
  }

  auth.sessions.onEnd((id) => {
    io.in(sessionRoom(id)).disconnectSockets(true);
  });
  // An open page counts as use of its session, so that the wall does not go dark by itself after hours without a click.
  const useEveryMs = 600_000;
  let cancelUse = clock.after(useEveryMs, useSessions);
  function useSessions(): void {
    for (const id of new Set([...io.sockets.sockets.values()].map(({ data }) => data.sessionId))) auth.sessions.use(id);
    cancelUse = clock.after(useEveryMs, useSessions);
  }

  return {
    get run() {
      return deltas.run;
    },
    get sequence() {
      return deltas.sequence;
    },
    get sockets() {
      return io.sockets.sockets.size;
    },
    change({ elements = [], utilisation = new Map(), incidents = [], counters = false }) {
      for (const element of elements) pending.elements.set(`${element.kind} ${element.id}`, element);
      for (const [linkId, share] of utilisation) pending.utilisation.set(linkId, share);
      for (const incident of incidents) pending.incidents.set(incident.id, incident);
      pending.counters ||= counters || elements.length + incidents.length > 0;
      if (closed || cancelFlush !== undefined || !hasChanges(pending)) return;
      cancelFlush = clock.after(Math.max(0, flushedAtMs + liveBounds.coalesceMs - clock.monotonicMs()), flush);
    },
    polled(deviceId, make) {
      const room = deviceRoom(deviceId);
      if (!io.sockets.adapter.rooms.has(room)) return;
      leaveSlowOnesBehind();
      io.to(room).emit('device', make());
    },
    restart() {
      cancelFlush?.();
      cancelFlush = undefined;
      pending = noChanges();
      deltas = new DeltaLog(randomUUID());
      const greeting = { run: deltas.run, sequence: 0, at: isoTime(clock.now()), resume: false };
      io.to(cityRoom).emit('hello', greeting);
      options.onSent('resync');
    },
    async close() {
      closed = true;
      cancelFlush?.();
      cancelUse();
      for (const { data } of io.sockets.sockets.values()) data.cancelBehind?.();
      await new Promise<void>((resolve) => io.close(() => resolve()));
    },
  };
}

/** Messages that the transport has not taken, or bytes that the network has not. */
function isBehind({ data, conn }: LiveSocket): boolean {
  if (data.waiting > liveBounds.waitingMessages) return true;
  return (conn.request.socket?.writableLength ?? 0) > liveBounds.waitingBytes;
}

type ParseCookie = (header: string) => Readonly<Record<string, string | undefined>>;

function sessionIdOf(request: IncomingMessage, auth: Auth, parseCookie: ParseCookie): string | undefined {
  const { cookie } = request.headers;
  if (cookie === undefined || cookie.length > 4096) return undefined;
  const token = parseCookie(cookie)[sessionCookie];
  const session = token === undefined || token.length > 100 ? undefined : auth.sessions.find(token);
  // The one-time password opens nothing but setting a new one.
  return session === undefined || session.mustChangePassword ? undefined : session.id;
}
