import type { InterfaceReading } from '../../collector/index.ts';
import type { Device, District, Link, Point } from '../../inventory/index.ts';
import type { CityView, IncidentsPort, IsolationPort, ProfilePort, StoreStatsPort } from '../ports.ts';
import type {
  WireCity,
  WireDevice,
  WireDeviceDetail,
  WireDistrict,
  WireInterface,
  WireLink,
  WireLinkDetail,
  WirePoint,
  WirePointDetail,
} from '../wire.ts';
import { type DeviceBook, pollSeconds } from './book.ts';
import { cityCounters, countStates } from './counters.ts';
import { elementNow, isoTime, type ViewContext, wireEvidence } from './element.ts';
import { activeOf, affectedBy, incidentsOf } from './incidents.ts';
import { wireInterface } from './interfaces.ts';
import { pageOf } from './page.ts';
import { wireProfile } from './profile.ts';
import { topologyOf } from './topology.ts';

/** What every page of the city is made from. */
export interface Views extends ViewContext {
  readonly view: CityView;
  readonly book: DeviceBook;
  readonly incidents: Pick<IncidentsPort, 'list' | 'counts'>;
  readonly store: StoreStatsPort;
  readonly profile: ProfilePort;
  readonly isolation: Pick<IsolationPort, 'rollUp'> | undefined;
}

export function wireCity(
  views: Views,
  stand: { readonly run: string; readonly sequence: number; readonly at: number; readonly lab: boolean },
): WireCity {
  const city = views.view.city();
  return {
    id: city.id,
    nameZh: city.nameZh,
    nameEn: city.nameEn,
    run: stand.run,
    sequence: stand.sequence,
    at: isoTime(stand.at),
    counters: cityCounters(views),
    districts: [...city.districts.values()].map(({ id, nameZh, nameEn }) => ({ id, nameZh, nameEn })),
    points: [...city.points.values()].map((point) => ({
      ...elementNow(views, 'point', point.id),
      districtId: point.districtId,
      officeId: point.officeId,
      officeNameZh: city.offices.get(point.officeId)?.nameZh ?? point.officeId,
    })),
    links: [...city.links.values()].map((link) => ({
      ...elementNow(views, 'link', link.id),
      districtId: link.districtId,
      pointId: link.pointId,
      role: link.role,
      utilisation: views.book.utilisation(link),
    })),
    lab: stand.lab,
  };
}

export function wireDistrict(views: Views, district: District): WireDistrict {
  const topology = topologyOf(views.view.city());
  const count = (kind: 'point' | 'link' | 'device', of: ReadonlyMap<string, readonly { readonly id: string }[]>) =>
    countStates(
      views.view,
      kind,
      (of.get(district.id) ?? []).map(({ id }) => id),
    );
  return {
    ...elementNow(views, 'district', district.id),
    nameZh: district.nameZh,
    nameEn: district.nameEn,
    prefixes: district.prefixes,
    counters: {
      points: count('point', topology.pointsOfDistrict),
      links: count('link', topology.linksOfDistrict),
      devices: count('device', topology.devicesOfDistrict),
    },
  };
}

export function wirePoint(views: Views, point: Point): WirePoint {
  const city = views.view.city();
  return {
    ...elementNow(views, 'point', point.id),
    districtId: point.districtId,
    officeId: point.officeId,
    officeNameZh: city.offices.get(point.officeId)?.nameZh ?? point.officeId,
    prefixes: point.prefixes,
    linkIds: (topologyOf(city).linksOfPoint.get(point.id) ?? []).map(({ id }) => id),
  };
}

export function wireLink(views: Views, link: Link): WireLink {
  return {
    ...elementNow(views, 'link', link.id),
    districtId: link.districtId,
    pointId: link.pointId,
    role: link.role,
    bandwidthBitsPerSecond: link.bandwidthBitsPerSecond,
    circuit: link.circuit,
    utilisation: views.book.utilisation(link),
    a: link.a,
    b: link.b,
  };
}

export function wireDevice(views: Views, device: Device): WireDevice {
  const page = views.book.page(device.id);
  return {
    ...elementNow(views, 'device', device.id),
    deviceKind: device.kind,
    address: device.address,
    locationId: device.locationId,
    pointId: device.pointId ?? null,
    districtId: device.districtId,
    sysName: page?.identified?.identity?.sysName ?? null,
    polledAt: page === undefined ? null : isoTime(page.latest.finishedAt),
    outcome: page?.latest.outcome ?? null,
  };
}

