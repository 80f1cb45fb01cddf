import { dataSetChecks, elementKinds, isolationChecks, pairChecks, repositoryChecks } from '../../audit/index.ts';
import type { SubjectKind } from './model.ts';

/** Elements that have a state, and the words of it. */
export const stateKinds = elementKinds;
export const stateWords = ['up', 'degraded', 'down', 'unknown'] as const;
export const verdictWords = ['fail', 'unknown', 'pass', 'waived'] as const;

let known: ReadonlyMap<string, SubjectKind> | undefined;

/** Every check with what it is about: places (ISO), pairs (FO), data sets and repositories (BA). */
export function ofChecks(): ReadonlyMap<string, SubjectKind> {
  const ids = (checks: readonly { readonly id: string }[], kind: SubjectKind) =>
    checks.map(({ id }): [string, SubjectKind] => [id, kind]);
  known ??= new Map([
    ...ids(isolationChecks, 'place'),
    ...ids(pairChecks, 'pair'),
    ...ids(dataSetChecks, 'data-set'),
    ...ids(repositoryChecks, 'repository'),
  ]);
  return known;
}
