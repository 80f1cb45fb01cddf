import type { BerWriter } from '../snmp/wire/ber-writer.ts';
import type { EngineKeys } from '../snmp/wire/engine-keys.ts';
import { type EncodedPdu, pduTag, readPdu } from '../snmp/wire/pdu.ts';
import { createSalts } from '../snmp/wire/protection.ts';
import {
  decodeV3Head,
  encodeV3Message,
  messageFlag,
  openV3Scope,
  type V3Head,
  type V3Scope,
} from '../snmp/wire/v3-message.ts';
import type { LocalEngine } from './local-engine.ts';
import { malformedTrap, notificationTag, readNotification, reportPdu, responsePdu } from './notification-pdu.ts';
import type { RemoteEngines } from './remote-engines.ts';
import type { BadTrap, TrapReading, TrapRefusal } from './trap.ts';
import type { TrapReader } from './trap-reader.ts';
import { levelOfCredential, type V3Credential } from './v3-credential.ts';

/** RFC 3414 section 2.2.3. */
const timeWindowSeconds = 150;
const lastBoots = 0x7fff_ffff;

/** usmStats (RFC 3414 section 5): which counter tells a sender what was wrong. */
const usmStats = {
  'unsupported-security-level': '1.3.6.1.6.3.15.1.1.1.0',
  'not-in-time-window': '1.3.6.1.6.3.15.1.1.2.0',
  'unknown-user': '1.3.6.1.6.3.15.1.1.3.0',
  'unknown-engine': '1.3.6.1.6.3.15.1.1.4.0',
  'wrong-digest': '1.3.6.1.6.3.15.1.1.5.0',
  'decryption-error': '1.3.6.1.6.3.15.1.1.6.0',
} as const;
type Reported = keyof typeof usmStats;

const details: Readonly<Record<Reported | 'replayed', string>> = {
  'unsupported-security-level': "the message's security level is not the one that is set for this user",
  'not-in-time-window': "the message's time is not the engine's: a replay, a reset clock, or an engine id used twice",
  'unknown-user': 'the user is not one that this sender may use',
  'unknown-engine': 'the message wants an answer of an engine that we are not',
  'wrong-digest': 'the digest is wrong: another password or authentication protocol, or changed on the way',
  'decryption-error': 'the message cannot be decrypted: another privacy password or protocol',
  replayed: 'the same authenticated message came before',
};

const nothing = Buffer.alloc(0);
const noKeys: EngineKeys = { auth: undefined, priv: undefined };
const nextSalt = createSalts();

interface Proven {
  readonly credential: V3Credential;
  readonly keys: EngineKeys;
}

/**
 * SNMPv3 notifications with the user-based security model (RFC 3414 section 3.2). A trap's sender is the authority for its own
 * time; what wants an answer (an inform, a discovery) has us as the authority, and is told what is wrong with it by a report.
 */
