/** Which violation is done where: every kind at a point with one fibre, at one with two, and in a data centre. */
import type { City } from '../../inventory/index.ts';

/** What a violation is put on: a socket with somebody in it, a free one, the gear that leads out, a switch, a foot. */
type Site = 'socket' | 'free' | 'gear' | 'switch' | 'foot' | 'border';

interface Kind {
  readonly verb: string;
  readonly site: Site;
  readonly word?: string;
  readonly check: string;
  /** Checks that see the same thing from their own side. */
  readonly also?: readonly string[];
  /** Not at points, or not in data centres, as no device there can do it. */
  readonly not?: 'point' | 'centre';
  /** Makes other checks of its place unknown, so that it needs a place of its own. */
  readonly alone?: true;
  /** Told by the maker's own tables, which are read beside the others. */
  readonly ownPace?: true;
}

const outerMac = '02:f5:ff:00:00:01';

export const kinds: readonly Kind[] = [
  { verb: 'foreign-mac', site: 'socket', check: 'ISO-01', also: ['ISO-03'] },
  { verb: 'outer-terminal', site: 'socket', word: outerMac, check: 'ISO-02', also: ['ISO-03'] },
  { verb: 'hub', site: 'socket', check: 'ISO-03', also: ['ISO-01'] },
  { verb: 'foreign-neighbour', site: 'socket', check: 'ISO-04' },
  { verb: 'radio', site: 'gear', check: 'ISO-05' },
  { verb: 'radio', site: 'switch', word: 'wlan', check: 'ISO-05' },
  { verb: 'sim', site: 'gear', check: 'ISO-06' },
  { verb: 'leak-route', site: 'gear', check: 'ISO-07' },
  { verb: 'leak-route', site: 'switch', word: 'outside', check: 'ISO-07' },
  { verb: 'public-neighbour', site: 'gear', check: 'ISO-08' },
  { verb: 'public-address', site: 'gear', check: 'ISO-08', also: ['ISO-12'] },
  { verb: 'outside-session', site: 'foot', check: 'ISO-08', not: 'point' },
  { verb: 'nat', site: 'gear', check: 'ISO-09', not: 'centre' },
  { verb: 'tunnel', site: 'gear', check: 'ISO-10' },
  { verb: 'adjacency', site: 'switch', check: 'ISO-11' },
  { verb: 'forwarding', site: 'foot', check: 'ISO-12', not: 'point' },
  { verb: 'second-subnet', site: 'foot', check: 'ISO-12', also: ['ISO-07', 'ISO-08'] },
  { verb: 'ipv6', site: 'gear', check: 'ISO-13', also: ['ISO-08', 'ISO-12'] },
  { verb: 'outside-ntp', site: 'gear', check: 'ISO-14' },
  { verb: 'open-port', site: 'socket', check: 'ISO-16', not: 'centre' },
  { verb: 'unused-port-up', site: 'free', check: 'ISO-17', not: 'centre' },
  { verb: 'swap-terminal', site: 'socket', check: 'ISO-18', also: ['ISO-01'], not: 'centre' },
  { verb: 'arp-conflict', site: 'gear', check: 'ISO-19' },
  { verb: 'consumer-router', site: 'socket', check: 'ISO-20', also: ['ISO-01', 'ISO-03'] },
  { verb: 'refuse-table', site: 'gear', word: 'ipNetToMediaTable', check: 'ISO-21', alone: true },
  { verb: 'truncate-table', site: 'switch', word: 'ifTable', check: 'ISO-21', alone: true },
  { verb: 'boundary', site: 'border', word: '172.31.99.0/24', check: 'ISO-55', also: ['ISO-07'] },
  { verb: 'signatures-old', site: 'gear', check: 'ISO-56', not: 'centre', ownPace: true },
  { verb: 'licence-expired', site: 'gear', check: 'ISO-56', not: 'centre', ownPace: true },
];

/** One violation at one place. */
export interface Trial {
  readonly kind: Kind;
  readonly placeId: string;
  readonly deviceId: string;
  readonly command: string;
}

export interface Plan {
  readonly trials: readonly Trial[];
  /** For fangzhou.yaml: what the trials need to be declared. */
  readonly declared: string;
}

/** Gives each kind a point of its own, and shares out the few points with two fibres and the data centres. */
export function planTrials(city: City): Plan {
  const fibres = (pointId: string) => [...city.links.values()].filter((link) => link.pointId === pointId).length;
  const points = [...city.points.keys()];
  const single = points.filter((id) => fibres(id) === 1);
  const double = points.filter((id) => fibres(id) > 1);
  const centres = [...city.districts.keys()].map((id) => `${id}-dc`);
  const atPoints = kinds.filter(({ not }) => not !== 'point');
  const atCentres = kinds.filter(({ not }) => not !== 'centre');
  const trials = [
    ...atPoints.map((kind, index) => trialAt(kind, single[index] ?? '')),
    ...shared(atPoints, double),
    ...shared(atCentres, centres),
  ];
  return { trials, declared: declarationFor(trials) };
}

/** Kinds that need a place of their own get one, the others take turns on those that are left. */
function shared(all: readonly Kind[], places: readonly string[]): readonly Trial[] {
  const alone = all.filter((kind) => kind.alone === true);
  const rest = places.slice(alone.length);
  return [
    ...alone.map((kind, index) => trialAt(kind, places[index] ?? '')),
    ...all.filter((kind) => kind.alone !== true).map((kind, index) => trialAt(kind, rest[index % rest.length] ?? '')),
  ];
}

function trialAt(kind: Kind, placeId: string): Trial {
  if (placeId === '') throw new Error(`no place is left for ${kind.verb}`);
  const target = placeId.endsWith('-dc') ? inCentre(kind.site, placeId.slice(0, -3)) : atPoint(kind.site, placeId);
  const command = [kind.verb, target, ...(kind.word === undefined ? [] : [kind.word])].join(' ');
  return { kind, placeId, deviceId: target.split('/')[0] ?? target, command };
}

function atPoint(site: Site, point: string): string {
  const sites: Readonly<Record<Site, string>> = {
    socket: `${point}-sw/ge-0-3`,
    free: `${point}-sw/ge-0-24`,
    gear: `${point}-utm`,
    switch: `${point}-sw`,
    foot: `${point}-sw`,
    border: `${point}-utm/dmz`,
  };
  return sites[site];
}

function inCentre(site: Site, district: string): string {
  const sites: Readonly<Record<Site, string>> = {
    socket: `${district}-agg-1/srv-1`,
    free: '',
    gear: `${district}-app-a`,
    switch: `${district}-agg-1`,
    foot: `${district}-app-b`,
    border: `${district}-agg-1/srv-4`,
  };
  return sites[site];
}

function declarationFor(trials: readonly Trial[]): string {
  const ports = trials.filter(({ kind }) => kind.site === 'free');
  const borders = trials.filter(({ kind }) => kind.site === 'border');
  const split = ({ command }: Trial) => (command.split(' ')[1] ?? '').split('/');
  return [
    'isolation:',
    '  ports:',
    ...ports.map((trial) => `    - { device: ${split(trial)[0]}, interface: ${split(trial)[1]}, role: unused }`),
    '  boundaries:',
    ...borders.map((trial, index) => {
      const [device, port] = split(trial);
      return `    - { id: border-${index}, device: ${device}, interface: ${port}, prefixes: [10.0.0.0/8], reason: 受控边界 }`;
    }),
    '',
  ].join('\n');
}
