import type { Clock } from '../../core/index.ts';
import type { SnmpCredential } from '../../inventory/index.ts';
import type { FaultReason } from '../observation.ts';
import { Cells } from '../snmp/cells.ts';
import { readScalars } from '../snmp/scalars.ts';
import type { SnmpSession } from '../snmp/snmp-session.ts';
import { readTable } from '../snmp/table.ts';
import { agentTarget } from '../snmp/target.ts';
import { decodeMac } from '../snmp/text.ts';
import type { WireTransport } from '../snmp/wire/transport.ts';
import { openWireSession } from '../snmp/wire/wire-session.ts';
import { physicalClass } from '../topology/tables.ts';

/** What an address told of itself. */
export interface FoundDevice {
  readonly address: string;
  readonly port: number;
  /** Name of the credential that opened it. */
  readonly credential: string;
  readonly sysName: string;
  readonly sysObjectID: string;
  readonly sysDescr: string;
  /** Of the chassis (ENTITY-MIB). */
  readonly serials: readonly string[];
  /** dot1dBaseBridgeAddress; undefined where it is no bridge. */
  readonly baseMac: string | undefined;
  /** Of its first interfaces. */
  readonly macs: readonly string[];
}

export type ProbeResult =
  | { readonly kind: 'found'; readonly device: FoundDevice }
  /** Somebody answers, but none of our credentials opens it. */
  | { readonly kind: 'refused'; readonly address: string; readonly reason: FaultReason }
  | { readonly kind: 'silent'; readonly address: string };

export interface NamedCredential {
  readonly name: string;
  readonly credential: SnmpCredential;
}

export interface Probe {
  readonly address: string;
  readonly port: number;
  /** In the order of trying. */
  readonly credentials: readonly NamedCredential[];
  /** How often a silent address is asked with one credential. */
  readonly tries: number;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly transport: WireTransport;
}

const oid = {
  sysDescr: '1.3.6.1.2.1.1.1.0',
  sysObjectID: '1.3.6.1.2.1.1.2.0',
  sysName: '1.3.6.1.2.1.1.5.0',
  baseBridgeAddress: '1.3.6.1.2.1.17.1.1.0',
} as const;
const entity = { class: '1.3.6.1.2.1.47.1.1.1.1.5', serial: '1.3.6.1.2.1.47.1.1.1.1.11' } as const;
const ifPhysAddress = '1.3.6.1.2.1.2.2.1.6';
/** Requests that a table may cost: the chassis stands first, and a few MACs are enough to know a device by. */
const tableRequests = 2;
const descriptionCharacters = 200;

/**
 * Asks one address who it is, with the credentials in their order. A silent address costs `tries` messages for each, and
 * of several v3 credentials one only: a v3 agent reports its engine to anybody. Never rejects.
 */
export async function probeAddress(probe: Probe): Promise<ProbeResult> {
  const { address, credentials, tries } = probe;
  let refusal: FaultReason | undefined;
  let isDeafToV3 = false;
  for (const { name, credential } of credentials) {
    const isV3 = credential.version === 'v3';
    if (isV3 && isDeafToV3) continue;
    const session = openProbeSession(probe, credential);
    try {
      for (let attempt = 0; attempt < tries; attempt++) {
        const scalars = await readScalars(session, 'system', Object.values(oid));
        if (scalars.fault === undefined)
          return { kind: 'found', device: await describe(probe, session, name, scalars.values) };
        if (scalars.fault.reason === 'timeout' && session.tally.responses === 0) continue;
        if (session.tally.responses > 0) refusal ??= scalars.fault.reason;
        break;
      }
      isDeafToV3 ||= isV3 && session.tally.responses === 0;
    } finally {
      session.close();
    }
  }
  return refusal === undefined ? { kind: 'silent', address } : { kind: 'refused', address, reason: refusal };
}

function openProbeSession(
  { address, port, timeoutMs, clock, transport }: Probe,
  credential: SnmpCredential,
): SnmpSession {
  const target = agentTarget({ host: address, port });
  return openWireSession({ target, credential, clock, transport, timeoutMs, retries: 0 });
}

async function describe(
  { address, port, clock }: Probe,
  session: SnmpSession,
  credential: string,
  scalars: Awaited<ReturnType<typeof readScalars>>['values'],
): Promise<FoundDevice> {
  const cells = new Cells('system');
  const bounds = { requests: tableRequests };
  const entities = await readTable({
    session,
    clock,
    part: 'entPhysicalTable',
    columns: [entity.class, entity.serial],
    maxRepetitions: 12,
    bounds,
  });
  const interfaces = await readTable({
    session,
    clock,
    part: 'ifTable',
    columns: [ifPhysAddress],
    maxRepetitions: 24,
    bounds,
  });
  const serials = [...entities.rows.values()].flatMap(([kind, serial]) => {
    const text = serial?.type === 'octets' ? (cells.text(serial, 'serial') ?? '').trim() : '';
    return text !== '' && kind?.value === physicalClass.chassis ? [text] : [];
  });
  const macs = [...interfaces.rows.values()].flatMap(([cell]) => {
    const mac = cell?.type === 'octets' && cell.value.length === 6 ? decodeMac(cell.value) : undefined;
    return mac === undefined || mac === '00:00:00:00:00:00' ? [] : [mac];
  });
  return {
    address,
    port,
    credential,
    sysName: cells.text(scalars.get(oid.sysName), 'sysName') ?? '',
    sysObjectID: cells.oid(scalars.get(oid.sysObjectID), 'sysObjectID') ?? '',
    sysDescr: (cells.text(scalars.get(oid.sysDescr), 'sysDescr') ?? '').slice(0, descriptionCharacters),
    serials,
    baseMac: cells.mac(scalars.get(oid.baseBridgeAddress), 'dot1dBaseBridgeAddress'),
    macs: [...new Set(macs)],
  };
}
