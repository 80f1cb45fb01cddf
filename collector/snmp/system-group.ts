import type { HostLoad, Identity, PollFault } from '../observation.ts';
import { Cells } from './cells.ts';
import { hostScalarOids, hostScalars } from './host-load.ts';
import { readScalars } from './scalars.ts';
import type { SnmpSession } from './snmp-session.ts';

const oid = {
  sysDescr: '1.3.6.1.2.1.1.1.0',
  sysObjectID: '1.3.6.1.2.1.1.2.0',
  sysUpTime: '1.3.6.1.2.1.1.3.0',
  sysContact: '1.3.6.1.2.1.1.4.0',
  sysName: '1.3.6.1.2.1.1.5.0',
  sysLocation: '1.3.6.1.2.1.1.6.0',
  ifNumber: '1.3.6.1.2.1.2.1.0',
  ifTableLastChange: '1.3.6.1.2.1.31.1.5.0',
  hrSystemUptime: '1.3.6.1.2.1.25.1.1.0',
  ipForwarding: '1.3.6.1.2.1.4.1.0',
} as const;

/** The single objects of a poll, all from one GET. */
export interface SystemReading {
  readonly identity?: Identity;
  /** What of it came, even where that is not enough for an identity. */
  readonly partialIdentity: Partial<Identity>;
  readonly ifNumber?: number;
  readonly ifTableLastChangeTicks?: number;
  /** IP-MIB: 1 forwards (a router), 2 does not; as received. */
  readonly ipForwarding?: number;
  readonly host: HostLoad;
  readonly faults: readonly PollFault[];
  /** The request itself failed: nothing else is worth asking. */
  readonly failed: boolean;
  readonly values: number;
}

/** Reads SNMPv2-MIB's system group, what tells whether the interfaces changed, and for hosts the single load figures. */
export async function readSystem(
  session: SnmpSession,
  { host, routing }: { readonly host: boolean; readonly routing: boolean },
): Promise<SystemReading> {
  const { ipForwarding, ...always } = oid;
  const asked = [...Object.values(always), ...(routing ? [ipForwarding] : []), ...(host ? hostScalarOids : [])];
  const reading = await readScalars(session, 'system', asked);
  const cells = new Cells('system');
  const at = (name: keyof typeof oid) => reading.values.get(oid[name]);
  const sysUpTimeTicks = cells.number(at('sysUpTime'), 'sysUpTime');
  const ifNumber = cells.number(at('ifNumber'), 'ifNumber');
  const ifTableLastChangeTicks = cells.number(at('ifTableLastChange'), 'ifTableLastChange');
  const forwarding = cells.integer(at('ipForwarding'), 'ipForwarding');
  const faults: PollFault[] = reading.fault === undefined ? [] : [reading.fault];
  const partialIdentity: Partial<Identity> = {
    ...present('sysDescr', cells.text(at('sysDescr'), 'sysDescr')),
    ...present('sysObjectID', cells.oid(at('sysObjectID'), 'sysObjectID')),
    ...present('sysUpTimeTicks', sysUpTimeTicks),
    ...present('sysContact', cells.text(at('sysContact'), 'sysContact')),
    ...present('sysName', cells.text(at('sysName'), 'sysName')),
    ...present('sysLocation', cells.text(at('sysLocation'), 'sysLocation')),
    ...present('engineBoots', session.engineBoots()),
    ...present('hrSystemUptimeTicks', cells.number(at('hrSystemUptime'), 'hrSystemUptime')),
  };
  // Without sysUpTime no counter can be judged, so half a system group is none.
  const identity = sysUpTimeTicks === undefined ? undefined : { ...emptyIdentity, ...partialIdentity, sysUpTimeTicks };
  if (identity === undefined && reading.fault === undefined) {
    faults.push({ reason: 'not-offered', part: 'system', detail: 'the agent shows no sysUpTime' });
  }
  return {
    ...present('identity', identity),
    partialIdentity,
    ...present('ifNumber', ifNumber),
    ...present('ifTableLastChangeTicks', ifTableLastChangeTicks),
    ...present('ipForwarding', forwarding),
    host: host ? hostScalars(reading.values, cells) : {},
    faults: [...faults, ...cells.faults()],
    failed: reading.fault !== undefined,
    values: reading.count,
  };
}

const emptyIdentity = { sysDescr: '', sysObjectID: '', sysContact: '', sysName: '', sysLocation: '' };

/** A field that is there only when it has a value. */
function present<K extends string, V>(name: K, value: V | undefined): { [key in K]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { [key in K]?: V });
}
