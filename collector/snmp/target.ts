import { isIP, SocketAddress } from 'node:net';

/** Where an SNMP agent answers over UDP. */
export interface SnmpTarget {
  readonly transport: 'udp4' | 'udp6';
  /** An address in canonical text, or a name to be looked up. */
  readonly host: string;
  readonly port: number;
}

/** SNMP's port (RFC 3411 section 3.1.1 leaves it to the transport mapping: RFC 3417, 161). */
export const snmpPort = 161;

/**
 * Reads a target as people write it: `HOST`, `HOST:PORT`, `udp:HOST:PORT`, `udp6:[::1]:161`, `[::1]`, `::1`.
 * Undefined when it is none of these; the caller words the complaint.
 */
export function parseTarget(text: string): SnmpTarget | undefined {
  const scheme = /^(udp6|udp4|udp):/i.exec(text);
  const rest = scheme === null ? text : text.slice(scheme[0].length);
  const wanted = scheme?.[1]?.toLowerCase();
  const split = splitPort(rest);
  if (split === undefined || split.host === '' || /[\s/@[\]]/.test(split.host)) return undefined;
  const target = agentTarget({ host: split.host, port: split.port }, wanted === 'udp6' ? 'udp6' : 'udp4');
  if (wanted === 'udp6' && isIP(split.host) === 4) return undefined;
  if (wanted === 'udp4' && target.transport === 'udp6') return undefined;
  return target;
}

/** The target for a declared address and port; an IPv6 address chooses its transport by itself. */
export function agentTarget(
  { host, port }: { readonly host: string; readonly port: number },
  transportOfName: SnmpTarget['transport'] = 'udp4',
): SnmpTarget {
  const family = isIP(host);
  if (family === 0) return { transport: transportOfName, host, port };
  return { transport: family === 6 ? 'udp6' : 'udp4', host: canonicalAddress(host), port };
}

/** One spelling for each address, so that the sender of an answer can be compared as text; a zone id stays. */
export function canonicalAddress(address: string): string {
  if (isIP(address) !== 6) return address;
  const [bare = address, zone] = address.split('%');
  const canonical = new SocketAddress({ address: bare, family: 'ipv6' }).address;
  return zone === undefined ? canonical : `${canonical}%${zone}`;
}

function splitPort(text: string): { host: string; port: number } | undefined {
  const bracketed = /^\[([^\]]+)\](?::(\d{1,5}))?$/.exec(text);
  if (bracketed !== null) {
    return isIP(bracketed[1] ?? '') === 6 ? withPort(bracketed[1], bracketed[2]) : undefined;
  }
  if (isIP(text) === 6) return { host: text, port: snmpPort };
  const plain = /^([^:]+)(?::(\d{1,5}))?$/.exec(text);
  return plain === null ? undefined : withPort(plain[1], plain[2]);
}

function withPort(host: string | undefined, portText: string | undefined): { host: string; port: number } | undefined {
  const port = portText === undefined ? snmpPort : Number(portText);
  return host === undefined || port < 1 || port > 65_535 ? undefined : { host, port };
}