export function wirePointDetail(views: Views, point: Point): WirePointDetail {
  const topology = topologyOf(views.view.city());
  const terminals = topology.terminalsOfPoint.get(point.id) ?? [];
  const active = activeOf(views.incidents);
  return {
    ...wirePoint(views, point),
    evidence: wireEvidence(views.view.state('point', point.id)),
    devices: (topology.devicesOfPoint.get(point.id) ?? []).map((device) => wireDevice(views, device)),
    links: (topology.linksOfPoint.get(point.id) ?? []).map((link) => wireLink(views, link)),
    terminals: {
      inner: terminals.filter(({ network }) => network === 'inner').length,
      outer: terminals.filter(({ network }) => network === 'outer').length,
      inUse: terminals.filter(({ state }) => state === 'in-use').length,
    },
    incidents: incidentsOf(active, 'point', point.id),
    affected: affectedBy(active, 'point', point.id),
  };
}

/** Undefined when the city lost the link's point or devices, which a checked inventory never does. */
export function wireLinkDetail(views: Views, link: Link): WireLinkDetail | undefined {
  const city = views.view.city();
  const point = city.points.get(link.pointId);
  if (point === undefined) return undefined;
  const active = activeOf(views.incidents);
  const ends = (['a', 'b'] as const).flatMap((end) => {
    const { deviceId, interfaceName } = link[end];
    const device = city.devices.get(deviceId);
    if (device === undefined) return [];
    const reading = views.book.reading(deviceId, interfaceName);
    return [
      {
        end,
        device: wireDevice(views, device),
        interface: reading === undefined ? null : wireInterface(views, deviceId, reading),
      },
    ];
  });
  return {
    ...wireLink(views, link),
    evidence: wireEvidence(views.view.state('link', link.id)),
    ends,
    point: wirePoint(views, point),
    incidents: incidentsOf(active, 'link', link.id),
    affected: affectedBy(active, 'link', link.id),
  };
}

/** Interfaces of a device as last told, in the order of its own table. */
export function readingsOf(views: Views, deviceId: string): readonly InterfaceReading[] {
  return views.book.page(deviceId)?.told?.interfaces ?? [];
}

export function wireInterfaces(views: Views, deviceId: string): WireInterface[] {
  return readingsOf(views, deviceId).map((reading) => wireInterface(views, deviceId, reading));
}

export function wireDeviceDetail(views: Views, device: Device): WireDeviceDetail {
  const topology = topologyOf(views.view.city());
  const page = views.book.page(device.id);
  const { identity } = page?.identified ?? {};
  const host = page?.latest.host ?? page?.told?.host;
  const active = activeOf(views.incidents);
  const answered = page?.told ?? page?.identified;
  return {
    ...wireDevice(views, device),
    evidence: wireEvidence(views.view.state('device', device.id)),
    note: device.note,
    identity:
      identity === undefined
        ? null
        : {
            sysDescr: identity.sysDescr,
            sysObjectID: identity.sysObjectID,
            sysName: identity.sysName,
            sysContact: identity.sysContact,
            sysLocation: identity.sysLocation,
            upTimeSeconds: identity.sysUpTimeTicks / 100,
            engineBoots: identity.engineBoots ?? null,
          },
    host:
      host === undefined
        ? null
        : {
            cpuRatio: host.cpuRatio ?? null,
            loadAverage1: host.loadAverage1 ?? null,
            memoryTotalBytes: host.memoryTotalBytes ?? null,
            memoryUsedBytes: host.memoryUsedBytes ?? null,
            processes: host.processes ?? null,
            users: host.users ?? null,
            storage: host.storage ?? [],
          },
    profile: wireProfile(views.profile(device.id)),
    answeredAt: answered === undefined ? null : isoTime(answered.finishedAt),
    pollSeconds: page === undefined ? null : pollSeconds(page),
    faults: page?.latest.faults ?? [],
    interfaces: pageOf(
      readingsOf(views, device.id),
      {},
      ({ name }) => `${device.id}/${name}`,
      (reading) => wireInterface(views, device.id, reading),
    ),
    links: (topology.linksOfDevice.get(device.id) ?? []).map((link) => wireLink(views, link)),
    pairs: (topology.pairsOfDevice.get(device.id) ?? []).map(({ id, role, memberA, memberB }) => ({
      id,
      role,
      otherId: memberA === device.id ? memberB : memberA,
    })),
    incidents: incidentsOf(active, 'device', device.id),
    affected: affectedBy(active, 'device', device.id),
  };
}
