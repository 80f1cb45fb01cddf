import { createSecretKey, type KeyObject } from 'node:crypto';
import type { SnmpCredential } from '../../inventory/index.ts';
import { localizedKey, userKey } from './wire/password-key.ts';
import { isAuthentic } from './wire/protection.ts';
import { decodeV3Head, messageFlag } from './wire/v3-message.ts';

/**
 * Says of an answer that claims to be authenticated whether its digest is wrong, before anything of it is decrypted or read
 * (RFC 3414 section 3.2, steps 6 to 8). net-snmp decrypts and parses first, so that an answer which was damaged or forged
 * passes for a wrong privacy password. What claims nothing, or cannot be read, is left to those who judge it afterwards.
 */
export function answerProof(credential: SnmpCredential): (datagram: Buffer) => boolean {
  if (credential.version !== 'v3' || credential.level === 'noAuthNoPriv') return () => false;
  const { authProtocol: protocol, authKey } = credential;
  let known: { readonly engineId: Buffer; readonly key: KeyObject } | undefined;
  return (datagram) => {
    const head = decodeV3Head(datagram);
    if (typeof head === 'number' || (head.level & messageFlag.authenticated) === 0) return false;
    const { message, digestAt, digestOctets, engineId } = head;
    if (known?.engineId.equals(engineId) !== true) {
      const key = createSecretKey(localizedKey(protocol, userKey(protocol, authKey), engineId));
      known = { engineId: Buffer.from(engineId), key };
    }
    const digest = Buffer.from(message.subarray(digestAt, digestAt + digestOctets));
    const proven = isAuthentic(message, digestAt, digestOctets, { protocol, key: known.key });
    message.set(digest, digestAt);
    return !proven;
  };
}
