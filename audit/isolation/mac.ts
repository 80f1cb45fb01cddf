/** What a MAC tells of itself. All here are lower case with colons. */

/** `vrrp-10` for the virtual MAC of a VRRP router (RFC 9568; CARP uses the same) or of an HSRP group; undefined for others. */
export function virtualGroupOf(mac: string): string | undefined {
  const match = /^(?:00:00:5e:00:0[12]|(00:00:0c:07:ac)):([0-9a-f]{2})$/.exec(mac);
  if (match === null) return undefined;
  return `${match[1] === undefined ? 'vrrp' : 'hsrp'}-${Number.parseInt(match[2] ?? '', 16)}`;
}

/** Group addresses and the empty one belong to nobody: a table that holds them has not heard a station. */
export function isNobody(mac: string): boolean {
  return mac === '' || mac === '00:00:00:00:00:00' || /^.[13579bdf]/.test(mac);
}

/** The assigned block: its first three octets. */
export function makerOf(mac: string): string {
  return mac.slice(0, 8);
}
