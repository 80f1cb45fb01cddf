import {
  counter32,
  counter64,
  gauge32,
  integer,
  ipAddress,
  octets,
  type Row,
  timeTicks,
  type Value,
} from '../../agent/index.ts';
import type { LabMember } from '../pairs/lab-pairs.ts';
import { advertsHeard, otherOf } from '../pairs/vrrp-state.ts';
import type { Live, LiveDevice } from '../simulation.ts';
import { macOctets, macOfPort } from './neighbours.ts';

const keepalived = '1.3.6.1.4.1.9586.100.5';
/** VRRP-MIB; keepalived 2.2.7 lets its rows be walked and answers none that is asked for by name. */
export const rfc2787 = '1.3.6.1.2.1.68';
const rfc6527 = '1.3.6.1.2.1.207';
/** KEEPALIVED-MIB counts states from init 0, the others from initialize 1: 2 is master in one and backup in the others. */
const states = {
  keepalived: { backup: 1, master: 2, fault: 3 },
  rfc: { backup: 2, master: 3, fault: 1 },
} as const;
const truth = { yes: 1, no: 2 } as const;
const scriptResults = { bad: 2, good: 3 } as const;

/** What keepalived 2.2.7 tells by AgentX, instance, address and script by its layout; nothing while it does not run. */
export function vrrpRows(device: LiveDevice, live: Live): Row[] {
  const member = live.pairs.memberOf(device.planned.device.id);
  if (member === undefined || !own(member).runs) return [];
  return [
    ...keepalivedRows(device, member),
    ...rfc2787Rows(device, member, live),
    ...rfc6527Rows(device, member, live),
  ];
}

function own({ state, side }: LabMember) {
  return state.members[side];
}

function addressOctets(address: string): Buffer {
  return Buffer.from(address.split('.').map(Number));
}

function keepalivedRows(device: LiveDevice, member: LabMember): Row[] {
  const { state, holds } = own(member);
  const { pair, vrid, priority } = member;
  const rows: Row[] = [];
  const add = (column: string, value: Value) => rows.push({ oid: `${keepalived}.${column}`, value });
  const instance = (column: number, value: Value) => add(`2.3.1.${column}.1`, value);
  const set = holds ? truth.yes : truth.no;
  add('1.1.0', octets('Keepalived v2.2.7 (01/16,2022)'));
  add('1.2.0', octets(device.planned.device.id));
  instance(2, octets(`VI_${pair.role.toUpperCase()}`));
  instance(3, gauge32(vrid));
  instance(4, integer(states.keepalived[state]));
  instance(5, integer(states.keepalived.backup));
  instance(6, integer(states.keepalived[state]));
  instance(7, integer(priority));
  instance(8, integer(priority));
  instance(9, integer(set));
  instance(10, octets('eth0'));
  instance(12, gauge32(1));
  instance(13, integer(truth.no));
  instance(14, gauge32(0));
  instance(15, integer(0));
  instance(30, integer(2));
  add('2.6.1.2.1.1', integer(1));
  add('2.6.1.3.1.1', octets(addressOctets(pair.virtualAddress)));
  add('2.6.1.10.1.1', integer(set));
  add('2.9.1.2.1', octets('chk_service'));
  add('2.9.1.6.1', integer(scriptFails(member) ? scriptResults.bad : scriptResults.good));
  return rows;
}

/** A member without a carrier is in fault too, and its script is well. */
function scriptFails({ state, side, faults }: LabMember): boolean {
  return faults.has('no-master') || state.marked['standby-fault'] === side;
}

/** ifIndex of the port with the service. */
function ifIndexOf({ ports }: LiveDevice): number {
  return ports.findIndex(({ name }) => name === 'eth0') + 1;
}

function macOf(device: LiveDevice, live: Live): Value {
  const port = device.ports[ifIndexOf(device) - 1];
  return octets(port === undefined ? '' : macOctets(macOfPort(port, live)));
}

function rfc2787Rows(device: LiveDevice, member: LabMember, live: Live): Row[] {
  const { pair, vrid, priority, otherAddress } = member;
  const state = own(member);
  const index = `${ifIndexOf(device)}.${vrid}`;
  const rows: Row[] = [{ oid: `${rfc2787}.1.1.0`, value: integer(2) }];
  const add = (column: string, value: Row['value']) => rows.push({ oid: `${rfc2787}.${column}.${index}`, value });
  add('1.3.1.2', macOf(device, live));
  add('1.3.1.3', integer(states.rfc[state.state]));
  add('1.3.1.4', integer(1));
  add('1.3.1.5', integer(priority));
  add('1.3.1.6', integer(1));
  // It keeps whom it heard last, also while it is master itself.
  add('1.3.1.7', ipAddress(state.heard > 0 || state.hearsSince !== undefined ? otherAddress : '0.0.0.0'));
  add('1.3.1.8', ipAddress(device.planned.device.address));
  add('1.3.1.9', integer(1));
  add('1.3.1.11', integer(1));
  add('1.3.1.12', integer(truth.no));
  add('1.3.1.13', timeTicks(state.state === 'master' ? 1 : 0));
  rows.push({ oid: `${rfc2787}.1.4.1.2.${index}.${pair.virtualAddress}`, value: integer(1) });
  add('2.4.1.1', counter32(state.becomeMaster));
  add('2.4.1.2', () => counter32(heardNow(member, live)));
  return rows;
}

function heardNow({ pair, side }: LabMember, live: Live): number {
  const now = live.pairs.memberOf(side === 'a' ? pair.memberA : pair.memberB);
  return now === undefined ? 0 : advertsHeard(own(now), live.now());
}

function rfc6527Rows(device: LiveDevice, member: LabMember, live: Live): Row[] {
  const { pair, vrid, priority, otherAddress } = member;
  const state = own(member);
  const index = `${ifIndexOf(device)}.${vrid}.1`;
  const rows: Row[] = [];
  const add = (column: string, value: Row['value']) => rows.push({ oid: `${rfc6527}.${column}.${index}`, value });
  const { address } = device.planned.device;
  const master =
    state.state === 'master' ? address : member.state.members[otherOf(member.side)].holds ? otherAddress : '0.0.0.0';
  add('1.1.1.1.3', octets(addressOctets(master)));
  add('1.1.1.1.4', octets(addressOctets(address)));
  add('1.1.1.1.5', macOf(device, live));
  add('1.1.1.1.6', integer(states.rfc[state.state]));
  add('1.1.1.1.7', gauge32(priority));
  add('1.1.1.1.8', integer(1));
  add('1.1.1.1.9', integer(100));
  add('1.1.1.1.10', integer(truth.no));
  add('1.1.1.1.11', integer(truth.yes));
  add('1.1.1.1.13', integer(1));
  // Without the length of the address, as that version writes the index.
  rows.push({ oid: `${rfc6527}.1.1.2.1.2.${index}.${pair.virtualAddress}`, value: integer(1) });
  add('1.2.5.1.1', counter32(state.becomeMaster));
  add('1.2.5.1.2', integer(state.reason));
  add('1.2.5.1.3', () => counter64(heardNow(member, live)));
  return rows;
}
