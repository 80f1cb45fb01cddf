import type { PollFault } from '../../observation.ts';
import type { ErrorMeaning } from '../error-reason.ts';
import { AgentRefusal, closedMeaning, failureOf } from '../outcome.ts';
import type { SnmpResult } from '../snmp-session.ts';
import { type AnswerPdu, decodeVarbinds, type Malformed, placeWords, type Question } from './pdu.ts';
import type { ExchangeEnd } from './transport.ts';

/** What a request came to on the wire: the answer's PDU, not decoded further, or why there is none. */
export type WireOutcome = { readonly ok: true; readonly pdu: AnswerPdu } | WireFailure;

export interface WireFailure {
  readonly ok: false;
  readonly meaning: ErrorMeaning;
  readonly errorIndex: number;
}

/** Asks one agent in one SNMP version. */
export interface Dialogue {
  readonly version: 'v1' | 'v2c' | 'v3';
  ask(question: Question): Promise<WireOutcome>;
  /** snmpEngineBoots, where v3 has told it. */
  engineBoots(): number | undefined;
}

/** Sends what `encode` makes until an answer comes. */
export type Exchange = (encode: (id: number) => Buffer) => Promise<ExchangeEnd>;

export function failed(reason: ErrorMeaning['reason'], detail: string, retryWithDiscovery = false): WireFailure {
  return { ok: false, meaning: { reason, detail, retryWithDiscovery }, errorIndex: 0 };
}

/** An answer whose varbinds cannot be read. */
export function malformedFault(where: Malformed, part: string): PollFault {
  return faultOf(undecodable(where), part).fault;
}

/** An answer that cannot be read from this octet on. */
export function undecodable(where: Malformed): WireFailure {
  return failed('malformed', `the answer cannot be decoded ${placeWords(where)}`);
}

/** An exchange without an answer. */
export function unanswered(end: Exclude<ExchangeEnd, { kind: 'answered' }>): WireFailure {
  switch (end.kind) {
    case 'timeout':
      return failed('timeout', 'no answer in time');
    case 'closed':
      return { ok: false, meaning: closedMeaning, errorIndex: 0 };
    case 'unsent': {
      const failure = failureOf(end.error);
      return failure.ok ? failed('internal', 'the request was not sent') : failure;
    }
  }
}

/** A response's PDU is the answer, or the agent's refusal. */
export function outcomeOf(pdu: AnswerPdu, id: number): WireOutcome {
  if (pdu.requestId !== id) return failed('wrong-request-id', 'the request-id within the answer is another');
  if (pdu.errorStatus === 0) return { ok: true, pdu };
  const refusal = failureOf(new AgentRefusal(pdu.errorStatus, pdu.errorIndex));
  return refusal.ok ? { ok: true, pdu } : refusal;
}

/** The outcome as the verbs of a session give it. */
export function resultOf(outcome: WireOutcome, part: string): SnmpResult {
  const decoded = outcome.ok ? decodeVarbinds(outcome.pdu.varbinds) : outcome;
  if ('octet' in decoded) return faultOf(undecodable(decoded), part);
  return 'ok' in decoded ? faultOf(decoded, part) : { ok: true, varbinds: decoded };
}

export function faultOf({ meaning, errorIndex }: WireFailure, part: string): SnmpResult & { readonly ok: false } {
  return { ok: false, fault: { reason: meaning.reason, part, detail: meaning.detail }, errorIndex };
}
