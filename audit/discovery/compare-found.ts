import type { FoundDevice } from '../../collector/index.ts';
import { contains, parseAddress, parsePrefix } from '../../core/index.ts';
import type { Device, Inventory } from '../../inventory/index.ts';

export interface FieldDifference {
  readonly field: 'address' | 'name' | 'serial' | 'mac' | 'sysObjectID';
  readonly declared: string;
  readonly observed: string;
}

/** `expected`: as declared; `other`: a declared device, or in the place of one, but not as declared; `undeclared`. */
export interface ComparedDevice extends FoundDevice {
  readonly status: 'expected' | 'other' | 'undeclared';
  readonly deviceId: string | undefined;
  readonly differences: readonly FieldDifference[];
}

type Declared = Pick<Inventory, 'city' | 'targets'>;

/** The address at which a declared device should answer. */
export function declaredAddress(device: Device, targets: Inventory['targets']): string {
  return targets.get(device.id)?.host ?? device.address;
}

/** A found device beside the declared ones: by its address, else by serial number, MAC or name. Pure. */
export function compareFound(found: FoundDevice, { city, targets }: Declared): ComparedDevice {
  const devices = [...city.devices.values()];
  const here = devices.filter((device) => {
    const target = targets.get(device.id);
    return declaredAddress(device, targets) === found.address && (target === undefined || target.port === found.port);
  });
  const device = here[0] ?? devices.find((each) => isSame(each, found));
  if (device === undefined) return { ...found, status: 'undeclared', deviceId: undefined, differences: [] };
  const differences = differencesOf(
    device,
    found,
    here.length === 0 ? declaredAddress(device, targets) : found.address,
  );
  const status = differences.length === 0 ? 'expected' : 'other';
  return { ...found, status, deviceId: device.id, differences };
}

function isSame(device: Device, { serials, baseMac, macs, sysName }: FoundDevice): boolean {
  if (device.serial !== undefined && serials.includes(device.serial)) return true;
  if (device.mac !== undefined && (device.mac === baseMac || macs.includes(device.mac))) return true;
  return isName(device.id, sysName);
}

/** A name as it is, or with the domain that many devices add. */
function isName(id: string, sysName: string): boolean {
  const [wanted, given] = [id.toLowerCase(), sysName.toLowerCase()];
  return given === wanted || given.split('.')[0] === wanted;
}

function differencesOf(
  { id, serial, mac, sysObjectID }: Device,
  found: FoundDevice,
  address: string,
): readonly FieldDifference[] {
  const { serials, baseMac, macs, sysName } = found;
  const all: readonly (FieldDifference & { readonly differs: boolean })[] = [
    { field: 'address', declared: address, observed: found.address, differs: address !== found.address },
    { field: 'name', declared: id, observed: sysName, differs: sysName !== '' && !isName(id, sysName) },
    {
      field: 'serial',
      declared: serial ?? '',
      observed: serials.join(' '),
      differs: serial !== undefined && serials.length > 0 && !serials.includes(serial),
    },
    {
      field: 'mac',
      declared: mac ?? '',
      observed: baseMac ?? macs[0] ?? '',
      differs:
        mac !== undefined && (baseMac !== undefined || macs.length > 0) && baseMac !== mac && !macs.includes(mac),
    },
    {
      field: 'sysObjectID',
      declared: sysObjectID ?? '',
      observed: found.sysObjectID,
      differs: sysObjectID !== undefined && found.sysObjectID !== '' && found.sysObjectID !== sysObjectID,
    },
  ];
  return all.filter(({ differs }) => differs).map(({ field, declared, observed }) => ({ field, declared, observed }));
}

/** Declared devices with an agent that should have answered within these prefixes, and did not. */
export function missingDevices(
  found: readonly { readonly address: string }[],
  prefixes: readonly string[],
  { city, targets }: Declared,
): readonly Device[] {
  const heard = new Set(found.map(({ address }) => address));
  const asked = prefixes.flatMap((text) => parsePrefix(text)?.prefix ?? []);
  return [...city.devices.values()].filter((device) => {
    const text = declaredAddress(device, targets);
    const address = parseAddress(text);
    const inside = address !== undefined && asked.some((prefix) => contains(prefix, address));
    return device.snmp !== 'none' && inside && !heard.has(text);
  });
}

/** Every prefix that the inventory declares: only inside of these may anybody be asked. */
export function declaredPrefixes({ city }: Declared): readonly string[] {
  const { prefixes, districts, points } = city;
  const inner = [...districts.values(), ...points.values()].flatMap((each) => each.prefixes);
  return [...new Set([...prefixes, ...inner])];
}
