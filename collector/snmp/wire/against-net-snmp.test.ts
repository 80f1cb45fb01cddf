import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { authProtocols, privProtocols, type SnmpCredential } from '../../../inventory/index.ts';
import { userOf } from '../../../lab/agent/users.ts';
import { agentEngineId, answering } from './answering.fake.ts';
import { BerWriter } from './ber-writer.ts';
import { decodeCommunityMessage, encodeCommunityMessage } from './community-message.ts';
import { engineKeys } from './engine-keys.ts';
import { theirEncoding, theirReading, theirVarbinds } from './net-snmp-oracle.fake.ts';
import { decodeVarbinds, namesOf, type Question } from './pdu.ts';
import { anyName, anyRows } from './rows.fake.ts';
import { decodeV3Head, encodeV3Message, openV3Body } from './v3-message.ts';

type V3 = Extract<SnmpCredential, { version: 'v3' }>;
const writer = new BerWriter();
const id = fc.integer({ min: 0x100_0000, max: 0x7fff_ffff });
const names = fc.array(anyName, { maxLength: 12 });
const question = fc.oneof(
  names.map((oids) => ({ verb: 'get', oids, maxRepetitions: 0 }) as const),
  names.map((oids) => ({ verb: 'getNext', oids, maxRepetitions: 0 }) as const),
  fc
    .tuple(names, fc.integer({ min: 0, max: 2_000 }))
    .map(([oids, maxRepetitions]) => ({ verb: 'getBulk', oids, maxRepetitions }) as const),
);
type Asked = { readonly verb: Question['verb']; readonly oids: readonly string[]; readonly maxRepetitions: number };
const encoded = ({ verb, oids, maxRepetitions }: Asked): Question => ({
  verb,
  names: namesOf(oids) ?? [],
  maxRepetitions,
});
const tags = { get: 0xa0, getNext: 0xa1, getBulk: 0xa5 } as const;

const levels: readonly V3[] = [
  ...(['noAuthNoPriv', 'authNoPriv'] as const).map((level) => credential(level, 'sha', 'aes')),
  ...authProtocols.map((auth) => credential('authPriv', auth, 'aes')),
  ...privProtocols.map((priv) => credential('authPriv', 'sha', priv)),
];

function credential(level: V3['level'], authProtocol: V3['authProtocol'], privProtocol: V3['privProtocol']): V3 {
  const keys = { authKey: 'auth-password', privKey: 'priv-password' };
  return { version: 'v3', user: 'u', level, authProtocol, privProtocol, context: 'c', ...keys };
}

function v3Request(asked: Asked, of: V3, messageId: number): Buffer {
  return encodeV3Message(writer, {
    messageId,
    engineId: agentEngineId,
    time: { boots: 3, timeSeconds: 500 },
    user: Buffer.from(of.user),
    context: Buffer.from(of.context),
    keys: engineKeys(of, agentEngineId),
    salt: Buffer.from('0102030405060708', 'hex'),
    question: encoded(asked),
  });
}

describe('a request of ours', () => {
  it.each(['v1', 'v2c'] as const)('in %s has the very octets that net-snmp gives it', (version) => {
    fc.assert(
      fc.property(question, id, fc.string({ maxLength: 40 }), (asked, requestId, community) => {
        const octets = Buffer.from(community);
        const ours = encodeCommunityMessage(writer, {
          version,
          community: octets,
          requestId,
          question: encoded(asked),
        });
        const theirs = theirReading(ours);
        const verb = version === 'v1' && asked.verb === 'getBulk' ? 'getNext' : asked.verb;
        expect(theirs).toMatchObject({
          version: version === 'v1' ? 0 : 1,
          community,
          pdu: { type: tags[verb], id: requestId },
        });
        expect(theirs?.pdu?.varbinds.map(({ oid }) => oid)).toEqual(asked.oids);
        if (verb === 'getBulk')
          expect(theirs?.pdu).toMatchObject({ nonRepeaters: 0, maxRepetitions: asked.maxRepetitions });
        if (theirs !== undefined) expect(theirEncoding(theirs).equals(ours)).toBe(true);
      }),
    );
  });

  it.each(levels.map((each) => [`${each.level} ${each.authProtocol} ${each.privProtocol}`, each] as const))(
    'in v3 with %s is read, proven and decrypted by net-snmp, and not encrypted has its very octets',
    (_, of) => {
      fc.assert(
        fc.property(question, id, (asked, messageId) => {
          const ours = v3Request(asked, of, messageId);
          const theirs = theirReading(ours);
          if (theirs === undefined) throw new Error('net-snmp cannot read it');
          const user = userOf(of);
          if (of.level !== 'noAuthNoPriv') expect(theirs.checkAuthentication(user, () => {})).toBe(true);
          if (of.level === 'authPriv') expect(theirs.decryptPdu(user, () => {})).toBe(true);
          expect(theirs).toMatchObject({
            msgGlobalData: { msgID: messageId, msgMaxSize: 65_507 },
            msgSecurityParameters: {
              msgAuthoritativeEngineBoots: 3,
              msgAuthoritativeEngineTime: 500,
              msgUserName: 'u',
            },
            pdu: { type: tags[asked.verb], id: messageId, contextName: 'c' },
          });
          expect(theirs.pdu?.contextEngineID).toEqual(agentEngineId);
          expect(theirs.pdu?.varbinds.map(({ oid }) => oid)).toEqual(asked.oids);
          theirs.user = user;
          if (of.level !== 'authPriv') expect(theirEncoding(theirs).equals(ours)).toBe(true);
        }),
        { numRuns: 30 },
      );
    },
  );
});

