import { Go, location } from '../router.tsx';
import { useStore } from '../state/store.ts';
import { useWords } from '../text/language.ts';

/** What polls from here, and what tries from elsewhere. */
export function CollectorTabs() {
  const t = useWords();
  const path = useStore(location, (here) => here.path);
  const tabs = [
    ['/collector', t('dashboards.collector.tab')],
    ['/collectors', t('dashboards.light.title')],
  ] as const;
  return (
    <nav class="tabs no-print" aria-label={t('dashboards.nav.collector')}>
      {tabs.map(([to, text]) => (
        <Go key={to} to={to} {...(path === to ? { 'aria-current': 'page' as const } : {})}>
          {text}
        </Go>
      ))}
    </nav>
  );
}
