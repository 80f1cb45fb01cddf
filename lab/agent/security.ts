import type { SnmpMessage, SnmpUser } from './codec.ts';
import type { Engine } from './engine.ts';

/** RFC 3414 section 3.2 step 7: a message may be this old. */
const timeWindowSeconds = 150;

const flags = { authenticated: 1, encrypted: 2, reportable: 4 } as const;

/**
 * Why a v3 message is refused, and the counter that the report shows: those of usmStats (RFC 3414 section 5), and
 * snmpUnknownContexts (RFC 3413 section 4).
 */
export const refusals = {
  unsupportedSecurityLevel: '1.3.6.1.6.3.15.1.1.1.0',
  notInTimeWindow: '1.3.6.1.6.3.15.1.1.2.0',
  unknownUserName: '1.3.6.1.6.3.15.1.1.3.0',
  unknownEngineId: '1.3.6.1.6.3.15.1.1.4.0',
  wrongDigest: '1.3.6.1.6.3.15.1.1.5.0',
  decryptionError: '1.3.6.1.6.3.15.1.1.6.0',
  unknownContext: '1.3.6.1.6.3.12.1.5.0',
} as const;
export type Refusal = keyof typeof refusals;

const ignore = () => {};
/** Any counter makes the library put a binding into its report; ours then replaces it. */
const anyCounter = '1';

/**
 * The checks of RFC 3414 section 3.2 in their order: engine, user, level, digest, time, decryption. Nothing costly is done
 * for a message that names another engine. Afterwards an accepted message has its PDU.
 */
export function checkSecurity(message: SnmpMessage, users: readonly SnmpUser[], engine: Engine): Refusal | undefined {
  const given = message.msgSecurityParameters;
  if (!engine.id.equals(given.msgAuthoritativeEngineID)) return 'unknownEngineId';
  const user = users.find(({ name }) => name === given.msgUserName);
  if (user === undefined) return 'unknownUserName';
  message.user = user;
  const { msgFlags } = message.msgGlobalData;
  const level = 1 + ((msgFlags & flags.authenticated) !== 0 ? 1 : 0) + ((msgFlags & flags.encrypted) !== 0 ? 1 : 0);
  const privWithoutAuth = (msgFlags & 3) === flags.encrypted;
  if (level !== user.level || privWithoutAuth) return 'unsupportedSecurityLevel';
  if (level === 1) return undefined;
  if (!message.checkAuthentication(user, ignore)) return 'wrongDigest';
  const late = Math.abs(given.msgAuthoritativeEngineTime - engine.timeSeconds) > timeWindowSeconds;
  if (given.msgAuthoritativeEngineBoots !== engine.boots || late) return 'notInTimeWindow';
  if (level === 3 && !message.decryptPdu(user, ignore)) return 'decryptionError';
  return undefined;
}

/** Whether the sender wants to be told of a refusal. */
export function isReportable(message: SnmpMessage): boolean {
  return (message.msgGlobalData.msgFlags & flags.reportable) !== 0;
}

/**
 * The report for a refused message. It carries our boots and time; where the sender has proven itself it is
 * authenticated, because a manager takes the time from no other (RFC 3414 section 3.2 step 7).
 */
export function encodeReport(message: SnmpMessage, refusal: Refusal, count: number, engine: Engine): Buffer {
  const told = { engineID: engine.id, engineBoots: engine.boots, engineTime: engine.timeSeconds };
  const report = message.createReportResponseMessage(told, '', anyCounter);
  const varbind = report.pdu !== null && 'varbinds' in report.pdu ? report.pdu.varbinds[0] : undefined;
  if (varbind !== undefined) Object.assign(varbind, { oid: refusals[refusal], value: count % 2 ** 32 });
  report.msgGlobalData.msgFlags = 0;
  if (refusal === 'notInTimeWindow' || refusal === 'decryptionError' || refusal === 'unknownContext') {
    report.user = message.user;
    report.msgSecurityParameters.msgUserName = message.user.name;
    // A request that was understood is refused at its own level; its sender had to prove itself for the other two.
    report.msgGlobalData.msgFlags =
      refusal === 'unknownContext' ? message.msgGlobalData.msgFlags & 3 : flags.authenticated;
  }
  return report.toBuffer();
}
