import type { SnmpCredential } from '../../inventory/index.ts';
import { messageFlag } from '../snmp/wire/v3-message.ts';

export type V3Credential = Extract<SnmpCredential, { version: 'v3' }>;

/** The bits of msgFlags that a user's messages carry: no fewer, which would be a downgrade, and no more, which has no keys. */
export function levelOfCredential({ level }: V3Credential): number {
  switch (level) {
    case 'noAuthNoPriv':
      return 0;
    case 'authNoPriv':
      return messageFlag.authenticated;
    case 'authPriv':
      return messageFlag.authenticated | messageFlag.encrypted;
  }
}
