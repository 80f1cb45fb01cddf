import type { ErrorMeaning } from '../error-reason.ts';
import { type AnswerPdu, decodeVarbinds } from './pdu.ts';

/** usmStats (RFC 3414 section 5), snmpMPDStats (RFC 3412 section 5) and the context counters of RFC 3413, less their `.0`. */
const meanings: Readonly<Record<string, ErrorMeaning>> = {
  '1.3.6.1.6.3.15.1.1.1': final(
    'unsupported-security-level',
    'the agent does not serve this user at this security level',
  ),
  '1.3.6.1.6.3.15.1.1.2': again('not-in-time-window', 'the agent says our notion of its time is wrong'),
  '1.3.6.1.6.3.15.1.1.3': final('unknown-user', 'the agent does not know this user'),
  '1.3.6.1.6.3.15.1.1.4': again('unknown-engine', 'the agent does not own the engine id that it told us'),
  '1.3.6.1.6.3.15.1.1.5': again(
    'wrong-digest',
    'the agent rejects our digest: wrong password or authentication protocol',
  ),
  '1.3.6.1.6.3.15.1.1.6': again('decryption-error', 'the agent cannot decrypt: wrong privacy password or protocol'),
  '1.3.6.1.6.3.11.2.1.1': final('unsupported-security-level', 'the agent does not know the user-based security model'),
  '1.3.6.1.6.3.12.1.4': final('unknown-context', 'the agent says that the context is unavailable'),
  '1.3.6.1.6.3.12.1.5': final('unknown-context', 'the agent does not know the context'),
};
const unexpected = again('malformed', 'an unexpected report');

const notInTimeWindow = '1.3.6.1.6.3.15.1.1.2';

/** Whether a report says that our time is wrong: the one kind that tells how to go on, and only when authenticated. */
export function isTimeReport(counter: string): boolean {
  return counter === notInTimeWindow;
}

/** Why the agent refused a request, from the counter that its report shows. */
export function meaningOfReport(counter: string): ErrorMeaning {
  return meanings[counter] ?? unexpected;
}

/** The counter that a report shows, less its `.0`; '' where it shows none. */
export function counterOf({ varbinds }: AnswerPdu): string {
  const decoded = decodeVarbinds(varbinds);
  const first = Array.isArray(decoded) ? decoded[0] : undefined;
  return counterName(first?.oid);
}

export function counterName(oid: string | undefined): string {
  return oid?.replace(/\.0$/, '') ?? '';
}

function final(reason: ErrorMeaning['reason'], detail: string): ErrorMeaning {
  return { reason, detail, retryWithDiscovery: false };
}

/** The agent may have restarted or been replaced: discovery may help. */
function again(reason: ErrorMeaning['reason'], detail: string): ErrorMeaning {
  return { reason, detail, retryWithDiscovery: true };
}
