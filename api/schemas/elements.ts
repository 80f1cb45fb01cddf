import { Type } from '@fastify/type-provider-typebox';
import type {
  WireCity,
  WireDevice,
  WireDeviceDetail,
  WireDistrict,
  WireInterface,
  WireLink,
  WireLinkDetail,
  WirePage,
  WirePoint,
  WirePointDetail,
} from '../wire.ts';
import { incident } from './incidents.ts';
import {
  closed,
  count,
  elementParts,
  evidenceParts,
  fault,
  id,
  orNull,
  outcomes,
  pageSchema,
  ref,
  storeConditions,
  text,
  time,
  words,
} from './parts.ts';

const stateCounts = closed({ up: count, degraded: count, down: count, unknown: count });
const share = orNull(Type.Number({ minimum: 0, maximum: 1 }));
const rate = orNull(Type.Number({ minimum: 0 }));
const amount = orNull(Type.Number());
const role = words(['primary', 'backup'] as const);
const placeParts = { districtId: id, officeId: id, officeNameZh: text };

export const city = Type.Unsafe<WireCity>(
  closed({
    id,
    nameZh: text,
    nameEn: text,
    run: Type.String({ description: 'Identifies this run of the server and of its inventory' }),
    sequence: Type.Integer({ minimum: 0, description: 'Sequence of the last delta that is contained' }),
    at: time,
    counters: closed({
      points: stateCounts,
      links: stateCounts,
      devices: stateCounts,
      incidents: closed({ open: count, acknowledged: count }),
      storage: words(storeConditions, 'Whether what is seen can be kept, or why not'),
      isolation: orNull(closed({ isolated: count, violated: count, unknown: count })),
    }),
    districts: Type.Array(closed({ id, nameZh: text, nameEn: text })),
    points: Type.Array(closed({ ...elementParts, ...placeParts })),
    links: Type.Array(closed({ ...elementParts, districtId: id, pointId: id, role, utilisation: share })),
    lab: Type.Boolean(),
  }),
);

export const district = Type.Unsafe<WireDistrict>(
  closed({
    ...elementParts,
    nameZh: text,
    nameEn: text,
    prefixes: Type.Array(text),
    counters: closed({ points: stateCounts, links: stateCounts, devices: stateCounts }),
  }),
);

const pointParts = { ...elementParts, ...placeParts, prefixes: Type.Array(text), linkIds: Type.Array(id) };
export const point = Type.Unsafe<WirePoint>(closed(pointParts));

const end = closed({ deviceId: id, interfaceName: text });
const linkParts = {
  ...elementParts,
  districtId: id,
  pointId: id,
  role,
  bandwidthBitsPerSecond: Type.Number(),
  circuit: text,
  utilisation: share,
  a: end,
  b: end,
};
export const link = Type.Unsafe<WireLink>(closed(linkParts));

const deviceParts = {
  ...elementParts,
  deviceKind: text,
  address: text,
  locationId: id,
  pointId: orNull(id),
  districtId: id,
  sysName: orNull(text),
  polledAt: orNull(time),
  outcome: orNull(words(outcomes)),
};
export const device = Type.Unsafe<WireDevice>(closed(deviceParts));

export const networkInterface = Type.Unsafe<WireInterface>(
  closed({
    id: text,
    name: text,
    alias: text,
    ifIndex: Type.Integer(),
    adminStatus: text,
    operStatus: text,
    speedBitsPerSecond: Type.Number(),
    state: elementParts.state,
    since: time,
    inBitsPerSecond: rate,
    outBitsPerSecond: rate,
    inErrorsPerSecond: rate,
    outErrorsPerSecond: rate,
    inDiscardsPerSecond: rate,
    outDiscardsPerSecond: rate,
    linkId: orNull(id),
  }),
);

export const pointPage = Type.Unsafe<WirePage<WirePoint>>(pageSchema(point, 'Points in the order of the inventory'));
export const linkPage = Type.Unsafe<WirePage<WireLink>>(pageSchema(link, 'Links in the order of the inventory'));
export const devicePage = Type.Unsafe<WirePage<WireDevice>>(
  pageSchema(device, 'Devices in the order of the inventory'),
);
export const interfacePage = Type.Unsafe<WirePage<WireInterface>>(
  pageSchema(networkInterface, "Interfaces in the order of the device's own table"),
);

const concernParts = { incidents: Type.Array(incident), affected: Type.Array(ref) };

export const pointDetail = Type.Unsafe<WirePointDetail>(
  closed({
    ...pointParts,
    ...evidenceParts,
    ...concernParts,
    devices: Type.Array(device),
    links: Type.Array(link),
    terminals: closed({ inner: count, outer: count, inUse: count }),
  }),
);

export const linkDetail = Type.Unsafe<WireLinkDetail>(
  closed({
    ...linkParts,
    ...evidenceParts,
    ...concernParts,
    ends: Type.Array(closed({ end: words(['a', 'b'] as const), device, interface: orNull(networkInterface) })),
    point,
  }),
);

export const deviceDetail = Type.Unsafe<WireDeviceDetail>(
  closed({
    ...deviceParts,
    ...evidenceParts,
    ...concernParts,
    note: text,
    identity: orNull(
      closed({
        sysDescr: text,
        sysObjectID: text,
        sysName: text,
        sysContact: text,
        sysLocation: text,
        upTimeSeconds: Type.Number(),
        engineBoots: orNull(Type.Integer()),
      }),
    ),
    host: orNull(
      closed({
        cpuRatio: amount,
        loadAverage1: amount,
        memoryTotalBytes: amount,
        memoryUsedBytes: amount,
        processes: amount,
        users: amount,
        storage: Type.Array(closed({ name: text, totalBytes: Type.Number(), usedBytes: Type.Number() })),
      }),
    ),
    profile: orNull(
      closed({
        family: text,
        titleZh: text,
        titleEn: text,
        at: time,
        total: count,
        values: Type.Array(
          closed({
            metric: text,
            titleZh: text,
            titleEn: text,
            means: text,
            index: text,
            label: text,
            type: words(['number', 'word', 'date', 'text'] as const),
            value: Type.Union([Type.Number(), text]),
            unit: orNull(text),
            good: orNull(Type.Boolean()),
          }),
        ),
        missing: Type.Array(text),
      }),
    ),
    answeredAt: orNull(time),
    pollSeconds: orNull(Type.Number()),
    faults: Type.Array(fault),
    interfaces: interfacePage,
    links: Type.Array(link),
    pairs: Type.Array(closed({ id, role: words(['app', 'db'] as const), otherId: id })),
  }),
);
