/** Hears the signed messages of a dead-man's switch over HTTP. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock, Log } from '../../core/index.ts';
import { signatureHeader, verifySignature } from '../webhook/signature.ts';
import type { Missing } from './missing.ts';

/** Bounds of the receiver. */
export const deadManBounds = {
  bodyBytes: 65_536,
  connections: 32,
  instances: 16,
  requestMs: 10_000,
  /** A message may be so old, or its sender's clock so wrong. */
  toleranceSeconds: 300,
  /** Refusals in the log in a minute, at most; the others are counted. */
  toldPerMinute: 10,
} as const;

export interface DeadManReceiver {
  readonly host: string;
  readonly port: number;
  /** Messages that were taken, and such that were refused. */
  counts(): { readonly heard: number; readonly refused: number };
  close(): Promise<void>;
}

/**
 * Starts to listen: `POST` of any path is a message, `GET /-/healthy` says when one was heard last. A message counts once.
 * @throws when the address cannot be had.
 */
export async function startDeadManReceiver(options: {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly secret: string;
  readonly missing: Missing;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<DeadManReceiver> {
  const { host, port, secret, missing, clock, log } = options;
  let [heard, refused] = [0, 0];
  /** Of each instance by its signature, for their clocks differ: a message that was recorded on its way keeps nobody alive. */
  const newestSeconds = new Map<string, number>();
  const told = { minute: 0, count: 0 };

  /** Why a message is not taken; undefined: it is. */
  function refusalOf(header: string, body: string): string | undefined {
    const nowSeconds = Math.floor(clock.now() / 1000);
    const { toleranceSeconds } = deadManBounds;
    if (!verifySignature({ header, body, secret, nowSeconds, toleranceSeconds })) return 'signature or time';
    const seconds = Number(/^t=(\d+)/.exec(header)?.[1]);
    const instance = instanceOf(body);
    if (instance === undefined) return 'no message of this kind';
    if (seconds <= (newestSeconds.get(instance) ?? 0)) return 'an old message';
    if (!newestSeconds.has(instance) && newestSeconds.size >= deadManBounds.instances) return 'too many instances';
    newestSeconds.set(instance, seconds);
    return undefined;
  }

  function refuse(reason: string): void {
    refused += 1;
    const minute = Math.floor(clock.monotonicMs() / 60_000);
    if (minute !== told.minute) [told.minute, told.count] = [minute, 0];
    told.count += 1;
    if (told.count <= deadManBounds.toldPerMinute) log.warn({ reason, refused }, 'dead-man-refused');
  }

  const server = createServer(
    { requestTimeout: deadManBounds.requestMs, headersTimeout: deadManBounds.requestMs },
    (request, response) => {
      const end = (status: number, body?: object): void => {
        response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', connection: 'close' });
        response.end(body === undefined ? undefined : JSON.stringify(body));
      };
      if (request.method === 'GET' && request.url === '/-/healthy') {
        const { state, heardAt } = missing.standing();
        end(200, { state, heardAt: heardAt === undefined ? null : new Date(heardAt).toISOString() });
        return;
      }
      if (request.method !== 'POST') {
        end(405, { error: 'a message of a dead-man’s switch is a POST' });
        return;
      }
      void bodyOf(request).then((body) => {
        const reason =
          body === undefined
            ? 'too large or torn'
            : refusalOf(String(request.headers[signatureHeader.toLowerCase()] ?? ''), body);
        if (reason !== undefined) {
          refuse(reason);
          end(body === undefined ? 413 : 401, { error: reason });
          return;
        }
        heard += 1;
        missing.heard();
        end(204);
      });
    },
  );
  server.maxConnections = deadManBounds.connections;
  server.on('clientError', (_, socket) => {
    refuse('no HTTP');
    socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      server.on('error', (error) => log.error({ reason: error.message }, 'dead-man-receiver'));
      resolve();
    });
  });
  return {
    host,
    port: (server.address() as AddressInfo).port,
    counts: () => ({ heard, refused }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function instanceOf(body: string): string | undefined {
  try {
    const { what, instance } = JSON.parse(body) as { readonly what?: unknown; readonly instance?: unknown };
    return what === 'alive' && typeof instance === 'string' ? instance.slice(0, 64) : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined: longer than a message is, or not whole. */
function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > deadManBounds.bodyBytes) {
        chunks.length = 0;
        request.pause();
        resolve(undefined);
      } else chunks.push(chunk);
    });
    request.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.once('error', () => resolve(undefined));
    request.once('close', () => resolve(undefined));
  });
}
