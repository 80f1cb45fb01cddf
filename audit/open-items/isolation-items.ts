/** Findings of isolation that somebody must answer for: each check that fails at a place opens an item by itself. */
import { message } from '../../core/index.ts';
import type { Actor } from '../approval/model.ts';
import type { CheckChange, IsolationChange } from '../isolation/standing.ts';
import type { OpenItems } from './open-items.ts';

/** Acts where no person does. */
const fangzhou: Actor = { user: 'fangzhou', role: 'system' };
/** A stock-take opens an item for each of its findings. */
const tellsItself: ReadonlySet<string> = new Set(['ISO-54']);

/** Takes what the judging of isolation tells. */
export interface IsolationItems {
  /** How things stand at the start: what was opened once, and perhaps closed by a person, is not opened again. */
  begin(standings: readonly IsolationChange[]): void;
  judged(changes: readonly IsolationChange[]): void;
}

/**
 * A repaired violation (S1, S2) still wants its answer: who, why, what was done. What is only untidy (S3) is over when it is
 * tidied. Missing evidence opens nothing and closes nothing, and a waiver neither.
 */
export function createIsolationItems(deps: {
  readonly items: Pick<OpenItems, 'raise' | 'settle' | 'list'>;
  /** The role that answers where nobody else is named. */
  readonly responsible: () => string;
}): IsolationItems {
  const { items, responsible } = deps;

  function take({ placeId, before, after }: CheckChange): void {
    const checkId = after?.checkId ?? before?.checkId ?? '';
    if (tellsItself.has(checkId)) return;
    const key = keyOf(placeId, checkId);
    if (after?.verdict === 'fail') {
      const title = message('item.title.check', {
        check: checkId,
        title: `key:isolation.${checkId}.title`,
        place: placeId,
      });
      const subject = `isolation ${placeId}`;
      const { severity } = after;
      items.raise({ key, source: 'check', placeId, subject, title, severity, responsible: responsible() });
    } else if (after?.verdict === 'pass' && before?.verdict === 'fail' && before.severity === 'S3') {
      items.settle(key, fangzhou, `${checkId} pass`);
    }
  }

  const checks = (changes: readonly IsolationChange[]): readonly CheckChange[] =>
    changes.flatMap((change) => (change.what === 'check' ? [change] : []));

  return {
    begin(standings) {
      const known = new Set(items.list().map(({ key }) => key));
      for (const change of checks(standings)) {
        if (!known.has(keyOf(change.placeId, change.after?.checkId ?? ''))) take(change);
      }
    },
    judged(changes) {
      for (const change of checks(changes)) take(change);
    },
  };
}

function keyOf(placeId: string, checkId: string): string {
  return `isolation ${placeId} ${checkId}`;
}
