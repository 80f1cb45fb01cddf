import { bad, type HostPort, type ProbeFault } from './attempt.ts';

/** What is wrong with a certificate, by OpenSSL's and Node's words for it (X509_verify_cert_error_string). */
export const certificateFaults: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'certificate-expired',
  CERT_NOT_YET_VALID: 'certificate-early',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate-self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate-authority',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate-authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate-authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate-chain',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate-name',
  HOSTNAME_MISMATCH: 'certificate-name',
  CERT_REVOKED: 'certificate-revoked',
};

const protocolFaults: readonly (readonly [RegExp, string])[] = [
  [/UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|VERSION_TOO_LOW|WRONG_VERSION_NUMBER.*alert/i, 'tls-refused'],
  [/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST/i, 'not-tls'],
  [/HANDSHAKE_FAILURE|NO_SHARED_CIPHER|NO_CIPHERS|INTERNAL_ERROR|UNRECOGNIZED_NAME|DH_KEY_TOO_SMALL/i, 'tls-handshake'],
];

/** What an error of a TLS handshake means; undefined when it is none. */
export function tlsFaultOf(thrown: unknown, { host, port }: HostPort): ProbeFault | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const code = 'code' in thrown ? String(thrown.code) : '';
  // Who judges certificates by `certificateFault` has more to say; a library that judges them itself has a code.
  if (Object.hasOwn(certificateFaults, code) || /^(CERT_|UNABLE_TO_|INVALID_|ERR_TLS_CERT|PATH_LENGTH)/.test(code))
    return bad('certificate-other', { host, port, code }, 'tls');
  const protocol = protocolFaults.find(([pattern]) => pattern.test(code))?.[1];
  if (protocol !== undefined) return bad(protocol, { host, port, code }, 'tls');
  return /^(ERR_SSL_|EPROTO)/.test(code) ? bad('tls-handshake', { host, port, code }, 'tls') : undefined;
}
