/** Pages of a test under names of their own, tried as the hub tries them. */
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net';
import { render, systemClock } from '../../../core/index.ts';
import type { HttpStep, ProbeSettings } from '../../../inventory/index.ts';
import { collectorTexts } from '../../texts.ts';
import type { ProbeResult } from '../model.ts';
import { runAgain } from '../run-again.fake.ts';

type HttpProbe = Extract<ProbeSettings, { kind: 'http' }>;

export interface HttpStage {
  /** Serves a host name; gives what closes it again. */
  serve(host: string, listener: RequestListener): Promise<() => Promise<void>>;
  /** The same below HTTP. */
  serveRaw(host: string, act: (socket: Socket) => void): Promise<() => Promise<void>>;
  /** A host name that somebody else answers for; port 0: nobody. */
  point(host: string, port: number): void;
  /** Tries steps, each a URL alone or with what differs. */
  visit(
    steps: readonly (string | (Partial<HttpStep> & { readonly url: string }))[],
    probe?: Partial<HttpProbe>,
  ): Promise<ProbeResult>;
  portOf(host: string): number;
  close(): Promise<void>;
}

export function createHttpStage(): HttpStage {
  const ports = new Map<string, number>();
  const servers = new Map<Server | TcpServer, Set<Socket>>();
  const open = async (host: string, server: Server | TcpServer): Promise<() => Promise<void>> => {
    const sockets = new Set<Socket>();
    servers.set(server, sockets);
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(ports.get(host) ?? 0, '127.0.0.1', resolve));
    const address = server.address();
    ports.set(host, typeof address === 'object' ? (address?.port ?? 0) : 0);
    return () => close(server);
  };
  const close = async (server: Server | TcpServer): Promise<void> => {
    for (const socket of servers.get(server) ?? []) socket.destroy();
    servers.delete(server);
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    serve: (host, listener) => open(host, createServer(listener)),
    serveRaw: (host, act) => open(host, createTcpServer(act)),
    point: (host, port) => void ports.set(host, port),
    portOf: (host) => ports.get(host) ?? 0,
    visit(steps, probe = {}) {
      return runAgain({
        ...{ vantageId: 'hub', clock: systemClock },
        place: ({ host }) => ({ host: '127.0.0.1', port: ports.get(host) || 1 }),
        probe: {
          ...{
            id: 'p',
            nameZh: '',
            nameEn: '',
            serviceId: undefined,
            periodSeconds: 60,
            timeoutMs: 15_000,
            retries: 0,
          },
          ...{ budgetsMs: {}, from: ['hub'], kind: 'http', login: undefined },
          ...{ authority: undefined, serverName: undefined, insecure: false },
          steps: steps.map((step, index) => ({
            ...{ name: `step-${index + 1}`, method: 'GET', headers: {}, secretHeaders: [], body: undefined },
            ...{ redirects: 5, assertions: [] },
            ...(typeof step === 'string' ? { url: step } : step),
          })),
          ...probe,
        },
      });
    },
    close: async () => {
      await Promise.all([...servers.keys()].map(close));
    },
  };
}

/** `bad answer: the JSON has nothing at $.a`: outcome, phase, and the words; they must be whole in both languages. */
export function said({ outcome, failedPhase, reason }: ProbeResult): string {
  const [zh, en] = [render(collectorTexts['zh-CN'], reason), render(collectorTexts.en, reason)];
  const means = render(collectorTexts.en, { key: `${reason.key}.means` });
  for (const words of [zh, en, means])
    if (/\{\w+\}|^collector\./.test(words)) throw new Error(`a text is not whole: ${words}`);
  return `${outcome}${failedPhase === undefined ? '' : ` ${failedPhase}`}: ${en}`;
}
