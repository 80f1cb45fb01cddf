import type { City } from '../../inventory/index.ts';
import { interfaceId } from '../topology/topology.ts';
import { type Adjacency, cableKey } from './adjacency.ts';
import { type DeclaredEnd, type Knowledge, type PortRef, pairKey, refText } from './knowledge.ts';
import type { Difference, RowChange } from './model.ts';

/** Cables between two devices as they were first seen: by `pairKey` the `cableKey`s. */
export type SeenCables = ReadonlyMap<string, readonly string[]>;

/**
 * Whether two devices may be joined without a line in links.csv, which declares contracted circuits only: what stands in
 * one place, and the data centres among each other.
 */
export function isImplied(a: string, b: string, city: City): boolean {
  const [one, other] = [city.devices.get(a), city.devices.get(b)];
  if (one === undefined || other === undefined) return false;
  if (one.locationId === other.locationId) return true;
  if (one.pointId !== undefined || other.pointId !== undefined) return false;
  return one.districtId === other.districtId || one.districtId === city.id || other.districtId === city.id;
}

/** What is wrong with one cable that is seen; undefined where nothing is. */
export function cableDifference(
  adjacency: Adjacency,
  knowledge: Knowledge,
  seenCables: SeenCables,
): Difference | undefined {
  const { here, there } = adjacency;
  const ends = [
    { end: knowledge.declaredAt(here), other: there },
    { end: knowledge.declaredAt(there), other: here },
  ].flatMap(({ end, other }) => (end === undefined ? [] : [{ end, other }]));
  if (ends.some(({ end, other }) => isOpposite(other, end))) return undefined;
  // A circuit is known by its end at the point: that is where the other cable of a swapped pair is told from it.
  const moved = ends.find(({ end }) => end.side === 'b') ?? ends[0];
  if (moved !== undefined) return movedLink(moved.end, moved.other, adjacency);
  const between = knowledge.linksBetween(here.deviceId, there.deviceId);
  if (there.port === undefined && between.length > 0) {
    const [link] = between;
    if (link === undefined || between.length > 1) return undefined;
    const side = link.a.deviceId === here.deviceId ? 'b' : 'a';
    const opposite = side === 'b' ? link.a : link.b;
    return movedLink({ link, side, opposite }, here, adjacency);
  }
  if (isImplied(here.deviceId, there.deviceId, knowledge.city)) return againstMemory(adjacency, seenCables);
  return undeclared(adjacency, 'inventory', knowledge);
}

function isOpposite({ deviceId, port }: PortRef, { opposite }: DeclaredEnd): boolean {
  return deviceId === opposite.deviceId && (port === undefined || port === opposite.interfaceName);
}

function movedLink({ link, side, opposite }: DeclaredEnd, observed: PortRef, { evidence }: Adjacency): Difference {
  const far = side === 'b' ? 'a' : 'b';
  const changes: RowChange[] = [
    {
      file: 'links.csv',
      id: link.id,
      cells: {
        [`${far}_device`]: observed.deviceId,
        ...(observed.port === undefined ? {} : { [`${far}_interface`]: observed.port }),
      },
    },
  ];
  return {
    kind: 'moved-cable',
    subject: link.id,
    element: { kind: 'link', id: link.id },
    declared: interfaceId(opposite.deviceId, opposite.interfaceName),
    observed: refText(observed),
    against: 'inventory',
    evidence: [evidence],
    changes,
  };
}

function againstMemory(adjacency: Adjacency, seenCables: SeenCables): Difference | undefined {
  const { here, there, evidence } = adjacency;
  const cable = cableKey(adjacency);
  const before = seenCables.get(pairKey(here.deviceId, there.deviceId));
  if (cable === undefined || before === undefined || before.includes(cable)) return undefined;
  for (const [stays, went] of [
    [here, there],
    [there, here],
  ] as const) {
    const was = before.map((key) => key.split('~')).find((ends) => ends.includes(refText(stays)));
    if (was === undefined) continue;
    const id = refText(stays);
    return {
      kind: 'moved-cable',
      subject: id,
      element: { kind: 'interface', id },
      declared: was.find((end) => end !== id) ?? '',
      observed: refText(went),
      against: 'memory',
      evidence: [evidence],
      changes: [],
    };
  }
  return undeclared(adjacency, 'memory');
}

function undeclared(adjacency: Adjacency, against: Difference['against'], knowledge?: Knowledge): Difference {
  const { here, there, evidence } = adjacency;
  const [first = '', second = ''] = [refText(here), refText(there)].sort();
  return {
    kind: 'undeclared-link',
    subject: `${first}~${second}`,
    element: { kind: 'interface', id: first },
    declared: '',
    observed: `${first} – ${second}`,
    against,
    evidence: [evidence],
    changes: knowledge === undefined ? [] : newLink(here, there, knowledge.city),
  };
}

/** A circuit leads from a district to a point: anything else cannot be written in links.csv at all. */
function newLink(here: PortRef, there: PortRef, { devices }: City): readonly RowChange[] {
  const atPoint = [here, there].find(({ deviceId }) => devices.get(deviceId)?.pointId !== undefined);
  const above = [here, there].find(({ deviceId }) => devices.get(deviceId)?.pointId === undefined);
  const device = atPoint === undefined ? undefined : devices.get(atPoint.deviceId);
  if (atPoint === undefined || above === undefined || device?.pointId === undefined) return [];
  const cells = {
    point: device.pointId,
    district: device.districtId,
    a_device: above.deviceId,
    a_interface: above.port ?? '',
    b_device: atPoint.deviceId,
    b_interface: atPoint.port ?? '',
    role: 'backup',
  };
  return [{ file: 'links.csv', id: undefined, cells }];
}
