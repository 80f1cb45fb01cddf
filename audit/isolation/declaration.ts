import { startOfDay } from '../../core/index.ts';
import type { City, Settings } from '../../inventory/index.ts';
import { canonicalJson, type Json, type JsonObject, nodeSha256, toHex } from '../../ledger/index.ts';
import { aggregationDevices, coreDevices, gatewayDevices, groupBy } from '../topology/roles.ts';
import type { Declaration, Waiver } from './model.ts';

/** Lists longer than this stand in the record by count and digest: a record ends at 65,535 octets. */
const writtenOut = 200;

/** What a declaration is made of. */
export interface Declared {
  readonly city: City;
  readonly settings: Pick<Settings, 'isolation' | 'timeZone'>;
}

/**
 * What should be: the inventory's prefixes, gateways and ports, and what `isolation` in the settings adds. Gateways without
 * a word in the settings are the UTMs of the points, the aggregation switches and the city's core.
 */
export function declarationOf({ city, settings }: Declared): Declaration {
  const { isolation, timeZone } = settings;
  const prefixes = new Map<string, string | undefined>();
  const declared = [city, ...city.districts.values(), ...city.points.values()];
  for (const prefix of declared.flatMap((one) => one.prefixes)) prefixes.set(prefix, undefined);
  for (const { prefix, reason } of isolation.inner) prefixes.set(prefix, reason);
  const routers = new Set([...gatewaysOf(city), ...isolation.routers]);
  return declare({
    prefixes: [...prefixes].map(([prefix, reason]) => ({ prefix, ...(reason === undefined ? {} : { reason }) })),
    routers,
    routingPeers: new Set([...routers, ...isolation.routingPeers]),
    ntpServers: new Set(isolation.ntpServers),
    dnsServers: new Set(isolation.dnsServers),
    tunnelPeers: new Set(isolation.tunnelPeers),
    boundaries: isolation.boundaries,
    forbiddenMedia: new Set(isolation.forbiddenMedia),
    forbiddenNames: isolation.forbiddenNames.map((pattern) => new RegExp(pattern, 'i')),
    allowedMedia: new Set(isolation.allowedMedia),
    forbiddenMakers: new Set(isolation.forbiddenMakers),
    ...portsOf({ city, settings }),
    knownMacs: new Set(isolation.knownMacs),
    periods: inMilliseconds(isolation.periodSeconds),
    terminalUnseenMs: isolation.terminalUnseenSeconds * 1000,
    waivers: isolation.waivers.map(({ deviceId, untilDay, ...waiver }): Waiver => {
      const [year = 0, month = 0, day = 0] = untilDay.split('-').map(Number);
      const until = startOfDay(year, month, day + 1, timeZone);
      return { ...waiver, ...(deviceId === undefined ? {} : { deviceId }), until };
    }),
  });
}

/** The same with its digest. */
export function declare(parts: Omit<Declaration, 'digest'>): Declaration {
  return { ...parts, digest: digestOf(declarationBody(parts)) };
}

/** What the ledger keeps of a declaration; its digest is that of exactly this in canonical JSON. */
export function declarationBody(parts: Omit<Declaration, 'digest'>): JsonObject {
  const { boundaries, waivers, prefixes, periods, terminalUnseenMs, portRoles, stationsAtPort } = parts;
  return {
    prefixes: short(prefixes.toSorted(by(({ prefix }) => prefix))),
    routers: sorted(parts.routers),
    routingPeers: sorted(parts.routingPeers),
    ntpServers: sorted(parts.ntpServers),
    dnsServers: sorted(parts.dnsServers),
    tunnelPeers: sorted(parts.tunnelPeers),
    boundaries: short(boundaries.toSorted(by(({ id }) => id))),
    forbiddenMedia: short([...parts.forbiddenMedia].sort((a, b) => a - b)),
    forbiddenNames: short(parts.forbiddenNames.map(({ source }) => source)),
    allowedMedia: sorted(parts.allowedMedia),
    forbiddenMakers: sorted(parts.forbiddenMakers),
    portRoles: short([...portRoles].toSorted(by(([port]) => port))),
    stationsAtPort: short([...stationsAtPort].toSorted(by(([port]) => port))),
    knownMacs: sorted(parts.knownMacs),
    periodsMs: { ...periods },
    terminalUnseenMs,
    waivers: short(waivers.toSorted(by(({ checkId, placeId, deviceId = '' }) => `${checkId} ${placeId} ${deviceId}`))),
  };
}

function gatewaysOf(city: City): readonly string[] {
  const links = [...city.links.values()];
  const byPoint = groupBy([...city.devices.values()], ({ pointId }) => pointId);
  const gateways = gatewayDevices(
    city,
    byPoint,
    groupBy(links, ({ pointId }) => pointId),
  );
  const routing = [...city.devices.values()].filter(({ kind }) => kind === 'utm' || kind === 'router');
  const all = [...gateways.values(), ...aggregationDevices(city, links).values(), coreDevices(city), routing].flat();
  const shared = [...city.hostPairs.values()].filter(({ standby }) => standby === 'utm-ha');
  return [...all.map(({ address }) => address), ...shared.map(({ virtualAddress }) => virtualAddress)];
}

/** Ports of links lead on, ports of terminals are for one station each, or for as many as are declared there. */
function portsOf({ city, settings }: Declared) {
  const portRoles = new Map<string, 'uplink' | 'access' | 'unused'>();
  const stationsAtPort = new Map<string, number>();
  for (const { switchId, port, state } of city.terminals.values()) {
    if (switchId === undefined || port === undefined) continue;
    const name = `${switchId}/${port}`;
    portRoles.set(name, 'access');
    if (state === 'in-use') stationsAtPort.set(name, (stationsAtPort.get(name) ?? 0) + 1);
  }
  for (const { a, b } of city.links.values())
    for (const { deviceId, interfaceName } of [a, b]) portRoles.set(`${deviceId}/${interfaceName}`, 'uplink');
  for (const { deviceId, interfaceName, role, stations } of settings.isolation.ports) {
    portRoles.set(`${deviceId}/${interfaceName}`, role);
    if (role === 'access') stationsAtPort.set(`${deviceId}/${interfaceName}`, stations);
  }
  return { portRoles, stationsAtPort };
}

function inMilliseconds(seconds: Declaration['periods']): Declaration['periods'] {
  const { tables, probes, outer, register, survey } = seconds;
  return {
    tables: tables * 1000,
    probes: probes * 1000,
    outer: outer * 1000,
    register: register * 1000,
    survey: survey * 1000,
  };
}

function digestOf(value: unknown): string {
  return `sha256:${toHex(nodeSha256(Buffer.from(canonicalJson(value), 'utf8')))}`;
}

function sorted(list: ReadonlySet<string>): Json {
  return short([...list].sort());
}

function short(list: readonly unknown[]): Json {
  // Plain data, and text that has a canonical spelling: half a surrogate pair, which YAML can write, has none.
  const plain = JSON.parse(JSON.stringify(list), (_, value: unknown) =>
    typeof value === 'string' ? value.toWellFormed() : value,
  ) as readonly Json[];
  return plain.length <= writtenOut ? plain : { count: plain.length, digest: digestOf(plain) };
}

function by<T>(key: (item: T) => string): (a: T, b: T) => number {
  return (a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
}
