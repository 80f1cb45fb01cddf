import { FakeSession } from '../snmp/session.fake.ts';
import type { SnmpValue } from '../snmp/varbind.ts';

export const integer = (value: number): SnmpValue => ({ type: 'integer', value });
export const gauge = (value: number): SnmpValue => ({ type: 'gauge32', value });
export const octets = (bytes: string | Buffer): SnmpValue => ({ type: 'octets', value: Buffer.from(bytes) });
export const counter = (value: number): SnmpValue => ({ type: 'counter32', value });

export const keepalived = '1.3.6.1.4.1.9586.100.5';
export const rfc2787 = '1.3.6.1.2.1.68';
export const rfc6527 = '1.3.6.1.2.1.207';

/** An agent that answers, and has nothing of VRRP. */
export function bareHost(): FakeSession {
  return new FakeSession({ '1.3.6.1.2.1.1.3.0': { type: 'timeTicks', value: 100 } });
}

/** Rows of KEEPALIVED-MIB for one instance. */
export function addKeepalived(
  session: FakeSession,
  {
    instance = 1,
    vrid = 51,
    state = 2,
    vips = 1,
    address = 'c0000264',
  }: Partial<Record<'instance' | 'vrid' | 'state' | 'vips', number>> & { address?: string },
  interfaceName = 'eth0',
): void {
  session.set(`${keepalived}.1.1.0`, octets('Keepalived v2.2.7'));
  const columns: readonly (readonly [number, SnmpValue])[] = [
    [2, octets(`VI_${vrid}`)],
    [3, gauge(vrid)],
    [4, integer(state)],
    [7, integer(100)],
    [8, integer(100)],
    [9, integer(vips)],
    [10, octets(interfaceName)],
    [12, gauge(1)],
    [13, integer(2)],
    [30, integer(2)],
  ];
  for (const [column, value] of columns) session.set(`${keepalived}.2.3.1.${column}.${instance}`, value);
  session.set(`${keepalived}.2.6.1.3.${instance}.1`, octets(Buffer.from(address, 'hex')));
  session.set(`${keepalived}.2.6.1.10.${instance}.1`, integer(vips));
}

/** Rows of RFC 2787 for one instance. */
export function addRfc2787(session: FakeSession, { ifIndex = 2, vrid = 51, state = 3, becomeMaster = 4 }): void {
  session.set(`${rfc2787}.1.3.1.3.${ifIndex}.${vrid}`, integer(state));
  session.set(`${rfc2787}.1.3.1.5.${ifIndex}.${vrid}`, integer(100));
  session.set(`${rfc2787}.1.3.1.11.${ifIndex}.${vrid}`, integer(1));
  session.set(`${rfc2787}.1.3.1.12.${ifIndex}.${vrid}`, integer(1));
  session.set(`${rfc2787}.1.4.1.2.${ifIndex}.${vrid}.192.0.2.100`, integer(1));
  session.set(`${rfc2787}.2.4.1.1.${ifIndex}.${vrid}`, counter(becomeMaster));
  session.set(`${rfc2787}.2.4.1.2.${ifIndex}.${vrid}`, counter(9));
}

/** Rows of RFC 6527 for one instance; `address`: what follows its index in the table of addresses. */
export function addRfc6527(
  session: FakeSession,
  { ifIndex = 2, vrid = 51, family = 1, state = 3, reason = 3, address = '192.0.2.100' },
): void {
  const index = `${ifIndex}.${vrid}.${family}`;
  session.set(`${rfc6527}.1.1.1.1.6.${index}`, integer(state));
  session.set(`${rfc6527}.1.1.1.1.7.${index}`, gauge(100));
  session.set(`${rfc6527}.1.1.1.1.9.${index}`, integer(20));
  session.set(`${rfc6527}.1.1.1.1.10.${index}`, integer(1));
  session.set(`${rfc6527}.1.1.2.1.2.${index}.${address}`, integer(1));
  session.set(`${rfc6527}.1.2.5.1.1.${index}`, counter(7));
  session.set(`${rfc6527}.1.2.5.1.2.${index}`, integer(reason));
  session.set(`${rfc6527}.1.2.5.1.3.${index}`, { type: 'counter64', value: 11n });
}
