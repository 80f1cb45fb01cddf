import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import ipaddr from 'ipaddr.js';
import { expect, it } from 'vitest';
import { systemClock } from '../../../core/index.ts';
import { loadSnmprec, startAgent } from '../../../lab/agent/index.ts';
import { sharedFolder, suiteNeeding } from '../../../test/needs.ts';
import { agentTarget } from '../target.ts';
import { type OneShot, pollTarget } from './poll-target.ts';
import { plan, rowKeys } from './read-plan.ts';
import type { OneShotRow } from './table-spec.ts';

interface Expected {
  readonly sysObjectID: string;
  readonly interfaces: number;
  readonly interfacesUp: number;
  readonly hc: number;
  readonly arp: number;
  readonly publicNeighbours: number;
  readonly ownPublicAddresses: number;
  readonly fdb: number;
  readonly qfdb: number;
  readonly routes: number;
  readonly cidrRoutes: number;
  readonly defaultNextHops: readonly string[];
  readonly publicRoutes: number;
  readonly liveOutsideTcp: number;
  readonly forbiddenMedia: readonly object[];
  readonly lldpNeighbours: number;
  readonly ipForwarding: string | null;
}

const credential = { version: 'v2c', community: 'public' } as const;

/** Globally routable, as the auditors understand it. */
function isPublic(address: unknown): boolean {
  return typeof address === 'string' && ipaddr.isValid(address) && ipaddr.parse(address).range() === 'unicast';
}

/** IANAifType of what must not be in an office network, as far as the recordings have it. */
const forbiddenTypes = new Map([[131, 'tunnel']]);

/** The plainest reading of the document: lengths and single fields; `table` only where one list holds two tables. */
function summarise({ identity, interfaces, addresses, neighbours, bridge, routes, lldp, tcp }: OneShot) {
  const from = (rows: readonly OneShotRow[], table: string) => rows.filter((row) => row.table === table);
  const defaults = routes.filter(({ destination, prefixLength }) => destination === '0.0.0.0' && prefixLength === 0);
  return {
    sysObjectID: identity?.sysObjectID,
    interfaces: interfaces.length,
    interfacesUp: interfaces.filter(({ ifOperStatus }) => ifOperStatus === 'up').length,
    hc: interfaces.filter(({ ifHCInOctets }) => ifHCInOctets !== undefined).length,
    arp: neighbours.length,
    publicNeighbours: neighbours.filter(({ address }) => isPublic(address)).length,
    ownPublicAddresses: addresses.filter(({ address }) => isPublic(address)).length,
    fdb: from(bridge, 'dot1dTpFdbTable').length,
    qfdb: from(bridge, 'dot1qTpFdbTable').length,
    routes: from(routes, 'ipRouteTable').length,
    cidrRoutes: from(routes, 'ipCidrRouteTable').length,
    defaultNextHops: [...new Set(defaults.map(({ nextHop }) => nextHop))],
    publicRoutes: routes.filter(({ destination }) => isPublic(destination)).length,
    liveOutsideTcp: from(tcp, 'tcpConnTable').filter(
      ({ state, remoteAddress }) => state === 'established' && isPublic(remoteAddress),
    ).length,
    forbiddenMedia: interfaces.flatMap(({ ifIndex, ifType, ifOperStatus }) => {
      const name = forbiddenTypes.get(Number(ifType));
      return name === undefined ? [] : [{ ifIndex, ifType: name, up: ifOperStatus === 'up' }];
    }),
    lldpNeighbours: lldp.length,
    ipForwarding: identity?.ipForwarding?.toString() ?? null,
  };
}

/** `table index` of every row of which the recording holds a column that is asked for, sorted. */
async function recordedRows(file: string): Promise<readonly string[]> {
  const places = plan.flatMap(([, groups]) =>
    groups.flatMap((specs) =>
      specs.flatMap(({ entry, columns }) =>
        columns.map(([number]) => [`${entry}.${number}.`, specs[0].table] as const),
      ),
    ),
  );
  const rows = new Set<string>();
  for (const line of gunzipSync(await readFile(file))
    .toString('latin1')
    .split('\n')) {
    const name = line.slice(0, line.indexOf('|'));
    const place = places.find(([prefix]) => name.startsWith(prefix));
    if (place !== undefined) rows.add(`${place[1]} ${name.slice(place[0].length)}`);
  }
  return [...rows].sort();
}

function toldRows(said: OneShot): readonly string[] {
  const { ipv6 } = said;
  return rowKeys
    .map((key) => said[key])
    .concat([ipv6.addresses, ipv6.neighbours, ipv6.routes, said.repeatedRows, said.incompleteRows])
    .flat()
    .map(({ table, index }) => `${table} ${index}`)
    .sort();
}

/**
 * This device numbers its rows 1, 2, 3 where the MIB wants the address as index. expected.json took the digits of the
 * OID for an address; what the device says in the address columns is 192.168.1.250, 10.10.10.2 and one neighbour 10.10.10.1.
 */
const saidByTheColumns: Readonly<Record<string, object>> = {
  'venus-vsos-v0600r0705b20180507': { ownPublicAddresses: 0, publicNeighbours: 5 },
};

suiteNeeding(['shared/walks/expected.json'], 'a recorded device, replayed over UDP and polled once', () => {
  const folder = join(sharedFolder(), 'walks');
  const all = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<string, Expected>;

  it.each(Object.entries(all))(
    'tells of %s exactly what was recorded',
    async (name, expected) => {
      const file = join(folder, `${name}.snmprec.gz`);
      const { view } = await loadSnmprec(file);
      const agent = await startAgent({ view, credentials: [credential] });
      try {
        const said = await pollTarget({ target: agentTarget(agent), credential, clock: systemClock });
        expect(summarise(said)).toEqual({ ...expected, ...saidByTheColumns[name] });
        expect(toldRows(said)).toEqual(await recordedRows(file));
        expect(said.missing.filter(({ reason }) => reason !== 'not-offered' && reason !== 'bad-value')).toEqual([]);
        expect(said.outcome).toBe('answered');
        expect(JSON.parse(JSON.stringify(said))).toEqual(said);
      } finally {
        await agent.stop();
      }
    },
    60_000,
  );
});
