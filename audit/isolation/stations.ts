import type { IsolationReading, SeenStation } from '../../collector/index.ts';
import type { EpochMs } from '../../core/index.ts';
import { type City, terminalMacs } from '../../inventory/index.ts';
import { isNobody, virtualGroupOf } from './mac.ts';
import type { Declaration, RegisteredTerminal, StationOwner, StationView } from './model.ts';
import { uplinksOf } from './port-roles.ts';

/** What is kept of who was heard where; the longest unheard go first. */
export const stationBounds = { macs: 200_000, placesOfMac: 8 } as const;

interface Sighting {
  readonly deviceId: string;
  readonly port: string;
  readonly at: EpochMs;
}

export interface Stations {
  /** Takes what a device tells; readings of nobody that is declared change nothing. */
  take(reading: IsolationReading): void;
  /** Every network card of every registered terminal, beside the one that terminals.csv has. */
  takeRegister(terminals: readonly RegisteredTerminal[]): void;
  /** Who is where, as known whenever it is asked. */
  view(): StationView;
}

/**
 * Keeps whose every MAC is and where it was heard, of all switches together. The order in which devices were read says
 * nothing: which ports lead on to other gear is decided when it is asked.
 */
export function createStations({
  city,
  declaration,
}: {
  readonly city: City;
  readonly declaration: Declaration;
}): Stations {
  const terminals = new Map<string, StationOwner>();
  for (const terminal of city.terminals.values()) {
    const { id, network, state, pointId } = terminal;
    for (const mac of terminalMacs(terminal))
      terminals.set(mac, { kind: 'terminal', id, network, state, placeId: pointId });
  }
  const declared = new Map<string, string>();
  for (const { id, mac } of city.devices.values()) if (mac !== undefined) declared.set(mac, id);

  /** MACs that devices tell of themselves; one that several tell belongs to the first by name, whoever was read first. */
  const toldBy = new Map<string, Set<string>>();
  const ownMacs = new Map<string, readonly string[]>();
  /** What each told when its tables were read whole for the last time: a cut table takes nothing away from it. */
  const wholeMacs = new Map<string, readonly string[]>();
  const newest = new Map<string, IsolationReading>();
  const sightings = new Map<string, readonly Sighting[]>();
  const uplinks = new Map<string, ReadonlySet<string>>();
  let registered = new Map<string, StationOwner>();

  const deviceOwner = (id: string): StationOwner => {
    const placeId = city.devices.get(id)?.locationId;
    return { kind: 'device', id, ...(placeId === undefined ? {} : { placeId }) };
  };

  function ownerOf(mac: string): StationOwner | undefined {
    const terminal = terminals.get(mac) ?? registered.get(mac);
    if (terminal !== undefined) return terminal;
    const deviceId = declared.get(mac) ?? [...(toldBy.get(mac) ?? [])].sort()[0];
    if (deviceId !== undefined) return deviceOwner(deviceId);
    if (declaration.knownMacs.has(mac)) return { kind: 'declared', id: mac };
    const group = virtualGroupOf(mac);
    return group === undefined ? undefined : { kind: 'virtual', id: group };
  }

  function learnOwn(reading: IsolationReading): void {
    const told = [
      ...reading.interfaces.rows.map(({ mac }) => mac ?? ''),
      ...reading.stations.rows.filter(({ status }) => status === 'self').map(({ mac }) => mac),
    ].filter((mac) => !isNobody(mac) && virtualGroupOf(mac) === undefined);
    // A device that fell silent, or whose link was cut while it was read, still has the MACs that it told before.
    if (told.length === 0) return;
    const whole = isWhole(reading);
    const all = whole ? told : [...new Set([...(wholeMacs.get(reading.deviceId) ?? []), ...told])];
    if (whole) wholeMacs.set(reading.deviceId, told);
    for (const mac of ownMacs.get(reading.deviceId) ?? []) toldBy.get(mac)?.delete(reading.deviceId);
    ownMacs.set(reading.deviceId, all);
    for (const mac of all) toldBy.set(mac, (toldBy.get(mac) ?? new Set()).add(reading.deviceId));
    uplinks.clear();
  }

  function hear({ mac, port }: SeenStation, { deviceId, finishedAt: at }: IsolationReading): void {
    const before = sightings.get(mac) ?? [];
    const here = before.find((each) => each.deviceId === deviceId && each.port === port);
    if (here !== undefined && here.at >= at) return;
    const places = [...before.filter((each) => each !== here), { deviceId, port, at }].sort(
      (one, other) => other.at - one.at || compareText(placeText(one), placeText(other)),
    );
    sightings.delete(mac);
    sightings.set(mac, places.slice(0, stationBounds.placesOfMac));
    for (const longest of sightings.keys()) {
      if (sightings.size <= stationBounds.macs) break;
      sightings.delete(longest);
    }
  }

  function isUplink(deviceId: string, port: string): boolean {
    const reading = newest.get(deviceId);
    let known = uplinks.get(deviceId);
    if (known === undefined && reading !== undefined) {
      known = uplinksOf(reading, { city, declaration, stations: { ownerOf } });
      uplinks.set(deviceId, known);
    }
    return known?.has(port) ?? false;
  }

  return {
    take(reading) {
      const { deviceId, finishedAt } = reading;
      if (!city.devices.has(deviceId)) return;
      for (const station of reading.stations.rows) {
        if (station.status !== 'self' && !isNobody(station.mac)) hear(station, reading);
      }
      const before = newest.get(deviceId);
      if (before !== undefined && before.finishedAt > finishedAt) return;
      learnOwn(reading);
      if (reading.stations.rows.length > 0 || reading.peers.rows.length > 0) newest.set(deviceId, reading);
      uplinks.delete(deviceId);
    },
    takeRegister(all) {
      registered = new Map();
      for (const { id, macs, network, state, placeId } of all)
        for (const mac of macs) registered.set(mac, { kind: 'terminal', id, network, state, placeId });
      uplinks.clear();
    },
    view: () => ({
      ownerOf,
      placesOf: (mac) =>
        (sightings.get(mac) ?? [])
          .filter(({ deviceId, port }) => !isUplink(deviceId, port))
          .map((each) => ({ placeId: city.devices.get(each.deviceId)?.locationId ?? '', ...each })),
      isWithoutMacs: (deviceId) => {
        const device = city.devices.get(deviceId);
        return device !== undefined && device.mac === undefined && !wholeMacs.has(deviceId);
      },
    }),
  };
}

/** Every table that a device tells its own MACs in came to its end, or is not there. */
function isWhole({ interfaces, stations }: IsolationReading): boolean {
  return interfaces.outcome === 'read' && (stations.outcome === 'read' || stations.outcome === 'not-offered');
}

function placeText({ deviceId, port }: Sighting): string {
  return `${deviceId}/${port}`;
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
