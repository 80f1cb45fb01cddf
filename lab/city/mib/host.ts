import { counter32, gauge32, integer, objectIdentifier, octets, type Row, timeTicks } from '../../agent/index.ts';
import type { Live, LiveDevice } from '../simulation.ts';
import { between } from '../traffic/random.ts';
import { upTimeHundredths } from './system.ts';

const hr = '1.3.6.1.2.1.25';
const ucd = '1.3.6.1.4.1.2021';
const processors = 4;
const memoryKilobytes = 32 * 1024 * 1024;
const swapKilobytes = 8 * 1024 * 1024;
const hourMs = 3_600_000;
/** hrStorageTypes and hrDeviceTypes (RFC 2790). */
const types = { ram: `${hr}.2.1.2`, virtual: `${hr}.2.1.3`, disk: `${hr}.2.1.4`, processor: `${hr}.3.1.3` } as const;

/** A share from 0 to 1 that swings round its mean with periods of minutes and hours; a function of time alone. */
export function swinging(live: Live, name: string, mean: number): () => number {
  const phase = between(0, 2 * Math.PI, live.seed, name, 'phase');
  return () => {
    const turns = (2 * Math.PI * live.now()) / hourMs;
    const swing =
      0.5 * Math.sin(turns / 24 + phase) + 0.3 * Math.sin(turns * 3 + 2 * phase) + 0.2 * Math.sin(turns * 17);
    return Math.min(1, Math.max(0.01, mean * (1 + 0.6 * swing)));
  };
}

/** HOST-RESOURCES-MIB (RFC 2790). */
function hostResourceRows(device: LiveDevice, live: Live, cpu: () => number, memory: () => number): Row[] {
  const { id } = device.planned.device;
  const rows: Row[] = [
    { oid: `${hr}.1.1.0`, value: () => timeTicks(upTimeHundredths(device, live)) },
    { oid: `${hr}.1.5.0`, value: () => gauge32(1 + Math.floor(cpu() * 4)) },
    { oid: `${hr}.1.6.0`, value: () => gauge32(180 + Math.floor(cpu() * 90)) },
    { oid: `${hr}.2.2.0`, value: integer(memoryKilobytes) },
  ];
  const disk = between(0.3, 0.75, live.seed, id, 'disk');
  const stores = [
    { index: 1, type: types.ram, name: 'Physical memory', unit: 1024, size: memoryKilobytes, used: memory },
    { index: 10, type: types.virtual, name: 'Swap space', unit: 1024, size: swapKilobytes, used: () => 0.02 },
    { index: 31, type: types.disk, name: '/', unit: 4096, size: 26_214_400, used: () => disk * 0.6 },
    { index: 36, type: types.disk, name: '/data', unit: 4096, size: 262_144_000, used: () => disk },
  ];
  for (const { index, type, name, unit, size, used } of stores) {
    const column = (number: number) => `${hr}.2.3.1.${number}.${index}`;
    rows.push({ oid: column(1), value: integer(index) });
    rows.push({ oid: column(2), value: objectIdentifier(type) });
    rows.push({ oid: column(3), value: octets(name) });
    rows.push({ oid: column(4), value: integer(unit) });
    rows.push({ oid: column(5), value: integer(size) });
    rows.push({ oid: column(6), value: () => integer(Math.floor(size * used())) });
  }
  for (let number = 0; number < processors; number += 1) {
    const index = 196_608 + number;
    const load = swinging(live, `${id} cpu ${number}`, 1);
    rows.push({ oid: `${hr}.3.2.1.1.${index}`, value: integer(index) });
    rows.push({ oid: `${hr}.3.2.1.2.${index}`, value: objectIdentifier(types.processor) });
    rows.push({ oid: `${hr}.3.2.1.3.${index}`, value: octets('Hygon C86 7265 24-core Processor') });
    rows.push({ oid: `${hr}.3.2.1.5.${index}`, value: integer(2) });
    rows.push({ oid: `${hr}.3.3.1.1.${index}`, value: objectIdentifier('0.0') });
    rows.push({ oid: `${hr}.3.3.1.2.${index}`, value: () => integer(Math.round(Math.min(1, cpu() * load()) * 100)) });
  }
  return rows;
}

/** UCD-SNMP-MIB: memory, load averages and CPU, as Net-SNMP's agent serves them. */
function ucdRows(device: LiveDevice, live: Live, cpu: () => number, memory: () => number): Row[] {
  const free = () => integer(Math.floor(memoryKilobytes * (1 - memory()) * 0.4));
  const rows: Row[] = [
    { oid: `${ucd}.4.3.0`, value: integer(swapKilobytes) },
    { oid: `${ucd}.4.4.0`, value: integer(Math.floor(swapKilobytes * 0.98)) },
    { oid: `${ucd}.4.5.0`, value: integer(memoryKilobytes) },
    { oid: `${ucd}.4.6.0`, value: free },
    { oid: `${ucd}.4.11.0`, value: () => integer(Math.floor(memoryKilobytes * (1 - memory()))) },
    { oid: `${ucd}.4.14.0`, value: integer(420_000) },
    { oid: `${ucd}.4.15.0`, value: () => integer(Math.floor(memoryKilobytes * (1 - memory()) * 0.6)) },
    { oid: `${ucd}.11.9.0`, value: () => integer(Math.round(cpu() * 70)) },
    { oid: `${ucd}.11.10.0`, value: () => integer(Math.round(cpu() * 30)) },
    { oid: `${ucd}.11.11.0`, value: () => integer(100 - Math.round(cpu() * 70) - Math.round(cpu() * 30)) },
    { oid: `${ucd}.11.53.0`, value: () => counter32(upTimeHundredths(device, live) * processors) },
  ];
  for (const [index, name] of ['Load-1', 'Load-5', 'Load-15'].entries()) {
    const column = (number: number) => `${ucd}.10.1.${number}.${index + 1}`;
    rows.push({ oid: column(1), value: integer(index + 1) });
    rows.push({ oid: column(2), value: octets(name) });
    rows.push({ oid: column(3), value: () => octets((cpu() * processors).toFixed(2)) });
    rows.push({ oid: column(5), value: () => integer(Math.round(cpu() * processors * 100)) });
  }
  return rows;
}

/** Load, storage and memory of a Linux host. */
export function hostRows(device: LiveDevice, live: Live): Row[] {
  const { id } = device.planned.device;
  const cpu = swinging(live, `${id} cpu`, between(0.08, 0.35, live.seed, id, 'cpu'));
  const memory = swinging(live, `${id} memory`, between(0.3, 0.6, live.seed, id, 'memory'));
  return [...hostResourceRows(device, live, cpu, memory), ...ucdRows(device, live, cpu, memory)];
}
