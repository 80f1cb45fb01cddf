import type { ElementKind } from '../../audit/index.ts';
import type { City } from '../../inventory/index.ts';
import type { CityView } from '../ports.ts';
import { states } from '../schemas/parts.ts';
import type { DeviceBook } from '../views/book.ts';
import { familyText, type Line, labelText } from './text.ts';

/** States of links, points and devices as one series per word, 1 for the word that holds; and links' utilisation. */
export function* stateText(view: CityView, book: DeviceBook): Generator<string> {
  const city = view.city();
  yield states4('fangzhou_link_state', 'link', labelled(city, 'link'), view);
  yield states4('fangzhou_point_state', 'point', labelled(city, 'point'), view);
  yield states4('fangzhou_device_state', 'device', labelled(city, 'device'), view);
  const shares: Line[] = [];
  for (const link of city.links.values()) {
    const share = book.utilisation(link);
    const { id, districtId, pointId } = link;
    if (share !== null) shares.push([labelText({ link: id, district: districtId, point: pointId }), share]);
  }
  yield familyText(
    'fangzhou_link_utilisation_ratio',
    'gauge',
    'Busier direction by contracted bandwidth, 0 to 1',
    shares,
  );
}

type Labelled = readonly [id: string, labels: Readonly<Record<string, string>>];

function* labelled(city: City, kind: 'link' | 'point' | 'device'): Generator<Labelled> {
  if (kind === 'point') {
    for (const { id, districtId } of city.points.values()) yield [id, { point: id, district: districtId }];
    return;
  }
  const elements = kind === 'link' ? city.links : city.devices;
  for (const { id, districtId, pointId } of elements.values()) {
    yield [id, { [kind]: id, district: districtId, point: pointId ?? '' }];
  }
}

function states4(name: string, kind: ElementKind, elements: Iterable<Labelled>, view: CityView): string {
  const lines = function* (): Generator<Line> {
    for (const [id, labels] of elements) {
      const now = view.state(kind, id)?.state ?? 'unknown';
      for (const state of states) yield [labelText({ ...labels, state }), state === now ? 1 : 0];
    }
  };
  return familyText(name, 'gauge', `1 for the state that the ${kind} is in, 0 for the others`, lines());
}
