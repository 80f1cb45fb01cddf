import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { type AttemptAsk, bad, type HostPort, ProbeFault } from '../attempt.ts';
import { connectTcp } from '../connect.ts';
import { codeOf, faultOf } from '../fault.ts';
import type { PhaseWatch } from '../phases.ts';
import { certificateFault, daysLeft, secure } from '../secure.ts';
import { acceptedEncodings, bodyOf } from './body.ts';
import { httpBounds } from './bounds.ts';
import { textOf } from './charset.ts';

export interface Wish {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

export interface Answer {
  readonly url: URL;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly charset: string;
  /** Only its beginning was read. */
  readonly isCut: boolean;
  /** Days that the server's certificate still holds; undefined without TLS. */
  readonly certificateDays: number | undefined;
}

/** What holds for every exchange of a try. */
export type ExchangeAsk = Pick<AttemptAsk, 'clock' | 'signal' | 'place'> & {
  readonly phases: PhaseWatch;
  readonly authority: string | undefined;
  readonly serverName: string | undefined;
  readonly insecure: boolean;
  /** Certificates and names are checked for the declared host alone under `serverName`. */
  readonly declaredHost: string;
};

/**
 * One request and its answer (RFC 9112) over a connection of its own, so that each phase is measured: `resolve`, `connect`, `tls`,
 * `first-byte` (until the head of the answer) and `answer`. Rejects with a `ProbeFault`.
 */
export async function exchange(wish: Wish, ask: ExchangeAsk): Promise<Answer> {
  const { url } = wish;
  const isTls = url.protocol === 'https:';
  const place = placeOf(url);
  const socket = await connectTcp(place, ask);
  const { connection, certificateDays } = isTls
    ? await secured(socket, place, ask)
    : { connection: socket, certificateDays: undefined };
  try {
    ask.phases.enter('first-byte');
    const head = await headOf(wish, connection, place);
    ask.phases.enter('answer');
    const { bytes, isCut } = await bodyOf(head);
    const { text, charset } = textOf(bytes, head.headers['content-type']);
    return { url, status: head.statusCode ?? 0, headers: head.headers, text, charset, isCut, certificateDays };
  } finally {
    connection.destroy();
    ask.phases.leave();
  }
}

/** Where a URL's server listens; IPv6 without its brackets. */
export function placeOf(url: URL): HostPort {
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port };
}

async function secured(
  socket: Socket,
  place: HostPort,
  ask: ExchangeAsk,
): Promise<{ readonly connection: TLSSocket; readonly certificateDays: number }> {
  const serverName = place.host === ask.declaredHost ? ask.serverName : undefined;
  const { authority, phases, insecure, clock } = ask;
  const connection = await secure(socket, { place, serverName, authority, phases, speaksOld: insecure });
  const fault = insecure ? undefined : certificateFault(connection, { place, serverName });
  if (fault === undefined) return { connection, certificateDays: daysLeft(connection, clock) };
  connection.destroy();
  throw fault;
}

function headOf({ method, url, headers, body }: Wish, socket: Socket, place: HostPort): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({
      method,
      path: `${url.pathname}${url.search}`,
      headers: {
        host: url.host,
        'user-agent': 'Mozilla/5.0 (compatible; fangzhou-probe)',
        accept: 'text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8',
        'accept-language': 'zh-CN,zh;q=0.9,en;q=0.5',
        'accept-encoding': acceptedEncodings,
        connection: 'close',
        ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
        ...headers,
      },
      maxHeaderSize: httpBounds.headerBytes,
      createConnection: () => socket,
    });
    sent.on('response', resolve);
    sent.on('upgrade', () => reject(bad('not-http', { ...place, code: 'upgrade' })));
    sent.on('error', (thrown) => {
      const code = codeOf(thrown);
      // llhttp's words for what is no HTTP.
      if (code.startsWith('HPE_'))
        reject(bad(code === 'HPE_HEADER_OVERFLOW' ? 'head-too-big' : 'not-http', { ...place, code }));
      else reject(new ProbeFault(faultOf(thrown, place)));
    });
    sent.end(body);
  });
}
