import type { WirePairDistrict } from '../../../../api/wire-pairs.ts';
import { useWords } from '../text/language.ts';
import { stateOfWord, wordOrder, wordTexts } from './words.ts';

type Counts = Pick<WirePairDistrict, 'ready' | 'atRisk' | 'notReady' | 'unknown'>;

/** How many pairs are what, the worst first; the unknown ones are always among them. */
export function PairCounts({ counts }: { readonly counts: Counts }) {
  const t = useWords();
  const many = {
    ready: counts.ready,
    'at-risk': counts.atRisk,
    'not-ready': counts.notReady,
    unknown: counts.unknown,
  };
  return (
    <span class="pair-counts">
      {wordOrder.map((word) => (
        <span key={word} class={`iso-count s-${stateOfWord[word]}${many[word] === 0 ? ' none' : ''}`}>
          <b>{many[word]}</b> {t(wordTexts[word])}
        </span>
      ))}
    </span>
  );
}
