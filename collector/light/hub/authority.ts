/** The own small authority of a hub: two files in its data folder. It certifies its own listener and the collectors, nobody else. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  X509Certificate,
} from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Clock,
  type EpochMs,
  errorText,
  message,
  privateFolder,
  readText,
  replaceFile,
  UserError,
} from '../../../core/index.ts';
import { lightBounds } from '../limits.ts';
import { hubName } from '../wire.ts';
import { type CertificateUse, makeCertificate } from '../x509/certificate.ts';
import { curve } from '../x509/parts.ts';

const dayMs = 86_400_000;
const authorityName = 'Fangzhou light collectors';

export interface Issued {
  /** PEM. */
  readonly certificate: string;
  /** Hexadecimal, as Node says it. */
  readonly serial: string;
  readonly endsAt: EpochMs;
}

export interface Authority {
  /** PEM. */
  readonly certificate: string;
  /** SHA-256 of the certificate, base64url: what a token carries, so that nobody can stand between. */
  readonly fingerprint: string;
  /** A new key and certificate for the listener; the key stays in memory. */
  issueServer(): Issued & { readonly key: string };
  issueCollector(collectorId: string, publicKey: KeyObject): Issued;
}

export const collectorUri = (collectorId: string): string => `urn:fangzhou:collector:${collectorId}`;

export function fingerprintOf(certificate: X509Certificate): string {
  return createHash('sha256').update(certificate.raw).digest('base64url');
}

/**
 * Opens the authority of a data folder; makes it where there is none.
 * @throws UserError when its files cannot be read or written, do not belong together, or the key is open to others.
 */
export async function openAuthority({
  folder,
  clock,
}: {
  readonly folder: string;
  readonly clock: Clock;
}): Promise<Authority> {
  const files = { key: join(folder, 'authority.key'), certificate: join(folder, 'authority.pem') };
  const { privateKey, known } = await readOrMake(folder, files);
  const publicKey = createPublicKey(privateKey);
  const issue = (subject: string, to: KeyObject, days: number, use: CertificateUse): Issued => {
    const now = clock.now();
    const endsAt = now + days * dayMs;
    const certificate = makeCertificate({
      ...{
        subject,
        issuer: authorityName,
        publicKey: to,
        issuerPublicKey: publicKey,
        issuerPrivateKey: privateKey,
        use,
      },
      // Clocks may be apart: what was issued now holds there too.
      ...{ fromMs: now - lightBounds.backdatedMs, toMs: endsAt },
    });
    return { certificate, serial: new X509Certificate(certificate).serialNumber, endsAt };
  };
  let pem = known;
  if (pem === undefined) {
    pem = issue(authorityName, publicKey, lightBounds.authorityDays, { kind: 'authority' }).certificate;
    await replaceFile(files.certificate, pem).catch((error: unknown) => fail('unwritable', files.certificate, error));
  }
  const own = certificateOf(pem, files.certificate);
  if (!own.publicKey.equals(publicKey) || !own.ca) return fail('other', files.certificate);
  return {
    certificate: pem,
    fingerprint: fingerprintOf(own),
    issueServer() {
      const pair = generateKeyPairSync('ec', { namedCurve: curve });
      const issued = issue(hubName, pair.publicKey, lightBounds.serverDays, { kind: 'server', dnsName: hubName });
      return { ...issued, key: pemOfKey(pair.privateKey) };
    },
    issueCollector: (id, key) => issue(id, key, lightBounds.collectorDays, { kind: 'client', uri: collectorUri(id) }),
  };
}

export function pemOfKey(key: KeyObject): string {
  return String(key.export({ format: 'pem', type: 'pkcs8' }));
}

async function readOrMake(folder: string, files: { readonly key: string; readonly certificate: string }) {
  await mkdir(folder, { recursive: true, mode: privateFolder }).catch((error: unknown) =>
    fail('unwritable', folder, error),
  );
  const read = (file: string) => readText(file).catch((error: unknown) => fail('unreadable', file, error));
  const [keyText, known] = [await read(files.key), await read(files.certificate)];
  if (keyText === undefined) {
    // With another key every collector would be a stranger: that is for a person to decide.
    if (known !== undefined) return fail('key-lost', files.key);
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: curve });
    await replaceFile(files.key, pemOfKey(privateKey)).catch((error: unknown) => fail('unwritable', files.key, error));
    return { privateKey, known: undefined };
  }
  if (((await stat(files.key)).mode & 0o077) !== 0) return fail('open', files.key);
  try {
    return { privateKey: createPrivateKey(keyText), known };
  } catch (error) {
    return fail('unreadable', files.key, error);
  }
}

function certificateOf(pem: string, file: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    return fail('unreadable', file, error);
  }
}

function fail(what: 'key-lost' | 'open' | 'other' | 'unreadable' | 'unwritable', file: string, cause?: unknown): never {
  const params = { file, reason: cause === undefined ? '' : errorText(cause) };
  throw new UserError(
    message(`collector.light.authority.${what}`, params),
    message(`collector.light.authority.${what}.remedy`, params),
    { cause },
  );
}
