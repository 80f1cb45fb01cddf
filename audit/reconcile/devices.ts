import type { City } from '../../inventory/index.ts';
import { interfaceId } from '../topology/topology.ts';
import type { DeviceMemory } from './memory.ts';
import type { Difference, RowChange, Seen } from './model.ts';

/** A device whose serial number or MAC is another than declared, or than it was before where nothing is declared. */
export function replacedDevice(seen: Seen, memory: DeviceMemory, city: City): Difference | undefined {
  const { deviceId, identity, at } = seen;
  const device = city.devices.get(deviceId);
  if (identity === undefined || device === undefined) return undefined;
  const serial = identity.serials.join(' ');
  const mac = identity.baseMac ?? '';
  const should = {
    serial: device.serial ?? memory.serials.join(' '),
    mac: device.mac ?? memory.baseMac,
  };
  const differs = (declared: string, observed: string) => declared !== '' && observed !== '' && declared !== observed;
  // A declared serial number may be that of one member of a stack.
  const otherSerial = differs(should.serial, serial) && !identity.serials.includes(should.serial);
  const otherMac = differs(should.mac, mac);
  if (!otherSerial && !otherMac) return undefined;
  const cells = {
    ...(device.serial !== undefined && otherSerial ? { serial: identity.serials[0] ?? '' } : {}),
    ...(device.mac !== undefined && otherMac ? { mac } : {}),
  };
  const declaredAtAll = Object.keys(cells).length > 0;
  const changes: readonly RowChange[] = declaredAtAll ? [{ file: 'devices.csv', id: deviceId, cells }] : [];
  const words = (which: { readonly serial: string; readonly mac: string }) =>
    [otherSerial ? which.serial : '', otherMac ? which.mac : ''].filter((word) => word !== '').join(' ');
  const observed = words({ serial, mac });
  return {
    kind: 'replaced-device',
    subject: deviceId,
    element: { kind: 'device', id: deviceId },
    declared: words(should),
    observed,
    against: declaredAtAll ? 'inventory' : 'memory',
    evidence: [
      {
        deviceId,
        what: 'entity',
        value: [serial, mac, identity.sysObjectID].filter((word) => word !== '').join(' '),
        at: at.identity ?? 0,
      },
    ],
    changes,
  };
}

/** Interfaces that are the same as before under another name, unless the inventory already knows the new one. */
export function renamedInterfaces(seen: Seen, memory: DeviceMemory, city: City): readonly Difference[] {
  const { deviceId, ports = [], at } = seen;
  if (!city.devices.has(deviceId)) return [];
  const present = new Set(ports.map(({ name }) => name));
  return Object.entries(memory.renames).flatMap(([name, old]) => {
    if (!present.has(name) || present.has(old) || changesOf(city, deviceId, name, name).length > 0) return [];
    const changes = changesOf(city, deviceId, old, name);
    const port = ports.find((each) => each.name === name);
    return [
      {
        kind: 'renamed-interface' as const,
        subject: interfaceId(deviceId, old),
        element: { kind: 'interface' as const, id: interfaceId(deviceId, name) },
        declared: old,
        observed: name,
        against: changes.length > 0 ? ('inventory' as const) : ('memory' as const),
        evidence: [
          {
            deviceId,
            what: 'interfaces' as const,
            value: `${name} ${port?.mac ?? ''} ifIndex ${port?.ifIndex ?? ''}`,
            at: at.ports ?? 0,
          },
        ],
        changes,
      },
    ];
  });
}

/** Every line of the inventory that names this port, with the new name in its place. */
function changesOf(city: City, deviceId: string, port: string, name: string): readonly RowChange[] {
  const links = [...city.links.values()].flatMap(({ id, a, b }): RowChange[] =>
    (
      [
        ['a', a],
        ['b', b],
      ] as const
    ).flatMap(([side, end]) =>
      end.deviceId === deviceId && end.interfaceName === port
        ? [{ file: 'links.csv', id, cells: { [`${side}_interface`]: name } }]
        : [],
    ),
  );
  const terminals = [...city.terminals.values()].flatMap(({ id, switchId, port: at }): RowChange[] =>
    switchId === deviceId && at === port ? [{ file: 'terminals.csv', id, cells: { port: name } }] : [],
  );
  return [...links, ...terminals];
}
