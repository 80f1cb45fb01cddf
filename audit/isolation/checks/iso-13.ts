import type { IsolationReading } from '../../../collector/index.ts';
import { message } from '../../../core/index.ts';
import { judgeDevice, portOf } from '../evidence.ts';
import { insideOf } from '../inside.ts';
import type { CheckFinding, Declaration, IsolationCheck } from '../model.ts';

/** Tables that can hold IPv6; a device with none of them tells nothing of it. */
const tablesOfBoth: ReadonlySet<string> = new Set([
  'ipAddressTable',
  'ipNetToPhysicalTable',
  'ipv6NetToMediaTable',
  'inetCidrRouteTable',
]);
/** IANAifType sixToFour. */
const sixToFour = 215;
const transitionNames = /\b(?:6to4|teredo|isatap|miredo|stf\d)/i;

/** IPv6 that nobody planned: global addresses, routers heard of, and tunnels that carry it over IPv4. */
export const iso13: IsolationCheck = {
  id: 'ISO-13',
  severity: 'S2',
  clauses: ['8.1.3.1 a)'],
  evidence: 'tables',
  needed: false,
  judge: (scene) =>
    scene.devices.map((seen) =>
      judgeDevice(iso13, scene, seen, {
        needed: ['addresses'],
        beside: ['neighbours', 'routes', 'interfaces'],
        offered: ({ addresses, neighbours, routes }) =>
          [addresses, neighbours, routes].some(({ walks }) =>
            walks.some(({ table, outcome }) => outcome === 'read' && tablesOfBoth.has(table)),
          ),
        find: (reading) => findings(reading, seen.device.id, scene.declaration),
      }),
    ),
};

function findings(reading: IsolationReading, deviceId: string, declaration: Declaration): readonly CheckFinding[] {
  const inside = insideOf(declaration);
  const isForeign = (address: string): boolean => {
    const side = address.includes(':') ? inside.sideOf(address) : 'inner';
    return side === 'global' || side === 'outside';
  };
  const told = new Set<string>();
  return [
    ...reading.addresses.rows
      .filter(({ address }) => isForeign(address))
      .map(({ address, ifIndex, source }): CheckFinding => {
        const text = message('isolation.ipv6.address', { address, port: portOf(reading, ifIndex) });
        return { ...source, severity: 'S2', text };
      }),
    ...reading.neighbours.rows
      .filter(({ address, ifIndex, kind }) => {
        const key = `${ifIndex} ${address}`;
        const fresh = kind !== 'invalid' && isForeign(address) && !told.has(key);
        if (fresh) told.add(key);
        return fresh;
      })
      .map(({ address, ifIndex, source }): CheckFinding => {
        const text = message('isolation.ipv6.neighbour', { address, port: portOf(reading, ifIndex) });
        return { ...source, severity: 'S2', text };
      }),
    ...reading.routes.rows
      .filter(({ prefix, kind }) => prefix === '::/0' && kind !== 'reject' && kind !== 'blackhole')
      .filter(({ nextHop }) => nextHop !== undefined && !declaration.routers.has(nextHop.split('%')[0] ?? ''))
      .map(({ nextHop = '', ifIndex, source }): CheckFinding => {
        const text = message('isolation.ipv6.router', { nextHop, port: portOf(reading, ifIndex) });
        return { ...source, severity: 'S1', text };
      }),
    ...reading.interfaces.rows
      .filter(({ operStatus, ifType, name, description }) => {
        const carries = ifType === sixToFour || transitionNames.test(name) || transitionNames.test(description);
        return operStatus === 'up' && carries;
      })
      .filter(({ name }) => !declaration.allowedMedia.has(`${deviceId}/${name}`))
      .map(({ name: port, source }): CheckFinding => {
        return { ...source, severity: 'S2', text: message('isolation.ipv6.transition', { port }) };
      }),
  ];
}
