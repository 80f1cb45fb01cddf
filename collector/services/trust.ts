import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createSecureContext, type SecureContext, type SecureVersion } from 'node:tls';

/** Where Debian, RHEL and SUSE keep the authorities of the system, those of the bureau among them. */
const systemBundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/var/lib/ca-certificates/ca-bundle.pem',
] as const;

/** Contexts kept; one is 1 to 2 MB with a system's authorities, and takes 100 ms to make. */
const keptAtMost = 64;
const kept = new Map<string, SecureContext>();

export interface TrustAsk {
  /** PEM that is believed in place of the system's. */
  readonly authority: string | undefined;
  /** TLS 1.0 and 1.1 with their old ciphers are spoken too: to look at a server, or where nothing is judged. */
  readonly speaksOld?: boolean;
  /** Nothing newer is spoken. */
  readonly maxVersion?: SecureVersion;
}

/**
 * What a client believes and speaks; made once for each authority, and again when the system's change. Throws when it is no PEM. Nothing is
 * awaited: what a server does between the connection and the handshake (hanging up) would be seen by nobody.
 */
export function trustOf(ask: TrustAsk): SecureContext {
  const { authority, speaksOld = false, maxVersion = '' } = ask;
  const source = authority === undefined ? systemVersion() : createHash('sha256').update(authority).digest('hex');
  const key = `${source} ${speaksOld} ${maxVersion}`;
  let context = kept.get(key);
  if (context === undefined) {
    context = make(ask);
    if (kept.size >= keptAtMost) kept.delete(kept.keys().next().value ?? '');
    kept.set(key, context);
  }
  return context;
}

function make({ authority, speaksOld, maxVersion }: TrustAsk): SecureContext {
  const ca = authority ?? systemAuthorities();
  return createSecureContext({
    ...(ca === undefined ? {} : { ca }),
    // OpenSSL 3 refuses the digests of TLS 1.0 and 1.1 from its security level 1 on.
    ...(maxVersion === undefined ? {} : { maxVersion }),
    ...(speaksOld === true ? { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } : { minVersion: 'TLSv1.2' }),
  });
}

/** PEM of what the system believes; undefined: what Node brings. */
export function systemAuthorities(): string | undefined {
  for (const file of systemBundles) {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      // Another system keeps them elsewhere.
    }
  }
  return undefined;
}

function systemVersion(): string {
  for (const file of systemBundles) {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found !== undefined) return `${file} ${found.mtimeMs}`;
  }
  return '';
}
