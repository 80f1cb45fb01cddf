import { systemClock } from '../../core/index.ts';
import { type Row, startAgent, type View, viewOf } from '../../lab/agent/index.ts';
import type { PollFault } from '../observation.ts';
import { openSession } from '../snmp/session.ts';
import { agentTarget } from '../snmp/target.ts';
import { createWalk, type IsolationTools } from './walk.ts';

const credential = { version: 'v2c', community: 'public' } as const;

export interface Asked {
  readonly view: Iterable<Row> | View;
  readonly sysObjectID?: string;
  readonly portNames?: ReadonlyMap<number, string>;
  /** Hears and says nothing. */
  readonly silent?: boolean;
}

/** Starts an agent that serves these rows, lets a reader ask it over UDP, and gives what it read with the faults. */
export async function asked<Read>(
  { view, sysObjectID = '1.3.6.1.4.1.1', portNames = new Map(), silent = false }: Asked,
  read: (tools: IsolationTools) => Promise<Read>,
): Promise<{ readonly read: Read; readonly faults: readonly PollFault[] }> {
  const served = Symbol.iterator in view ? viewOf(view) : view;
  const agent = await startAgent({ view: served, credentials: [credential], behaviour: { silent } });
  const session = openSession({
    target: agentTarget(agent),
    credential,
    clock: systemClock,
    timeoutMs: 300,
    retries: 0,
  });
  const faults: PollFault[] = [];
  const walk = createWalk({ session, clock: systemClock, onFault: (fault) => faults.push(fault) });
  try {
    return { read: await read({ walk, portNames, sysObjectID }), faults };
  } finally {
    session.close();
    await agent.stop();
  }
}
