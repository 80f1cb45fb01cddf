import type { Terminal } from '../../inventory/index.ts';
import { interfaceId } from '../topology/topology.ts';
import { type Adjacency, isNetworkGear } from './adjacency.ts';
import type { Knowledge } from './knowledge.ts';
import type { Difference, FindingEvidence, Seen } from './model.ts';

/** Group addresses are nobody; a virtual router's (VRRP, RFC 9568; HSRP) is whoever is master. */
const nobody = /^(?:.[13579bdf]:|00:00:5e:00:0[12]:|00:00:0c:07:ac:)/;

/** Terminals at other ports than declared, and MACs that nobody declared, on ports where no network gear is next. */
export function stationDifferences(
  seen: Seen,
  adjacencies: readonly Adjacency[],
  knowledge: Knowledge,
): readonly Difference[] {
  const { deviceId, stations = [], at } = seen;
  if (!knowledge.city.devices.has(deviceId)) return [];
  const gear = new Set(
    adjacencies.filter(({ there }) => isNetworkGear(there.deviceId, knowledge)).map(({ here }) => here.port),
  );
  return stations.flatMap(({ port: name, mac }) => {
    const port = knowledge.canonical(deviceId, name);
    if (gear.has(port) || knowledge.leadsOn(deviceId, port) || nobody.test(mac)) return [];
    const where = interfaceId(deviceId, port);
    const evidence: FindingEvidence = { deviceId, what: 'bridge', value: `${where}: ${mac}`, at: at.stations ?? 0 };
    const terminal = knowledge.terminalOf(mac);
    if (terminal !== undefined) return misplaced(terminal, deviceId, port, evidence, knowledge);
    if (!knowledge.complete || knowledge.ownerOf(mac) !== undefined) return [];
    return [foreign(mac, deviceId, port, evidence, knowledge)];
  });
}

function misplaced(
  terminal: Terminal,
  deviceId: string,
  port: string,
  evidence: FindingEvidence,
  { city }: Knowledge,
): readonly Difference[] {
  const { id, switchId, port: declaredPort, state } = terminal;
  const used = state === 'in-use';
  if (used && (switchId === undefined || declaredPort === undefined)) return [];
  const declared = switchId === undefined || declaredPort === undefined ? '' : interfaceId(switchId, declaredPort);
  const observed = interfaceId(deviceId, port);
  if (used && declared === observed) return [];
  const pointId = city.devices.get(deviceId)?.pointId;
  const cells = {
    ...(pointId === undefined || pointId === terminal.pointId ? {} : { point: pointId }),
    switch: deviceId,
    port,
    ...(used ? {} : { state: 'in-use' }),
  };
  return [
    {
      kind: 'misplaced-terminal',
      subject: id,
      element: { kind: 'terminal', id },
      declared: used ? declared : `${declared} ${state}`.trim(),
      observed,
      against: 'inventory',
      evidence: [evidence],
      changes: [{ file: 'terminals.csv', id, cells }],
    },
  ];
}

function foreign(
  mac: string,
  deviceId: string,
  port: string,
  evidence: FindingEvidence,
  { city }: Knowledge,
): Difference {
  const where = interfaceId(deviceId, port);
  const device = city.devices.get(deviceId);
  const atPoint = device?.kind === 'switch' && device.pointId !== undefined ? device.pointId : undefined;
  return {
    kind: 'foreign-mac',
    subject: `${mac} ${where}`,
    element: { kind: 'interface', id: where },
    declared: '',
    observed: `${mac} ${where}`,
    against: 'inventory',
    evidence: [evidence],
    changes:
      atPoint === undefined
        ? []
        : [
            {
              file: 'terminals.csv',
              id: undefined,
              cells: { point: atPoint, mac, switch: deviceId, port, state: 'in-use' },
            },
          ],
  };
}

/** LLDP neighbours that no declared device is. */
export function newDevices(seen: Seen, knowledge: Knowledge): readonly Difference[] {
  const { deviceId, neighbours = [], at } = seen;
  const here = knowledge.city.devices.get(deviceId);
  if (!knowledge.complete || here === undefined) return [];
  return neighbours.flatMap((neighbour) => {
    const { chassisId, portId, sysName } = neighbour;
    const known =
      knowledge.resolve(neighbour) !== undefined ||
      [chassisId, portId].some(
        (mac) => knowledge.terminalOf(mac) !== undefined || knowledge.ownerOf(mac) !== undefined,
      );
    const subject = chassisId || sysName;
    if (known || subject === '') return [];
    const where = interfaceId(deviceId, knowledge.canonical(deviceId, neighbour.port));
    const value = `${where}: ${[sysName, chassisId, portId].filter((word) => word !== '').join(' ')}`;
    return [
      {
        kind: 'new-device' as const,
        subject,
        element: { kind: 'interface' as const, id: where },
        declared: '',
        observed: `${sysName === '' ? chassisId : sysName} ${where}`,
        against: 'inventory' as const,
        evidence: [{ deviceId, what: 'lldp' as const, value, at: at.neighbours ?? 0 }],
        changes: [
          {
            file: 'devices.csv' as const,
            id: undefined,
            cells: { id: sysName, kind: 'other', location: here.locationId, district: here.districtId, snmp: 'none' },
          },
        ],
      },
    ];
  });
}
