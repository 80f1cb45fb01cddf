import type { WireIncident } from '../../../../api/wire.ts';
import { Go } from '../router.tsx';
import { useWords } from '../text/language.ts';

/** From an incident of a pair to what its handbook says of just that trouble. */
export function HandbookLink({
  incident: { root, topic },
}: {
  readonly incident: Pick<WireIncident, 'root' | 'topic'>;
}) {
  const t = useWords();
  if (root.kind !== 'pair') return null;
  const trouble = topic === undefined ? '' : `?trouble=${encodeURIComponent(topic)}`;
  return (
    <Go class="button small" to={`/handbook/${encodeURIComponent(root.id)}${trouble}`}>
      {t('dashboards.incident.handbook')}
    </Go>
  );
}
