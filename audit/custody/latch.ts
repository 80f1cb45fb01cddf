import type { EpochMs } from '../../core/index.ts';
import type { CustodyEntry } from './model.ts';

/** A MAC or a disk that was inner once, and whose it was then. */
export interface InnerBefore {
  readonly identity: string;
  readonly terminalId: string;
  readonly since: EpochMs;
}

/** What a terminal is known again by, wherever it turns up. */
export function identitiesOf(parts: {
  readonly macs: readonly string[];
  readonly diskSerials: readonly string[];
}): readonly string[] {
  return [...parts.macs.map((mac) => `mac ${mac}`), ...parts.diskSerials.map((serial) => `disk ${serial}`)];
}

/**
 * The one-way latch: what was inner once is inner for ever, whatever terminal it sits in now. Knows every MAC and disk that any
 * terminal had while it was inner, and who had it first.
 */
export class Latch {
  readonly #first = new Map<string, InnerBefore>();

  /** Takes what an entry remembers. */
  remember({ terminalId, innerSince, innerIdentities }: CustodyEntry): void {
    if (innerSince === undefined) return;
    for (const identity of innerIdentities) {
      const known = this.#first.get(identity);
      if (known === undefined || innerSince < known.since)
        this.#first.set(identity, { identity, terminalId, since: innerSince });
    }
  }

  /** Why a terminal counts as once inner; undefined when nothing of it ever was. */
  innerBefore(entry: CustodyEntry): InnerBefore | undefined {
    const { terminalId, innerSince } = entry;
    for (const identity of identitiesOf(entry)) {
      const known = this.#first.get(identity);
      if (known !== undefined) return known;
    }
    // The same asset with other parts: its own past counts as well.
    return innerSince === undefined ? undefined : { identity: `terminal ${terminalId}`, terminalId, since: innerSince };
  }
}
