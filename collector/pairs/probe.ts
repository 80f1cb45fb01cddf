import { get as httpGet, type IncomingMessage } from 'node:http';
import { get as httpsGet } from 'node:https';
import { connect, isIPv6 } from 'node:net';
import { type Clock, errorText, type Message, message } from '../../core/index.ts';
import type { PairProbeSettings } from '../../inventory/index.ts';
import { watchOwnDelay } from '../schedule/own-delay.ts';
import { pairReadLimits } from './limits.ts';
import type { ClientProbe } from './model.ts';

export interface ProbeAsk {
  readonly pairId: string;
  readonly virtualAddress: string;
  readonly probe: PairProbeSettings;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** What a try came to, before it is dated. */
type Result =
  | { readonly ok: true; readonly answeredBy?: string }
  | { readonly ok: false; readonly reason: Message; readonly answeredBy?: string };

/** Tells the outcome once; what comes later is not heard. */
type Finish = (result: Result) => void;
/** Begins a try and gives the way to end it. */
type Begin = (finish: Finish) => () => void;

/**
 * Tries a service once through the virtual address, over a connection of its own, as a client does: nothing is followed, kept
 * open or tried again. Resolves within `timeoutMs` by the given clock; never rejects. Undefined: it ran out of time while this process
 * itself stood still for half of it (stopped, or a busy machine), which says nothing of the service.
 */
export function tryProbe(ask: ProbeAsk): Promise<ClientProbe | undefined> {
  const { pairId, probe, timeoutMs, clock } = ask;
  const startedAt = clock.now();
  return new Promise((resolve) => {
    let end = (): void => {};
    let over = false;
    const ownDelay = watchOwnDelay(clock);
    const finish: Finish = (result) => {
      if (over) return;
      over = true;
      cancel();
      end();
      const ownDelayMs = ownDelay();
      const isCutShort = !result.ok && result.reason.key === timedOut;
      if (isCutShort && ownDelayMs >= timeoutMs / 2) return resolve(undefined);
      resolve({ pairId, probeId: probe.id, startedAt, finishedAt: clock.now(), ...result });
    };
    const cancel = clock.after(timeoutMs, () => finish(failed('timeout', { seconds: timeoutMs / 1000 })));
    try {
      end = (probe.kind === 'tcp' ? tcpTry(ask) : httpTry(ask))(finish);
      if (over) end();
    } catch (thrown) {
      finish(failed('broken', { detail: errorText(thrown).slice(0, 200) }));
    }
  });
}

const timedOut = 'collector.pairs.probe.timeout';

function failed(what: string, params: Readonly<Record<string, string | number>>): Extract<Result, { ok: false }> {
  return { ok: false, reason: message(`collector.pairs.probe.${what}`, params) };
}

/** What a socket's error means to who reads it. */
function ofError(error: NodeJS.ErrnoException): Result {
  const code = error.code ?? '';
  if (code === 'ECONNREFUSED') return failed('refused', {});
  if (code === 'ECONNRESET' || code === 'EPIPE') return failed('reset', {});
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH' || code === 'EHOSTDOWN') return failed('unreachable', {});
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return failed('unknown-host', {});
  if (isCertificateError(code)) return failed('certificate', { detail: error.message.slice(0, 200) });
  return failed('broken', { detail: (error.message || code).slice(0, 200) });
}

function isCertificateError(code: string): boolean {
  return code.startsWith('CERT_') || code.startsWith('ERR_TLS') || /_CERT|_SIGNATURE|ISSUER/.test(code);
}

/** A connection; with an expected text, until that has come. */
function tcpTry({ virtualAddress, probe }: ProbeAsk): Begin {
  return (finish) => {
    const socket = connect({ host: probe.host ?? virtualAddress, port: probe.port ?? 0 });
    let heard = '';
    socket.on('connect', () => {
      if (probe.expect === undefined) finish({ ok: true });
    });
    socket.on('data', (bytes) => {
      heard += bytes.toString('latin1').slice(0, pairReadLimits.probeOctets - heard.length);
      if (holds(heard, probe.expect)) finish({ ok: true });
      else if (heard.length >= pairReadLimits.probeOctets) finish(failed('unexpected', { expect: probe.expect ?? '' }));
    });
    socket.on('end', () => finish(failed('unexpected', { expect: probe.expect ?? '' })));
    socket.on('error', (error) => finish(ofError(error)));
    return () => socket.destroy();
  };
}

/** The bytes were read as latin1, so that no multi-octet character is cut. */
function holds(heard: string, expect: string | undefined): boolean {
  return expect !== undefined && heard.includes(Buffer.from(expect).toString('latin1'));
}

function urlOf({ virtualAddress, probe }: ProbeAsk): URL {
  if (probe.url !== undefined) return new URL(probe.url);
  const name = probe.host ?? virtualAddress;
  const host = isIPv6(name) ? `[${name}]` : name;
  return new URL(`http://${host}${probe.port === undefined ? '' : `:${probe.port}`}/`);
}

/** GET (RFC 9110): an answer below 400 that holds the expected text. */
function httpTry(ask: ProbeAsk): Begin {
  const { probe } = ask;
  const url = urlOf(ask);
  return (finish) => {
    const begin = url.protocol === 'https:' ? httpsGet : httpGet;
    const request = begin(url, {
      agent: false,
      headers: { connection: 'close', 'user-agent': 'fangzhou-pair-probe' },
      rejectUnauthorized: !probe.insecure,
      ...(probe.authority === undefined ? {} : { ca: probe.authority }),
    });
    request.on('error', (error) => finish(ofError(error)));
    request.on('response', (response) => {
      const by = memberOf(response, probe.memberHeader);
      const status = response.statusCode ?? 0;
      if (status >= 400) return finish({ ...failed('status', { status }), ...by });
      if (probe.expect === undefined) return finish({ ok: true, ...by });
      let body = '';
      response.setEncoding('latin1');
      response.on('data', (part: string) => {
        body += part.slice(0, pairReadLimits.probeOctets - body.length);
        if (holds(body, probe.expect)) finish({ ok: true, ...by });
        else if (body.length >= pairReadLimits.probeOctets)
          finish({ ...failed('unexpected', { expect: probe.expect ?? '' }), ...by });
      });
      response.on('error', (error) => finish(ofError(error)));
      response.on('end', () => finish({ ...failed('unexpected', { expect: probe.expect ?? '' }), ...by }));
    });
    return () => request.destroy();
  };
}

function memberOf({ headers }: IncomingMessage, name: string | undefined): { answeredBy?: string } {
  const value = name === undefined ? undefined : headers[name.toLowerCase()];
  const text = Array.isArray(value) ? value[0] : value;
  return text === undefined ? {} : { answeredBy: text.slice(0, pairReadLimits.memberCharacters) };
}
