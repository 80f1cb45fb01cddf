import { authProtocols, privProtocols, type SnmpCredential } from '../settings.ts';
import type { Secrets } from './secrets.ts';
import type { Section } from './section.ts';

/** RFC 3414, 11.2: a password for a key has at least eight characters. */
const shortestKeyCharacters = 8;

/** Reads `credentials`: each by its name, its secrets resolved. Nothing of a credential is ever shown but known words. */
export async function readCredentials(
  section: Section,
  secrets: Secrets,
): Promise<ReadonlyMap<string, SnmpCredential>> {
  const credentials = new Map<string, SnmpCredential>();
  for (const name of section.keys()) {
    const entry = section.section(name);
    if (name === 'none' || !/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)) entry.wrong('', 'credential-name');
    const version = entry.has('version')
      ? entry.oneOf('version', ['v1', 'v2c', 'v3'])
      : entry.wrong('version', 'yaml-key-missing');
    const credential = version === undefined ? undefined : await readVersion(version, entry, secrets);
    if (version !== undefined) entry.finish({ hide: true });
    if (credential !== undefined) credentials.set(name, credential);
  }
  return credentials;
}

async function readVersion(
  version: SnmpCredential['version'],
  entry: Section,
  secrets: Secrets,
): Promise<SnmpCredential | undefined> {
  if (version === 'v3') return readV3(entry, secrets);
  const community = await secrets.read(entry, 'community', 1);
  return community === undefined ? undefined : { version, community };
}

/** The level follows from what is given: no `auth` gives noAuthNoPriv, no `priv` authNoPriv. */
async function readV3(entry: Section, secrets: Secrets): Promise<SnmpCredential | undefined> {
  const user = entry.text('user');
  const context = entry.optionalText('context') ?? '';
  const hasAuth = entry.has('auth') || entry.has('auth_key');
  const hasPriv = entry.has('priv') || entry.has('priv_key');
  if (hasPriv && !hasAuth) entry.wrong('priv', 'priv-without-auth');
  const auth = hasAuth
    ? await readKey({ entry, secrets, kind: 'auth', protocols: authProtocols })
    : ({ protocol: 'sha256', key: '' } as const);
  const priv = hasPriv
    ? await readKey({ entry, secrets, kind: 'priv', protocols: privProtocols })
    : ({ protocol: 'aes', key: '' } as const);
  if (user === undefined || auth === undefined || priv === undefined) return undefined;
  return {
    version: 'v3',
    user,
    level: hasPriv ? 'authPriv' : hasAuth ? 'authNoPriv' : 'noAuthNoPriv',
    authProtocol: auth.protocol,
    authKey: auth.key,
    privProtocol: priv.protocol,
    privKey: priv.key,
    context,
  };
}

async function readKey<T extends string>({
  entry,
  secrets,
  kind,
  protocols,
}: {
  entry: Section;
  secrets: Secrets;
  kind: 'auth' | 'priv';
  protocols: readonly T[];
}): Promise<{ readonly protocol: T; readonly key: string } | undefined> {
  const protocol = entry.has(kind) ? entry.oneOf(kind, protocols) : entry.wrong(kind, 'yaml-key-missing');
  const key = await secrets.read(entry, `${kind}_key`, shortestKeyCharacters);
  return protocol === undefined || key === undefined ? undefined : { protocol, key };
}
