import type { WirePhases } from '../../../../api/wire-services.ts';
import { useWords } from '../text/language.ts';
import { milliseconds, phaseSpans, phaseTexts } from './words.ts';

/** Where one try spent its time, as one bar; `mostMs` is the whole width. */
export function PhaseBar({
  phases,
  mostMs,
  height = 8,
}: {
  readonly phases: WirePhases;
  readonly mostMs: number;
  readonly height?: number;
}) {
  const t = useWords();
  const spans = phaseSpans(phases);
  const whole = Math.max(1, mostMs);
  const words = spans.map(({ phase, ms }) => `${t(phaseTexts[phase])} ${milliseconds(ms)}`).join(', ');
  return (
    <svg class="phase-bar" viewBox={`0 0 1000 ${height}`} preserveAspectRatio="none" role="img" aria-label={words}>
      <rect class="ground" width="1000" height={height} />
      {spans.map(({ phase, from, ms }) => (
        <rect
          key={phase}
          class={`phase-${phase}`}
          x={(1000 * from) / whole}
          width={Math.max(3, (1000 * ms) / whole)}
          height={height}
        >
          <title>{`${t(phaseTexts[phase])} ${milliseconds(ms)}`}</title>
        </rect>
      ))}
    </svg>
  );
}
