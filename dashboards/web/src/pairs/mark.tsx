import type { WirePairSeverity, WirePairVerdict, WirePairWord } from '../../../../api/wire-pairs.ts';
import { stateOfVerdict, verdictTexts } from '../isolation/words.ts';
import { StateShape } from '../parts/state-mark.tsx';
import { useWords } from '../text/language.ts';
import { stateOfWord, wordTexts } from './words.ts';

/** Ready, at risk, not ready or unknown, as shape and word. */
export function PairMark({ word }: { readonly word: WirePairWord }) {
  const t = useWords();
  const state = stateOfWord[word];
  return (
    <span class={`state s-${state}`}>
      <svg class="state-shape" viewBox="-11 -11 22 22" aria-hidden="true">
        <StateShape state={state} />
      </svg>
      <span>{t(wordTexts[word])}</span>
    </span>
  );
}

/** The score of 100 with its bar; a dash where nothing is known. */
export function Score({ score, word }: { readonly score: number | null; readonly word: WirePairWord }) {
  const t = useWords();
  return (
    <span class={`pair-score s-${stateOfWord[word]}`} title={t('dashboards.pairs.score')}>
      <b>{score ?? '–'}</b>
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect class="ground" width="100" height="6" rx="3" />
        <rect class="amount" width={score ?? 0} height="6" rx="3" />
      </svg>
    </span>
  );
}

/** A check's verdict as shape and word. */
export function PairVerdictMark({
  verdict,
  severity,
}: {
  readonly verdict: WirePairVerdict;
  readonly severity: WirePairSeverity;
}) {
  const t = useWords();
  const state = stateOfVerdict(verdict, severity);
  return (
    <span class={state === undefined ? 'state not-offered' : `state s-${state}`}>
      <svg class="state-shape" viewBox="-11 -11 22 22" aria-hidden="true">
        {state === undefined ? <path class="glyph" d="M-5 0H5" /> : <StateShape state={state} />}
      </svg>
      <span>{t(verdictTexts[verdict])}</span>
    </span>
  );
}
