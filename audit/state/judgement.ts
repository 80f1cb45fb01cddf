import type { Message } from '../../core/index.ts';
import type { ElementRef, StateWord } from './model.ts';

/** What a rule says of one element, before anybody compares it with what was said before. */
export interface Judgement {
  readonly state: StateWord;
  readonly reason: Message;
  readonly behind?: readonly ElementRef[];
}

/** The part of a state that rules read of other elements. */
export type Known = Pick<Judgement, 'state' | 'reason' | 'behind'>;

/** The same words: times and evidence may differ, nobody needs to be told. */
export function sameJudgement(a: Known, b: Known): boolean {
  if (a.state !== b.state || a.reason.key !== b.reason.key) return false;
  return sameParams(a.reason.params, b.reason.params) && refsText(a.behind) === refsText(b.behind);
}

function sameParams(a: Message['params'], b: Message['params']): boolean {
  if (a === b) return true;
  const keysOfA = Object.keys(a ?? {});
  if (keysOfA.length !== Object.keys(b ?? {}).length) return false;
  return keysOfA.every((key) => a?.[key] === b?.[key]);
}

/** Refs as one text, for comparing and for messages: `F23, F24`. */
export function refsText(refs: readonly ElementRef[] | undefined): string {
  return refs === undefined ? '' : refs.map((ref) => ref.id).join(', ');
}

/** The union of several lists of dead elements, sorted, so that the order of polls never shows. */
export function mergeBehind(...lists: readonly (readonly ElementRef[] | undefined)[]): readonly ElementRef[] {
  const merged = new Map<string, ElementRef>();
  for (const list of lists) for (const ref of list ?? []) merged.set(`${ref.kind} ${ref.id}`, ref);
  return [...merged.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, ref]) => ref);
}

/** The `behind` field, or nothing where the list is empty. */
export function behindField(refs: readonly ElementRef[] | undefined): { readonly behind?: readonly ElementRef[] } {
  return refs === undefined || refs.length === 0 ? {} : { behind: refs };
}

/** Fresh: not older than the limit, and not from a future that a stepped clock left behind. */
export function isFresh(at: number, now: number, staleAfterMs: number): boolean {
  return at > 0 && now - at <= staleAfterMs && at - now <= staleAfterMs;
}
