import type { WireBackupRule, WireBackupVerdict } from '../../../../api/wire-backups.ts';
import { StateShape } from '../parts/state-mark.tsx';
import { type TextKey, useWords } from '../text/language.ts';
import { checkTexts, stateOfVerdict, verdictOfTruth, verdictTexts } from './words.ts';

/** A verdict as shape and word: of data that is covered or not, or `of` a check or a repository. */
export function BackupMark({
  verdict,
  of = 'data',
}: {
  readonly verdict: WireBackupVerdict;
  readonly of?: 'data' | 'check';
}) {
  const t = useWords();
  const state = stateOfVerdict(verdict);
  const word = t((of === 'data' ? verdictTexts : checkTexts)[verdict]);
  return (
    <span class={`state s-${state}`}>
      <svg class="state-shape" viewBox="-11 -11 22 22" role="img" aria-label={word}>
        <StateShape state={state} />
      </svg>
      <span aria-hidden="true">{word}</span>
    </span>
  );
}

/** 3-2-1-1-0 as five marks, each with what is had of what is wanted. */
export function RuleMarks({ rule }: { readonly rule: WireBackupRule }) {
  const t = useWords();
  const parts: readonly (readonly [string, TextKey, boolean | null, number | null])[] = [
    ['3', 'dashboards.backups.rule.copies', rule.copies >= 3, rule.copies],
    ['2', 'dashboards.backups.rule.media', rule.media >= 2, rule.media],
    ['1', 'dashboards.backups.rule.offsite', rule.offsite, null],
    ['1', 'dashboards.backups.rule.immutable', rule.immutable, null],
    ['0', 'dashboards.backups.rule.errors', rule.errors === null ? null : rule.errors === 0, rule.errors],
  ];
  return (
    <span class="rule-marks">
      {parts.map(([digit, key, truth, count]) => {
        const verdict = verdictOfTruth(truth);
        const state = stateOfVerdict(verdict);
        const words = `${t(key, { count: count ?? '–' })} ${t(checkTexts[verdict])}`;
        return (
          <span key={key} class={`rule-mark s-${state}`} role="img" aria-label={words} title={words}>
            <b>{digit}</b>
            <svg class="state-shape" viewBox="-11 -11 22 22" aria-hidden="true">
              <StateShape state={state} />
            </svg>
          </span>
        );
      })}
    </span>
  );
}
