import type { Inventory, SnmpCredential } from '../../inventory/index.ts';
import { canonicalAddress } from '../snmp/target.ts';
import type { Origin } from './udp-listener.ts';

/** Who a sender is: the declared device at its address. Nobody else is heard. */
export interface Source {
  readonly deviceId: string;
  /** What it may send traps with. */
  readonly credentials: readonly SnmpCredential[];
}

export interface Sources {
  find(origin: Origin): Source | undefined;
}

/**
 * A device is known by its declared address, or by the address (and port) at which its agent is declared to answer. An
 * address that several devices share, as in the lab, tells nothing without the port.
 */
export function sourcesOf({ city, settings, targets }: Inventory): Sources {
  const common = settings.receivers.traps.credentials.flatMap((name) => settings.credentials.get(name) ?? []);
  const byEndpoint = new Map<string, Source>();
  const byAddress = new Map<string, Source | undefined>();
  for (const { id, address, snmp } of city.devices.values()) {
    const own = settings.credentials.get(snmp);
    const source: Source = { deviceId: id, credentials: [...(own === undefined ? [] : [own]), ...common] };
    const target = targets.get(id);
    if (target !== undefined) byEndpoint.set(`${canonicalAddress(target.host)} ${target.port}`, source);
    for (const each of new Set([canonicalAddress(address), canonicalAddress(target?.host ?? address)])) {
      byAddress.set(each, byAddress.has(each) ? undefined : source);
    }
  }
  return {
    find: ({ address, port }) =>
      byAddress.get(address) ?? (byAddress.has(address) ? byEndpoint.get(`${address} ${port}`) : undefined),
  };
}
