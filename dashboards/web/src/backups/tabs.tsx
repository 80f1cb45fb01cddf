import { Go, location } from '../router.tsx';
import { useStore } from '../state/store.ts';
import { useWords } from '../text/language.ts';

/** The pages of backup. */
export function BackupTabs() {
  const t = useWords();
  const path = useStore(location, (here) => here.path);
  const tabs = [
    ['/backups', t('dashboards.backups.title')],
    ['/restore-drills', t('dashboards.restores.title')],
  ] as const;
  return (
    <nav class="tabs no-print" aria-label={t('dashboards.backups.title')}>
      {tabs.map(([to, text]) => (
        <Go key={to} to={to} {...(path === to || path.startsWith(`${to}/`) ? { 'aria-current': 'page' as const } : {})}>
          {text}
        </Go>
      ))}
    </nav>
  );
}
