import { integer, ipAddress, octets } from '../../lab/agent/index.ts';
import { pick, type Random } from '../tamper/mutate.ts';
import { withInterface, withRoute } from './inject.ts';
import type { Recorded, Rows } from './recordings.ts';

/** Something new that offends nobody; no check may fail for it. Undefined where the recording has no place for it. */
export type Harmless = (recorded: Recorded, random: Random) => Rows | undefined;

const tree = '1.3.6.1.2.1';

const port =
  (name: string, type: number, status: { readonly admin: number; readonly oper: number }): Harmless =>
  (recorded) => {
    const { rows, index } = withInterface(recorded, { name, type });
    return rows
      .set(`${tree}.2.2.1.7.${index}`, integer(status.admin))
      .set(`${tree}.2.2.1.8.${index}`, integer(status.oper));
  };

/** Somebody new in a network that is declared already, as an address with one octet changed. */
const neighbour: Harmless = ({ rows, reading, wish }, random) => {
  const known = reading.neighbours.rows.filter(({ address }) => !address.includes(':'));
  if (known.length === 0 || wish.prefixes.length === 0) return undefined;
  const { address, ifIndex } = pick(random, known);
  const other = address.replace(/\d+$/, String(1 + Math.floor(random() * 254)));
  const at = (column: number) => `${tree}.4.22.1.${column}.${ifIndex}.${other}`;
  return new Map(rows)
    .set(at(1), integer(ifIndex))
    .set(at(2), octets('\u0002\u0000\u0000\u0000\u0000\u0009'))
    .set(at(3), ipAddress(other))
    .set(at(4), integer(3));
};

const route: Harmless = (recorded, random) => {
  const [nextHop] = recorded.wish.routers.filter((address) => !address.includes(':'));
  const known = recorded.reading.addresses.rows.find(({ address }) => /^(?:10|172|192)\./.test(address));
  if (nextHop === undefined || known === undefined) return undefined;
  return withRoute(recorded, random, { destination: known.address, bits: 32, nextHop }).rows;
};

/** Every harmless change. */
export const harmless: Readonly<Record<string, Harmless>> = {
  'Ethernet port': port('GigabitEthernet9/0/9', 6, { admin: 1, oper: 1 }),
  'tunnel that is down': port('gre9', 131, { admin: 1, oper: 2 }),
  'modem switched off': port('Cellular9/0/0', 243, { admin: 2, oper: 2 }),
  'inner neighbour': neighbour,
  'inner route': route,
};
