import type { BerWriter } from './ber-writer.ts';
import { decodeCommunityMessage, encodeCommunityMessage, versionNumber } from './community-message.ts';
import { keptOctets } from './engine.ts';
import { type AnswerPdu, pduTag, type Question } from './pdu.ts';
import {
  type Dialogue,
  type Exchange,
  failed,
  outcomeOf,
  unanswered,
  undecodable,
  type WireOutcome,
} from './wire-outcome.ts';

/** A city has few communities, and thousands of devices. */
const knownCommunities = new Map<string, Buffer>();
const maxKnownCommunities = 64;

function communityOctets(community: string): Buffer {
  const known = knownCommunities.get(community);
  if (known !== undefined) return known;
  const octets = keptOctets(Buffer.from(community));
  if (knownCommunities.size >= maxKnownCommunities) knownCommunities.clear();
  knownCommunities.set(community, octets);
  return octets;
}

/** SNMPv1, or v2c until an agent answers in v1: it is asked in v1 from then on. */
export class CommunityDialogue implements Dialogue {
  readonly #community: Buffer;
  readonly #writer: BerWriter;
  readonly #exchange: Exchange;
  #version: 'v1' | 'v2c';

  constructor(deps: {
    readonly version: 'v1' | 'v2c';
    readonly community: string;
    readonly writer: BerWriter;
    readonly exchange: Exchange;
  }) {
    this.#version = deps.version;
    this.#community = communityOctets(deps.community);
    this.#writer = deps.writer;
    this.#exchange = deps.exchange;
  }

  get version(): 'v1' | 'v2c' {
    return this.#version;
  }

  engineBoots(): undefined {
    return undefined;
  }

  async ask(question: Question): Promise<WireOutcome> {
    const asked = this.#version;
    const outcome = await this.#askIn(asked, question);
    if (outcome !== 'answered-in-v1') return outcome;
    this.#version = 'v1';
    const again = await this.#askIn('v1', question);
    return again === 'answered-in-v1' ? otherVersion : again;
  }

  async #askIn(version: 'v1' | 'v2c', question: Question): Promise<WireOutcome | 'answered-in-v1'> {
    const community = this.#community;
    const end = await this.#exchange((requestId) =>
      encodeCommunityMessage(this.#writer, { version, community, requestId, question }),
    );
    if (end.kind !== 'answered') return unanswered(end);
    const message = decodeCommunityMessage(end.datagram);
    if (typeof message === 'number') return undecodable({ octet: message, oid: undefined });
    if (!message.community.equals(community)) return failed('malformed', 'the answer carries another community');
    if (message.version !== versionNumber[version]) return version === 'v2c' ? 'answered-in-v1' : otherVersion;
    return isResponse(message.pdu) ? outcomeOf(message.pdu, end.id) : failed('malformed', 'an unexpected report');
  }
}

const otherVersion = failed('malformed', 'the answer is of another SNMP version');

function isResponse(pdu: AnswerPdu): boolean {
  return pdu.tag === pduTag.response;
}
