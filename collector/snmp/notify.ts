import { errorText } from '../../core/index.ts';
import type { SnmpCredential } from '../../inventory/index.ts';
import { netSnmp } from './net-snmp-loaded.ts';
import { userOf } from './v3-user.ts';

/** One object of a notification: its instance's OID, and a text or a whole number. */
export interface NotificationVarbind {
  readonly oid: string;
  readonly value: string | number;
}

export type NotificationResult =
  | { readonly ok: true; readonly acknowledged: boolean }
  | { readonly ok: false; readonly detail: string };

/**
 * Sends one notification (RFC 3416, 4.2.6 and 4.2.7). An inform is acknowledged by its receiver, or fails; a trap is gone as soon as it is
 * sent. Traps of v3 are not sent: the library gives them no engine time, so that receivers refuse them as soon as their clock has gone on.
 */
export function sendNotification(wish: {
  readonly host: string;
  readonly port: number;
  readonly credential: SnmpCredential;
  readonly inform: boolean;
  /** Of the notification. */
  readonly oid: string;
  readonly varbinds: readonly NotificationVarbind[];
  /** For each of two tries. */
  readonly timeoutMs: number;
  /** Hundredths of a second that the sender has run. */
  readonly upTime: number;
}): Promise<NotificationResult> {
  const { host, port, credential, inform, oid, timeoutMs, upTime } = wish;
  const snmp = netSnmp();
  const options = {
    ...{ port, trapPort: port, timeout: timeoutMs, retries: 1 },
    transport: host.includes(':') ? ('udp6' as const) : ('udp4' as const),
  };
  const session =
    credential.version === 'v3'
      ? snmp.createV3Session(host, userOf(credential, snmp), { ...options, context: credential.context })
      : snmp.createSession(host, credential.community, { ...options, version: snmp.Version2c });
  const varbinds = wish.varbinds.map(({ oid: instance, value }) => ({
    oid: instance,
    type: typeof value === 'number' ? snmp.ObjectType.Integer : snmp.ObjectType.OctetString,
    value: typeof value === 'number' ? value : Buffer.from(value),
  }));
  return new Promise((resolve) => {
    const end = (result: NotificationResult): void => {
      resolve(result);
      session.close();
    };
    const failed = (error: Error): void => end({ ok: false, detail: errorText(error) });
    session.on('error', failed);
    const done = (error: Error | null): void =>
      error === null ? end({ ok: true, acknowledged: inform }) : failed(error);
    if (inform) session.inform(oid, varbinds, { upTime }, done);
    else session.trap(oid, varbinds, { upTime }, done);
  });
}
