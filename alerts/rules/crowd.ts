import type { CompiledRule } from './compiled.ts';
import { ruleBounds } from './model.ts';
import type { Subject } from './subjects.ts';
import { newWatched, type Watched } from './watched.ts';

/** Everything that is watched, by rule and entity, within bounds; what is beyond them is counted. */
export interface Crowd {
  get(ruleId: string, entityId: string): Watched | undefined;
  /** The one that is there, or a new one; undefined beyond the bounds. */
  take(compiled: CompiledRule, subject: Subject, entityId: string): Watched | undefined;
  put(one: Watched): void;
  drop(one: Watched): void;
  ofRule(ruleId: string): Iterable<Watched>;
  /** Of a rule at a subject: the rows of it that are watched. */
  at(ruleId: string, subject: Pick<Subject, 'kind' | 'id'>): readonly Watched[];
  all(): Iterable<Watched>;
  /** Elements of a rule that are not watched, for there are too many. */
  beyond(ruleId: string): number;
  clear(): void;
}

export const subjectKey = ({ kind, id }: Pick<Subject, 'kind' | 'id'>): string => `${kind} ${id}`;

export function createCrowd(): Crowd {
  const rules = new Map<
    string,
    { readonly byEntity: Map<string, Watched>; readonly bySubject: Map<string, Watched[]> }
  >();
  const beyond = new Map<string, Set<string>>();
  let count = 0;
  const of = (ruleId: string) => {
    let known = rules.get(ruleId);
    if (known === undefined) {
      known = { byEntity: new Map(), bySubject: new Map() };
      rules.set(ruleId, known);
    }
    return known;
  };
  const crowd: Crowd = {
    get: (ruleId, entityId) => rules.get(ruleId)?.byEntity.get(entityId),
    take(compiled, subject, entityId) {
      const { id } = compiled.rule;
      const known = crowd.get(id, entityId);
      if (known !== undefined) return known;
      if (count >= ruleBounds.elements || of(id).byEntity.size >= ruleBounds.elementsOfRule) {
        const left = beyond.get(id) ?? new Set();
        // Names beyond the bound are counted up to as many again.
        if (left.size < ruleBounds.elementsOfRule) left.add(entityId);
        beyond.set(id, left);
        return undefined;
      }
      const made = newWatched(compiled, subject, entityId);
      crowd.put(made);
      return made;
    },
    put(one) {
      const { byEntity, bySubject } = of(one.compiled.rule.id);
      if (byEntity.has(one.entityId)) return;
      byEntity.set(one.entityId, one);
      const key = subjectKey(one.subject);
      const rows = bySubject.get(key);
      if (rows === undefined) bySubject.set(key, [one]);
      else rows.push(one);
      count += 1;
    },
    drop(one) {
      const { byEntity, bySubject } = of(one.compiled.rule.id);
      if (!byEntity.delete(one.entityId)) return;
      const key = subjectKey(one.subject);
      const rest = (bySubject.get(key) ?? []).filter((other) => other !== one);
      if (rest.length === 0) bySubject.delete(key);
      else bySubject.set(key, rest);
      count -= 1;
    },
    ofRule: (ruleId) => rules.get(ruleId)?.byEntity.values() ?? [],
    at: (ruleId, subject) => rules.get(ruleId)?.bySubject.get(subjectKey(subject)) ?? [],
    *all() {
      for (const { byEntity } of rules.values()) yield* byEntity.values();
    },
    beyond: (ruleId) => beyond.get(ruleId)?.size ?? 0,
    clear() {
      rules.clear();
      beyond.clear();
      count = 0;
    },
  };
  return crowd;
}
