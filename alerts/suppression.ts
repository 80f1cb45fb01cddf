import type { ElementRef } from '../audit/index.ts';
import type { Clock, EpochMs, Message } from '../core/index.ts';
import type { Finding } from './conditions/finding.ts';
import { troubleOf } from './notice-key.ts';

/** The announced maintenance that covers a trouble now, by its id; undefined: none does. */
export type Covering = (trouble: Pick<Finding, 'root' | 'condition' | 'topic'>) => string | undefined;

/** A trouble that is seen and not raised, for its element is worked on as announced. */
export interface SuppressedTrouble {
  readonly condition: Finding['condition'];
  readonly root: ElementRef;
  readonly topic?: string;
  readonly summary: Message;
  readonly firstSeenAt: EpochMs;
  /** Of the maintenance. */
  readonly windowId: string;
}

/** Keeps troubles from opening while they are covered; they are seen all the same, and raised when they outlast it. */
export interface Suppression {
  /** True: it is not to be raised now. */
  holds(finding: Finding, firstSeenAt: EpochMs): boolean;
  /** A source says that it is over. */
  release(finding: Finding): void;
  /** It is over, whatever its sources said. */
  drop(trouble: Pick<SuppressedTrouble, 'condition' | 'root' | 'topic'>): void;
  /** Those that are covered no more, and are still there: to be raised now. */
  outlasting(): readonly { readonly finding: Finding; readonly firstSeenAt: EpochMs }[];
  list(): readonly SuppressedTrouble[];
}

export function createSuppression({
  covering,
  clock,
}: {
  readonly covering: Covering;
  readonly clock: Clock;
}): Suppression {
  interface Held {
    readonly bySource: Map<string, Finding>;
    readonly firstSeenAt: EpochMs;
    windowId: string;
  }
  const held = new Map<string, Held>();
  return {
    holds(finding, firstSeenAt) {
      const windowId = covering(finding);
      if (windowId === undefined) return false;
      const key = troubleOf(finding);
      const known = held.get(key) ?? { bySource: new Map<string, Finding>(), firstSeenAt, windowId };
      known.windowId = windowId;
      known.bySource.set(finding.source, finding);
      held.set(key, known);
      return true;
    },
    release(finding) {
      const known = held.get(troubleOf(finding));
      known?.bySource.delete(finding.source);
      if (known?.bySource.size === 0) held.delete(troubleOf(finding));
    },
    drop: (trouble) => void held.delete(troubleOf(trouble)),
    outlasting() {
      return [...held].flatMap(([key, { bySource, firstSeenAt }]) => {
        const [first] = bySource.values();
        if (first === undefined || covering(first) !== undefined) return [];
        held.delete(key);
        return [...bySource.values()].map((finding) => ({ finding: { ...finding, at: clock.now() }, firstSeenAt }));
      });
    },
    list: () =>
      [...held.values()].flatMap(({ bySource, firstSeenAt, windowId }): readonly SuppressedTrouble[] => {
        const [first] = bySource.values();
        if (first === undefined) return [];
        const { condition, root, topic, summary } = first;
        return [{ condition, root, ...(topic === undefined ? {} : { topic }), summary, firstSeenAt, windowId }];
      }),
  };
}
