import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { createSecureContext, type SecureContext, type SecureVersion } from 'node:tls';

/** Where Debian, RHEL and SUSE keep the authorities of the system, those of the bureau among them. */
const systemBundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/var/lib/ca-certificates/ca-bundle.pem',
] as const;

/** Contexts kept; one is 1 to 2 MB with a system's authorities, and takes 100 ms to make. */
const keptAtMost = 64;
const kept = new Map<string, Promise<SecureContext>>();

export interface TrustAsk {
  /** PEM that is believed in place of the system's. */
  readonly authority: string | undefined;
  /** TLS 1.0 and 1.1 with their old ciphers are spoken too: to look at a server, or where nothing is judged. */
  readonly speaksOld?: boolean;
  /** Nothing newer is spoken. */
  readonly maxVersion?: SecureVersion;
}

/** What a client believes and speaks; made once for each authority, and again when the system's change. Rejects when it is no PEM. */
export async function trustOf(ask: TrustAsk): Promise<SecureContext> {
  const { authority, speaksOld = false, maxVersion = '' } = ask;
  const source = authority === undefined ? await systemVersion() : createHash('sha256').update(authority).digest('hex');
  const key = `${source} ${speaksOld} ${maxVersion}`;
  let context = kept.get(key);
  if (context === undefined) {
    context = make(ask);
    if (kept.size >= keptAtMost) kept.delete(kept.keys().next().value ?? '');
    kept.set(key, context);
    // What could not be made is tried again.
    context.catch(() => kept.delete(key));
  }
  return context;
}

async function make({ authority, speaksOld, maxVersion }: TrustAsk): Promise<SecureContext> {
  const ca = authority ?? (await systemAuthorities());
  return createSecureContext({
    ...(ca === undefined ? {} : { ca }),
    // OpenSSL 3 refuses the digests of TLS 1.0 and 1.1 from its security level 1 on.
    ...(maxVersion === undefined ? {} : { maxVersion }),
    ...(speaksOld === true ? { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } : { minVersion: 'TLSv1.2' }),
  });
}

/** PEM of what the system believes; undefined: what Node brings. */
export async function systemAuthorities(): Promise<string | undefined> {
  for (const file of systemBundles) {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text !== undefined) return text;
  }
  return undefined;
}

async function systemVersion(): Promise<string> {
  for (const file of systemBundles) {
    const found = await stat(file).catch(() => undefined);
    if (found !== undefined) return `${file} ${found.mtimeMs}`;
  }
  return '';
}
