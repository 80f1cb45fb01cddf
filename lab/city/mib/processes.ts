import { integer, objectIdentifier, octets, type Row } from '../../agent/index.ts';
import type { Live, LiveDevice } from '../simulation.ts';

const hr = '1.3.6.1.2.1.25';
/** hrSWRunType application and operatingSystem, hrSWRunStatus runnable (RFC 2790). */
const words = { operatingSystem: 2, application: 4, runnable: 2 } as const;
const firstPid = 400;

/** What runs on every host, and what on those of a pair of that role. */
const always = ['systemd', 'systemd-journal', 'sshd', 'snmpd', 'chronyd', 'crond'];
const ofRole = { app: ['nginx', 'nginx', 'java'], db: Array.from({ length: 7 }, () => 'postgres') } as const;

/** hrSystemDate and hrSWRunTable of a Linux host: its time, and what runs on it. */
export function processRows(device: LiveDevice, live: Live): Row[] {
  const { id } = device.planned.device;
  const { hostPairs } = live.plan.city;
  const pair = [...hostPairs.values()].find(({ memberA, memberB }) => memberA === id || memberB === id);
  const member = live.pairs.memberOf(id);
  const guards = member?.state.members[member.side].runs === true ? ['keepalived', 'keepalived'] : [];
  const names = [...always, ...(pair === undefined ? [] : ofRole[pair.role]), ...guards];
  const rows: Row[] = [{ oid: `${hr}.1.2.0`, value: () => octets(dateOctets(live.now())) }];
  for (const [at, name] of names.entries()) {
    const pid = at === 0 ? 1 : firstPid + at;
    const column = (number: number) => `${hr}.4.2.1.${number}.${pid}`;
    rows.push({ oid: column(1), value: integer(pid) });
    rows.push({ oid: column(2), value: octets(name) });
    rows.push({ oid: column(3), value: objectIdentifier('0.0') });
    rows.push({ oid: column(4), value: octets(`/usr/sbin/${name}`) });
    rows.push({ oid: column(5), value: octets('') });
    rows.push({ oid: column(6), value: integer(at === 0 ? words.operatingSystem : words.application) });
    rows.push({ oid: column(7), value: integer(words.runnable) });
  }
  return rows;
}

/** DateAndTime of eleven octets in UTC, whole seconds as Net-SNMP tells them. */
function dateOctets(at: number): Buffer {
  const date = new Date(at);
  const octets_ = Buffer.alloc(11);
  octets_.writeUInt16BE(date.getUTCFullYear(), 0);
  octets_[2] = date.getUTCMonth() + 1;
  octets_[3] = date.getUTCDate();
  octets_[4] = date.getUTCHours();
  octets_[5] = date.getUTCMinutes();
  octets_[6] = date.getUTCSeconds();
  octets_.write('+', 8, 'latin1');
  return octets_;
}
