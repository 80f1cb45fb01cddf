import {
  type ImpactElement,
  type ImpactGraph,
  type PresentImpact,
  type ServiceView,
  type Sight,
  singlePoints,
  troublesOf,
} from '../../audit/index.ts';
import type { EpochMs } from '../../core/index.ts';
import type { City, Point } from '../../inventory/index.ts';
import type { CityView, PairsPort, ServicesPort } from '../ports.ts';
import type { WireImpact, WireImpactMap, WireSinglePoints } from '../wire-impact.ts';
import { isoTime } from './element.ts';

export interface ImpactSources {
  readonly view: CityView;
  readonly pairs: PairsPort | undefined;
  readonly services: Pick<ServicesPort, 'service'> | undefined;
}

/** A try through a virtual address that is older than so many of its periods says nothing any more. */
const freshPeriods = 10;

/** What the states say, and pairs and services where they are tried as a client does. */
export function sightOf({ view, pairs, services }: ImpactSources, probePeriodMs: number, now: EpochMs): Sight {
  return {
    // A service that something else takes down is that one's loss, not one more failure.
    service(id) {
      const standing = services?.service(id);
      const isOwn = standing?.root === undefined || (standing.root.kind === 'service' && standing.root.id === id);
      return isOwn ? standing?.state : undefined;
    },
    state: (kind, id) => view.state(kind, id),
    pair(id) {
      const standing = pairs?.pair(id);
      if (pairs === undefined || standing === undefined) return undefined;
      if (troublesOf(standing).some(({ trouble }) => trouble === 'service-down' || trouble === 'no-holder'))
        return 'down';
      const [newest] = pairs.probes(id);
      const isFresh = newest !== undefined && now - newest.finishedAt <= freshPeriods * probePeriodMs;
      return isFresh && newest.ok ? 'serves' : undefined;
    },
  };
}

export function wireImpactMap({ topology }: ImpactGraph): WireImpactMap {
  const { city } = topology;
  const centre = (id: string, nameZh: string, nameEn: string) => ({
    ...{ id, nameZh, nameEn, isCity: id === city.id },
    gearIds: gearOf(city, id, topology.aggregationOf(id)),
    pairs: topology.pairsOf(id).map((pair) => ({
      ...{ id: pair.id, role: pair.role },
      memberIds: [pair.memberA, pair.memberB] as const,
    })),
    services: [...city.services.values()]
      .filter(({ districtId }) => districtId === id)
      .map((service) => ({ id: service.id, nameZh: service.nameZh, nameEn: service.nameEn })),
  });
  return {
    centres: [
      ...[...city.districts.values()].map(({ id, nameZh, nameEn }) => centre(id, nameZh, nameEn)),
      centre(city.id, city.nameZh, city.nameEn),
    ],
    points: [...city.points.values()].map((point) => {
      const gatewayIds = topology.gatewaysOf(point.id).map(({ id }) => id);
      const isSwitch = (id: string, kind: string) => kind === 'switch' && !gatewayIds.includes(id);
      return {
        ...placeOf(point, city),
        districtId: point.districtId,
        gatewayIds,
        switchIds: topology.devicesOfPoint(point.id).flatMap(({ id, kind }) => (isSwitch(id, kind) ? [id] : [])),
        links: topology.linksOfPoint(point.id).map(({ id, role }) => ({ id, role })),
      };
    }),
  };
}

function gearOf(city: City, districtId: string, aggregation: readonly { readonly id: string }[]): readonly string[] {
  if (aggregation.length > 0) return aggregation.map(({ id }) => id);
  return [...city.devices.values()]
    .filter((device) => device.districtId === districtId && device.pointId === undefined)
    .flatMap(({ id, kind }) => (kind === 'switch' || kind === 'router' ? [id] : []));
}

function placeOf({ id, officeId }: Pick<Point, 'id' | 'officeId'>, city: City) {
  return { id, officeId, officeNameZh: city.offices.get(officeId)?.nameZh ?? '' };
}

/** Words of a view in the order of how bad they are. */
const sufferings = ['lost', 'noLogin', 'atRisk', 'unknown'] as const;

export function wireImpact(
  graph: ImpactGraph,
  impact: PresentImpact,
  {
    at,
    supposed,
    isPresent,
  }: { readonly at: EpochMs; readonly supposed: readonly ImpactElement[]; readonly isPresent: boolean },
): WireImpact {
  const { city } = graph.topology;
  const isSupposed = new Set(supposed.map(({ kind, id }) => `${kind} ${id}`));
  const of = (key: keyof ServiceView) => {
    const all = Map.groupBy(graph.views, (view) => view[key]);
    const groups = sufferings.map((word) => [word, Map.groupBy(impact[word], (view) => view[key])] as const);
    const suffering = (id: string) => groups.map(([word, group]) => [word, group.get(id) ?? []] as const);
    return [...all].map(([id, views]) => ({ id, views: views.length, suffering: suffering(id) }));
  };
  const suffers = ({ suffering }: ReturnType<typeof of>[number]) => suffering.some(([, views]) => views.length > 0);
  const named = <T>(entries: readonly (readonly [(typeof sufferings)[number], T])[]) =>
    Object.fromEntries(entries) as Record<(typeof sufferings)[number], T>;
  const services = new Map(
    of('serviceId')
      .filter(suffers)
      .map((each) => [each.id, each]),
  );
  return {
    at: isoTime(at),
    isPresent,
    failed: impact.failed.map(({ kind, id }) => ({ kind, id, isSupposed: isSupposed.has(`${kind} ${id}`) })),
    counts: { views: graph.views.length, ...named(sufferings.map((word) => [word, impact[word].length] as const)) },
    points: of('pointId')
      .filter(suffers)
      .map(({ id, views, suffering }) => ({
        ...placeOf({ id, officeId: city.points.get(id)?.officeId ?? '' }, city),
        services: views,
        ...named(suffering.map(([word, some]) => [word, some.map(({ serviceId }) => serviceId)] as const)),
      })),
    services: [...city.services.values()].flatMap(({ id, nameZh, nameEn }) => {
      const found = services.get(id);
      if (found === undefined) return [];
      const counts = named(found.suffering.map(([word, some]) => [word, some.length] as const));
      return [{ id, nameZh, nameEn, points: found.views, ...counts }];
    }),
    offices: impact.officeIds.map((id) => ({
      id,
      nameZh: city.offices.get(id)?.nameZh ?? '',
      pointIds: impact.pointIds.filter((pointId) => city.points.get(pointId)?.officeId === id),
    })),
  };
}

const known = new WeakMap<City, WireSinglePoints>();

/** Computed once for each city. */
export function wireSinglePoints(city: City): WireSinglePoints {
  const before = known.get(city);
  if (before !== undefined) return before;
  const items = singlePoints(city).map(({ element, lost, noLogin }) => {
    const points = new Set([...lost, ...noLogin].map(({ pointId }) => pointId));
    const offices = new Set([...points].map((id) => city.points.get(id)?.officeId));
    const services = new Set([...lost, ...noLogin].map(({ serviceId }) => serviceId));
    return {
      element,
      ...{ lost: lost.length, noLogin: noLogin.length },
      ...{ points: points.size, offices: offices.size, services: services.size },
    };
  });
  const made = { items };
  known.set(city, made);
  return made;
}
