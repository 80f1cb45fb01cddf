import { Go, location } from '../router.tsx';
import { useStore } from '../state/store.ts';
import { useWords } from '../text/language.ts';

/** The pages of business services. */
export function ServiceTabs() {
  const t = useWords();
  const path = useStore(location, (here) => here.path);
  const tabs = [
    ['/services', t('dashboards.services.title')],
    ['/maintenance', t('dashboards.maintenance.title')],
    ['/status', t('dashboards.status.title')],
  ] as const;
  return (
    <nav class="tabs no-print" aria-label={t('dashboards.services.title')}>
      {tabs.map(([to, text]) => (
        <Go key={to} to={to} {...(path === to || path.startsWith(`${to}/`) ? { 'aria-current': 'page' as const } : {})}>
          {text}
        </Go>
      ))}
    </nav>
  );
}
