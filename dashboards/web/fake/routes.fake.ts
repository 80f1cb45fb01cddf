import type { WireElementDetail, WireIncidentDetail, WireSearchHit } from '../../../api/wire.ts';
import type { WireMessage, WireMessages } from '../../../api/wire-messages.ts';
import type { WireRoom } from '../../../api/wire-room.ts';
import type { WireViews } from '../../../api/wire-services.ts';
import { interfacesOf } from './interfaces.fake.ts';
import { wave } from './traffic.fake.ts';
import type { FakeWorld } from './world.fake.ts';

/** Answer of a route: a status and a body. */
export type Answer = readonly [number, unknown];

const notFound: Answer = [404, { type: 'about:blank', title: '未找到', status: 404, detail: '没有这个项目。' }];

/** The REST half of the wire contract, as far as the pages use it. */
export function answer(world: FakeWorld, method: string, url: URL, body: Record<string, unknown>): Answer {
  const [, , , room = '', first = '', second = ''] = url.pathname.split('/').map(decodeURIComponent);
  const query = url.searchParams;
  switch (`${method} ${room}`) {
    case 'GET city':
      return [200, world.wire()];
    case 'GET points':
      return pointDetail(world, first);
    case 'GET links':
      return linkDetail(world, first);
    case 'GET devices':
      if (first === '') return deviceList(world, query);
      if (second === 'messages') return [200, messages(world, first, query)];
      return second === 'interfaces' ? notFound : deviceDetail(world, first);
    case 'GET series':
      return [200, series(query)];
    case 'GET incidents':
      // Nobody is paged here.
      if (second === 'deliveries') return [200, { items: [] }];
      if (second === 'room') return incidentRoom(world, first);
      return first === '' ? incidentList(world, query) : incidentDetail(world, first);
    case 'POST incidents': {
      const incident = world.acknowledge(first, String(body.note ?? ''));
      return incident === undefined ? notFound : [200, incident];
    }
    case 'GET standby':
      return [204, undefined];
    case 'GET warm-standby':
      return [200, { declared: false }];
    case 'GET views':
      // This world's business services are not watched.
      return [
        200,
        {
          at: new Date().toISOString(),
          counts: { up: 0, degraded: 0, down: 0, unknown: 0 },
          views: [],
        } satisfies WireViews,
      ];
    case 'GET search':
      return [200, { query: query.get('q') ?? '', hits: search(world, query.get('q') ?? '') }];
    case 'GET lab':
      // This world's isolation, pairs and backups cannot be broken.
      return [200, first === 'faults' ? [...world.faults.values()] : []];
    case 'POST lab':
      return [201, world.inject(body.kind as 'cut', String(body.target))];
    case 'DELETE lab':
      for (const id of second === '' ? [...world.faults.keys()] : [second]) world.repair(id);
      return [204, undefined];
    default:
      return notFound;
  }
}

function evidence(deviceId: string, what: string, value: string): WireElementDetail['evidence'][number] {
  return { deviceId, what, value, at: new Date(Date.now() - 4_000).toISOString() };
}

function pointDetail(world: FakeWorld, id: string): Answer {
  const point = world.point(id);
  if (point === undefined) return notFound;
  const links = point.linkIds.flatMap((linkId) => world.link(linkId) ?? []);
  const devices = world.city.devices
    .filter(({ pointId }) => pointId === id)
    .flatMap((item) => world.device(item.id) ?? []);
  return [
    200,
    {
      ...point,
      links,
      devices,
      terminals: { inner: 8, outer: 2, inUse: 9 },
      incidents: open(world, id),
      affected: [],
      evidence: [
        evidence(`${id}-utm`, 'poll', 'answered'),
        ...links.map((link) =>
          evidence(link.a.deviceId, `${link.a.interfaceName} operStatus`, world.isCut(link.id) ? 'down' : 'up'),
        ),
      ],
    },
  ];
}

function open(world: FakeWorld, id: string) {
  return [...world.incidents.values()].filter(
    ({ root, affected, clearedAt }) =>
      clearedAt === null && (root.id === id || affected.some((item) => item.id === id)),
  );
}

