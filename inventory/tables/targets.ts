import { parseAddress } from '../../core/index.ts';
import type { Columns } from '../files/csv.ts';
import type { Device } from '../model.ts';
import type { AgentTarget } from '../settings.ts';
import type { Reading } from './context.ts';
import { type Entries, Once, readEntries } from './entries.ts';

export const targetColumns: Columns = { required: ['device', 'target'], optional: [] };

/** UDP port of an SNMP agent where none is given (RFC 3417). */
const snmpPort = 161;

/** `udp:127.0.0.1:20001`, `udp:[::1]:161`, without `:port` 161; undefined for anything else, names included. */
export function parseAgentTarget(text: string): AgentTarget | undefined {
  const match = /^udp:(?:\[([0-9a-f:.]+)\]|([\d.]+))(?::([1-9]\d{0,4}))?$/i.exec(text);
  const address = parseAddress(match?.[1] ?? match?.[2] ?? '');
  const port = Number(match?.[3] ?? snmpPort);
  return address === undefined || port > 65_535 ? undefined : { host: address.text, port };
}

/** Reads targets.csv, which a city needs only where agents answer elsewhere than at their device's address. */
export function readTargets({
  table,
  mistakes,
  devices,
}: Pick<Reading, 'table' | 'mistakes'> & { devices: Entries<Device> }): Entries<AgentTarget> {
  const targets = new Once(mistakes);
  return readEntries({
    table,
    mistakes,
    idColumn: 'device',
    make: (cells, id) => {
      if (id !== '') cells.reference('device', devices, 'device');
      const text = cells.text('target');
      const target = text === undefined ? undefined : parseAgentTarget(text);
      if (text !== undefined && target === undefined) cells.wrong('target', 'bad-target', { value: text });
      if (target !== undefined) {
        const key = `${target.host} ${target.port}`;
        targets.use(key, cells.row, 'target', 'duplicate-target', `${target.host}:${target.port}`);
      }
      return target ?? { host: '', port: snmpPort };
    },
  });
}
