import { gauge32, integer, octets, type Row } from '../../agent/index.ts';
import type { Live, LiveDevice } from '../simulation.ts';
import { between } from '../traffic/random.ts';
import { swinging } from './host.ts';

const fortigate = '1.3.6.1.4.1.12356.101';
const dayMs = 86_400_000;
const diskMegabytes = 120_000;
const contractDays = 730;
const renewedDaysBefore = 90;
const contracts = ['FortiCare Support', 'IPS Signatures', 'AntiVirus'] as const;

const contractEntry = `${fortigate}.4.6.3.1.2.1`;
/** Instances that tell the date of the virus and IPS signatures, and the end of each contract. */
export const signatureOids: readonly string[] = [`${fortigate}.4.2.1.0`, `${fortigate}.4.2.2.0`];
export const contractEndOids: readonly string[] = contracts.map((_, index) => `${contractEntry}.2.${index + 1}`);

/** FORTINET-FORTIGATE-MIB as a FortiGate serves it: load, sessions, signatures, contracts, a unit that stands alone. */
export function utmRows(device: LiveDevice, live: Live): Row[] {
  const { id } = device.planned.device;
  const cpu = swinging(live, `${id} cpu`, between(0.06, 0.3, live.seed, id, 'cpu'));
  const memory = swinging(live, `${id} memory`, between(0.35, 0.55, live.seed, id, 'memory'));
  const terminals = between(40, 160, live.seed, id, 'sessions');
  const disk = between(0.1, 0.6, live.seed, id, 'disk');
  const system = `${fortigate}.4.1`;
  // Signatures come each night, a day or two late at points with a poor line.
  const delayDays = Math.floor(between(0, 3, live.seed, id, 'signatures'));
  const signature = () => signatureText(Math.floor(live.now() / dayMs) * dayMs - delayDays * dayMs);
  const rows: Row[] = [
    { oid: `${system}.1.0`, value: octets('v7.0.14,build0601,240206') },
    { oid: `${system}.3.0`, value: () => gauge32(Math.round(cpu() * 100)) },
    { oid: `${system}.4.0`, value: () => gauge32(Math.round(memory() * 100)) },
    { oid: `${system}.5.0`, value: gauge32(1_937_184) },
    { oid: `${system}.6.0`, value: gauge32(Math.floor(diskMegabytes * disk)) },
    { oid: `${system}.7.0`, value: gauge32(diskMegabytes) },
    { oid: `${system}.8.0`, value: () => gauge32(Math.floor(terminals * (1 + 30 * cpu()))) },
    { oid: `${system}.11.0`, value: () => gauge32(Math.floor(1 + 40 * cpu())) },
    ...signatureOids.map((oid) => ({ oid, value: () => octets(signature()) })),
    { oid: `${fortigate}.13.1.1.0`, value: integer(1) },
  ];
  for (const [index, contract] of contracts.entries()) {
    const day = Math.floor(between(0, contractDays, live.seed, id, 'contract', contract));
    rows.push({ oid: `${contractEntry}.1.${index + 1}`, value: octets(contract) });
    rows.push({
      oid: `${contractEntry}.2.${index + 1}`,
      value: () => octets(contractEndText(contractEnd(live.now(), day))),
    });
  }
  return rows;
}

/** Contracts run for two years and are renewed a quarter before they end, each on a day of its own. */
function contractEnd(at: number, day: number): number {
  const periods = Math.ceil((at / dayMs + renewedDaysBefore - day) / contractDays);
  return (day + periods * contractDays) * dayMs;
}

/** `1.00000(2026-03-01 02:00)`. */
export function signatureText(at: number): string {
  return `1.00000(${new Date(at).toISOString().slice(0, 16).replace('T', ' ')})`;
}

/** `Sun Mar  1 02:00:00 2026`. */
export function contractEndText(at: number): string {
  const [weekday = '', day = '', month = '', year = '', clock = ''] = new Date(at).toUTCString().split(/,? /);
  return `${weekday} ${month} ${day.replace(/^0/, ' ')} ${clock} ${year}`;
}
