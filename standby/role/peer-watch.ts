/** The other instance's sign of life: a number in the database that rises while it lives. */
export interface PeerWatch {
  /** One look; gives when the number was surely already the new one's: the look before, if it rose since. */
  look(beat: number | undefined, askedAtMs: number): number | undefined;
  /** When it was last seen to rise, on the steady clock. */
  readonly roseAtMs: number | undefined;
}

export function createPeerWatch(): PeerWatch {
  let last: { readonly beat: number; readonly atMs: number } | undefined;
  let roseAtMs: number | undefined;
  return {
    look(beat, askedAtMs) {
      if (beat === undefined) return undefined;
      const before = last;
      last = { beat, atMs: askedAtMs };
      // A number that is seen for the first time may be old.
      if (before === undefined || beat === before.beat) return undefined;
      roseAtMs = askedAtMs;
      return before.atMs;
    },
    get roseAtMs() {
      return roseAtMs;
    },
  };
}
