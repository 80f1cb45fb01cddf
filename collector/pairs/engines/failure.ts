import { type EpochMs, errorText, type Message, message } from '../../../core/index.ts';
import type { Asked } from '../model.ts';
import { theirWords } from './ask.ts';
import type { GuardedConnection } from './guarded-connection.ts';

type Outcome = Exclude<Asked<never>['outcome'], 'answered'>;
export type Failed = Extract<Asked<never>, { readonly outcome: Outcome }>;

/** One way for a question to end without facts. */
export function failed(outcome: Outcome, at: EpochMs, reason: Message): Failed {
  return { outcome, at, reason };
}

/** `code` of an error of Node, of a library or of a server; '' where there is none. */
export function codeOf(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return '';
  return typeof thrown.code === 'string' ? thrown.code : '';
}

const unreachable = ['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN'];
const cut = ['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'PROTOCOL_CONNECTION_LOST'];
const certificate =
  /^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_CERT_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/;

/**
 * What the network made of a question, the same for every engine; undefined when it was not the network. A refused
 * connection proves that the host is alive and the engine is not.
 */
export function networkFailure(
  thrown: unknown,
  place: { readonly at: EpochMs; readonly host: string; readonly port: number; readonly guard?: GuardedConnection },
): Failed | undefined {
  const { at, host, port, guard } = place;
  const where = { host, port };
  if (guard?.ended() === 'timeout') return failed('silent', at, message('collector.pairs.timeout', where));
  if (guard?.ended() === 'too-big') return failed('malformed', at, message('collector.pairs.too-big', where));
  const code = codeOf(thrown);
  if (code === 'too-big') return failed('malformed', at, message('collector.pairs.too-big', where));
  if (code === 'ETIMEDOUT') return failed('silent', at, message('collector.pairs.timeout', where));
  if (code === 'ECONNREFUSED') return failed('absent', at, message('collector.pairs.connection-refused', where));
  if (unreachable.includes(code))
    return failed('silent', at, message('collector.pairs.unreachable', { ...where, code }));
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return failed('silent', at, message('collector.pairs.unknown-host', { host }));
  if (certificate.test(code)) return failed('refused', at, message('collector.pairs.certificate', { ...where, code }));
  if (cut.includes(code)) return failed('silent', at, message('collector.pairs.cut-off', where));
  return undefined;
}

/** What nothing else explains: an answer that cannot be read, in the words of who tried. */
export function unreadable(thrown: unknown, at: EpochMs): Failed {
  return failed('malformed', at, message('collector.pairs.unreadable', { detail: theirWords(errorText(thrown)) }));
}
