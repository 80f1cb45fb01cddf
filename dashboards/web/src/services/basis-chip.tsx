import type { WireView } from '../../../../api/wire-services.ts';
import { useWords } from '../text/language.ts';

const texts = {
  measured: ['dashboards.services.basis.measured', 'dashboards.services.basis.measured.meaning'],
  derived: ['dashboards.services.basis.derived', 'dashboards.services.basis.derived.meaning'],
} as const;

/** Whether a view was measured at the point or follows from what lies on the way. */
export function BasisChip({ basis }: Pick<WireView, 'basis'>) {
  const t = useWords();
  const [word, meaning] = texts[basis];
  return (
    <span class={`chip basis-${basis}`} title={t(meaning)}>
      {t(word)}
    </span>
  );
}
