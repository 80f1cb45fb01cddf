import type { Clock } from '../../../core/index.ts';
import { lightBounds } from '../limits.ts';

const minuteMs = 60_000;
const mostAddresses = 1_000;

/** Counts what was refused, by address, so that nobody can try tokens at speed. */
export function createRefusals(clock: Clock): {
  readonly total: number;
  isShut(address: string): boolean;
  add(address: string): void;
} {
  const byAddress = new Map<string, { sinceMs: number; count: number }>();
  let total = 0;
  const current = (address: string) => {
    const known = byAddress.get(address);
    return known !== undefined && clock.monotonicMs() - known.sinceMs < minuteMs ? known : undefined;
  };
  return {
    get total() {
      return total;
    },
    isShut: (address) => (current(address)?.count ?? 0) >= lightBounds.refusalsPerMinute,
    add(address) {
      total++;
      const known = current(address);
      if (known !== undefined) known.count++;
      else {
        // The oldest go first; an attacker of many addresses is bounded by the length of the secret alone.
        const [oldest] = byAddress.keys();
        if (byAddress.size >= mostAddresses && oldest !== undefined) byAddress.delete(oldest);
        byAddress.delete(address);
        byAddress.set(address, { sinceMs: clock.monotonicMs(), count: 1 });
      }
    },
  };
}
