import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../core/index.ts';
import { listen } from '../listen.ts';
import type { SiteAnswer, SiteRequest } from './answer.ts';

/** Connections of one site at a time: eight services, each tried by a few clients. */
const maxConnections = 128;
const idleMs = 10_000;
/** A login form is small. */
const maxBodyOctets = 16_384;

type Answer = (request: SiteRequest) => SiteAnswer | undefined;

export interface SiteServer {
  readonly port: number;
  /** Serves a connection that came another way than by the port, with answers of its own. */
  accept(socket: Duplex, answer: Answer): void;
  stop(): Promise<void>;
}

/** One web server on 127.0.0.1. Rejects when the port cannot be bound. */
export async function startSite(deps: {
  /** 0: any free one. */
  readonly port: number;
  readonly clock: Clock;
  /** Undefined: the connection is broken off. */
  readonly answer: Answer;
}): Promise<SiteServer> {
  const { port, clock } = deps;
  const answers = new WeakMap<Duplex, Answer>();
  const server = createServer((request, response) => {
    const answer = answers.get(request.socket) ?? deps.answer;
    readForm(request).then(
      (form) => {
        const given = answer(requestOf(request, form));
        if (given === undefined) return void request.socket.destroy();
        const { status, headers, body, delayMs } = given;
        const send = () => void response.writeHead(status, headers).end(body);
        if (delayMs === 0) send();
        else clock.after(delayMs, send);
      },
      () => request.socket.destroy(),
    );
  });
  server.maxConnections = maxConnections;
  server.requestTimeout = idleMs;
  await listen(server, port);
  return {
    port: (server.address() as AddressInfo).port,
    accept(socket, answer) {
      answers.set(socket, answer);
      server.emit('connection', socket);
    },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function requestOf(request: IncomingMessage, form: URLSearchParams): SiteRequest {
  const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://lab.invalid');
  const cookies = new Map<string, string>();
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [name = '', ...value] = pair.trim().split('=');
    if (name !== '') cookies.set(name, value.join('='));
  }
  return { method: request.method ?? 'GET', path, query, cookies, form };
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const part of request.setEncoding('utf8')) {
    text += part;
    if (text.length > maxBodyOctets) throw new Error('too long');
  }
  return new URLSearchParams(text);
}
