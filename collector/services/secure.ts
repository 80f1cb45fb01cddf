import { isIP, type Socket } from 'node:net';
import { checkServerIdentity, connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import type { Clock } from '../../core/index.ts';
import { type AttemptAsk, bad, type HostPort, type ProbeFault } from './attempt.ts';
import { until } from './connect.ts';
import { theirWords } from './fault.ts';
import { certificateFaults } from './tls-fault.ts';
import { type TrustAsk, trustOf } from './trust.ts';

export interface SecureAsk extends TrustAsk {
  readonly place: HostPort;
  /** The name asked for (SNI) and checked, where it is not the host's. */
  readonly serverName: string | undefined;
  readonly phases: AttemptAsk['phases'];
}

/**
 * TLS over a connection, by the phase `tls`. The certificate is not judged yet: `certificateFault` does that, with more to say
 * than an error has. Rejects with a `ProbeFault` when there is no handshake.
 */
export async function secure(socket: Socket, ask: SecureAsk): Promise<TLSSocket> {
  const { place, serverName, phases } = ask;
  phases.enter('tls');
  const name = serverName ?? place.host;
  const secureContext = trustOf(ask);
  const secured = connect({
    ...{ socket, secureContext, rejectUnauthorized: false },
    // RFC 6066 section 3: an address is never sent as a name.
    ...(isIP(name) === 0 ? { servername: name } : {}),
  });
  secured.on('error', () => {});
  await until(secured, 'secureConnect', place);
  return secured;
}

const dayMs = 86_400_000;

/** Days until the first certificate of the chain ends; below 0: it has ended. */
export function daysLeft(socket: TLSSocket, clock: Pick<Clock, 'now'>): number {
  const ends = chainOf(socket).map(({ valid_to }) => Date.parse(valid_to));
  return Math.floor((Math.min(...ends) - clock.now()) / dayMs);
}

/** Why the certificate cannot be believed, the gravest first; undefined: it can. The name is checked even where the chain is wrong. */
export function certificateFault(
  socket: TLSSocket,
  { place, serverName }: Pick<SecureAsk, 'place' | 'serverName'>,
): ProbeFault | undefined {
  const chain = chainOf(socket);
  const [own] = chain;
  if (own === undefined) return bad('certificate-none', { ...place }, 'tls');
  const name = serverName ?? place.host;
  const where = { host: place.host, port: place.port, name };
  // Null where all is well, whatever its type says.
  const code = String(codeOfError(socket.authorizationError ?? ''));
  const what = code === '' ? undefined : (certificateFaults[code] ?? 'certificate-other');
  const issuer = nameOf(own.issuer);
  if (what === 'certificate-expired' || what === 'certificate-early') {
    // Of a chain the one that ends first has ended, the one that begins last has not begun.
    const isEarly = what === 'certificate-early';
    const [first = own] = chain.toSorted((a, b) => edge(a, isEarly) - edge(b, isEarly));
    const day = dateOf(isEarly ? first.valid_from : first.valid_to);
    return bad(what, { ...where, day, subject: nameOf(first.subject) }, 'tls');
  }
  if (what !== undefined && what !== 'certificate-name') return bad(what, { ...where, issuer, code }, 'tls');
  const wrongName = checkServerIdentity(name, own);
  if (wrongName === undefined) return undefined;
  return bad('certificate-name', { ...where, names: theirWords(own.subjectaltname ?? nameOf(own.subject)) }, 'tls');
}

function edge({ valid_from, valid_to }: PeerCertificate, isEarly: boolean): number {
  return isEarly ? -Date.parse(valid_from) : Date.parse(valid_to);
}

/** From the server's own certificate upwards, without the authority that stands for itself again. */
function chainOf(socket: TLSSocket): readonly PeerCertificate[] {
  const chain: PeerCertificate[] = [];
  let one = socket.getPeerCertificate(true);
  while (one?.raw !== undefined && chain.length < 10) {
    chain.push(one);
    if (one.issuerCertificate === undefined || one.issuerCertificate === one) break;
    one = one.issuerCertificate;
  }
  return chain;
}

function codeOfError(thrown: unknown): unknown {
  return thrown instanceof Error && 'code' in thrown ? thrown.code : thrown;
}

/** Of a subject or an issuer what a person knows it by. */
function nameOf(subject: PeerCertificate['subject'] | undefined): string {
  const one = subject?.CN ?? subject?.O ?? '';
  return theirWords(Array.isArray(one) ? one.join(', ') : one);
}

/** `Jul  1 12:00:00 2026 GMT`, as a day. */
function dateOf(text: string): string {
  const at = Date.parse(text);
  return Number.isNaN(at) ? text : new Date(at).toISOString().slice(0, 10);
}
