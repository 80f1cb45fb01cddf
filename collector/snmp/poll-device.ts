import { type Clock, errorText } from '../../core/index.ts';
import type { DeviceKind } from '../../inventory/index.ts';
import type { Observation, PollFault } from '../observation.ts';
import { memoryOf } from './device-memory.ts';
import { readHostTables } from './host-load.ts';
import { readInterfaces } from './interfaces.ts';
import type { SnmpSession } from './snmp-session.ts';
import { readSystem } from './system-group.ts';

export interface DevicePoll {
  /** Kept from poll to poll: its socket, the v3 engine and what is remembered of the device hang on it. */
  readonly session: SnmpSession;
  readonly clock: Clock;
  readonly deviceId: string;
  readonly kind: DeviceKind;
  /** Rows that one GETBULK asks for, at most. Default 50. */
  readonly maxRepetitions?: number;
  /** Time for the tables, after which what came is reported. Default 60,000. */
  readonly budgetMs?: number;
}

/**
 * The scheduled poll of one device: system group, interfaces, and for hosts their load. Never rejects: every trouble is
 * in `faults`. `not-offered` and `bad-value` leave the outcome `answered`: the device said all that it has to say.
 */
export async function pollDevice(poll: DevicePoll): Promise<Observation> {
  const { session, clock, deviceId } = poll;
  const startedAt = clock.now();
  const before = session.tally;
  const finish = (said: Pick<Observation, 'outcome' | 'faults' | 'identity' | 'interfaces' | 'host' | 'values'>) => ({
    deviceId,
    startedAt,
    finishedAt: clock.now(),
    ...said,
    faults: [...said.faults, ...session.takeNotes()],
    requests: session.tally.requests - before.requests,
    responses: session.tally.responses - before.responses,
  });
  try {
    return finish(await ask(poll));
  } catch (thrown) {
    const fault: PollFault = { reason: 'internal', part: 'poll', detail: errorText(thrown).slice(0, 200) };
    return finish({ outcome: 'partial', faults: [fault], values: 0 });
  }
}

async function ask(
  poll: DevicePoll,
): Promise<Pick<Observation, 'outcome' | 'faults' | 'identity' | 'interfaces' | 'host' | 'values'>> {
  const { session, clock, kind, maxRepetitions, budgetMs = 60_000 } = poll;
  const memory = memoryOf(session);
  const heardBefore = session.tally.responses;
  const endAt = clock.monotonicMs() + budgetMs;
  const system = await readSystem(session, { host: kind === 'host', routing: false });
  if (system.failed) {
    // A v3 agent that answers discovery and then keeps quiet is there, but does not like our keys.
    const heard = session.tally.responses > heardBefore;
    return { outcome: heard ? 'refused' : 'silent', faults: system.faults, values: system.values };
  }
  const ports = await readInterfaces({
    session,
    clock,
    system,
    memory,
    maxRepetitions,
    bounds: { durationMs: Math.max(0, endAt - clock.monotonicMs()) },
  });
  const faults = [...system.faults, ...ports.faults];
  let values = system.values + ports.values;
  let host = system.host;
  // Where the interfaces timed out, host tables would cost the same wait again.
  if (kind === 'host' && !ports.faults.some(({ reason }) => reason === 'timeout')) {
    const reading = await readHostTables({
      session,
      clock,
      scalars: system.host,
      expectedRows: memory.hostRows,
      bounds: { durationMs: Math.max(0, endAt - clock.monotonicMs()) },
    });
    faults.push(...reading.faults);
    values += reading.values;
    host = reading.load;
    memory.hostRows = reading.rows;
  }
  return {
    outcome: faults.every(({ reason }) => reason === 'not-offered' || reason === 'bad-value') ? 'answered' : 'partial',
    faults,
    ...(system.identity === undefined ? {} : { identity: system.identity }),
    ...(ports.interfaces === undefined ? {} : { interfaces: ports.interfaces }),
    ...(Object.keys(host).length === 0 ? {} : { host }),
    values,
  };
}
