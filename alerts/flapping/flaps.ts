import type { ElementRef, StateChange } from '../../audit/index.ts';
import type { Clock } from '../../core/index.ts';
import type { Store } from '../../store/index.ts';
import { refKey } from '../affected.ts';
import { afterFall, type Penalty, penaltyNow } from './penalty.ts';

const collection = 'flaps';
/** Of elements that fell lately; when more did, those that fell first are forgotten. */
const mostRemembered = 20_000;

/** Which links and devices go up and down again and again. What is seen of them is never the less. */
export interface Flaps {
  load(): Promise<void>;
  /** Elements that fell by these changes and flap by now. */
  observe(changes: readonly StateChange[]): readonly ElementRef[];
  /** It flaps, until it has been quiet for long enough. */
  holds(root: Pick<ElementRef, 'kind' | 'id'>): boolean;
}

export function createFlaps(deps: {
  readonly store: Pick<Store, 'put' | 'documents'>;
  readonly clock: Pick<Clock, 'now'>;
}): Flaps {
  const { store, clock } = deps;
  const penalties = new Map<string, Penalty>();

  const set = (key: string, penalty: Penalty | undefined): void => {
    if (penalty === undefined) penalties.delete(key);
    else penalties.set(key, penalty);
    store.put({ collection, key, body: penalty });
  };

  const trim = (): void => {
    if (penalties.size <= mostRemembered) return;
    for (const [key, penalty] of penalties) if (penaltyNow(penalty, clock.now()) === undefined) set(key, undefined);
    for (const key of penalties.keys()) {
      if (penalties.size <= mostRemembered) break;
      set(key, undefined);
    }
  };

  return {
    async load() {
      for (const { key, body } of await store.documents(collection)) {
        const { value, at, flaps } = (typeof body === 'object' && body !== null ? body : {}) as Partial<Penalty>;
        const isSound = Number.isFinite(value) && Number.isSafeInteger(at) && typeof flaps === 'boolean';
        const penalty = isSound ? penaltyNow(body as Penalty, clock.now()) : undefined;
        if (penalty === undefined) set(key, undefined);
        else if (!penalties.has(key)) penalties.set(key, body as Penalty);
      }
    },
    observe(changes) {
      return changes.flatMap(({ before, after }): readonly ElementRef[] => {
        const { kind, id, state } = after;
        const fell = state === 'down' && (before?.state === 'up' || before?.state === 'degraded');
        if (!fell || (kind !== 'link' && kind !== 'device')) return [];
        const key = refKey(after);
        const penalty = afterFall(penalties.get(key), clock.now());
        penalties.delete(key);
        set(key, penalty);
        trim();
        return penalty.flaps ? [{ kind, id }] : [];
      });
    },
    holds(root) {
      const key = refKey(root as ElementRef);
      const before = penalties.get(key);
      if (before?.flaps !== true) return false;
      const now = penaltyNow(before, clock.now());
      if (now?.flaps !== true) set(key, now);
      return now?.flaps === true;
    },
  };
}
