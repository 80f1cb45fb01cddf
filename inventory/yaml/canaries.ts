import { parseAddress, parsePrefix } from '../../core/index.ts';
import { nodeSha256, parseVerifierKey } from '../../ledger/index.ts';
import {
  type CanarySettings,
  type ControlSettings,
  controlProtocols,
  type OutsideSettings,
} from '../isolation-settings.ts';
import type { Refer } from './isolation.ts';
import type { Section } from './section.ts';

const wellKnownPorts = { icmp: 0, tcp: 22, dns: 53, http: 80, ntp: 123, traceroute: 0 } as const;
const mostTargets = 16;

/** Reads `isolation.canaries`: where is tried to get out, and what must be reached all the same inside. */
export function readCanaries(section: Section, refer: Refer): CanarySettings {
  const known = new Set<string>();
  const outside = section.sections('outside').flatMap((one) => readOutside(one, known));
  if (!section.has('outside')) section.wrong('outside', 'yaml-key-missing');
  if (outside.length > mostTargets) section.wrong('outside', 'canary-targets', { most: mostTargets });
  const controls = readControls(section.section('controls'));
  const spoofed = section.isSection('spoofed') ? readSpoofed(section.section('spoofed')) : undefined;
  if (spoofed !== undefined && !outside.some(({ key, address }) => key !== undefined && !address.includes(':'))) {
    section.wrong('spoofed', 'canary-no-sentinel');
  }
  const settings: CanarySettings = {
    placeId: refer(section, 'place', 'place'),
    everySeconds: section.duration('every', { otherwise: '30m', min: '10s', max: '1d' }),
    timeoutSeconds: section.duration('timeout', { otherwise: '2s', min: '200ms', max: '30s' }),
    outside,
    controls,
    spoofed,
  };
  section.finish();
  return settings;
}

/** `known`: ids so far; answers and notes are told apart by them. */
function readOutside(section: Section, known: Set<string>): readonly OutsideSettings[] {
  const address = addressOf(section, 'address', section.text('address'));
  const id = section.text('id') ?? '';
  if (id !== '' && !/^[\w.-]{1,64}$/.test(id)) section.wrong('id', 'canary-id', { value: id });
  if (id !== '' && known.has(id)) section.wrong('id', 'canary-twice', { value: id });
  known.add(id);
  const key = section.optionalText('key');
  if (key !== undefined && parseVerifierKey(key, nodeSha256) === undefined) section.wrong('key', 'canary-key');
  const zone = section.optionalText('zone');
  const dnsPort = port(section, 'dns');
  if (dnsPort !== undefined && zone === undefined) section.wrong('dns', 'canary-zone');
  const outside = {
    id,
    key,
    zone,
    tcpPorts: section.scalars('tcp').flatMap(({ value, place }) => {
      if (isPort(value)) return [value];
      section.mistakes.add(place, 'canary-port', { field: section.name('tcp'), value: String(value) });
      return [];
    }),
    httpPort: port(section, 'http'),
    dnsPort,
    ntpPort: port(section, 'ntp'),
  };
  section.finish();
  return address === undefined ? [] : [{ ...outside, address }];
}

function readControls(section: Section): CanarySettings['controls'] {
  const controls: Partial<Record<(typeof controlProtocols)[number], ControlSettings>> = {};
  const name = section.optionalText('dns_name');
  for (const protocol of controlProtocols) {
    const text = section.optionalText(protocol);
    if (text === undefined) continue;
    // An address of IPv6 stands in brackets where a port follows.
    const [, host = text, digits] = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(text) ?? [];
    const address = addressOf(section, protocol, host.replace(/^\[|\]$/g, ''));
    const number = digits === undefined ? wellKnownPorts[protocol] : Number(digits);
    if (digits !== undefined && !isPort(number)) section.wrong(protocol, 'canary-port', { value: digits });
    if (protocol === 'dns' && name === undefined) section.wrong('dns', 'canary-dns-name');
    if (address === undefined) continue;
    const named = protocol === 'dns' && name !== undefined ? { name } : {};
    controls[protocol] = { address, port: number, ...named };
  }
  section.finish();
  return controls;
}

function readSpoofed(section: Section): NonNullable<CanarySettings['spoofed']> {
  const settings = {
    permission: section.text('permission') ?? '',
    prefixes: (section.list('prefixes') ?? []).flatMap(({ text, place }) => {
      const parsed = parsePrefix(text);
      if (parsed !== undefined && !parsed.hostBits && parsed.prefix.family === 4) return [parsed.prefix.text];
      section.mistakes.add(place, 'bad-prefix', { field: section.name('prefixes'), value: text });
      return [];
    }),
    perSecond: section.number('per_second', { otherwise: 5, min: 0.1, max: 100, whole: false }),
    everySeconds: section.duration('every', { otherwise: '1d', min: '1m', max: '31d' }),
  };
  if (!section.has('prefixes')) section.wrong('prefixes', 'yaml-key-missing');
  section.finish();
  return settings;
}

function addressOf(section: Section, key: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const parsed = parseAddress(text);
  return parsed?.text ?? section.wrong(key, 'bad-address', { value: text });
}

function port(section: Section, key: string): number | undefined {
  return section.has(key) ? section.number(key, { otherwise: 0, min: 1, max: 65_535, whole: true }) : undefined;
}

function isPort(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535;
}
