import type { EpochMs } from '../../core/index.ts';
import { groundsOf } from './evidence.ts';
import { behindField, type Judgement, sameJudgement } from './judgement.ts';
import type { ElementKind, ElementState, StateChange } from './model.ts';
import type { World } from './world.ts';

/** One step of the engine: collects what changed, so that what came and went within it is never shown. */
export interface Step {
  /** Takes a judgement; true when it changes what is known of the element. */
  settle(kind: ElementKind, id: string, judgement: Judgement): boolean;
  /** Forgets an element that is no more. */
  forget(kind: ElementKind, id: string): void;
  finish(): readonly StateChange[];
}

export function beginStep(world: World, now: EpochMs): Step {
  const before = new Map<
    string,
    { readonly kind: ElementKind; readonly id: string; readonly state: ElementState | undefined }
  >();
  return {
    settle(kind, id, judgement) {
      const states = world.states[kind];
      const last = states.get(id);
      if (last !== undefined && sameJudgement(last, judgement)) return false;
      const key = `${kind} ${id}`;
      if (!before.has(key)) before.set(key, { kind, id, state: last });
      states.set(id, {
        kind,
        id,
        state: judgement.state,
        reason: judgement.reason,
        ...behindField(judgement.behind),
        since: last !== undefined && last.state === judgement.state ? last.since : now,
        // Gathered once, when the step ends: until then nobody reads it.
        observedAt: 0,
        evidence: [],
      });
      return true;
    },
    forget(kind, id) {
      before.delete(`${kind} ${id}`);
      world.states[kind].delete(id);
    },
    finish() {
      const changes: StateChange[] = [];
      for (const { kind, id, state } of before.values()) {
        const after = world.states[kind].get(id);
        if (after === undefined) continue;
        if (state !== undefined && sameJudgement(state, after)) {
          world.states[kind].set(id, state);
          continue;
        }
        // A word that came back within the step never left.
        const since = state !== undefined && state.state === after.state ? state.since : after.since;
        const final = { ...after, since, ...groundsOf(world, kind, id) };
        world.states[kind].set(id, final);
        changes.push({ before: state, after: final });
      }
      return changes;
    },
  };
}
