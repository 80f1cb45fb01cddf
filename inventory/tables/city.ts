import { join } from 'node:path';
import { bounds } from '../files/bounds.ts';
import { type Columns, readTable } from '../files/csv.ts';
import { emptyTable, type Table } from '../files/table.ts';
import { readText } from '../files/text.ts';
import type { Mistakes } from '../mistakes/mistakes.ts';
import type { City } from '../model.ts';
import type { AgentTarget } from '../settings.ts';
import { backupColumns, readBackups } from './backups.ts';
import { checkCompleteness } from './completeness.ts';
import type { CityHead } from './context.ts';
import { contractColumns, readContracts } from './contracts.ts';
import { deviceColumns, readDevices } from './devices.ts';
import { districtColumns, readDistricts } from './districts.ts';
import { Once } from './entries.ts';
import { hostPairColumns, readHostPairs } from './host-pairs.ts';
import { linkColumns, readLinks } from './links.ts';
import type { Networks } from './networks.ts';
import { officeColumns, readOffices } from './offices.ts';
import { pointColumns, readPoints } from './points.ts';
import { readServices, serviceColumns } from './services.ts';
import { readTargets, targetColumns } from './targets.ts';
import { readTerminals, terminalColumns } from './terminals.ts';

/** Reads every CSV file of a folder, each after those that it refers to. */
export async function readCity({
  folder,
  head,
  credentialNames,
  mistakes,
  networks,
}: {
  folder: string;
  head: CityHead;
  credentialNames: ReadonlySet<string> | undefined;
  mistakes: Mistakes;
  networks: Networks;
}): Promise<{ city: City; targets: ReadonlyMap<string, AgentTarget> }> {
  const open = (name: string, columns: Columns, mayMiss = false): Promise<Table> =>
    openTable({ file: join(folder, name), columns, mistakes, mayMiss });
  const common = { mistakes, city: head, networks, addresses: new Once(mistakes) };
  const districts = readDistricts({ ...common, table: await open('districts.csv', districtColumns) });
  const offices = readOffices({ ...common, districts, table: await open('offices.csv', officeColumns) });
  const points = readPoints({ ...common, districts, offices, table: await open('points.csv', pointColumns) });
  networks.checkOverlaps(mistakes);
  const deviceTable = await open('devices.csv', deviceColumns);
  const devices = readDevices({ ...common, districts, points, credentialNames, table: deviceTable });
  const before = mistakes.count;
  const links = readLinks({ ...common, districts, points, devices, table: await open('links.csv', linkColumns) });
  const circuits = mistakes.count > before ? undefined : new Set([...links.all()].map(({ value }) => value.circuit));
  checkCompleteness({ points, devices, links, mistakes });
  const pairs = readHostPairs({ ...common, districts, devices, table: await open('host-pairs.csv', hostPairColumns) });
  const services = readServices({ ...common, districts, pairs, table: await open('services.csv', serviceColumns) });
  const backups = readBackups({ ...common, districts, offices, table: await open('backups.csv', backupColumns) });
  const terminals = readTerminals({ ...common, points, devices, table: await open('terminals.csv', terminalColumns) });
  const contracts = readContracts({ ...common, circuits, table: await open('contracts.csv', contractColumns, true) });
  const targets = readTargets({ ...common, devices, table: await open('targets.csv', targetColumns, true) });
  const city: City = {
    id: head.id,
    nameZh: head.nameZh,
    nameEn: head.nameEn,
    prefixes: head.prefixes.map(({ text }) => text),
    districts: districts.values(),
    offices: offices.values(),
    points: points.values(),
    devices: devices.values(),
    links: links.values(),
    hostPairs: pairs.values(),
    services: services.values(),
    backups: backups.values(),
    terminals: terminals.values(),
    contracts: contracts.values(),
  };
  return { city, targets: targets.values() };
}

async function openTable({
  file,
  columns,
  mistakes,
  mayMiss,
}: {
  file: string;
  columns: Columns;
  mistakes: Mistakes;
  mayMiss: boolean;
}): Promise<Table> {
  const text = await readText({ file, maxBytes: bounds.csvBytes, mistakes, mayMiss });
  return text === undefined ? emptyTable(file, false) : readTable({ file, text, columns, mistakes });
}
