import { useMay } from '../client/may.ts';
import { keepingRest } from '../client/rest-keeping.ts';
import { useAsked, useChange, useNow } from '../client/use.ts';
import { Tabs } from '../parts/tabs.tsx';
import { useWords } from '../text/language.ts';

/** What waits for a second person, or for an answer, is asked for anew this often. */
const refreshMs = 10_000;

/** The pages around the register, with what waits on each. */
export function KeepingTabs({ mark = '' }: { readonly mark?: string }) {
  const t = useWords();
  const administers = useMay('administer');
  const counts = useAsked('keeping', () => keepingRest.counts());
  const now = useNow(refreshMs);
  useChange(`${now} ${mark}`, counts.again);
  const { mine = 0, counting = 0, overdue = 0, escalated = 0, open = 0 } = counts.value ?? {};
  const tabs = [
    { to: '/terminals', text: t('dashboards.nav.terminals') },
    { to: '/approvals', text: t('dashboards.keeping.approvals'), count: mine, urgent: mine > 0 },
    { to: '/stock-takes', text: t('dashboards.keeping.stock-takes'), count: counting },
    { to: '/open-items', text: t('dashboards.keeping.items'), count: open, urgent: overdue + escalated > 0 },
    ...(administers ? [{ to: '/users', text: t('dashboards.keeping.users') }] : []),
  ];
  return <Tabs label={t('dashboards.nav.terminals')} tabs={tabs} />;
}
