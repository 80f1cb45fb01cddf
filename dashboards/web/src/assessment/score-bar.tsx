import type { WireRange } from '../../../../api/wire-assessment.ts';
import { rangeText, shade } from './words.ts';

const width = 200;
const height = 14;

/** A score from 0 to 100: full as far as it is certain, striped as far as the unknown leaves it open. */
export function ScoreBar({ score, label }: { readonly score: WireRange | null; readonly label: string }) {
  const { lower, upper } = score ?? { lower: 0, upper: 0 };
  return (
    <svg
      class={`score-bar ${shade(score)}`}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`${label}: ${rangeText(score)}`}
    >
      <rect class="score-ground" width={width} height={height} />
      <rect class="score-open" x={lower * 2} width={(upper - lower) * 2} height={height} />
      <rect class="score-sure" width={lower * 2} height={height} />
    </svg>
  );
}
