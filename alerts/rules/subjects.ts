import type { ElementRef } from '../../audit/index.ts';
import type { City, Inventory, Link } from '../../inventory/index.ts';
import type { RuleText, SubjectKind } from './model.ts';
import { ownEntity } from './own-series.ts';

/** What a rule watches: where its trouble stands in the city, and by what it is selected. */
export interface Subject {
  readonly kind: SubjectKind;
  readonly id: string;
  /** Where the incident stands. */
  readonly root: ElementRef;
  readonly name: RuleText;
  readonly districtId: string;
  readonly roles: readonly string[];
}

/** Everything that may be watched, as the inventory has it. */
export interface Subjects {
  /** Of an entity of the store; undefined for what the city does not have. */
  ofEntity(kind: string, entityId: string): Subject | undefined;
  of(kind: SubjectKind, id: string): Subject | undefined;
  /** Entities of a kind of the store that should have values in a column; of ports and private tables only devices tell. */
  declared(storeKind: string, column: string): readonly string[];
  /** All that the inventory names of a kind. */
  all(kind: SubjectKind): readonly string[];
}

const same = (text: string): RuleText => ({ zh: text, en: text });

/** What a scene of subjects needs of the inventory. */
export type SubjectScene = Pick<Inventory, 'city'> & {
  readonly settings: Pick<Inventory['settings'], 'services' | 'backups'>;
};

export function createSubjects({ city, settings }: SubjectScene): Subjects {
  const probes = new Map(settings.services.probes.map((probe) => [probe.id, probe]));
  const figures = new Map(settings.services.figures.map((figure) => [figure.id, figure]));
  const links = new Map<string, Link>(
    [...city.links.values()].flatMap((link) =>
      [link.a, link.b].map((end) => [`${end.deviceId}/${end.interfaceName}`, link] as const),
    ),
  );
  const centres = new Map([...city.devices.values()].map(({ locationId, districtId }) => [locationId, districtId]));
  const repositories = new Map(
    [...city.backups.values()].map(({ repository, districtId }) => [repository, districtId]),
  );
  const ofDistrict = (id: string): ElementRef => ({ kind: 'district', id: city.districts.has(id) ? id : city.id });
  const serviceDistrict = (serviceId: string | undefined) => city.services.get(serviceId ?? '')?.districtId ?? city.id;
  const nameOfOffice = (officeId: string | undefined) => city.offices.get(officeId ?? '')?.nameZh;

  const readers: Readonly<Record<SubjectKind, (id: string) => Omit<Subject, 'kind' | 'id'> | undefined>> = {
    device(id) {
      const device = city.devices.get(id);
      if (device === undefined) return undefined;
      const place = device.pointId === undefined ? 'centre' : 'point';
      return { ...at({ kind: 'device', id }, device.districtId), name: same(id), roles: [device.kind, place] };
    },
    interface(id) {
      const device = city.devices.get(id.slice(0, Math.max(0, id.indexOf('/'))));
      if (device === undefined) return undefined;
      const link = links.get(id);
      const root: ElementRef = link === undefined ? { kind: 'interface', id } : { kind: 'link', id: link.id };
      const roles = link === undefined ? [device.kind] : [device.kind, 'link', link.role];
      return { ...at(root, device.districtId), name: same(id), roles };
    },
    link(id) {
      const link = city.links.get(id);
      return link && { ...at({ kind: 'link', id }, link.districtId), name: same(id), roles: [link.role] };
    },
    point(id) {
      const point = city.points.get(id);
      if (point === undefined) return undefined;
      const ways = [...city.links.values()].filter(({ pointId }) => pointId === id).length;
      const name = { zh: nameOfOffice(point.officeId) ?? id, en: id };
      return { ...at({ kind: 'point', id }, point.districtId), name, roles: [ways > 1 ? 'two-links' : 'one-link'] };
    },
    pair(id) {
      const pair = city.hostPairs.get(id);
      return pair && { ...at({ kind: 'pair', id }, pair.districtId), name: same(id), roles: [pair.role, pair.standby] };
    },
    district(id) {
      const district = city.districts.get(id);
      if (district === undefined && id !== city.id) return undefined;
      const { nameZh, nameEn } = district ?? city;
      return { ...at({ kind: 'district', id }, id), name: { zh: nameZh, en: nameEn }, roles: [] };
    },
    place(id) {
      const point = readers.point(id);
      const districtId = centres.get(id);
      if (point !== undefined) return { ...point, roles: ['point', ...point.roles] };
      return districtId === undefined
        ? undefined
        : { ...at(ofDistrict(districtId), districtId), name: same(id), roles: ['centre'] };
    },
    probe(id) {
      const [vantage = '', ...rest] = id.split('/');
      const probe = probes.get(rest.join('/'));
      if (probe === undefined) return undefined;
      const districtId = serviceDistrict(probe.serviceId);
      const name =
        vantage === 'hub'
          ? { zh: probe.nameZh, en: probe.nameEn }
          : { zh: `${probe.nameZh}（${vantage}）`, en: `${probe.nameEn} (${vantage})` };
      const system = city.services.get(probe.serviceId ?? '')?.system;
      return {
        ...at(ofDistrict(districtId), districtId),
        name,
        roles: [probe.kind, ...(system === undefined ? [] : [system])],
      };
    },
    figure(id) {
      const figure = figures.get(id);
      if (figure === undefined) return undefined;
      const districtId = serviceDistrict(figure.serviceId);
      return {
        ...at(ofDistrict(districtId), districtId),
        name: { zh: figure.nameZh, en: figure.nameEn },
        roles: [figure.valueIs],
      };
    },
    repository(id) {
      const districtId = repositories.get(id) ?? city.id;
      if (!repositories.has(id) && !settings.backups.repositories.has(id)) return undefined;
      return { ...at(ofDistrict(districtId), districtId), name: same(id), roles: [] };
    },
    'data-set'(id) {
      const backup = city.backups.get(id);
      if (backup === undefined) return undefined;
      const point = [...city.points.values()].find(({ officeId }) => officeId === backup.officeId);
      const root = point === undefined ? ofDistrict(backup.districtId) : ({ kind: 'point', id: point.id } as const);
      return { ...at(root, backup.districtId), name: { zh: nameOfOffice(backup.officeId) ?? id, en: id }, roles: [] };
    },
    collector: (id) => ({ ...at(ofDistrict(city.id), city.id), name: same(id), roles: [] }),
    own: (id) =>
      id === ownEntity
        ? { ...at(ofDistrict(city.id), city.id), name: { zh: '方舟', en: 'Fangzhou' }, roles: [] }
        : undefined,
  };

  function of(kind: SubjectKind, id: string): Subject | undefined {
    const found = readers[kind](id);
    return found && { kind, id, ...found };
  }

  const all = (kind: SubjectKind): readonly string[] => [
    ...(lists(city, { probes, figures, centres, settings, links })[kind] ?? []),
  ];
  return {
    of,
    ofEntity: (kind, entityId) =>
      kind === 'profile' ? of('device', entityId.split('/')[0] ?? '') : of(kindOfStore(kind), entityId),
    declared: (storeKind) => (storeKind === 'profile' || storeKind === 'collector' ? [] : all(kindOfStore(storeKind))),
    all,
  };
}

