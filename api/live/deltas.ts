import type { WireCounters, WireDelta, WireElement, WireIncident } from '../wire.ts';

/** Deltas that are remembered for clients that come back. */
export const rememberedDeltas = 500;
/** Parts (elements, shares, incidents) of all remembered deltas together: what bounds their memory. */
export const rememberedParts = 50_000;
/** A client that missed more parts than this loads the city anew, which is cheaper. */
export const resumableParts = 5_000;

/** A delta carries at most this many parts: more than that become several, so that no message is a whole city. */
export const partsPerDelta = 250;

/** What changed since the delta before; the newest of each element wins. Bounded by the size of the city. */
export interface PendingChanges {
  readonly elements: Map<string, WireElement>;
  readonly utilisation: Map<string, number | null>;
  readonly incidents: Map<string, WireIncident>;
  counters: boolean;
}

export function noChanges(): PendingChanges {
  return { elements: new Map(), utilisation: new Map(), incidents: new Map(), counters: false };
}

export function hasChanges(pending: PendingChanges): boolean {
  return pending.counters || pending.elements.size + pending.utilisation.size + pending.incidents.size > 0;
}

/** The numbered deltas of one run, the newest of them remembered. */
export class DeltaLog {
  readonly run: string;
  #sequence = 0;
  readonly #ring: { readonly delta: WireDelta; readonly parts: number }[] = [];
  #parts = 0;

  constructor(run: string) {
    this.run = run;
  }

  /** Sequence of the newest delta; 0 before the first. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Makes the next deltas of what is pending: one, unless a large part of the city has changed. */
  nextAll(pending: PendingChanges, at: string, counters: WireCounters | undefined): readonly WireDelta[] {
    const pieces = pieceUp(pending);
    // The counters come with the last, when everything that they count has been said.
    return pieces.map((piece, index) => this.next(piece, at, index === pieces.length - 1 ? counters : undefined));
  }

  /** Makes the next delta of what is pending. */
  next(pending: PendingChanges, at: string, counters: WireCounters | undefined): WireDelta {
    this.#sequence += 1;
    const delta: WireDelta = {
      run: this.run,
      sequence: this.#sequence,
      at,
      ...(counters === undefined ? {} : { counters }),
      ...(pending.elements.size === 0 ? {} : { elements: [...pending.elements.values()] }),
      ...(pending.utilisation.size === 0 ? {} : { utilisation: Object.fromEntries(pending.utilisation) }),
      ...(pending.incidents.size === 0 ? {} : { incidents: [...pending.incidents.values()] }),
    };
    const parts = 1 + pending.elements.size + pending.utilisation.size + pending.incidents.size;
    this.#ring.push({ delta, parts });
    this.#parts += parts;
    while (this.#ring.length > rememberedDeltas || this.#parts > rememberedParts) {
      this.#parts -= this.#ring.shift()?.parts ?? 0;
    }
    return delta;
  }

  /** The deltas that a client missed; undefined when they are not all remembered, or it stands in another run. */
  since(run: unknown, sequence: unknown): readonly WireDelta[] | undefined {
    if (run !== this.run || typeof sequence !== 'number' || !Number.isInteger(sequence)) return undefined;
    if (sequence < 0 || sequence > this.#sequence) return undefined;
    const missed = this.#sequence - sequence;
    if (missed > this.#ring.length) return undefined;
    const some = this.#ring.slice(this.#ring.length - missed);
    if (some.reduce((sum, { parts }) => sum + parts, 0) > resumableParts) return undefined;
    return some.map(({ delta }) => delta);
  }
}

function pieceUp(pending: PendingChanges): readonly PendingChanges[] {
  const { elements, utilisation, incidents } = pending;
  if (elements.size + utilisation.size + incidents.size <= partsPerDelta) return [pending];
  const parts: ((piece: PendingChanges) => void)[] = [
    ...[...elements].map(
      ([id, part]) =>
        (piece: PendingChanges) =>
          void piece.elements.set(id, part),
    ),
    ...[...utilisation].map(
      ([id, part]) =>
        (piece: PendingChanges) =>
          void piece.utilisation.set(id, part),
    ),
    ...[...incidents].map(
      ([id, part]) =>
        (piece: PendingChanges) =>
          void piece.incidents.set(id, part),
    ),
  ];
  return Array.from({ length: Math.ceil(parts.length / partsPerDelta) }, (_, index) => {
    const piece = noChanges();
    for (const put of parts.slice(index * partsPerDelta, (index + 1) * partsPerDelta)) put(piece);
    return piece;
  });
}
