/** Values that several kinds of probes share, each with its mistake. */
import { parseAddress } from '../../core/index.ts';
import { type ProbeSettings, serviceBounds } from '../service-settings.ts';
import type { IsolationReference } from './isolation.ts';
import type { Secrets } from './secrets.ts';
import type { Section } from './section.ts';
import type { ProbeDefaults } from './services-defaults.ts';

/** What reading a part of `services` needs. */
export interface ServiceReading {
  readonly secrets: Secrets;
  readonly defaults: ProbeDefaults;
  readonly references: IsolationReference[];
}

/** A required host: a name (RFC 1123, RFC 5890's A-labels) or an address. */
export function hostOf(section: Section, key = 'host'): string {
  const text = section.text(key);
  if (text === undefined) return '';
  const address = parseAddress(text.replace(/^\[|\]$/g, ''));
  if (address !== undefined) return address.text;
  const good =
    text.length <= 253 && /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)*[a-z][a-z0-9-]{0,62}\.?$/i.test(text);
  return good ? text : (section.wrong(key, 'probe-host', { value: text }) ?? '');
}

export function portOf(section: Section, otherwise: number, key = 'port'): number {
  return section.number(key, { otherwise, min: 1, max: 65_535, whole: true });
}

export function isTrue(section: Section, key: string, otherwise: boolean): boolean {
  return section.has(key) ? section.oneOf(key, ['true', 'false']) === 'true' : otherwise;
}

/** `{authority: {file: PEM}, server_name, insecure}`: what is believed of the other side. */
export async function tlsOf(
  section: Section,
  { secrets, defaults }: Pick<ServiceReading, 'secrets' | 'defaults'>,
): Promise<Pick<Extract<ProbeSettings, { kind: 'http' }>, 'authority' | 'serverName' | 'insecure'>> {
  return {
    authority: section.has('authority')
      ? await secrets.readPem(section, 'authority', { secret: false })
      : defaults.authority,
    serverName: section.has('server_name') ? hostOf(section, 'server_name') : undefined,
    insecure: isTrue(section, 'insecure', defaults.insecure),
  };
}

/** An http or https URL; with `base` it may be relative to that. Undefined when a mistake has been reported. */
export function urlOf(section: Section, key: string, base?: string): string | undefined {
  const text = section.text(key);
  if (text === undefined) return undefined;
  const url = URL.canParse(text, base) ? new URL(text, base) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) return section.wrong(key, 'pair-url');
  return url.username === '' && url.password === '' ? url.href : section.wrong(key, 'url-secret');
}

/** A text as it stands, or a regular expression between slashes: `/queue: \d+/i`. Undefined: reported. */
export function patternOf(text: string): RegExp | undefined {
  if (text.length > serviceBounds.patternCharacters) return undefined;
  const [, source, flags] = /^\/(.+)\/([imsu]*)$/.exec(text) ?? [];
  try {
    return new RegExp(source ?? text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), flags ?? '');
  } catch {
    return undefined;
  }
}

export function optionalPattern(section: Section, key: string): RegExp | undefined {
  const text = section.optionalText(key);
  if (text === undefined) return undefined;
  return patternOf(text) ?? section.wrong(key, 'probe-pattern', { most: serviceBounds.patternCharacters });
}

export function patternsOf(section: Section, key: string): readonly RegExp[] {
  return (section.list(key) ?? []).flatMap(({ text, place }) => {
    const pattern = patternOf(text);
    if (pattern !== undefined) return [pattern];
    section.mistakes.add(place, 'probe-pattern', { field: section.name(key), most: serviceBounds.patternCharacters });
    return [];
  });
}

/** Reports what stands above a bound. */
export function atMost(section: Section, key: string, count: number, most: number): void {
  if (count > most) section.wrong(key, 'probe-many', { value: count, most });
}
