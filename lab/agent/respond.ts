import type { SnmpCredential } from '../../inventory/index.ts';
import { decodeMessage, isRequest, type RequestPdu, type SnmpMessage } from './codec.ts';
import type { Engine } from './engine.ts';
import { type Answer, answer, errorStatus, type Operation, pduTypes } from './operations.ts';
import { checkSecurity, encodeReport, isReportable, type Refusal } from './security.ts';
import type { Counts } from './statistics.ts';
import { userOf } from './users.ts';
import type { View } from './view.ts';

const versions = { v1: 0, v2c: 1, v3: 3 } as const;
/** RFC 3412 section 6: no engine may promise less. */
const leastMessageOctets = 484;
const knownTypes: readonly number[] = [pduTypes.get, pduTypes.getNext, pduTypes.set, pduTypes.getBulk];

/** Octets around the bindings: headers of four octets each, identifiers, the request id and two words. */
function overheadOctets(message: SnmpMessage, pdu: RequestPdu, engine: Engine): number {
  if (message.version !== versions.v3) return 32 + Buffer.byteLength(message.community);
  const names = Buffer.byteLength(message.user.name) + Buffer.byteLength(pdu.contextName ?? '');
  const digest = message.user.level > 1 ? 48 : 0;
  return 100 + names + digest + engine.id.length + (pdu.contextEngineID?.length ?? 0);
}

export interface Responder {
  readonly view: () => View;
  readonly credentials: readonly SnmpCredential[];
  readonly engine: Engine;
  readonly maxMessageOctets: number;
  readonly counts: Counts;
  /** The contexts of v3 that exist; every one when absent. */
  readonly contexts?: readonly string[] | undefined;
}

/** The datagram that answers one datagram, if any. Throws only what the caller counts as malformed. */
export function createResponder({ view, credentials, engine, maxMessageOctets, counts, contexts }: Responder) {
  const users = credentials.flatMap((credential) => (credential.version === 'v3' ? [userOf(credential)] : []));
  // A community of v2c serves v1 too, as that of a real agent does; one of v1 is for agents that know nothing newer.
  const communities = credentials.flatMap((each) => (each.version === 'v3' ? [] : [each]));

  function encode(message: SnmpMessage, pdu: RequestPdu, result: Answer): Buffer {
    const response = message.createResponseForRequest({
      type: pduTypes.response,
      id: pdu.id,
      contextName: pdu.contextName ?? '',
      ...(pdu.contextEngineID === undefined ? {} : { contextEngineID: pdu.contextEngineID }),
      toBuffer(writer) {
        writer.startSequence(pduTypes.response);
        writer.writeInt(pdu.id);
        writer.writeInt(result.status);
        writer.writeInt(result.index);
        writer.startSequence();
        if (result.varbinds.length > 0) writer.writeBuffer(result.varbinds);
        writer.endSequence();
        writer.endSequence();
      },
    });
    if (message.version === versions.v3) {
      response.msgGlobalData.msgMaxSize = maxMessageOctets;
      response.msgSecurityParameters.msgAuthoritativeEngineBoots = engine.boots;
      response.msgSecurityParameters.msgAuthoritativeEngineTime = engine.timeSeconds;
    }
    return response.toBuffer();
  }

  function serve(message: SnmpMessage, pdu: RequestPdu): Buffer {
    const asked = message.version === versions.v3 ? message.msgGlobalData.msgMaxSize : maxMessageOctets;
    const limit = Math.min(maxMessageOctets, Math.max(leastMessageOctets, asked));
    const operation: Operation = {
      type: pdu.type,
      version1: message.version === versions.v1,
      oids: pdu.varbinds.map(({ oid }) => oid),
      nonRepeaters: pdu.nonRepeaters ?? 0,
      maxRepetitions: pdu.maxRepetitions ?? 0,
      limitOctets: limit - overheadOctets(message, pdu, engine),
    };
    let result: Answer;
    try {
      result = answer(view(), operation);
    } catch {
      counts.failures += 1;
      result = { status: errorStatus.genErr, index: 0, varbinds: Buffer.alloc(0), count: 0 };
    }
    if (result.status === errorStatus.tooBig) counts.tooBig += 1;
    counts.varbinds += result.count;
    counts.responses += 1;
    return encode(message, pdu, result);
  }

  function serveV3(message: SnmpMessage): Buffer | undefined {
    const refusal = checkSecurity(message, users, engine) ?? checkContext(message);
    if (refusal === undefined) return accept(message);
    counts.refused[refusal] += 1;
    if (!isReportable(message)) return undefined;
    counts.reports += 1;
    return encodeReport(message, refusal, counts.refused[refusal], engine);
  }

  function checkContext({ pdu }: SnmpMessage): Refusal | undefined {
    return contexts === undefined || contexts.includes(pdu?.contextName ?? '') ? undefined : 'unknownContext';
  }

  function accept(message: SnmpMessage): Buffer | undefined {
    const { pdu } = message;
    const known = isRequest(pdu) && knownTypes.includes(pdu.type);
    if (known && !(message.version === versions.v1 && pdu.type === pduTypes.getBulk)) return serve(message, pdu);
    counts.malformed += 1;
    return undefined;
  }

  return (datagram: Buffer): Buffer | undefined => {
    const message = decodeMessage(datagram);
    if (message.version === versions.v3) return serveV3(message);
    if (message.version !== versions.v1 && message.version !== versions.v2c) throw new Error('unknown version');
    const isServed = communities.some(
      ({ version, community }) =>
        community === message.community && (version === 'v2c' || message.version === versions.v1),
    );
    if (isServed) return accept(message);
    counts.badCommunities += 1;
    return undefined;
  };
}
