import type { IsolationReading, TableOutcome } from '../../../collector/index.ts';
import type { EpochMs } from '../../../core/index.ts';
import type { City, Device } from '../../../inventory/index.ts';
import type { RegisteredTerminal, RegisterView, Scene } from '../model.ts';

export const now = Date.UTC(2026, 5, 1, 8);
export const minute = 60_000;
export const day = 86_400_000;

/** An inner terminal of the place east, in use for a year, with one card. */
export function registered(id: string, change: Partial<RegisteredTerminal> = {}): RegisteredTerminal {
  return {
    id,
    placeId: 'east',
    network: 'inner',
    everInner: true,
    macs: [`02:00:00:00:00:${id.slice(-2)}`],
    diskSerials: [],
    state: 'in-use',
    since: now - 365 * day,
    missingRecord: [],
    barcode: `FZ${id}`,
    ...change,
  };
}

export interface HeardAt {
  readonly mac: string;
  readonly placeId?: string;
  readonly port?: string;
  readonly at?: EpochMs;
}

export interface SceneWish {
  readonly register?: Partial<RegisterView> | undefined;
  readonly heard?: readonly HeardAt[];
  /** How the switch's forwarding table was read, and how long ago; none: never, or there is no switch. */
  readonly table?: TableOutcome | 'never' | 'no-switch';
  readonly readAgoMs?: number;
}

/** The place east with one access switch, and a register of its own. */
export function registerScene({ register, heard = [], table = 'read', readAgoMs = minute }: SceneWish): Scene {
  const places = heard.map(({ mac, placeId = 'east', port = 'ge-0-1', at = now - minute }) => ({
    mac,
    placeId,
    deviceId: `${placeId}-sw`,
    port,
    at,
  }));
  const device = { id: 'east-sw', kind: 'switch', snmp: 'v3', locationId: 'east' } as Device;
  const at = now - readAgoMs;
  const rows = places
    .filter(({ placeId }) => placeId === 'east')
    .map(({ mac, port }) => ({
      mac,
      port,
      status: 'learned',
      source: { oid: `1.3.6.1.2.1.17.4.3.1.2.${mac}`, value: '1' },
    }));
  const reading = {
    deviceId: device.id,
    startedAt: at,
    finishedAt: at,
    outcome: table === 'silent' ? 'silent' : 'answered',
    stations: { outcome: table, walks: [], rows },
  } as unknown as IsolationReading;
  return {
    placeId: 'east',
    districtId: 'd',
    now,
    declaration: { periods: { tables: 15 * minute, register: day } } as Scene['declaration'],
    city: {} as City,
    devices:
      table === 'no-switch' ? [] : [{ device, reading: table === 'never' ? undefined : reading, earlier: undefined }],
    stations: { ownerOf: () => undefined, placesOf: (mac) => places.filter((place) => place.mac === mac) },
    ...(register === undefined ? {} : { register: { terminals: [], ...register } }),
  };
}
