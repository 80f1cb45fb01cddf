import type { RawUser } from 'net-snmp';
import type { SnmpCredential } from '../../inventory/index.ts';

type V3Credential = Extract<SnmpCredential, { version: 'v3' }>;

/** The bits of msgFlags (RFC 3412) that say authenticated and encrypted; every answer must carry those of its request. */
export function levelBits(credential: SnmpCredential): number {
  return credential.version !== 'v3' ? 0 : { noAuthNoPriv: 0, authNoPriv: 1, authPriv: 3 }[credential.level];
}

/** The library's numbers for what we call by name. */
export interface SecurityNumbers {
  readonly SecurityLevel: Readonly<Record<V3Credential['level'], number>>;
  readonly AuthProtocols: Readonly<Record<string, number>>;
  readonly PrivProtocols: Readonly<Record<string, number>>;
}

/** A credential as net-snmp wants it (RFC 3414, RFC 7860, RFC 3826). */
export function userOf(credential: V3Credential, numbers: SecurityNumbers): RawUser {
  const user = { name: credential.user, level: numbers.SecurityLevel[credential.level] };
  if (credential.level === 'noAuthNoPriv') return user;
  const auth = { authProtocol: numberOf(numbers.AuthProtocols, credential.authProtocol), authKey: credential.authKey };
  if (credential.level === 'authNoPriv') return { ...user, ...auth };
  const priv = { privProtocol: numberOf(numbers.PrivProtocols, credential.privProtocol), privKey: credential.privKey };
  return { ...user, ...auth, ...priv };
}

function numberOf(table: Readonly<Record<string, number>>, name: string): number {
  const value = table[name];
  if (value === undefined) throw new Error(`net-snmp does not know ${name}`);
  return value;
}
