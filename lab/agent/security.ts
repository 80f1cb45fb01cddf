import type { SnmpMessage, SnmpUser } from './codec.ts';
import type { Engine } from './engine.ts';

/** RFC 3414 section 3.2 step 7: a message may be this old. */
const timeWindowSeconds = 150;

const flags = { authenticated: 1, encrypted: 2, reportable: 4 } as const;

/** Why a v3 message is refused, in the words of usmStats (RFC 3414 section 5); the number is the counter's in that group. */
export const refusals = {
  unsupportedSecurityLevel: 1,
  notInTimeWindow: 2,
  unknownUserName: 3,
  unknownEngineId: 4,
  wrongDigest: 5,
  decryptionError: 6,
} as const;
export type Refusal = keyof typeof refusals;

const ignore = () => {};

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
  const counter = String(refusals[refusal]);
  const told = { engineID: engine.id, engineBoots: engine.boots, engineTime: engine.timeSeconds };
  const report = message.createReportResponseMessage(told, '', counter);
  const varbind = report.pdu !== null && 'varbinds' in report.pdu ? report.pdu.varbinds[0] : undefined;
  if (varbind !== undefined) Object.assign(varbind, { value: count % 2 ** 32 });
  report.msgGlobalData.msgFlags = 0;
  if (refusal === 'notInTimeWindow' || refusal === 'decryptionError') {
    report.user = message.user;
    report.msgSecurityParameters.msgUserName = message.user.name;
    report.msgGlobalData.msgFlags = flags.authenticated;
  }
  return report.toBuffer();
}
