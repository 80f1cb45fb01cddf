import type { IsolationReading } from '../../../collector/index.ts';
import { contains, type Message, message, parseAddress, parsePrefix } from '../../../core/index.ts';
import { insideOf } from '../inside.ts';
import { makerOf } from '../mac.ts';
import type { CheckFinding, IsolationCheck, Scene } from '../model.ts';
import { foundAt } from './found.ts';
import { neighboursHere, portName, stationsHere } from './heard.ts';
import { stationTables, tableCheck } from './table-check.ts';

/** Nets that consumer routers and telephones give out of the box; common ones (192.168.0.0/24, .1.0/24) say nothing. */
const consumerNets = [
  ['192.168.8.0/24', 'HiLink'],
  ['192.168.31.0/24', 'Xiaomi'],
  ['192.168.42.0/24', 'Android USB'],
  ['192.168.43.0/24', 'Android Wi-Fi'],
  ['192.168.49.0/24', 'Wi-Fi Direct'],
  ['192.168.137.0/24', 'Windows ICS'],
  ['172.20.10.0/28', 'iPhone'],
].flatMap(([text = '', maker = '']) => {
  const prefix = parsePrefix(text)?.prefix;
  return prefix === undefined ? [] : [{ prefix, maker }];
});

const consumerNames =
  /\b(?:tp-?link|mercury|tenda|xiaomi|redmi|hilink|netgear|d-?link|asuswrt|openwrt|miwifi|iphone|ipad|android|honor|oppo|vivo|airport)\b/i;

/** ISO-20: a consumer router or a telephone shows itself by its maker, its net or its name. */
export const iso20: IsolationCheck = tableCheck({
  id: 'ISO-20',
  severity: 'S2',
  clauses: ['8.1.3.1 b)', '8.1.3.1 d)'],
  ...stationTables,
  uses: (kind) => [...stationTables.uses(kind), 'addresses', 'routes', 'peers'],
  look: (reading, scene) => [...byMaker(reading, scene), ...byNet(reading, scene), ...byName(reading, scene)],
});

/** Makers sell gear and telephones under one block: what is somebody's was looked at when it was declared. */
function byMaker(reading: IsolationReading, scene: Scene): readonly CheckFinding[] {
  const heard = [
    ...stationsHere(reading, scene).map(({ mac, port, source }) => ({ mac, port, source })),
    ...neighboursHere(reading).map(({ mac, ifIndex, source }) => ({ mac, port: portName(reading, ifIndex), source })),
  ];
  return heard.flatMap(({ mac, port, source }) => {
    const maker = makerOf(mac);
    if (!scene.declaration.forbiddenMakers.has(maker) || scene.stations.ownerOf(mac) !== undefined) return [];
    const text = message('isolation.ISO-20.maker', { mac, port, maker });
    return [foundAt(reading.deviceId, source, 'S2', text)];
  });
}

function byNet(reading: IsolationReading, { declaration }: Scene): readonly CheckFinding[] {
  const told = [
    ...neighboursHere(reading).map(({ address, source }) => ({ address, source })),
    ...reading.addresses.rows.map(({ address, source }) => ({ address, source })),
    ...reading.routes.rows.flatMap(({ prefix, nextHop, source }) =>
      [prefix.split('/')[0], nextHop].flatMap((address) => (address === undefined ? [] : [{ address, source }])),
    ),
  ];
  return told.flatMap(({ address, source }) => {
    const net = consumerNetOf(address);
    if (net === undefined || insideOf(declaration).sideOf(address) === 'inner') return [];
    const text: Message = message('isolation.ISO-20.net', { address, net: net.prefix.text, maker: net.maker });
    return [foundAt(reading.deviceId, source, 'S2', text)];
  });
}

function consumerNetOf(address: string): (typeof consumerNets)[number] | undefined {
  // Full routing tables are long, and most of what is in them can be told apart by its first letters.
  if (!/^1(?:92\.168|72\.20)\./.test(address)) return undefined;
  const parsed = parseAddress(address);
  return parsed === undefined ? undefined : consumerNets.find(({ prefix }) => contains(prefix, parsed));
}

function byName(reading: IsolationReading, { city }: Scene): readonly CheckFinding[] {
  return reading.peers.rows.flatMap(({ port, sysName, sysDescription, source }) => {
    const match = consumerNames.exec(`${sysName} ${sysDescription}`);
    if (match === null || city.devices.has(sysName)) return [];
    const text = message('isolation.ISO-20.name', { port, name: sysName || sysDescription, maker: match[0] });
    return [foundAt(reading.deviceId, source, 'S2', text)];
  });
}
