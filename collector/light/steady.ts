import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Milliseconds since the machine began to run, whatever is done to its wall clock; and which run of the machine that is. */
export interface Steady {
  readonly boot: string;
  ms(): number;
}

/**
 * The machine's own: /proc/uptime counts suspended time too (CLOCK_BOOTTIME), to 10 ms, and outlasts this process. Where there is none, the
 * process's steady clock, and each start is a run of its own.
 */
export function systemSteady(): Steady {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    const ms = (): number => Number.parseFloat(readFileSync('/proc/uptime', 'latin1')) * 1000;
    if (/^[\w-]{1,64}$/.test(boot) && Number.isFinite(ms())) return { boot, ms };
  } catch {
    // No Linux: below.
  }
  return { boot: randomUUID(), ms: () => performance.now() };
}
