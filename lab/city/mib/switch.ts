import { integer, octets, type Row } from '../../agent/index.ts';
import type { Port } from '../plan/model.ts';
import type { Live, LiveDevice } from '../simulation.ts';
import { between } from '../traffic/random.ts';
import { swinging } from './host.ts';

const entity = '1.3.6.1.2.1.47.1.1.1.1';
const extent = '1.3.6.1.4.1.2011.5.25.31.1.1';
/** As an S5720 numbers its main board, and the ports behind it. */
const board = 67_108_873;
const firstPort = 67_371_009;
const classes = { module: 9, port: 10 } as const;
/** What a module shows in the dark: -40.00 dBm. */
const dark = -4_000;

/**
 * ENTITY-MIB and HUAWEI-ENTITY-EXTENT-MIB of a switch on VRP: the board's load and temperature, a fan, power, and the light
 * of the ports that hold a fibre.
 */
export function switchRows(device: LiveDevice, live: Live): Row[] {
  const { id } = device.planned.device;
  const cpu = swinging(live, `${id} cpu`, between(0.08, 0.3, live.seed, id, 'cpu'));
  const memory = between(0.2, 0.5, live.seed, id, 'memory');
  const warmth = between(34, 46, live.seed, id, 'temperature');
  const rows: Row[] = [
    ...entityRows(board, classes.module, 'MPU Board 0', 'Assembling Components'),
    { oid: `${extent}.1.1.5.${board}`, value: () => integer(Math.round(cpu() * 100)) },
    { oid: `${extent}.1.1.7.${board}`, value: integer(Math.round(memory * 100)) },
    { oid: `${extent}.1.1.11.${board}`, value: () => integer(Math.round(warmth + 8 * cpu())) },
    { oid: `${extent}.10.1.5.0.1`, value: () => integer(Math.round(25 + 40 * cpu())) },
    { oid: `${extent}.10.1.7.0.1`, value: integer(1) },
    { oid: `${extent}.18.1.6.0.1`, value: integer(1) },
  ];
  for (const [index, port] of device.ports.entries()) {
    if (holdsFibre(port, live)) rows.push(...opticalRows(firstPort + index * 64, port, warmth, live));
  }
  return rows;
}

function holdsFibre(port: Port, live: Live): boolean {
  const cable = port.cableId === undefined ? undefined : live.plan.cables.get(port.cableId);
  return cable !== undefined && (cable.kind === 'fibre' || cable.kind === 'trunk');
}

/** The longer the fibre, the less light arrives; none where the port sees no link. */
function opticalRows(index: number, port: Port, warmth: number, live: Live): Row[] {
  const sent = between(-700, -250, live.seed, port.deviceId, port.name, 'sent');
  const loss = between(250, 1_400, live.seed, port.cableId ?? '', 'loss');
  const flicker = swinging(live, `${port.deviceId} ${port.name} light`, 0.5);
  const received = () => (live.world().portUp(port) ? Math.round(sent - loss - 20 * flicker()) : dark);
  const column = (number: number) => `${extent}.3.1.${number}.${index}`;
  return [
    ...entityRows(index, classes.port, port.name, 'Port'),
    { oid: column(5), value: integer(Math.round(warmth)) },
    { oid: column(6), value: integer(3_300) },
    { oid: column(7), value: () => integer(Math.round(6_000 + 500 * flicker())) },
    { oid: column(8), value: () => integer(received()) },
    { oid: column(9), value: integer(Math.round(sent)) },
  ];
}

function entityRows(index: number, kind: number, name: string, descr: string): Row[] {
  return [
    { oid: `${entity}.2.${index}`, value: octets(descr) },
    { oid: `${entity}.5.${index}`, value: integer(kind) },
    { oid: `${entity}.7.${index}`, value: octets(name) },
  ];
}
