import { Go, location } from '../router.tsx';
import { useStore } from '../state/store.ts';
import { useWords } from '../text/language.ts';

/** The pages of hot standby. */
export function PairTabs() {
  const t = useWords();
  const path = useStore(location, (here) => here.path);
  const tabs = [
    ['/pairs', t('dashboards.pairs.tab')],
    ['/drills', t('dashboards.drills.title')],
    ['/handbook', t('dashboards.handbook.title')],
  ] as const;
  return (
    <nav class="tabs no-print" aria-label={t('dashboards.pairs.title')}>
      {tabs.map(([to, text]) => (
        <Go key={to} to={to} {...(path === to || path.startsWith(`${to}/`) ? { 'aria-current': 'page' as const } : {})}>
          {text}
        </Go>
      ))}
    </nav>
  );
}
