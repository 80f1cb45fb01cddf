import { resolve } from 'node:path';
import { isTooWideToOwn, parseAddress, parsePrefix, reachOfPrefix } from '../../core/index.ts';
import {
  type BoundarySettings,
  type evidenceKinds,
  type IsolationSettings,
  type PortSettings,
  portRoles,
  type WaiverSettings,
} from '../isolation-settings.ts';
import type { MistakeCode } from '../mistakes/mistakes.ts';
import { nearest } from '../mistakes/near.ts';
import type { Place } from '../mistakes/place.ts';
import { parseMac } from '../tables/values.ts';
import { readCanaries } from './canaries.ts';
import { isolationDefaults, mediaTypes } from './isolation-defaults.ts';
import type { Section } from './section.ts';

/** A name in the settings that the CSV files must know. */
export interface IsolationReference {
  readonly place: Place;
  readonly field: string;
  readonly noun: 'device' | 'place' | 'pair' | 'member' | 'service';
  readonly value: string;
  /** `member`: of this pair. */
  readonly pairId?: string;
}

export type Refer = (section: Section, key: string, noun: IsolationReference['noun']) => string;

/** The catalogue's ids; the checks themselves belong to a later room. */
const checkId = /^ISO-(?:0[1-9]|1\d|2[01]|3[0-7]|4[0-3]|5[0-6])$/;
/** Patterns are tried on every interface of the city. */
const longestPattern = 200;

/** Reads `isolation`, with the names in it that `referMistakes` compares with the city. Folders are relative to `besides`. */
export function readIsolationSettings(
  section: Section,
  besides: string,
): {
  readonly settings: IsolationSettings;
  readonly references: readonly IsolationReference[];
} {
  const references: IsolationReference[] = [];
  const refer: Refer = (inside, key, noun) => {
    const value = inside.text(key) ?? '';
    if (value !== '') references.push({ place: inside.place(key), field: inside.name(key), noun, value });
    return value;
  };
  const periods = section.section('periods');
  const period = (kind: (typeof evidenceKinds)[number]): number =>
    periods.duration(kind, { otherwise: `${isolationDefaults.periodSeconds[kind]}s`, min: '1s', max: '1y' });
  const settings: IsolationSettings = {
    inner: section.sections('inner').flatMap(readInner),
    routers: addresses(section, 'routers'),
    routingPeers: addresses(section, 'routing_peers'),
    ntpServers: addresses(section, 'ntp'),
    dnsServers: addresses(section, 'dns'),
    tunnelPeers: addresses(section, 'tunnel_peers'),
    boundaries: section.sections('boundaries').flatMap((one) => readBoundary(one, refer)),
    forbiddenMedia: readMedia(section),
    forbiddenNames: readPatterns(section),
    allowedMedia: readAllowed(section, references),
    forbiddenMakers: readMakers(section),
    ports: section.sections('ports').flatMap((one) => readPort(one, refer)),
    knownMacs: texts(section, 'known_macs', 'bad-mac', (text) => parseMac(text)?.text),
    periodSeconds: {
      tables: period('tables'),
      probes: period('probes'),
      outer: period('outer'),
      register: period('register'),
      survey: period('survey'),
    },
    terminalUnseenSeconds: section.duration('terminal_unseen', { otherwise: '30d', min: '1d', max: '1y' }),
    waivers: section.sections('waivers').flatMap((one) => readWaiver(one, refer)),
    ...foldersOf(section, besides),
    canaries: canariesOf(section, refer),
  };
  periods.finish();
  section.finish();
  return { settings, references };
}

function foldersOf(
  section: Section,
  besides: string,
): Pick<IsolationSettings, 'configurationsFolder' | 'surveysFolder'> {
  const [configurations, surveys] = [section.optionalText('configurations'), section.optionalText('surveys')];
  return {
    ...(configurations === undefined ? {} : { configurationsFolder: resolve(besides, configurations) }),
    ...(surveys === undefined ? {} : { surveysFolder: resolve(besides, surveys) }),
  };
}

function canariesOf(section: Section, refer: Refer): IsolationSettings['canaries'] {
  if (!section.has('canaries')) return undefined;
  if (section.isSection('canaries')) return readCanaries(section.section('canaries'), refer);
  return section.wrong('canaries', 'yaml-not-map');
}

/** The values of a list as `read` makes them; each that it cannot read is a mistake at its place. */
function texts(
  section: Section,
  key: string,
  code: MistakeCode,
  read: (text: string) => string | undefined,
): readonly string[] {
  return (section.list(key) ?? []).flatMap(({ text, place }) => {
    const found = read(text);
    if (found === undefined) section.mistakes.add(place, code, { field: section.name(key), value: text });
    return found === undefined ? [] : [found];
  });
}

function addresses(section: Section, key: string): readonly string[] {
  return texts(section, key, 'bad-address', (text) => parseAddress(text)?.text);
}

