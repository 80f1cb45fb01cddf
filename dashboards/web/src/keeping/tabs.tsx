import { useMay } from '../client/may.ts';
import { keepingRest } from '../client/rest-keeping.ts';
import { useAsked, useChange, useNow } from '../client/use.ts';
import { Go, location } from '../router.tsx';
import { useStore } from '../state/store.ts';
import { useWords } from '../text/language.ts';

/** What waits for a second person, or for an answer, is asked for anew this often. */
const refreshMs = 10_000;

/** The pages around the register, with what waits on each. */
export function KeepingTabs({ mark = '' }: { readonly mark?: string }) {
  const t = useWords();
  const path = useStore(location, (here) => here.path);
  const administers = useMay('administer');
  const counts = useAsked('keeping', () => keepingRest.counts());
  const now = useNow(refreshMs);
  useChange(`${now} ${mark}`, counts.again);
  const { mine = 0, counting = 0, overdue = 0, escalated = 0, open = 0 } = counts.value ?? {};
  const tabs = [
    ['/terminals', t('dashboards.nav.terminals'), 0, false],
    ['/approvals', t('dashboards.keeping.approvals'), mine, mine > 0],
    ['/stock-takes', t('dashboards.keeping.stock-takes'), counting, false],
    ['/open-items', t('dashboards.keeping.items'), open, overdue + escalated > 0],
    ...(administers ? [['/users', t('dashboards.keeping.users'), 0, false] as const] : []),
  ] as const;
  return (
    <nav class="tabs no-print" aria-label={t('dashboards.nav.terminals')}>
      {tabs.map(([to, text, count, urgent]) => (
        <Go key={to} to={to} {...(path === to || path.startsWith(`${to}/`) ? { 'aria-current': 'page' as const } : {})}>
          {text}
          {count === 0 ? null : <b class={`badge${urgent ? ' urgent' : ''}`}>{count}</b>}
        </Go>
      ))}
    </nav>
  );
}
