import type { SweepLine } from './sweeps.ts';

/** What one sweep over all agents cost a poller. */
export type Sweep = SweepLine;

/** The sweep with the least CPU for a value: on a machine with other work each is disturbed, never helped. */
export function bestOf(sweeps: readonly Sweep[]): Sweep {
  const [first, ...others] = sweeps;
  if (first === undefined) throw new Error('no sweep was measured');
  return others.reduce(
    (best, each) => (each.cpuSeconds / each.values < best.cpuSeconds / best.values ? each : best),
    first,
  );
}

export function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
