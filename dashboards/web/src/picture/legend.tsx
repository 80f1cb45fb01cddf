import { StateMark } from '../parts/state-mark.tsx';
import { useWords } from '../text/language.ts';

/** What the shapes and lines mean. */
export function Legend() {
  const t = useWords();
  return (
    <div class="legend">
      {(['up', 'degraded', 'down', 'unknown'] as const).map((state) => (
        <StateMark key={state} state={state} />
      ))}
      <span class="legend-lines">
        <svg viewBox="0 0 44 14" aria-hidden="true">
          <path d="M1 7H13" stroke-width="1.5" />
          <path d="M17 7H28" stroke-width="3.5" />
          <path d="M32 7H43" stroke-width="6" />
        </svg>
        {t('dashboards.picture.width')}
      </span>
    </div>
  );
}
