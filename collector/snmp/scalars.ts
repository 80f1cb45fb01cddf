import type { PollFault } from '../observation.ts';
import type { SnmpSession } from './snmp-session.ts';
import type { Varbind } from './varbind.ts';

export interface ScalarReading {
  /** By the asked OID; what the agent does not have is absent. */
  readonly values: ReadonlyMap<string, Varbind>;
  readonly fault?: PollFault;
  /** Varbinds received. */
  readonly count: number;
}

/**
 * Reads single objects in one GET. tooBig halves the request; v1's noSuchName (RFC 1157) drops the name complained of.
 * Bounded: each round has fewer names than the one before.
 */
export async function readScalars(session: SnmpSession, part: string, oids: readonly string[]): Promise<ScalarReading> {
  const values = new Map<string, Varbind>();
  let count = 0;
  const pending: (readonly string[])[] = [oids];
  for (let group = pending.pop(); group !== undefined; group = pending.pop()) {
    if (group.length === 0) continue;
    const result = await session.get(part, group);
    if (result.ok) {
      count += result.varbinds.length;
      const wanted = new Set(group);
      for (const varbind of result.varbinds) {
        if ((varbind.value !== null || varbind.type === 'malformed') && wanted.has(varbind.oid))
          values.set(varbind.oid, varbind);
      }
      continue;
    }
    const { reason } = result.fault;
    const culprit = result.errorIndex - 1;
    const mayLeaveOut = reason === 'no-such-name' || reason === 'general-error';
    if (mayLeaveOut && culprit >= 0 && culprit < group.length) {
      pending.push(group.filter((_, position) => position !== culprit));
    } else if ((mayLeaveOut || reason === 'too-big') && group.length > 1) {
      const half = group.length >> 1;
      pending.push(group.slice(half), group.slice(0, half));
    } else if (!mayLeaveOut) {
      return { values, fault: result.fault, count };
    }
  }
  return { values, count };
}
