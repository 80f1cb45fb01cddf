import { Tabs } from '../parts/tabs.tsx';
import { useWords } from '../text/language.ts';

/** The pages of backup. */
export function BackupTabs() {
  const t = useWords();
  const tabs = [
    { to: '/backups', text: t('dashboards.backups.title') },
    { to: '/restore-drills', text: t('dashboards.restores.title') },
  ];
  return <Tabs label={t('dashboards.backups.title')} tabs={tabs} />;
}
