import type { WireIsolationCounts } from '../../../../api/wire-isolation.ts';
import { percent } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { IsolationMark } from './mark.tsx';
import { isolationWords, stateOfWord, wordTexts } from './words.ts';

/** How many places are what, in words and as a bar; the unknown ones are always among them. */
export function CountsLine({ counts }: { readonly counts: WireIsolationCounts }) {
  const t = useWords();
  const total = counts.isolated + counts.violated + counts.unknown;
  return (
    <div class="iso-counts">
      <IsolationMark word={counts.word} bare />
      {isolationWords.map((word) => (
        <span key={word} class={`iso-count s-${stateOfWord(word)}${counts[word] === 0 ? ' none' : ''}`}>
          <b>{counts[word]}</b> {t(wordTexts[word])}
        </span>
      ))}
      <span class="muted">
        {t('dashboards.isolation.coverage-of', { coverage: counts.coverage === null ? '–' : percent(counts.coverage) })}
      </span>
      <svg class="iso-bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
        {barParts(counts, total).map(({ word, x, width }) => (
          <rect key={word} class={`s-${stateOfWord(word)}`} x={x} y="0" width={width} height="1" />
        ))}
      </svg>
    </div>
  );
}

function barParts(counts: WireIsolationCounts, total: number) {
  let from = 0;
  return isolationWords.flatMap((word) => {
    const width = total === 0 ? 0 : (100 * counts[word]) / total;
    const x = from;
    from += width;
    return width === 0 ? [] : [{ word, x, width }];
  });
}