function linkDetail(world: FakeWorld, id: string): Answer {
  const link = world.link(id);
  if (link === undefined) return notFound;
  const ends = (['a', 'b'] as const).map((end) => ({
    end,
    device: world.device(link[end].deviceId),
    interface: interfacesOf(world, link[end].deviceId).find(({ name }) => name === link[end].interfaceName) ?? null,
  }));
  return [
    200,
    {
      ...link,
      ends,
      point: world.point(link.pointId),
      incidents: open(world, id),
      affected: open(world, id).flatMap(({ affected }) => affected),
      evidence: [link.a, link.b].map((end) =>
        evidence(end.deviceId, `${end.interfaceName} operStatus`, world.isCut(id) ? 'down' : 'up'),
      ),
    },
  ];
}

function deviceList(world: FakeWorld, query: URLSearchParams): Answer {
  const wanted = (query.get('q') ?? '').toLowerCase();
  const rows = world.city.devices.filter(
    (device) =>
      (wanted === '' || device.id.includes(wanted) || device.address.includes(wanted)) &&
      (!query.has('district') || device.districtId === query.get('district')) &&
      (!query.has('state') || world.stateOf('device', device.id) === query.get('state')),
  );
  const from = Number(query.get('cursor') ?? 0);
  const to = from + Number(query.get('limit') ?? 100);
  return [
    200,
    {
      items: rows.slice(from, to).map(({ id }) => world.device(id)),
      total: rows.length,
      next: to < rows.length ? String(to) : null,
    },
  ];
}

function messages(world: FakeWorld, id: string, query: URLSearchParams): WireMessages {
  const q = (query.get('q') ?? '').toLowerCase();
  const items = world.city.links
    .filter((link) => world.isCut(link.id) && link.a.deviceId === id)
    .map(
      (link, index): WireMessage => ({
        id: String(index + 1),
        at: new Date(Date.now() - 4_000).toISOString(),
        kind: 'trap',
        from: '127.0.0.1:20001',
        via: 'v3',
        name: 'linkDown',
        facility: null,
        severity: null,
        text: `ifName.1=${link.a.interfaceName}`,
        hint: { word: 'down', interfaceName: link.a.interfaceName },
        repeats: 0,
      }),
    )
    .filter(({ text }) => text.toLowerCase().includes(q));
  return { items, next: null };
}

function deviceDetail(world: FakeWorld, id: string): Answer {
  const device = world.device(id);
  if (device === undefined) return notFound;
  const interfaces = interfacesOf(world, id);
  return [
    200,
    {
      ...device,
      note: world.city.devices.find((item) => item.id === id)?.note ?? '',
      identity: {
        sysDescr: 'Fangzhou lab agent',
        sysObjectID: '1.3.6.1.4.1.8072.3.2.10',
        sysName: id,
        sysContact: 'noc',
        sysLocation: device.locationId,
        upTimeSeconds: 3_456_789,
        engineBoots: 4,
      },
      host:
        device.deviceKind === 'host'
          ? {
              cpuRatio: 0.23,
              loadAverage1: 0.61,
              memoryTotalBytes: 16e9,
              memoryUsedBytes: 9.1e9,
              processes: 214,
              users: 1,
              storage: [{ name: '/', totalBytes: 5e11, usedBytes: 2.2e11 }],
            }
          : null,
      profile: null,
      answeredAt: device.polledAt,
      pollSeconds: 0.012,
      // One device that does not decrypt what we ask.
      faults: id === 'jintan-app-a' ? [{ reason: 'decryption-error', part: 'system', detail: 'silent' }] : [],
      interfaces: { items: interfaces, total: interfaces.length, next: null },
      links: world.city.links
        .filter(({ a, b }) => a.deviceId === id || b.deviceId === id)
        .flatMap((link) => world.link(link.id) ?? []),
      pairs: [],
      incidents: [],
      affected: [],
      evidence: [evidence(id, 'poll', 'answered')],
    },
  ];
}

