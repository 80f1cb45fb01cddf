import type { City } from '../../inventory/index.ts';
import type { CityView } from '../ports.ts';
import type { WireSearch, WireSearchHit } from '../wire.ts';

/** Hits of one kind, at most. */
export const maximumHitsPerKind = 20;

/** One text under which something can be found. */
interface Entry {
  readonly kind: WireSearchHit['kind'];
  readonly id: string;
  readonly title: string;
  readonly matched: WireSearchHit['matched'];
  readonly value: string;
  /** As compared: lower case; a MAC address without separators. */
  readonly text: string;
  readonly page: WireSearchHit['page'];
}

const known = new WeakMap<City, readonly Entry[]>();

/** Every text of a city; computed once per city. */
function entriesOf(city: City): readonly Entry[] {
  const before = known.get(city);
  if (before !== undefined) return before;
  const entries: Entry[] = [];
  const add = (
    of: Pick<Entry, 'kind' | 'id' | 'title' | 'page'>,
    texts: readonly (readonly [Entry['matched'], string | undefined])[],
  ): void => {
    for (const [matched, value] of texts) {
      if (value === undefined || value === '') continue;
      const text = matched === 'mac' ? bareMac(value) : value.toLowerCase();
      entries.push({ ...of, matched, value, text });
    }
  };
  for (const { id, nameZh, nameEn } of city.districts.values())
    add({ kind: 'district', id, title: nameZh, page: { kind: 'district', id } }, [
      ['id', id],
      ['name', nameZh],
      ['name', nameEn],
    ]);
  for (const { id, officeId, prefixes } of city.points.values()) {
    const office = city.offices.get(officeId);
    add({ kind: 'point', id, title: office?.nameZh ?? id, page: { kind: 'point', id } }, [
      ['id', id],
      ['name', office?.nameZh],
      ...prefixes.map((prefix) => ['address', prefix] as const),
    ]);
  }
  for (const { id, circuit } of city.links.values())
    add({ kind: 'link', id, title: id, page: { kind: 'link', id } }, [
      ['id', id],
      ['circuit', circuit],
    ]);
  for (const { id, address, note } of city.devices.values())
    add({ kind: 'device', id, title: id, page: { kind: 'device', id } }, [
      ['id', id],
      ['address', address],
      ['name', note],
    ]);
  for (const { id, pointId, mac, address, barcode } of city.terminals.values())
    add({ kind: 'terminal', id, title: id, page: { kind: 'point', id: pointId } }, [
      ['id', id],
      ['mac', mac],
      ['address', address],
      ['barcode', barcode],
    ]);
  for (const { id, nameZh, nameEn, districtId } of city.services.values())
    add({ kind: 'service', id, title: nameZh, page: { kind: 'district', id: districtId } }, [
      ['id', id],
      ['name', nameZh],
      ['name', nameEn],
    ]);
  known.set(city, entries);
  return entries;
}

function bareMac(text: string): string {
  return text.toLowerCase().replace(/[:.-]/g, '');
}

/** Finds by id, name, address, MAC address (however it is written), barcode and circuit. */
export function searchCity(view: CityView, query: string): WireSearch {
  const wanted = query.trim().toLowerCase();
  const wantedMac = bareMac(wanted);
  const best = new Map<string, { readonly entry: Entry; readonly rank: number }>();
  if (wanted !== '') {
    for (const entry of entriesOf(view.city())) {
      const needle = entry.matched === 'mac' ? wantedMac : wanted;
      if (needle === '') continue;
      const at = entry.text.indexOf(needle);
      if (at < 0) continue;
      const rank = entry.text.length === needle.length ? 0 : at === 0 ? 1 : 2;
      const key = `${entry.kind} ${entry.id}`;
      const before = best.get(key);
      if (before === undefined || rank < before.rank) best.set(key, { entry, rank });
    }
  }
  const perKind = new Map<string, number>();
  const hits = [...best.values()]
    .sort((a, b) => a.rank - b.rank)
    .filter(({ entry }) => {
      const count = (perKind.get(entry.kind) ?? 0) + 1;
      perKind.set(entry.kind, count);
      return count <= maximumHitsPerKind;
    })
    .map(({ entry }) => wireHit(view, entry));
  return { query, hits };
}

function wireHit(view: CityView, { kind, id, title, matched, value, page }: Entry): WireSearchHit {
  const judged = kind === 'terminal' || kind === 'service' ? undefined : kind;
  const state = judged === undefined ? null : (view.state(judged, id)?.state ?? 'unknown');
  return { kind, id, title, matched, value, page, state };
}

/** Whether an element's own texts contain the query: the filter of lists. */
export function matchingIds(city: City, kind: WireSearchHit['kind'], query: string): ReadonlySet<string> {
  const wanted = query.trim().toLowerCase();
  return new Set(
    entriesOf(city).flatMap((entry) => (entry.kind === kind && entry.text.includes(wanted) ? [entry.id] : [])),
  );
}