export function createV3Reader(deps: {
  readonly engine: LocalEngine;
  readonly writer: BerWriter;
  readonly remotes: RemoteEngines;
}): TrapReader {
  const { engine, writer, remotes } = deps;
  const counts = new Map<Reported, number>();

  /** A report, where the sender wants one. Only the one about time is authenticated: from it the sender learns ours. */
  function report(head: V3Head, reason: Reported, keys: EngineKeys = noKeys): Buffer | undefined {
    const count = ((counts.get(reason) ?? 0) + 1) >>> 0;
    counts.set(reason, count);
    if (!head.reportable) return undefined;
    return encode(head, reportPdu(writer, clearRequestId(head), usmStats[reason], count), keys, {
      context: nothing,
      contextEngineId: engine.id,
    });
  }

  function encode(head: V3Head, question: EncodedPdu, keys: EngineKeys, scope: Context): Buffer {
    const { messageId, user } = head;
    const salt = keys.priv === undefined ? nothing : nextSalt();
    const from = { engineId: engine.id, time: engine.time(), user, salt, keys, ...contextOf(scope) };
    return encodeV3Message(writer, { messageId, ...from, question, reportable: false });
  }

  function refuse(head: V3Head, reason: Reported, keys?: EngineKeys): TrapReading {
    const reply = report(head, reason, keys);
    return bad(reason, details[reason], reply);
  }

  /** Who has sent it, by the first credential whose digest fits; its octets stand as they came afterwards. */
  function prove(head: V3Head, candidates: readonly V3Credential[]): (Proven & { scope: Scope }) | undefined {
    const { message, digestAt, digestOctets, engineId } = head;
    const digest = Buffer.from(message.subarray(digestAt, digestAt + digestOctets));
    for (const credential of candidates) {
      const keys = remotes.keysOf(credential, engineId);
      const scope = openV3Scope(head, keys);
      message.set(digest, digestAt);
      if (scope !== 'wrong-digest') return { credential, keys, scope };
    }
    return undefined;
  }

  function isInTime(head: V3Head, { credential, keys }: Proven, isOurs: boolean): boolean {
    if (!isOurs) return remotes.learn(credential, head.engineId, keys, head.time);
    const { boots, timeSeconds } = engine.time();
    const { time } = head;
    return boots !== lastBoots && time.boots === boots && Math.abs(time.timeSeconds - timeSeconds) <= timeWindowSeconds;
  }

  return {
    read(datagram, credentials) {
      const head = decodeV3Head(datagram);
      if (typeof head === 'number') return { kind: 'bad', bad: { version: 'v3', ...malformedTrap(head) } };
      const isOurs = head.engineId.equals(engine.id);
      if (!isOurs && head.reportable) {
        const reply = report(head, 'unknown-engine');
        // Without an engine id it is the discovery with which every inform begins; with another's it is astray.
        if (head.engineId.length === 0 && reply !== undefined) return { kind: 'discovery', reply };
        return bad('unknown-engine', details['unknown-engine'], reply);
      }
      const user = head.user.toString();
      const known = credentials.filter((each): each is V3Credential => each.version === 'v3' && each.user === user);
      if (known.length === 0) return refuse(head, 'unknown-user');
      const candidates = known.filter((each) => levelOfCredential(each) === head.level);
      if (candidates.length === 0) return refuse(head, 'unsupported-security-level');
      const { message, digestAt, digestOctets } = head;
      const digest = Buffer.from(message.subarray(digestAt, digestAt + digestOctets));
      const proven = prove(head, candidates);
      if (proven === undefined) return refuse(head, 'wrong-digest');
      const isAuthenticated = (head.level & messageFlag.authenticated) !== 0;
      const { keys, scope } = proven;
      if (isAuthenticated && !isInTime(head, proven, isOurs)) {
        return refuse(head, 'not-in-time-window', { auth: keys.auth, priv: undefined });
      }
      if (scope === 'decryption-error' || scope === 'wrong-digest') return refuse(head, 'decryption-error');
      if (typeof scope === 'number') return { kind: 'bad', bad: { version: 'v3', ...malformedTrap(scope) } };
      const read = readNotification(scope.reader, false);
      if (!read.ok) return { kind: 'bad', bad: { version: 'v3', ...read.bad } };
      const isInform = read.trap.kind === 'inform';
      const repeated = isAuthenticated && remotes.isRepeated(digest);
      if (repeated && !isInform) return bad('replayed', details.replayed);
      const trap = { version: 'v3', ...read.trap } as const;
      // An inform to another engine that wants no report cannot be answered: we are not its authority.
      if (!isInform || !isOurs) return { kind: 'trap', trap, repeated };
      const response = responsePdu(writer, read.requestId, read.varbinds);
      return { kind: 'trap', trap, repeated, reply: encode(head, response, keys, scope) };
    },
  };
}

type Scope = ReturnType<typeof openV3Scope>;
type Context = Pick<V3Scope, 'context' | 'contextEngineId'>;

const contextOf = ({ context, contextEngineId }: Context): Context => ({ context, contextEngineId });

/** The request id of a message in clear, which a report repeats; 0 where it cannot be seen (RFC 3412 section 7.1). */
function clearRequestId(head: V3Head): number {
  if ((head.level & messageFlag.encrypted) !== 0) return 0;
  const scope = openV3Scope({ ...head, level: 0 }, noKeys);
  if (typeof scope !== 'object') return 0;
  const requests = [pduTag.get, pduTag.getNext, notificationTag.inform];
  return readPdu(scope.reader, requests)?.requestId ?? 0;
}

function bad(reason: TrapRefusal, detail: string, reply?: Buffer): TrapReading {
  const why: BadTrap = { reason, version: 'v3', detail };
  return { kind: 'bad', bad: why, ...(reply === undefined ? {} : { reply }) };
}