function series(query: URLSearchParams) {
  const [from, to] = [Date.parse(query.get('from') ?? ''), Date.parse(query.get('to') ?? '')];
  const stepMs = Math.max(10, Number(query.get('step') ?? 0)) * 1000;
  const at: string[] = [];
  const metrics = query.getAll('metric');
  const columns: Record<string, (number | null)[]> = Object.fromEntries(metrics.map((metric) => [metric, []]));
  const seed = [...(query.get('entity') ?? '')].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  for (let time = from; time < to; time += stepMs) {
    const missed = (time - from) / (to - from) > 0.62 && (time - from) / (to - from) < 0.66;
    if (missed && stepMs <= 10_000) continue;
    at.push(new Date(time).toISOString());
    for (const [index, metric] of metrics.entries())
      columns[metric]?.push(missed ? null : wave(seed + index, time) * 1e8 * (index === 0 ? 1 : 0.35));
  }
  return {
    kind: 'interface',
    entity: query.get('entity'),
    from: query.get('from'),
    to: query.get('to'),
    stepSeconds: stepMs / 1000,
    resolutionSeconds: 0,
    aggregate: 'mean',
    at,
    columns,
  };
}

function incidentList(world: FakeWorld, query: URLSearchParams): Answer {
  const statuses = query.getAll('status');
  const items = [...world.incidents.values()]
    .reverse()
    .filter(({ status }) => statuses.length === 0 || statuses.includes(status));
  return [200, { items: items.slice(0, Number(query.get('limit') ?? 50)), total: items.length, next: null }];
}

function incidentDetail(world: FakeWorld, id: string): Answer {
  const incident = world.incidents.get(id);
  if (incident === undefined) return notFound;
  const history = [
    { at: incident.raisedAt, what: 'raised', by: null, note: null },
    ...(incident.acknowledged === null ? [] : [{ ...incident.acknowledged, what: 'acknowledged' }]),
    ...(incident.clearedAt === null ? [] : [{ at: incident.clearedAt, what: 'cleared', by: null, note: null }]),
  ];
  return [200, { ...incident, history }];
}

/** Its own steps alone: nothing else is kept here. */
function incidentRoom(world: FakeWorld, id: string): Answer {
  const [status, detail] = incidentDetail(world, id);
  if (status !== 200) return notFound;
  const { history, firstSeenAt, raisedAt } = detail as WireIncidentDetail;
  const none = { before: null, element: null, channelId: null, text: null };
  const means = { from: firstSeenAt, count: 1, open: 1, unanswered: 0, mttaSeconds: null, mttrSeconds: null };
  const room: WireRoom = {
    entries: history.map(({ at, what, by, note }) => ({ ...none, at, kind: 'step', what, by, note })),
    left: 0,
    times: {
      detectSeconds: (Date.parse(raisedAt) - Date.parse(firstSeenAt)) / 1_000,
      ...{ pageSeconds: null, acknowledgeSeconds: null, resolveSeconds: null },
    },
    ...{ ofCondition: means, ofAll: means, similar: [] },
  };
  return [200, room];
}

function search(world: FakeWorld, text: string): WireSearchHit[] {
  const wanted = text.toLowerCase();
  const hit = (kind: 'point' | 'link' | 'device', id: string, title: string, value: string): WireSearchHit => ({
    kind,
    id,
    title,
    matched: 'id',
    value,
    page: { kind, id },
    state: world.stateOf(kind, id),
  });
  const { points, links, devices } = world.city;
  return [
    ...points
      .filter(({ id, officeNameZh }) => `${id} ${officeNameZh}`.toLowerCase().includes(wanted))
      .slice(0, 8)
      .map((item) => hit('point', item.id, item.officeNameZh, item.prefix)),
    ...links
      .filter(({ id, circuit, pointId }) => `${id} ${circuit} ${pointId}`.toLowerCase().includes(wanted))
      .slice(0, 8)
      .map((item) => hit('link', item.id, item.id, item.circuit)),
    ...devices
      .filter(({ id, address }) => `${id} ${address}`.toLowerCase().includes(wanted))
      .slice(0, 8)
      .map((item) => hit('device', item.id, item.id, item.address)),
  ];
}
