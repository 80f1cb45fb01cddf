import type { WireCheckSeverity, WireCheckVerdict, WireIsolationWord } from '../../../../api/wire-isolation.ts';
import { StateShape } from '../parts/state-mark.tsx';
import { useWords } from '../text/language.ts';
import { stateOfVerdict, stateOfWord, verdictTexts, wordTexts } from './words.ts';

/** Isolated, violated or unknown, as shape and word; `bare` where the word stands beside it anyway. */
export function IsolationMark({ word, bare = false }: { readonly word: WireIsolationWord; readonly bare?: boolean }) {
  const t = useWords();
  const state = stateOfWord(word);
  return (
    <span class={`state s-${state}`}>
      <svg class="state-shape" viewBox="-11 -11 22 22" role="img" aria-label={t(wordTexts[word])}>
        <StateShape state={state} />
      </svg>
      {bare ? null : <span aria-hidden="true">{t(wordTexts[word])}</span>}
    </span>
  );
}

interface VerdictProperties {
  readonly verdict: WireCheckVerdict;
  readonly severity: WireCheckSeverity;
  /** Only the shape; the word is for screen readers. */
  readonly bare?: boolean;
}

/** A check's verdict as shape and word. */
export function VerdictMark({ verdict, severity, bare = false }: VerdictProperties) {
  const t = useWords();
  const state = stateOfVerdict(verdict, severity);
  const word = t(verdictTexts[verdict]);
  return (
    <span class={state === undefined ? 'state not-offered' : `state s-${state}`}>
      <svg class="state-shape" viewBox="-11 -11 22 22" role="img" aria-label={word}>
        {state === undefined ? <path class="glyph" d="M-5 0H5" /> : <StateShape state={state} />}
      </svg>
      {bare ? null : <span aria-hidden="true">{word}</span>}
    </span>
  );
}
