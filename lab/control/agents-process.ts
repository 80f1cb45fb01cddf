import { errorText, systemClock } from '../../core/index.ts';
import type { AgentTarget } from '../../inventory/index.ts';
import { type RunningCity, startCity } from '../city/running.ts';
import type { FromAgents, StartOptions, ToAgents } from './protocol.ts';

/**
 * The process of the lab's agents: apart from the hub, so that neither's load shows in the other's figures.
 * It lives as long as the process that started it.
 */
let running: RunningCity | undefined;

function tell(message: FromAgents): void {
  // The parent may be gone between two messages; there is nobody left to tell then.
  process.send?.(message, undefined, undefined, () => {});
}

function portsOf(targets: ReadonlyMap<string, AgentTarget>): ReadonlyMap<string, number> {
  return new Map([...targets].map(([id, { port }]) => [id, port]));
}

async function begin(options: StartOptions): Promise<void> {
  try {
    running = await startCity({
      ...options,
      clock: systemClock,
      onChange: (faults) => tell({ kind: 'changed', faults }),
    });
    tell({
      kind: 'ready',
      ports: portsOf(running.targets),
      servicePorts: portsOf(running.services),
      databasePorts: portsOf(running.databases),
      sitePorts: portsOf(running.sites),
      vantagePort: running.vantage?.port ?? 0,
    });
  } catch (thrown) {
    tell({ kind: 'failed', why: errorText(thrown) });
  }
}

async function end(): Promise<void> {
  await running?.stop();
  process.disconnect?.();
  process.exit(0);
}

process.on('message', (message: ToAgents) => {
  if (message.kind === 'start') void begin(message.options);
  if (message.kind === 'apply' && running !== undefined)
    tell({ kind: 'result', id: message.id, result: running.apply(message.text) });
  if (message.kind === 'notify') running?.notifyTo(message.sinks);
  if (message.kind === 'stop') void end();
});
process.on('disconnect', () => process.exit(0));
// A Ctrl-C in the terminal reaches the whole group; the parent stops its agents in its own order.
process.on('SIGINT', () => {});
