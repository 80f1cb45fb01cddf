import type { SnmpCredential } from '../../inventory/index.ts';
import type { Varbind } from '../snmp/varbind.ts';
import { BerWriter } from '../snmp/wire/ber-writer.ts';
import { versionNumber } from '../snmp/wire/community-message.ts';
import { type EngineKeys, engineKeys } from '../snmp/wire/engine-keys.ts';
import { createSalts, type EngineTime } from '../snmp/wire/protection.ts';
import { encodeV3Message } from '../snmp/wire/v3-message.ts';
import { notificationPdu } from './notification-pdu.ts';

/** What a device sends by itself. */
export interface Notification {
  readonly kind: 'trap' | 'inform';
  /** snmpTrapOID. */
  readonly oid: string;
  readonly upTimeTicks: number;
  readonly varbinds: readonly Varbind[];
}

/** The engine that is the authority: of a trap its sender, of an inform its receiver (RFC 3414 section 1.5.1). */
export interface Authority {
  readonly id: Buffer;
  readonly time: EngineTime;
}

/** Encodes notifications as an agent sends them, for simulated devices: v2c or v3, as the credential says. */
export interface NotificationEncoder {
  encode(notification: Notification, authority: Authority, id: number): Buffer;
}

const nextSalt = createSalts();
const nothing = Buffer.alloc(0);

export function createNotificationEncoder(credential: SnmpCredential): NotificationEncoder {
  const writer = new BerWriter();
  let kept: { readonly id: Buffer; readonly keys: EngineKeys } | undefined;

  return {
    encode(notification, { id: engineId, time }, id) {
      const { encoded } = notificationPdu(writer, { ...notification, requestId: id });
      if (credential.version !== 'v3') {
        writer.reset();
        writer.raw(encoded);
        writer.octetString(Buffer.from(credential.community));
        writer.integer(versionNumber.v2c);
        writer.wrap(0x30, 0);
        return writer.take();
      }
      if (kept?.id.equals(engineId) !== true) kept = { id: engineId, keys: engineKeys(credential, engineId) };
      const { keys } = kept;
      return encodeV3Message(writer, {
        messageId: id,
        engineId,
        time,
        keys,
        user: Buffer.from(credential.user),
        context: Buffer.from(credential.context),
        salt: keys.priv === undefined ? nothing : nextSalt(),
        question: { encoded },
        reportable: notification.kind === 'inform',
      });
    },
  };
}
