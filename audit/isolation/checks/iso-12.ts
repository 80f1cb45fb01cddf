import type { IsolationReading, SeenAddress } from '../../../collector/index.ts';
import { message, parseAddress, parsePrefix, reachOf } from '../../../core/index.ts';
import { worst } from '../evidence.ts';
import { insideOf } from '../inside.ts';
import type { CheckFinding, IsolationCheck, Scene } from '../model.ts';
import { isNetworkGear } from '../port-roles.ts';
import { foundAt, severityOutside } from './found.ts';
import { portName } from './heard.ts';
import { tableCheck } from './table-check.ts';

/** ISO-12: a device that is no router passes packets on, or stands with another foot in a network that is not declared. */
export const iso12: IsolationCheck = tableCheck({
  id: 'ISO-12',
  severity: 'S2',
  clauses: ['8.1.3.1 c)'],
  // An access switch that routes is a router that nobody declared as one: only switches with links may.
  about: ({ device }, scene) => !isNetworkGear(device) || isAccessSwitch(device.id, scene),
  needs: () => ['addresses'],
  look: (reading, scene) => {
    const { deviceId, forwarding } = reading;
    const feet = secondFeet(reading, scene);
    // Switches say that they forward even with one address of their own, by which they are managed and nothing passes.
    const passes = forwarding?.on === true && (!isAccessSwitch(deviceId, scene) || subnetsOf(reading).size > 1);
    if (forwarding === undefined || !passes) return feet;
    return [foundAt(deviceId, forwarding.source, worst(feet, 'S2'), message('isolation.ISO-12.forwards')), ...feet];
  },
  doubt: ({ forwarding }) => (forwarding === undefined ? message('isolation.ISO-12.no-forwarding') : undefined),
});

/** Networks that the device stands in by itself, on interfaces that are not down. */
function subnetsOf(reading: IsolationReading): ReadonlySet<string> {
  const nets = reading.addresses.rows.flatMap((row) => {
    const address = parseAddress(row.address);
    if (address === undefined || reachOf(address) === 'link' || isDown(reading, row)) return [];
    return netOf(row) ?? [];
  });
  return new Set(nets);
}

function netOf({ address, prefixBits }: SeenAddress): string | undefined {
  return parsePrefix(`${address}/${prefixBits ?? (address.includes(':') ? 128 : 32)}`)?.prefix.text;
}

function isAccessSwitch(deviceId: string, { city }: Scene): boolean {
  const device = city.devices.get(deviceId);
  return device?.kind === 'switch' && device.pointId !== undefined;
}

/** Addresses of the device outside every declared prefix, on interfaces that are not down. */
function secondFeet(reading: IsolationReading, { declaration }: Scene): readonly CheckFinding[] {
  return reading.addresses.rows.flatMap((row) => {
    if (severityOutside(insideOf(declaration).sideOf(row.address)) === undefined || isDown(reading, row)) return [];
    const port = row.ifIndex === undefined ? '-' : portName(reading, row.ifIndex);
    const text = message('isolation.ISO-12.second-subnet', { address: row.address, prefix: netOf(row) ?? '-', port });
    return [foundAt(reading.deviceId, row.source, 'S1', text)];
  });
}

function isDown({ interfaces }: IsolationReading, { ifIndex }: SeenAddress): boolean {
  const row = interfaces.rows.find((each) => each.ifIndex === ifIndex);
  return row !== undefined && row.operStatus !== 'up' && row.operStatus !== 'unknown';
}
