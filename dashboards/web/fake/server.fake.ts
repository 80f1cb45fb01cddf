import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Server } from 'socket.io';
import type { ClientToServer, ServerToClient, WireDelta } from '../../../api/wire.ts';
import type { FakeCity } from './city.fake.ts';
import { interfacesOf } from './interfaces.fake.ts';
import { answer } from './routes.fake.ts';
import { FakeWorld } from './world.fake.ts';

export interface FakeServer {
  readonly url: string;
  readonly port: number;
  readonly world: FakeWorld;
  /** Forgets every session, as a server does whose data folder was lost. */
  forgetSessions(): void;
  close(): Promise<void>;
}

export interface FakeServerOptions {
  readonly city: FakeCity;
  /** Folder with the built pages. */
  readonly dist: string;
  readonly port?: number;
  readonly oneTimePassword?: string;
  /** Sessions that are valid from the start, to play a restart. */
  readonly sessions?: Set<string>;
  /** Time between two breaths of the city; 0: it stands still. */
  readonly breatheMs?: number;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
/** The policy that the pages must live with. */
const policy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' ws:";

/** Speaks the wire contract with a made-up city, for development and browser tests. */
export async function startFakeServer(options: FakeServerOptions): Promise<FakeServer> {
  const { city, dist, port = 0, breatheMs = 250 } = options;
  const sessions = options.sessions ?? new Set<string>();
  let password = options.oneTimePassword ?? 'one-time';
  let oneTime = options.oneTimePassword !== undefined;
  const remembered: WireDelta[] = [];

  const http = createServer((request, response) => {
    handle(request, response).catch((thrown: unknown) => {
      response.writeHead(500).end(String(thrown));
    });
  });
  const io = new Server<ClientToServer, ServerToClient>(http, {
    path: '/live',
    serveClient: false,
    allowRequest: (request, decide) => decide(null, sessionOf(request) !== undefined),
  });
  const world = new FakeWorld(city, (delta) => {
    remembered.push(delta);
    if (remembered.length > 200) remembered.shift();
    io.emit('delta', delta);
  });

  io.on('connection', (socket) => {
    const { run, sequence } = socket.handshake.auth as { run?: string; sequence?: number };
    const missed = remembered.filter((delta) => delta.sequence > (sequence ?? 0));
    const resume = run === world.run && sequence !== undefined && missed.length === world.sequence - sequence;
    socket.emit('hello', { run: world.run, sequence: world.sequence, at: new Date().toISOString(), resume });
    if (resume) for (const delta of missed) socket.emit('delta', delta);
    socket.on('watch', (deviceId) => {
      const timer = setInterval(() => {
        const device = world.device(deviceId);
        if (device !== undefined)
          socket.emit('device', {
            deviceId,
            at: new Date().toISOString(),
            outcome: 'answered',
            device,
            interfaces: interfacesOf(world, deviceId),
          });
      }, 1_000);
      socket.on('unwatch', (other) => other === deviceId && clearInterval(timer));
      socket.on('disconnect', () => clearInterval(timer));
    });
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake');
    response.setHeader('content-security-policy', policy);
    if (!url.pathname.startsWith('/api/')) return sendFile(response, url.pathname);
    const body = await readBody(request);
    const [status, content] = route(request, response, url, body);
    if (content === undefined) return void response.writeHead(status).end();
    const text = gzipSync(JSON.stringify(content), { level: 1 });
    response.writeHead(status, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(text);
  }

  function route(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    body: Record<string, unknown>,
  ): readonly [number, unknown] {
    const me = {
      user: 'admin',
      role: 'admin',
      mustChangePassword: oneTime,
      expiresAt: new Date(Date.now() + 1e7).toISOString(),
      lab: true,
    };
    const what = `${request.method} ${url.pathname}`;
    if (what === 'POST /api/v1/session') {
      if (body.password !== password) return [401, { title: '登录失败', detail: '用户名或密码不正确。', status: 401 }];
      const id = Math.random().toString(36).slice(2);
      sessions.add(id);
      response.setHeader('set-cookie', `fake_session=${id}; HttpOnly; Path=/; SameSite=Strict`);
      return [200, me];
    }
    const session = sessionOf(request);
    if (session === undefined)
      return [401, { title: '需要登录', detail: '没有有效的登录会话。请先登录。', status: 401 }];
    if (what === 'GET /api/v1/me') return [200, me];
    if (what === 'DELETE /api/v1/session') {
      sessions.delete(session);
      return [204, undefined];
    }
    if (what === 'POST /api/v1/session/password') {
      if (body.oldPassword !== password) return [401, { title: '登录失败', detail: '原密码不正确。', status: 401 }];
      password = String(body.newPassword);
      oneTime = false;
      return [204, undefined];
    }
    return answer(world, request.method ?? 'GET', url, body);
  }

  function sessionOf(request: IncomingMessage): string | undefined {
    const found = /fake_session=(\w+)/.exec(request.headers.cookie ?? '')?.[1];
    return found !== undefined && sessions.has(found) ? found : undefined;
  }

  function sendFile(response: ServerResponse, path: string): void {
    const wanted = join(dist, normalize(path));
    const file = existsSync(wanted) && statSync(wanted).isFile() ? wanted : join(dist, 'index.html');
    response.writeHead(200, {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'content-encoding': 'gzip',
    });
    createReadStream(`${file}.gz`).pipe(response);
  }

  const breathing = breatheMs === 0 ? undefined : setInterval(() => world.breathe(0.12), breatheMs);
  await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve));
  const bound = (http.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    world,
    forgetSessions: () => sessions.clear(),
    close: async () => {
      clearInterval(breathing);
      const closed = io.close();
      // Requests under way must not keep the port: a restart wants it at once.
      http.closeAllConnections();
      await closed;
    },
  };
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}
