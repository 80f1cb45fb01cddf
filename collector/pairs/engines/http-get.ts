import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import type { Clock } from '../../../core/index.ts';
import { engineBounds } from './ask.ts';

/** Ended by ourselves: `code` says why, in the words that `networkFailure` knows. */
class Given extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

export interface HttpGet {
  readonly url: URL;
  /** Where to connect, whatever the URL's name is; that stays in the Host header and in what the certificate must be for. */
  readonly connectTo: { readonly host: string; readonly port: number };
  readonly clock: Clock;
  readonly timeoutMs: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/** One GET, no redirect followed. Rejects with an error whose `code` `networkFailure` reads. */
export function httpGet({ url, connectTo, clock, timeoutMs }: HttpGet): Promise<HttpAnswer> {
  const isTls = url.protocol === 'https:';
  const name = url.hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve, reject) => {
    const settle = (done: () => void): void => {
      cancel();
      done();
      sent.destroy();
    };
    const sent = (isTls ? requestHttps : requestHttp)(
      {
        host: connectTo.host,
        port: connectTo.port,
        path: `${url.pathname}${url.search}`,
        headers: { host: url.host, accept: 'application/json, text/plain, */*', connection: 'close' },
        agent: false,
        ...(isTls && isIP(name) === 0 ? { servername: name } : {}),
      },
      (answer) => {
        bodyOf(answer).then(
          (text) => settle(() => resolve({ status: answer.statusCode ?? 0, text })),
          (thrown: unknown) => settle(() => reject(thrown)),
        );
      },
    );
    const cancel = clock.after(timeoutMs, () => settle(() => reject(new Given('ETIMEDOUT'))));
    sent.on('error', (thrown) => settle(() => reject(thrown)));
    sent.end();
  });
}

function bodyOf(answer: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let octets = 0;
    answer.on('data', (chunk: Buffer) => {
      octets += chunk.length;
      if (octets > engineBounds.answerBytes) reject(new Given('too-big'));
      else chunks.push(chunk);
    });
    answer.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    answer.on('aborted', () => reject(new Given('ECONNRESET')));
    answer.on('error', reject);
  });
}
