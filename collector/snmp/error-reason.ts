import { errorText } from '../../core/index.ts';
import type { FaultReason } from '../observation.ts';

/** What an error of the library means, in our words. `retryWithDiscovery`: a v3 agent may have restarted or been replaced. */
export interface ErrorMeaning {
  readonly reason: FaultReason;
  readonly detail: string;
  readonly retryWithDiscovery: boolean;
}

/** Whether this cannot have been the agent's own word, once the same keys got an answer from it. */
export function isContradicted({ reason }: ErrorMeaning): boolean {
  return reason === 'wrong-digest' || reason === 'decryption-error';
}

export function contradicted({ detail }: ErrorMeaning): string {
  return `${detail}; but asked again it answered`;
}

/** RFC 3416 error-status values that a read may meet; the others are `general-error`. */
const reasonOfStatus: Readonly<Record<number, FaultReason>> = {
  1: 'too-big',
  2: 'no-such-name',
  5: 'general-error',
  16: 'authorization-error',
};

const unreachableCodes = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'EPERM',
  'EACCES',
  'EADDRNOTAVAIL',
  'EINVAL',
]);

/** What the resolver says. */
const nameCodes = /^(ENOTFOUND|EAI_)/;

/** Never quotes the library's own texts for security errors: they carry digests and, in `info`, the user's keys. */
export function meaningOfError(error: Error): ErrorMeaning {
  const code = 'code' in error ? error.code : undefined;
  if (error.name === 'RequestTimedOutError') return plain('timeout', 'no answer in time');
  if (error.name === 'RequestFailedError') {
    const status = 'status' in error && typeof error.status === 'number' ? error.status : 5;
    return plain(reasonOfStatus[status] ?? 'general-error', `the agent answered with error-status ${status}`);
  }
  if (error.name === 'ResponseInvalidError') return meaningOfInvalid(error.message, code);
  if (typeof code === 'string' && nameCodes.test(code))
    return plain('unknown-host', `the name of the host cannot be looked up (${code})`);
  if (typeof code === 'string' && unreachableCodes.has(code)) return plain('unreachable', code);
  if (code === 'EMSGSIZE') return plain('too-big', 'the request does not fit into a datagram');
  return plain('internal', errorText(error).slice(0, 200));
}

function meaningOfInvalid(text: string, code: unknown): ErrorMeaning {
  switch (code) {
    case 4:
      return again('decryption-error', 'the answer cannot be decrypted');
    case 5:
      // Every other report is judged in `session.ts` before the library sees it.
      return text.startsWith('Not In Time Window')
        ? again('not-in-time-window', 'the agent says our notion of its time is wrong')
        : again('wrong-digest', "the answer's digest is wrong");
    case 14:
      return again('not-in-time-window', "the answer's time is not the agent's");
    case 9:
      return plain('malformed', 'the answer is of another SNMP version');
    case 10:
      return plain('malformed', 'the answer carries another community');
    case 11:
      return again('malformed', 'an unexpected report');
    default:
      return plain('malformed', 'the answer cannot be decoded');
  }
}

function plain(reason: FaultReason, detail: string): ErrorMeaning {
  return { reason, detail, retryWithDiscovery: false };
}

function again(reason: FaultReason, detail: string): ErrorMeaning {
  return { reason, detail, retryWithDiscovery: true };
}
