import { type Clock, errorText } from '../../../core/index.ts';
import type { SnmpCredential } from '../../../inventory/index.ts';
import type { MibNames } from '../../mib/names.ts';
import { type NamedValue, readNamed } from '../../mib/read-named.ts';
import type { HostLoad, Identity, PollFault } from '../../observation.ts';
import type { ProfileBook } from '../../profiles/book.ts';
import type { ProfileReading } from '../../profiles/model.ts';
import { readProfile } from '../../profiles/read-values.ts';
import { readHostTables } from '../host-load.ts';
import { closedMeaning } from '../outcome.ts';
import { openSession } from '../session.ts';
import type { SnmpSession } from '../snmp-session.ts';
import { readSystem } from '../system-group.ts';
import type { SnmpTarget } from '../target.ts';
import { emptyRows, type PlanRows, readPlan } from './read-plan.ts';

/**
 * Everything that a device tells, as one JSON document: one entry per row as received, each with its `table` and raw
 * `index`. No row is dropped or joined with another. Where several tables tell the same kind of thing:
 * - `addresses`, `neighbours`, `routes` hold the IPv4 rows (ARP; ipRouteTable and ipCidrRouteTable both), `bridge` those
 *   of both bridge MIBs, so that the plain lengths of the lists are the device's own counts;
 * - `ipv6` holds the rows of the other family (ND);
 * - `repeatedRows` are those in which a table for every family says again what an older one had said;
 * - `incompleteRows` lack what makes them a row of their kind (an ARP row without its MAC column, a route without next
 *   hop): most vanished from the device while it was being read;
 * - `forwarding` (RFC 1354's routes), `tcp` (both generations of connections) and what follows them stand by themselves.
 */
export interface OneShot extends PlanRows {
  readonly target: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly version: SnmpSession['version'];
  readonly outcome: 'answered' | 'partial' | 'silent' | 'refused';
  /** Null when nothing of the system group came. */
  readonly identity: (Partial<Identity> & { readonly ifNumber?: number; readonly ipForwarding?: number }) | null;
  readonly host: HostLoad | null;
  /** What the profile of the device's family reads; null where no profile fits, or none were given. */
  readonly profile: ProfileReading | null;
  /** What the user's MIB files name below the device's own enterprise number; null where none were given. */
  readonly named: readonly NamedValue[] | null;
  /** What is not there and why; `not-offered` is the device's right, anything else a trouble. */
  readonly missing: readonly PollFault[];
  readonly requests: number;
  readonly responses: number;
  readonly values: number;
  readonly durationMs: number;
  /** Everything was asked, and all that the device offers came: neither cut short, nor silent, refused or in part. */
  readonly isWhole: boolean;
  /** It was told to end before everything was asked. */
  readonly isStopped: boolean;
}

export interface TargetPoll {
  readonly target: SnmpTarget;
  readonly credential: SnmpCredential;
  readonly clock: Clock;
  readonly timeoutMs?: number;
  readonly retries?: number;
  /** The makers' private tables, by sysObjectID. */
  readonly profiles?: ProfileBook;
  /** Names of the user's MIB files. */
  readonly mibs?: MibNames;
  /** Ends the poll: what came until then is the answer. */
  readonly stop?: AbortSignal;
  /** Called after each table. */
  readonly onProgress?: (step: { readonly part: string; readonly rows: number }) => void;
  /** For tests: a session instead of a new one; it is not closed. */
  readonly session?: SnmpSession;
}

/** Asks one device for everything, once. Never rejects: what is missing and why is in `missing`. */
export async function pollTarget(poll: TargetPoll): Promise<OneShot> {
  const session = poll.session ?? openSession(poll);
  // Whatever still waits for an answer ends at once with the session.
  const close = (): void => session.close();
  poll.stop?.addEventListener('abort', close, { once: true });
  if (poll.stop?.aborted === true) close();
  try {
    return await ask(poll, session);
  } finally {
    poll.stop?.removeEventListener('abort', close);
    if (poll.session === undefined) session.close();
  }
}

async function ask(poll: TargetPoll, session: SnmpSession): Promise<OneShot> {
  const { clock, target } = poll;
  const startedAt = clock.monotonicMs();
  const rows = emptyRows();
  const missing: PollFault[] = [];
  let identity: OneShot['identity'] = null;
  let host: HostLoad | null = null;
  let told: ProfileReading | null = null;
  let named: readonly NamedValue[] | null = null;
  let values = 0;
  let outcome: OneShot['outcome'] = 'answered';
  try {
    const system = await readSystem(session, { host: true, routing: true });
    missing.push(...system.faults);
    values += system.values;
    const { ifNumber, ipForwarding } = system;
    const known = {
      ...system.partialIdentity,
      ...(ifNumber === undefined ? {} : { ifNumber }),
      ...(ipForwarding === undefined ? {} : { ipForwarding }),
    };
    if (Object.keys(known).length > 0) identity = known;
    poll.onProgress?.({ part: 'system', rows: 1 });
    if (system.failed) outcome = session.tally.responses > 0 ? 'refused' : 'silent';
    else {
      values += await readPlan(poll, session, rows, missing);
      const load = await readHostTables({ session, clock, scalars: system.host, expectedRows: undefined, bounds: {} });
      missing.push(...load.faults);
      values += load.values;
      if (Object.keys(load.load).length > 0) host = load.load;
      poll.onProgress?.({ part: 'hrStorageTable', rows: load.rows });
      const { sysObjectID = '' } = system.partialIdentity;
      const profile = poll.profiles?.match(sysObjectID);
      if (profile !== undefined) {
        told = await readProfile({ session, clock, profile, sysObjectID });
        missing.push(...told.faults);
        poll.onProgress?.({ part: `profile ${profile.family}`, rows: told.values.length });
      }
      if (poll.mibs !== undefined) {
        const reading = await readNamed({ session, clock, names: poll.mibs, sysObjectID });
        named = reading.values;
        missing.push(...reading.faults);
        poll.onProgress?.({ part: 'mib', rows: named.length });
      }
    }
  } catch (thrown) {
    missing.push({ reason: 'internal', part: 'poll', detail: errorText(thrown).slice(0, 200) });
  }
  const isStopped = poll.stop?.aborted === true;
  // What was not asked any more is neither missing nor anybody's fault.
  const faults = isStopped ? missing.filter(({ detail }) => detail !== closedMeaning.detail) : missing;
  const harmless = !isStopped && faults.every(({ reason }) => reason === 'not-offered' || reason === 'bad-value');
  if (outcome === 'answered' && !harmless) outcome = 'partial';
  faults.push(...session.takeNotes());
  return {
    target: `${target.transport}:${target.transport === 'udp6' ? `[${target.host}]` : target.host}:${target.port}`,
    at: new Date(clock.now()).toISOString(),
    version: session.version,
    outcome,
    identity,
    ...rows,
    host,
    profile: told,
    named,
    missing: faults,
    requests: session.tally.requests,
    responses: session.tally.responses,
    values,
    durationMs: Math.round(clock.monotonicMs() - startedAt),
    isWhole: outcome === 'answered',
    isStopped,
  };
}
