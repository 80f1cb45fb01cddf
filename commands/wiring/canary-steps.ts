import type { SelfCheckTarget } from '../../audit/index.ts';
import { type CanaryStep, isToken } from '../../collector/index.ts';
import { contains, parseAddress, parsePrefix } from '../../core/index.ts';
import type { CanarySettings, City, Inventory } from '../../inventory/index.ts';
import { nodeSha256, parseVerifierKey } from '../../ledger/index.ts';

/** Sentinels with a key and a port for HTTP, for browsers: what others say proves nothing. */
export function browserTargets(canaries: CanarySettings | undefined): readonly SelfCheckTarget[] {
  return (canaries?.outside ?? []).flatMap(({ id, address, key, httpPort }) => {
    const verifier = key === undefined ? undefined : parseVerifierKey(key, nodeSha256);
    if (verifier === undefined || httpPort === undefined) return [];
    return [
      { id, address, port: httpPort, isSigned: (nonce: string, token: string) => isToken(verifier, nonce, token) },
    ];
  });
}

/** Every way out to every target, each with its control. */
export function stepsOf({ outside, controls }: CanarySettings): readonly CanaryStep[] {
  return outside.flatMap(({ id: targetId, address, key, zone, tcpPorts, httpPort, dnsPort, ntpPort }) => {
    const verifier = key === undefined ? undefined : parseVerifierKey(key, nodeSha256);
    const isSigned =
      verifier === undefined ? {} : { isSigned: (nonce: string, token: string) => isToken(verifier, nonce, token) };
    const step = (protocol: Exclude<CanaryStep['protocol'], 'spoofed'>, port: number, name?: string): CanaryStep => ({
      protocol,
      targetId,
      target: { address, port, ...(name === undefined ? {} : { name }) },
      control: controls[protocol],
      ...isSigned,
    });
    return [
      step('icmp', 0),
      ...tcpPorts.map((port) => step('tcp', port)),
      ...(dnsPort === undefined || zone === undefined ? [] : [step('dns', dnsPort, zone)]),
      ...(httpPort === undefined ? [] : [step('http', httpPort)]),
      ...(ntpPort === undefined ? [] : [step('ntp', ntpPort)]),
      step('traceroute', 0),
    ];
  });
}

/** One echo request to every declared device and terminal in the permitted prefixes, in the name of the first sentinel. */
export function spoofedSteps({ outside, spoofed }: CanarySettings, { city }: Inventory): readonly CanaryStep[] {
  const sentinel = outside.find(({ key, address }) => key !== undefined && !address.includes(':'));
  if (sentinel === undefined || spoofed === undefined) return [];
  const permitted = spoofed.prefixes.flatMap((text) => parsePrefix(text)?.prefix ?? []);
  const addresses = [...city.devices.values(), ...city.terminals.values()].flatMap(({ address }) => address ?? []);
  return [...new Set(addresses)]
    .filter((text) => {
      const address = parseAddress(text);
      return address !== undefined && permitted.some((prefix) => contains(prefix, address));
    })
    .map((address) => ({
      protocol: 'spoofed',
      targetId: sentinel.id,
      target: { address, port: 0 },
      control: { address, port: 0 },
      claimed: sentinel.address,
    }));
}

/** The point whose prefix holds an address, or else the data centre of its district or of the city. */
export function placeOfAddress(city: City, text: string): string | undefined {
  const address = parseAddress(text.replace(/^::ffff:(?=\d+\.)/, ''));
  if (address === undefined) return undefined;
  const holds = (prefixes: readonly string[]): boolean =>
    prefixes.some((prefix) => {
      const parsed = parsePrefix(prefix)?.prefix;
      return parsed !== undefined && contains(parsed, address);
    });
  for (const { id, prefixes } of city.points.values()) if (holds(prefixes)) return id;
  for (const { id, prefixes } of city.districts.values()) if (holds(prefixes)) return `${id}-dc`;
  return holds(city.prefixes) ? `${city.id}-dc` : undefined;
}

/** Whether it is a point or a data centre. */
export function isPlace({ id: cityId, points, districts }: City, id: string): boolean {
  return points.has(id) || [cityId, ...districts.keys()].some((each) => `${each}-dc` === id);
}
