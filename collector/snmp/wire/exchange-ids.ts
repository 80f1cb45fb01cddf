import { randomFillSync } from 'node:crypto';

/** Ids drawn from the system's generator at once. */
const drawnAtOnce = 1_024;

/**
 * A source of message ids that a stranger cannot guess. They lie between 2^24 and 2^31-1, so that each takes four octets;
 * the caller sees to it that none is used twice at a time.
 */
export function createExchangeIds(): () => number {
  const drawn = new Uint32Array(drawnAtOnce);
  let next = drawnAtOnce;
  return () => {
    for (;;) {
      if (next >= drawnAtOnce) {
        randomFillSync(drawn);
        next = 0;
      }
      const id = (drawn[next++] ?? 0) & 0x7fff_ffff;
      if (id >= 0x100_0000) return id;
    }
  };
}
