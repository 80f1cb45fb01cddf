/** Enrolment: a key that is made here, a request that proves it, a token that lets it in once. */
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { type Clock, message, UserError } from '../../../core/index.ts';
import { parseToken } from '../token.ts';
import { type EnrolAnswer, type EnrolRequest, type FaultAnswer, lightProtocol, paths } from '../wire.ts';
import { makeRequest } from '../x509/request.ts';
import { type Enrolment, enrollingKey, makeFolder, newKey, writeEnrolment } from './folder.ts';
import { authorityAt, createLink, type Link, LinkError } from './link.ts';

/**
 * Enrols a folder with a hub. May be run again with the same token when it was cut off: the same key is let in again while the token lives.
 * @throws UserError when the hub cannot be reached, is another one than the token's, or refuses the token.
 */
export async function enrol(wish: {
  readonly folder: string;
  readonly hubs: readonly string[];
  readonly token: string;
  readonly version: string;
  readonly clock: Clock;
}): Promise<Enrolment> {
  const { folder, hubs, version, clock } = wish;
  const token = parseToken(wish.token);
  if (token === undefined) throw refusal('token-form');
  await makeFolder(folder);
  const { pem, privateKey, publicKey } = await enrollingKey(folder);
  const authority = await reached(() => firstAuthority(hubs, token.fingerprint, clock));
  if (authority === undefined) throw refusal('other-hub', { hub: hubs.join(', ') });
  const link = createLink({ hubs, authority }, clock);
  try {
    const ask: EnrolRequest = {
      protocol: lightProtocol,
      token: wish.token.trim(),
      request: makeRequest({ publicKey, privateKey }, 'fangzhou collector'),
      version,
    };
    const answer = (await reached(() => link.ask(paths.enrol, ask))) as EnrolAnswer | FaultAnswer;
    if (!answer.ok) throw refusal(`enrol-${answer.fault === 'busy' ? 'busy' : 'refused'}`, { hub: link.hub });
    const { collectorId, placeId, certificate } = answer;
    if (!isOurs(certificate, pem, authority)) throw refusal('other-hub', { hub: link.hub });
    const enrolment = { hubs, collectorId, placeId, key: pem, certificate, authority };
    await writeEnrolment(folder, enrolment);
    return enrolment;
  } finally {
    link.close();
  }
}

/** Another key and certificate, before the one in use ends. Undefined: not now. @throws LinkError */
export async function renewed(folder: string, enrolment: Enrolment, link: Link): Promise<Enrolment | undefined> {
  const key = newKey();
  const privateKey = createPrivateKey(key);
  const request = makeRequest({ publicKey: createPublicKey(privateKey), privateKey }, enrolment.collectorId);
  const answer = (await link.ask(paths.renew, { protocol: lightProtocol, request })) as EnrolAnswer | FaultAnswer;
  if (!answer.ok || !isOurs(answer.certificate, key, enrolment.authority)) return undefined;
  const next = { ...enrolment, key, certificate: answer.certificate };
  await writeEnrolment(folder, next);
  return next;
}

/** When the certificate ends, in milliseconds since 1970. */
export function endOf({ certificate }: Pick<Enrolment, 'certificate'>): number {
  return new X509Certificate(certificate).validToDate.getTime();
}

function isOurs(certificate: string, key: string, authority: string): boolean {
  try {
    const one = new X509Certificate(certificate);
    return one.checkPrivateKey(createPrivateKey(key)) && one.verify(new X509Certificate(authority).publicKey);
  } catch {
    return false;
  }
}

async function firstAuthority(hubs: readonly string[], fingerprint: string, clock: Clock): Promise<string | undefined> {
  let failed: unknown;
  for (const hub of hubs) {
    try {
      const found = await authorityAt(hub, fingerprint, clock);
      if (found !== undefined) return found;
      failed = undefined;
    } catch (error) {
      failed = error;
    }
  }
  if (failed !== undefined) throw failed;
  return undefined;
}

async function reached<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof LinkError) throw refusal('link', { hub: error.url, reason: error.message });
    throw error;
  }
}

function refusal(what: string, params: Readonly<Record<string, string>> = {}): UserError {
  return new UserError(message(`collector.light.${what}`, params), message(`collector.light.${what}.remedy`, params));
}
