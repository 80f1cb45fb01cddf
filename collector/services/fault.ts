import { errorText } from '../../core/index.ts';
import { bad, type HostPort, notTried, ProbeFault, type Tried } from './attempt.ts';
import { tlsFaultOf } from './tls-fault.ts';

/** Characters of somebody else's words in a reason. */
const wordsAtMost = 200;

/** The other side is there, or its network is, and this is what it does. */
const theirs: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'cut',
  EPIPE: 'cut',
  ECONNABORTED: 'cut',
  EHOSTUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  ETIMEDOUT: 'silent',
  ENOTFOUND: 'unknown-host',
  ENODATA: 'unknown-host',
  ENONAME: 'unknown-host',
};

/** The machine that the probe runs on could not: nothing is known of the service. */
const ours = new Set([
  ...['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EADDRNOTAVAIL', 'EACCES', 'EPERM', 'EAFNOSUPPORT', 'EAGAIN', 'ENOSYS'],
]);

/** What anything that a kind rejects with means for the service. `place`: where it wanted to go, for the text. */
export function faultOf(thrown: unknown, place?: HostPort): Tried {
  if (thrown instanceof ProbeFault) return thrown.tried;
  const code = codeOf(thrown);
  const where = { host: place?.host ?? '', port: place?.port ?? 0 };
  const theirDoing = theirs[code];
  if (theirDoing !== undefined) return bad(theirDoing, { ...where, code }).tried;
  if (ours.has(code)) return notTried('own-machine', { code }).tried;
  const byTls = tlsFaultOf(thrown, where);
  if (byTls !== undefined) return byTls.tried;
  return notTried('broken', { detail: theirWords(errorText(thrown)) }).tried;
}

/** `code` of an error of Node or of a library; '' where there is none. */
export function codeOf(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return '';
  return typeof thrown.code === 'string' ? thrown.code : '';
}

/** Somebody else's words on one line, cut. */
export function theirWords(text: unknown): string {
  const line = String(text ?? '')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  return line.length > wordsAtMost ? `${line.slice(0, wordsAtMost)}…` : line;
}
