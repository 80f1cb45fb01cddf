import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';

/** What keeps a certificate and a key from being used together. */
export type TlsMistake = 'no-certificate' | 'no-key' | 'encrypted-key' | 'other-key' | 'no-authority';

/** Looks at PEM texts before a server is made of them; undefined when they fit. Never throws and never quotes a key. */
export function tlsMistake(pem: {
  readonly certificate: string;
  readonly key: string;
  readonly clientAuthority: string | undefined;
}): TlsMistake | undefined {
  const certificate = certificateOf(pem.certificate);
  if (certificate === undefined) return 'no-certificate';
  const key = keyOf(pem.key);
  if (typeof key === 'string') return key;
  if (!certificate.checkPrivateKey(key)) return 'other-key';
  return pem.clientAuthority === undefined || certificateOf(pem.clientAuthority) !== undefined
    ? undefined
    : 'no-authority';
}

function certificateOf(text: string): X509Certificate | undefined {
  try {
    return new X509Certificate(text);
  } catch {
    return undefined;
  }
}

function keyOf(text: string): KeyObject | 'no-key' | 'encrypted-key' {
  try {
    return createPrivateKey(text);
  } catch {
    // PKCS #8 says so in its first line, the older form in its Proc-Type (RFC 1421).
    return /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(text) ? 'encrypted-key' : 'no-key';
  }
}
