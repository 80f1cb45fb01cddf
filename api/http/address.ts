import ipaddr from 'ipaddr.js';

/** Whether an address is one of these addresses or within one of these prefixes; IPv4-mapped IPv6 counts as IPv4. */
export function addressIsAmong(address: string, list: readonly string[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const asked = ipaddr.process(address);
  return list.some((entry) => {
    if (ipaddr.isValid(entry)) return ipaddr.process(entry).toNormalizedString() === asked.toNormalizedString();
    if (!ipaddr.isValidCIDR(entry)) return false;
    const [prefix, length] = ipaddr.parseCIDR(entry);
    return prefix.kind() === asked.kind() && asked.match([prefix, length]);
  });
}

/** The address under which failed logins are counted: whole for IPv4, the /64 for IPv6, since a host owns one. */
export function addressKey(address: string): string {
  if (!ipaddr.isValid(address)) return address.slice(0, 64);
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return `${parsed.toByteArray().slice(0, 8).join('.')}/64`;
}

/** Whether listening on this host means that only this machine can connect. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost') return true;
  return ipaddr.isValid(host) && ipaddr.process(host).range() === 'loopback';
}
