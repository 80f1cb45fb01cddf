import type { BusinessFigureSettings } from '../service-settings.ts';
import { minutesOf } from './calendar.ts';
import type { Section } from './section.ts';
import { jsonPathOf, readLogin } from './services-http.ts';
import { readSqlAsk } from './services-kinds.ts';
import { type ServiceReading, tlsOf, urlOf } from './services-values.ts';

/** The keys of a business figure beside id, names and service. */
export async function readFigure(
  section: Section,
  reading: ServiceReading,
): Promise<Omit<BusinessFigureSettings, 'id' | 'nameZh' | 'nameEn' | 'serviceId'>> {
  const bound = (key: string): number | undefined =>
    section.has(key) ? section.number(key, { otherwise: 0, min: -1e15, max: 1e15, whole: false }) : undefined;
  const [least, most] = [bound('least'), bound('most')];
  if (least !== undefined && most !== undefined && least > most) section.wrong('least', 'figure-bounds');
  return {
    unit: section.optionalText('unit') ?? '',
    periodSeconds: section.duration('period', { otherwise: '5m', min: '5s', max: '1d' }),
    timeoutMs: section.duration('timeout', { otherwise: '10s', min: '100ms', max: '60s' }) * 1_000,
    from: section.optionalText('from') ?? 'hub',
    source: await readSource(section, reading),
    valueIs: section.oneOf('value', ['number', 'time']) ?? 'number',
    ...{ least, most },
    quietSeconds: section.has('quiet')
      ? section.duration('quiet', { otherwise: '1h', min: '1m', max: '31d' })
      : undefined,
    workingFrom: timeOf(section, 'working_from'),
    workingTo: timeOf(section, 'working_to'),
  };
}

async function readSource(section: Section, reading: ServiceReading): Promise<BusinessFigureSettings['source']> {
  const kind = section.has('kind')
    ? section.oneOf('kind', ['postgresql', 'mysql', 'json'])
    : section.wrong('kind', 'yaml-key-missing');
  if (kind === 'postgresql' || kind === 'mysql')
    return { kind, ...(await readSqlAsk(section, reading, kind === 'mysql' ? 3306 : 5432)) };
  const url = urlOf(section, 'url');
  const path = section.text('path');
  return {
    kind: 'json',
    url: url ?? '',
    path: path === undefined ? '' : await jsonPathOf(section, 'path', path),
    login: section.has('login') ? await readLogin(section.section('login'), reading.secrets, url) : undefined,
    ...(await tlsOf(section, reading)),
  };
}

function timeOf(section: Section, key: string): string | undefined {
  const text = section.optionalText(key);
  if (text === undefined) return undefined;
  const minutes = minutesOf(text);
  if (minutes === undefined) return section.wrong(key, 'bad-time-of-day', { value: text });
  return text.padStart(5, '0');
}