describe('an answer of an agent', () => {
  it.each(['v1', 'v2c'] as const)('in %s is read as net-snmp reads it', (version) => {
    fc.assert(
      fc.property(anyRows, question, (rows, asked) => {
        const { answer } = answering({ rows, credentials: [{ version: 'v2c', community: 'c' }] });
        const community = Buffer.from('c');
        const datagram = answer(
          encodeCommunityMessage(writer, { version, community, requestId: 77_777_777, question: encoded(asked) }),
        );
        if (datagram === undefined) throw new Error('the agent does not answer');
        const ours = decodeCommunityMessage(datagram);
        const theirs = theirReading(datagram);
        if (typeof ours === 'number' || theirs === undefined) throw new Error('somebody cannot read it');
        const { requestId, errorStatus, errorIndex, varbinds, tag } = ours.pdu;
        expect({ type: tag, id: requestId, errorStatus, errorIndex }).toEqual({
          type: theirs.pdu?.type,
          id: theirs.pdu?.id,
          errorStatus: theirs.pdu?.errorStatus,
          errorIndex: theirs.pdu?.errorIndex,
        });
        expect(decodeVarbinds(varbinds)).toEqual(theirVarbinds(theirs));
      }),
    );
  });

  it.each(levels.map((each) => [`${each.level} ${each.authProtocol} ${each.privProtocol}`, each] as const))(
    'in v3 with %s is read as net-snmp reads it',
    (_, of) => {
      fc.assert(
        fc.property(anyRows, question, (rows, asked) => {
          const { answer } = answering({ rows, credentials: [of] });
          const datagram = answer(v3Request(asked, of, 77_777_777));
          if (datagram === undefined) throw new Error('the agent does not answer');
          const theirs = theirReading(datagram);
          if (of.level === 'authPriv') theirs?.decryptPdu(userOf(of), () => {});
          const head = decodeV3Head(datagram);
          if (typeof head === 'number' || theirs === undefined) throw new Error('somebody cannot read it');
          const body = openV3Body(head, engineKeys(of, agentEngineId));
          if (typeof body !== 'object') throw new Error(`we cannot open it: ${body}`);
          expect(decodeVarbinds(body.pdu.varbinds)).toEqual(theirVarbinds(theirs));
          expect(body.pdu.requestId).toBe(theirs.pdu?.id);
        }),
        { numRuns: 20 },
      );
    },
  );

  it('that was damaged on its way is refused by us, or read as net-snmp reads it', () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 });
    let [agreed, refused] = [0, 0];
    fc.assert(
      fc.property(anyRows, damage, (rows, changes) => {
        const { answer } = answering({ rows, credentials: [{ version: 'v2c', community: 'c' }] });
        const bulk = { verb: 'getBulk', names: namesOf(['1.3']) ?? [], maxRepetitions: 20 } as const;
        const community = Buffer.from('c');
        const datagram = answer(
          encodeCommunityMessage(writer, { version: 'v2c', community, requestId: 77_777_777, question: bulk }),
        );
        if (datagram === undefined) throw new Error('the agent does not answer');
        for (const [at, octet] of changes) datagram[at % datagram.length] = octet;
        const ours = decodeCommunityMessage(datagram);
        const varbinds = typeof ours === 'number' ? undefined : decodeVarbinds(ours.pdu.varbinds);
        if (typeof ours === 'number' || varbinds === undefined || 'octet' in varbinds) {
          refused++;
          return;
        }
        agreed++;
        const theirs = theirReading(datagram);
        if (theirs === undefined) throw new Error('net-snmp refuses what we read');
        expect({ ...ours.pdu, varbinds, tag: 0 }).toEqual({
          tag: 0,
          requestId: theirs.pdu?.id,
          errorStatus: theirs.pdu?.errorStatus,
          errorIndex: theirs.pdu?.errorIndex,
          varbinds: theirVarbinds(theirs),
        });
      }),
      { numRuns: 3_000 },
    );
    expect(agreed).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(100);
  });
});
