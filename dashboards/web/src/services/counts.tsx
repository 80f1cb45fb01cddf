import type { WireCounts } from '../../../../api/wire-services.ts';
import { stateTexts } from '../parts/state-mark.tsx';
import { useWords } from '../text/language.ts';

const order = ['down', 'degraded', 'unknown', 'up'] as const;

/** How many are what, the worst first. */
export function StateCounts({ counts }: { readonly counts: WireCounts }) {
  const t = useWords();
  return (
    <span class="pair-counts">
      {order.map((word) => (
        <span key={word} class={`iso-count s-${word}${counts[word] === 0 ? ' none' : ''}`}>
          <b>{counts[word]}</b> {t(stateTexts[word])}
        </span>
      ))}
    </span>
  );
}
