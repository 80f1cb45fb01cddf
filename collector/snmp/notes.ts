import type { FaultReason, PollFault } from '../observation.ts';

/** Counts what came aside of answers, one line per reason, so that a flood costs no memory. */
export class FaultNotes {
  /** Made when first needed: most devices never need it. */
  #counts: Map<FaultReason, { count: number; detail: string }> | undefined;

  add(reason: FaultReason, detail: string): void {
    this.#counts ??= new Map();
    const known = this.#counts.get(reason);
    if (known === undefined) this.#counts.set(reason, { count: 1, detail });
    else known.count++;
  }

  /** Everything noted since the last call. */
  take(part: string): readonly PollFault[] {
    if (this.#counts === undefined) return [];
    const faults = [...this.#counts].map(([reason, { count, detail }]) => ({
      reason,
      part,
      detail: count === 1 ? detail : `${detail} (${count} times)`,
    }));
    this.#counts = undefined;
    return faults;
  }
}
