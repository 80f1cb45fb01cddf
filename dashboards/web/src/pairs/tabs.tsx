import { Tabs } from '../parts/tabs.tsx';
import { useWords } from '../text/language.ts';

/** The pages of hot standby. */
export function PairTabs() {
  const t = useWords();
  const tabs = [
    { to: '/pairs', text: t('dashboards.pairs.tab') },
    { to: '/drills', text: t('dashboards.drills.title') },
    { to: '/handbook', text: t('dashboards.handbook.title') },
  ];
  return <Tabs label={t('dashboards.pairs.title')} tabs={tabs} />;
}
