import { integer, type Row } from '../../agent/index.ts';
import { ifTypes } from '../plan/model.ts';
import type { Live, LiveDevice } from '../simulation.ts';

const pae = '1.0.8802.1.1.1.1';
/** dot1xAuthAuthControlledPortControl and ...PortStatus (IEEE8021-PAE-MIB). */
export const portControl = { auto: 2, forceAuthorized: 3 } as const;
const portStatus = { authorized: 1, unauthorized: 2 } as const;
const enabled = 1;

/** The instance that says how a port lets stations in. */
export function portControlOid(ifIndex: number): string {
  return `${pae}.2.1.1.6.${ifIndex}`;
}

/** IEEE8021-PAE-MIB of an access switch: every socket asks who plugs in, the uplink does not. */
export function portAccessRows(device: LiveDevice, live: Live): Row[] {
  const rows: Row[] = [{ oid: `${pae}.1.1.0`, value: integer(enabled) }];
  for (const [index, port] of device.ports.entries()) {
    const cable = live.plan.cables.get(port.cableId ?? '');
    if (port.type !== ifTypes.ethernet || cable?.kind === 'lan') continue;
    const ifIndex = index + 1;
    const status = () => integer(live.world().portUp(port) ? portStatus.authorized : portStatus.unauthorized);
    rows.push({ oid: `${pae}.2.1.1.5.${ifIndex}`, value: status });
    rows.push({ oid: portControlOid(ifIndex), value: integer(portControl.auto) });
  }
  return rows;
}
