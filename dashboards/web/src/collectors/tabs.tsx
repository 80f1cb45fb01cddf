import { Tabs } from '../parts/tabs.tsx';
import { useWords } from '../text/language.ts';

/** What polls from here, and what tries from elsewhere. */
export function CollectorTabs() {
  const t = useWords();
  const tabs = [
    { to: '/collector', text: t('dashboards.collector.tab') },
    { to: '/collectors', text: t('dashboards.light.title') },
  ];
  return <Tabs label={t('dashboards.nav.collector')} tabs={tabs} />;
}