/** One prefix; undefined when a mistake has been reported. */
function prefixOf(section: Section, place: Place, key: string, text: string) {
  const field = section.name(key);
  const parsed = parsePrefix(text);
  if (parsed === undefined) section.mistakes.add(place, 'bad-prefix', { field, value: text });
  else if (parsed.hostBits)
    section.mistakes.add(place, 'host-bits', { field, value: text, network: parsed.prefix.text });
  else return parsed.prefix;
  return undefined;
}

function readInner(section: Section): IsolationSettings['inner'] {
  const text = section.text('prefix');
  const reason = section.optionalText('reason');
  const prefix = text === undefined ? undefined : prefixOf(section, section.place('prefix'), 'prefix', text);
  section.finish();
  if (prefix === undefined) return [];
  if (isTooWideToOwn(prefix)) section.wrong('prefix', 'isolation-everything', { value: prefix.text });
  else if (reason === undefined && reachOfPrefix(prefix) === 'global')
    section.wrong('prefix', 'isolation-public', { value: prefix.text });
  return [{ prefix: prefix.text, reason }];
}

function readBoundary(section: Section, refer: Refer): readonly BoundarySettings[] {
  const boundary: BoundarySettings = {
    id: section.text('id') ?? '',
    deviceId: refer(section, 'device', 'device'),
    interfaceName: section.text('interface') ?? '',
    prefixes: (section.list('prefixes') ?? []).flatMap(({ text, place }) => {
      const prefix = prefixOf(section, place, 'prefixes', text);
      return prefix === undefined ? [] : [prefix.text];
    }),
    reason: section.text('reason') ?? '',
  };
  if (!section.has('prefixes')) section.wrong('prefixes', 'yaml-key-missing');
  section.finish();
  return [boundary];
}

function readMedia(section: Section): readonly number[] {
  if (!section.has('forbidden_media')) return isolationDefaults.forbiddenMedia;
  const known = mediaTypes as Readonly<Record<string, number>>;
  return section.scalars('forbidden_media').flatMap(({ value, place }) => {
    const found = typeof value === 'string' && Object.hasOwn(known, value) ? known[value] : value;
    if (typeof found === 'number' && Number.isInteger(found) && found > 0 && found < 100_000) return [found];
    const text = String(value);
    const params = { field: section.name('forbidden_media'), value: text, allowed: Object.keys(known).join(', ') };
    section.mistakes.add(place, 'isolation-media', params, nearest(text, Object.keys(known)));
    return [];
  });
}

function readPatterns(section: Section): readonly string[] {
  if (!section.has('forbidden_names')) return isolationDefaults.forbiddenNames;
  return texts(section, 'forbidden_names', 'isolation-pattern', (text) => {
    try {
      return text.length <= longestPattern && new RegExp(text, 'i').source !== '' ? text : undefined;
    } catch {
      return undefined;
    }
  });
}

/** `device/interface`; the name of an interface may hold further slashes. */
function readAllowed(section: Section, references: IsolationReference[]): readonly string[] {
  return (section.list('allowed_media') ?? []).flatMap(({ text, place }) => {
    const field = section.name('allowed_media');
    const [, device = ''] = /^([^/]+)\/.+$/.exec(text) ?? [];
    if (device === '') section.mistakes.add(place, 'isolation-port', { field, value: text });
    else references.push({ place, field, noun: 'device', value: device });
    return device === '' ? [] : [text];
  });
}

function readMakers(section: Section): readonly string[] {
  if (!section.has('forbidden_makers')) return isolationDefaults.forbiddenMakers;
  return texts(section, 'forbidden_makers', 'isolation-maker', (text) => {
    const digits = text.toLowerCase().replace(/[:.-]/g, '');
    return /^[0-9a-f]{6}$/.test(digits) ? digits.replace(/(..)(?!$)/g, '$1:') : undefined;
  });
}

function readPort(section: Section, refer: Refer): readonly PortSettings[] {
  const port: PortSettings = {
    deviceId: refer(section, 'device', 'device'),
    interfaceName: section.text('interface') ?? '',
    role:
      (section.has('role') ? section.oneOf('role', portRoles) : section.wrong('role', 'yaml-key-missing')) ?? 'access',
    stations: section.number('stations', { otherwise: 1, min: 0, max: 4_096, whole: true }),
  };
  section.finish();
  return [port];
}

function readWaiver(section: Section, refer: Refer): readonly WaiverSettings[] {
  const check = section.text('check') ?? '';
  const until = section.text('until') ?? '';
  if (check !== '' && !checkId.test(check)) section.wrong('check', 'isolation-check', { value: check });
  const day = /^\d{4}-\d{2}-\d{2}$/.test(until) ? new Date(`${until}T00:00:00Z`) : undefined;
  if (until !== '' && (day === undefined || Number.isNaN(day.getTime()) || !day.toISOString().startsWith(until)))
    section.wrong('until', 'isolation-day', { value: until });
  const waiver: WaiverSettings = {
    checkId: check as WaiverSettings['checkId'],
    placeId: refer(section, 'place', 'place'),
    deviceId: section.has('device') ? refer(section, 'device', 'device') : undefined,
    approver: section.text('approver') ?? '',
    reason: section.text('reason') ?? '',
    untilDay: until,
  };
  section.finish();
  return [waiver];
}
