/** OPTIONS of SIP (RFC 3261 section 11) and whether an answer is to it. */
import { isIPv6 } from 'node:net';
import type { HostPort } from '../attempt.ts';
import { statusLineOf, type TextMessage } from '../text-message.ts';

export interface OptionsAsk {
  readonly to: HostPort;
  readonly transport: 'udp' | 'tcp';
  /** Where answers come to. */
  readonly own: HostPort;
  /** Random, for branch, tag and Call-ID: hexadecimal digits. */
  readonly nonce: string;
}

/** Begins every branch (section 8.1.1.7). */
const magicCookie = 'z9hG4bK';

/** The request that asks what the other side can do, and so whether it is there. `rport`: RFC 3581. */
export function optionsRequest({ to, transport, own, nonce }: OptionsAsk): string {
  const target = `sip:${hostText(to.host)}:${to.port}${transport === 'tcp' ? ';transport=tcp' : ''}`;
  const ownPlace = `${hostText(own.host)}:${own.port}`;
  return [
    `OPTIONS ${target} SIP/2.0`,
    `Via: SIP/2.0/${transport.toUpperCase()} ${ownPlace};branch=${magicCookie}${nonce};rport`,
    'Max-Forwards: 70',
    `From: <sip:fangzhou@${ownPlace}>;tag=${nonce.slice(0, 8)}`,
    `To: <${target}>`,
    `Call-ID: ${nonce}@fangzhou`,
    'CSeq: 1 OPTIONS',
    `Contact: <sip:fangzhou@${ownPlace}>`,
    'Accept: application/sdp',
    'User-Agent: fangzhou',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}

function hostText(host: string): string {
  return isIPv6(host) ? `[${host}]` : host;
}

export interface SipAnswer {
  readonly status: number;
  readonly phrase: string;
  /** What the other side calls itself. */
  readonly agent: string;
}

/** The answer to our request (section 17.1.3: branch and method); undefined: another's, a request, or none of SIP. */
export function sipAnswerOf(told: TextMessage, nonce: string): SipAnswer | undefined {
  const line = statusLineOf(told.firstLine);
  const header = (name: string): string => told.headers.get(name)?.[0] ?? '';
  // Several hops may stand in one header; ours is the first of what comes back.
  const [, branch] = /;\s*branch\s*=\s*([^;,\s]+)/i.exec(header('via')) ?? [];
  const isOurs = branch === `${magicCookie}${nonce}` && /^1\s+OPTIONS$/i.test(header('cseq'));
  if (line?.protocol !== 'SIP/2.0' || !isOurs) return undefined;
  return { status: line.status, phrase: line.phrase, agent: header('server') || header('user-agent') };
}

/**
 * Whether a final answer says that the service works. Anything below 500 shows a SIP element that reads and answers, also one that wants
 * a login (401, 407), knows no such user (404) or is busy (486; 600: section 11.2 has OPTIONS answered as INVITE would be). 408 and
 * 480 tell of one behind it that does not answer.
 */
export function isSipWorking(status: number): boolean {
  return (status < 500 && status !== 408 && status !== 480) || status === 600;
}
