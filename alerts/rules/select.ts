import type { Rule, RuleBook } from './model.ts';
import type { Subject } from './subjects.ts';

/** A pattern with `*` for any piece of an id, as a regular expression of the whole. */
export function patternOf(glob: string): RegExp {
  const pieces = glob.split('*').map((piece) => piece.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${pieces.join('.*')}$`);
}

/** Whether a rule watches a subject; `entityId` is the row that it was seen by, where it has several. */
export type Selects = (subject: Subject, entityId: string) => boolean;

/** Reads the selector of a rule once. What is left out holds for all; within a list one suffices. */
export function selectionOf({ on }: Pick<Rule, 'on'>, tags: RuleBook['tags']): Selects {
  const ids = on.ids.map(patternOf);
  const except = on.except.map(patternOf);
  const tagged = on.tags.flatMap((tag) => (tags.get(tag) ?? []).map(patternOf));
  const names = ({ id, root }: Subject, entityId: string): readonly string[] => {
    const device = id.includes('/') ? id.slice(0, id.indexOf('/')) : id;
    return [...new Set([id, entityId, device, root.id])];
  };
  const any = (patterns: readonly RegExp[], candidates: readonly string[]): boolean =>
    patterns.some((pattern) => candidates.some((one) => pattern.test(one)));
  return (subject, entityId) => {
    if (on.districts.length > 0 && !on.districts.includes(subject.districtId)) return false;
    if (on.roles.length > 0 && !on.roles.some((role) => subject.roles.includes(role))) return false;
    const candidates = names(subject, entityId);
    if (on.tags.length > 0 && !any(tagged, candidates)) return false;
    if (ids.length > 0 && !any(ids, candidates)) return false;
    return !any(except, candidates);
  };
}
