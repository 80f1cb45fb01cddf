import type { WireIncident } from '../../../../api/wire.ts';
import { type TextKey, useWords } from '../text/language.ts';

const texts: Readonly<Record<WireIncident['severity'], TextKey>> = {
  critical: 'dashboards.severity.critical',
  major: 'dashboards.severity.major',
  minor: 'dashboards.severity.minor',
  info: 'dashboards.severity.info',
};

/** More strokes, more trouble: readable without colour. */
export function SeverityMark({ severity }: { readonly severity: WireIncident['severity'] }) {
  const t = useWords();
  const bars = { critical: 4, major: 3, minor: 2, info: 1 }[severity];
  return (
    <span class={`severity ${severity}`}>
      <svg viewBox="0 0 20 14" aria-hidden="true">
        {[0, 1, 2, 3].map((index) => (
          <rect
            key={index}
            class={index < bars ? 'on' : 'off'}
            x={index * 5}
            y={9 - index * 3}
            width="3.6"
            height={5 + index * 3}
            rx="1"
          />
        ))}
      </svg>
      {t(texts[severity])}
    </span>
  );
}
