import { randomInt } from 'node:crypto';
import { type Answer, decode, encode, type Packet, RECURSION_DESIRED, streamEncode } from 'dns-packet';
import { parseAddress } from '../../core/index.ts';
import { type Attempt, type AttemptAsk, bad } from './attempt.ts';
import { openChannel } from './channel.ts';
import { askByDatagram } from './datagram.ts';

/** Asked again where a datagram may have been lost (RFC 1035 section 4.2.1). */
const againAfterMs = [2_000, 4_000];

type Reply = Packet & { readonly rcode?: string; readonly flag_tc?: boolean };

/**
 * One question (RFC 1035) with recursion wanted; a cut answer is asked for again over TCP (RFC 7766). An answer without records of the
 * type, or without each of the expected ones, is bad. @throws ProbeFault
 */
export const tryDns: Attempt<'dns'> = async (ask) => {
  const { host, port, name, type, expect } = ask.probe;
  const id = randomInt(65_536);
  const query: Packet = {
    type: 'query',
    id,
    flags: RECURSION_DESIRED,
    questions: [{ type, name: questionOf(name, type), class: 'IN' }],
  };
  const reply = await askUdp(ask, query);
  const whole = reply.flag_tc === true ? await askTcp(ask, query) : reply;
  const rcode = whole.rcode ?? 'NOERROR';
  const where = { host, port, name, type };
  if (rcode === 'NXDOMAIN') throw bad('dns-unknown', where, 'answer');
  if (rcode === 'REFUSED') throw bad('dns-refused', where, 'answer');
  if (rcode !== 'NOERROR') throw bad('dns-failed', { ...where, rcode }, 'answer');
  const records = (whole.answers ?? []).filter((answer) => answer.type === type);
  const texts = records.map(recordText);
  if (texts.length === 0) throw bad('dns-empty', where, 'answer');
  const missing = expect.filter((wanted) => !texts.includes(normal(wanted, type)));
  if (missing.length > 0)
    throw bad('dns-other', { ...where, missing: missing.join(', '), found: texts.slice(0, 8).join(', ') }, 'answer');
  const ttls = records.map((record) => ('ttl' in record ? (record.ttl ?? 0) : 0));
  const values = [
    { name: 'records', value: records.length, unit: '' },
    { name: 'ttl', value: Math.min(...ttls), unit: 's' },
    ...records.flatMap((record) =>
      record.type === 'SOA' ? [{ name: 'serial', value: record.data.serial ?? 0, unit: '' }] : [],
    ),
  ];
  return { outcome: 'good', values };
};

function askUdp(ask: AttemptAsk<'dns'>, query: Packet): Promise<Reply> {
  const { host, port } = ask.probe;
  return askByDatagram({
    ...ask,
    to: { host, port },
    againAfterMs,
    packet: () => encode(query),
    read: (octets) => replyTo(query, octets, ask),
  });
}

async function askTcp(ask: AttemptAsk<'dns'>, query: Packet): Promise<Reply> {
  const { host, port } = ask.probe;
  const channel = await openChannel({ ...ask, to: { host, port } });
  try {
    ask.phases.enter('first-byte');
    channel.write(streamEncode(query));
    for (;;) {
      const reply = await channel.take((heard) => {
        const octets = heard.length < 2 ? undefined : heard.readUInt16BE(0) + 2;
        if (octets === undefined || heard.length < octets) return undefined;
        return { value: replyTo(query, heard.subarray(2, octets), ask), octets };
      });
      if (reply !== undefined) return reply;
    }
  } finally {
    channel.close();
  }
}

/** Undefined: an answer to another question. @throws ProbeFault when it is no DNS at all. */
function replyTo(query: Packet, octets: Buffer, { probe: { host, port } }: AttemptAsk<'dns'>): Reply | undefined {
  let reply: Reply;
  try {
    reply = decode(octets) as Reply;
  } catch {
    throw bad('not-protocol', { host, port, protocol: 'DNS' });
  }
  if (reply.id !== query.id || reply.type !== 'response') return undefined;
  // A refusal may leave the question out.
  const [asked, answered] = [query.questions?.[0], reply.questions?.[0]];
  const isOurs = answered === undefined || (answered.type === asked?.type && bare(answered.name) === bare(asked.name));
  return isOurs ? reply : undefined;
}

/** PTR of an address is asked by its name in in-addr.arpa or ip6.arpa (RFC 1035 section 3.5, RFC 3596 section 2.5). */
export function questionOf(name: string, type: string): string {
  const address = type === 'PTR' ? parseAddress(name) : undefined;
  if (address === undefined) return name.replace(/\.$/, '');
  if (address.family === 4) return `${address.text.split('.').reverse().join('.')}.in-addr.arpa`;
  const nibbles = address.value.toString(16).padStart(32, '0');
  return `${[...nibbles].reverse().join('.')}.ip6.arpa`;
}

/** A record in the words of a zone file, names without their last dot: `10 mail.city.test`. */
export function recordText(record: Answer): string {
  switch (record.type) {
    case 'MX':
      return `${record.data.preference ?? 0} ${bare(record.data.exchange)}`;
    case 'SRV': {
      const { priority = 0, weight = 0, port, target } = record.data;
      return `${priority} ${weight} ${port} ${bare(target)}`;
    }
    case 'SOA': {
      const { mname, rname, serial } = record.data;
      return `${bare(mname)} ${bare(rname)} ${serial}`;
    }
    case 'TXT':
      return [record.data]
        .flat()
        .map((part) => part.toString())
        .join('');
    default:
      return 'data' in record && typeof record.data === 'string' ? normal(record.data, record.type) : '';
  }
}

/** What is expected, written as `recordText` writes what is found. */
function normal(text: string, type: string): string {
  if (type === 'TXT') return text;
  if (type === 'A' || type === 'AAAA') return parseAddress(text)?.text ?? text;
  return bare(text.trim().replace(/\s+/g, ' '));
}

function bare(name: string): string {
  return name.replace(/\.$/, '').toLowerCase();
}
