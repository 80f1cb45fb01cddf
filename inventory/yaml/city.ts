import { type IpPrefix, parsePrefix } from '../../core/index.ts';
import { bounds } from '../files/bounds.ts';
import type { CityHead } from '../tables/context.ts';
import type { Networks } from '../tables/networks.ts';
import type { Section } from './section.ts';

const defaultId = 'city';

/** Reads `city`: its id, names and the prefixes of its own data centre. */
export function readCityHead(section: Section, networks: Networks): CityHead {
  const wanted = section.optionalText('id') ?? defaultId;
  const good = wanted.length <= bounds.idCharacters && /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(wanted);
  if (!good) section.wrong('id', 'bad-id', { value: wanted, limit: bounds.idCharacters });
  const id = good ? wanted : defaultId;
  const prefixes: IpPrefix[] = [];
  for (const { text, place } of section.list('prefixes') ?? []) {
    const field = section.name('prefixes');
    const parsed = parsePrefix(text);
    if (parsed === undefined) section.mistakes.add(place, 'bad-prefix', { field, value: text });
    else if (parsed.hostBits)
      section.mistakes.add(place, 'host-bits', { field, value: text, network: parsed.prefix.text });
    if (parsed === undefined) continue;
    prefixes.push(parsed.prefix);
    networks.add('district', id, [parsed.prefix], () => place);
  }
  const head = { id, nameZh: section.text('name_zh') ?? '', nameEn: section.text('name_en') ?? '', prefixes };
  section.finish();
  return head;
}