const at = (root: ElementRef, districtId: string): Pick<Subject, 'root' | 'districtId'> => ({ root, districtId });

const kindOfStore = (kind: string): SubjectKind => (kind === 'isolation' ? 'place' : (kind as SubjectKind));

/** Ids of all that is declared; ports are those that links end at. */
function lists(
  city: City,
  known: {
    readonly probes: ReadonlyMap<string, { readonly id: string; readonly from: readonly string[] }>;
    readonly figures: ReadonlyMap<string, unknown>;
    readonly centres: ReadonlyMap<string, string>;
    readonly links: ReadonlyMap<string, unknown>;
    readonly settings: Pick<Inventory['settings'], 'backups'>;
  },
): Readonly<Partial<Record<SubjectKind, Iterable<string>>>> {
  return {
    device: [...city.devices.values()].filter(({ snmp }) => snmp !== 'none').map(({ id }) => id),
    interface: known.links.keys(),
    link: city.links.keys(),
    point: city.points.keys(),
    pair: city.hostPairs.keys(),
    district: [...city.districts.keys(), city.id],
    place: new Set([...city.points.keys(), ...[...known.centres.keys()]]),
    probe: [...known.probes.values()].flatMap(({ id, from }) => from.map((vantage) => `${vantage}/${id}`)),
    figure: known.figures.keys(),
    repository: known.settings.backups.repositories.keys(),
    'data-set': city.backups.keys(),
    own: [ownEntity],
  };
}
