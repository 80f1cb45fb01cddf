import type { WireIncident } from '../../../../api/wire.ts';
import { Go } from '../router.tsx';
import { useWords } from '../text/language.ts';

/** From an incident of a rule to the rule, and to where it says that help is. */
export function RuleLinks({ incident }: { readonly incident: Pick<WireIncident, 'condition' | 'topic' | 'links'> }) {
  const t = useWords();
  if (incident.condition !== 'rule') return null;
  const { handbook, page } = incident.links ?? {};
  return (
    <>
      <Go class="button" to={`/rules?rule=${incident.topic?.split(' ')[0] ?? ''}`}>
        {t('dashboards.rules.open')}
      </Go>
      {handbook === undefined ? null : (
        <Go class="button" to={`/handbook/${handbook}`}>
          {t('dashboards.rules.handbook')}
        </Go>
      )}
      {page === undefined ? null : (
        <Go class="button" to={page}>
          {t('dashboards.rules.page')}
        </Go>
      )}
    </>
  );
}
