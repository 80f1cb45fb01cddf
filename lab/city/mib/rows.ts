import type { Row } from '../../agent/index.ts';
import type { Live, LiveDevice } from '../simulation.ts';
import { addressRows } from './addresses.ts';
import { bridgeRows } from './bridge.ts';
import { entityRows } from './entity.ts';
import { hostRows } from './host.ts';
import { interfaceRows } from './interfaces.ts';
import { lldpRows } from './lldp.ts';
import { portAccessRows } from './port-access.ts';
import { processRows } from './processes.ts';
import { switchRows } from './switch.ts';
import { systemRows } from './system.ts';
import { tcpRows } from './tcp.ts';
import { utmRows } from './utm.ts';
import { deviationOf } from './violations/deviations.ts';
import { vrrpRows } from './vrrp.ts';

/** Every row that a device serves. Who is listed is fixed until the world changes; values are read at each request.
 * Of two rows with the same OID the last counts. */
export function rowsOf(device: LiveDevice, live: Live): Row[] {
  const { role } = device.planned;
  const isSwitch = role === 'access' || role === 'aggregation' || role === 'core';
  return [
    ...systemRows(device, live),
    ...interfaceRows(device, live),
    ...addressRows(device, live),
    ...entityRows(device, live),
    ...(isSwitch ? bridgeRows(device, live) : []),
    ...(isSwitch || role === 'utm' ? lldpRows(device, live) : []),
    ...(isSwitch ? switchRows(device, live) : []),
    ...(role === 'access' ? portAccessRows(device, live) : []),
    ...(role === 'utm' ? utmRows(device, live) : []),
    ...(role === 'host' ? [...hostRows(device, live), ...processRows(device, live), ...tcpRows(device, live)] : []),
    ...(role === 'host' ? vrrpRows(device, live) : []),
    ...deviationOf(device, live).rows,
  ];
}
