import type { IsolationReading, RowSource } from '../../../collector/index.ts';
import { type Message, message } from '../../../core/index.ts';
import { isBehindBoundary } from '../boundary.ts';
import { judgeDevice, portOf } from '../evidence.ts';
import { insideOf } from '../inside.ts';
import type { CheckFinding, Declaration, IsolationCheck } from '../model.ts';

/** States in which both sides still talk; what is only asked for, or long over, is none. */
const live: ReadonlySet<string> = new Set(['established', 'finWait1', 'finWait2', 'closeWait', 'lastAck', 'closing']);

/** An address from outside: the device's own, a neighbour's, or the far end of a connection. */
export const iso08: IsolationCheck = {
  id: 'ISO-08',
  severity: 'S1',
  clauses: ['8.1.3.1 a)', '8.1.3.1 c)'],
  evidence: 'tables',
  needed: true,
  judge: (scene) =>
    scene.devices.map((seen) =>
      judgeDevice(iso08, scene, seen, {
        needed: ['neighbours', 'addresses'],
        beside: ['connections'],
        find: (reading) => findings(reading, seen.device.id, scene.declaration),
      }),
    ),
};

function findings(reading: IsolationReading, deviceId: string, declaration: Declaration): readonly CheckFinding[] {
  const inside = insideOf(declaration);
  const outside = (address: string, port: string, source: RowSource, text: Message): readonly CheckFinding[] => {
    const side = inside.sideOf(address);
    if (side === 'inner' || side === 'link' || isBehindBoundary(declaration, { deviceId, port, what: address }))
      return [];
    return [{ ...source, severity: side === 'global' ? 'S1' : 'S2', text }];
  };
  // Old and new tables may disagree about a MAC; the address is one offence all the same.
  const told = new Set<string>();
  const neighbours = reading.neighbours.rows.filter(({ ifIndex, address, kind }) => {
    const key = `${ifIndex} ${address}`;
    const fresh = kind !== 'invalid' && !told.has(key);
    if (fresh) told.add(key);
    return fresh;
  });
  return [
    ...reading.addresses.rows.flatMap(({ address, ifIndex, source }) => {
      const port = portOf(reading, ifIndex);
      return outside(address, port, source, message('isolation.address.own', { address, port }));
    }),
    ...neighbours.flatMap(({ address, mac, ifIndex, source }) => {
      const port = portOf(reading, ifIndex);
      return outside(address, port, source, message('isolation.address.neighbour', { address, mac, port }));
    }),
    ...reading.connections.rows.flatMap(({ remoteAddress: address, remotePort, localPort, state, source }) =>
      live.has(state)
        ? outside(
            address,
            '',
            source,
            message('isolation.address.connection', { address, remotePort, localPort, state }),
          )
        : [],
    ),
  ];
}
