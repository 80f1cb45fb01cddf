import type { Flow } from './flow.ts';

/** A counter on a flow that can be stopped, replaced and reset. It never falls but at a reset. */
export interface Meter {
  /** The count at a time that is not before the last change. */
  read(at: number): number;
  /** Counts another flow from now on, or none. */
  follow(flow: Flow | undefined, at: number): void;
  reset(at: number): void;
}

/** A meter that begins with `initial` and stands until it follows a flow. */
export function createMeter(initial: number, at: number): Meter {
  let counted = initial;
  let flow: Flow | undefined;
  let base = 0;
  let lastAt = at;
  let last = initial;

  function read(when: number): number {
    // Asked for several columns at one moment; the answer is the same.
    if (when === lastAt) return last;
    const now = flow === undefined ? counted : counted + flow(when) - base;
    lastAt = when;
    // Floating point may lose an octet where a flow is replaced; a counter may not.
    last = Math.max(last, now);
    return last;
  }

  function restart(when: number): void {
    base = flow === undefined ? 0 : flow(when);
    last = counted;
    lastAt = when;
  }

  return {
    read,
    follow(next, when) {
      if (next === flow) return;
      counted = read(when);
      flow = next;
      restart(when);
    },
    reset(when) {
      counted = 0;
      restart(when);
    },
  };
}
