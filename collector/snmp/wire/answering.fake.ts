import { FakeClock } from '../../../core/clock.fake.ts';
import type { SnmpCredential } from '../../../inventory/index.ts';
import { createEngine, type Engine } from '../../../lab/agent/engine.ts';
import { createResponder } from '../../../lab/agent/respond.ts';
import { type Counts, newCounts } from '../../../lab/agent/statistics.ts';
import { type Row, type View, viewOf } from '../../../lab/agent/view.ts';

export const agentEngineId = Buffer.from('80001f88046167656e74', 'hex');

/** The lab's agent without a socket: what it answers to an encoded request, written by net-snmp's encoder. */
export interface Answering {
  /** The answer, or undefined where the agent keeps quiet or cannot read the request. */
  answer(request: Buffer): Buffer | undefined;
  readonly engine: Engine;
  readonly clock: FakeClock;
  readonly counts: Counts;
}

export function answering(options: {
  readonly rows: readonly Row[] | View;
  readonly credentials: readonly SnmpCredential[];
  readonly contexts?: readonly string[];
  readonly maxMessageOctets?: number;
}): Answering {
  const clock = new FakeClock();
  const engine = createEngine({ id: agentEngineId, boots: 3, bootedAt: clock.now() - 500_000, clock });
  const counts = newCounts();
  const { rows, credentials, contexts, maxMessageOctets = 65_507 } = options;
  const view = Array.isArray(rows) ? viewOf(rows) : (rows as View);
  const respond = createResponder({ view: () => view, credentials, engine, maxMessageOctets, counts, contexts });
  return {
    // A copy, as a socket makes one: who checks a digest writes zeros over it.
    answer: (request) => respond(Buffer.from(request)),
    engine,
    clock,
    counts,
  };
}
