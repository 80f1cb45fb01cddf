import type { RawVarbind } from 'net-snmp';
import { type ErrorMeaning, meaningOfError } from './error-reason.ts';

/** What one attempt of a request came to, before it is put into our varbinds and words. */
export type Outcome =
  | { readonly ok: true; readonly raw: readonly RawVarbind[] }
  | { readonly ok: false; readonly meaning: ErrorMeaning; readonly errorIndex: number; readonly answeredInV1: boolean };

/** An error-status that the agent sent, with the index that the library hides. */
export class AgentRefusal extends Error {
  readonly status: number;
  readonly errorIndex: number;
  constructor(status: number, errorIndex: number) {
    super(`error-status ${status}`);
    this.name = 'RequestFailedError';
    this.status = status;
    this.errorIndex = errorIndex;
  }
}

export const closedMeaning: ErrorMeaning = {
  reason: 'internal',
  detail: 'the session is closed',
  retryWithDiscovery: false,
};
export const unprotectedMeaning: ErrorMeaning = {
  reason: 'unsupported-security-level',
  detail: 'the answer is less protected than the request',
  retryWithDiscovery: false,
};

export function failure(meaning: ErrorMeaning): Outcome {
  return { ok: false, meaning, errorIndex: 0, answeredInV1: false };
}

export function failureOf(error: Error): Outcome {
  return {
    ok: false,
    meaning: meaningOfError(error),
    errorIndex: error instanceof AgentRefusal ? error.errorIndex : 0,
    answeredInV1: 'code' in error && error.code === 9,
  };
}
