import { Tabs } from '../parts/tabs.tsx';
import { useWords } from '../text/language.ts';

/** What happened, who is told of it, and by which way. */
export function DutyTabs() {
  const t = useWords();
  const tabs = [
    { to: '/incidents', text: t('dashboards.nav.incidents') },
    { to: '/duty', text: t('dashboards.duty.title') },
    { to: '/channels', text: t('dashboards.channels.title') },
    { to: '/rules', text: t('dashboards.rules.title') },
  ];
  return <Tabs label={t('dashboards.nav.incidents')} tabs={tabs} />;
}
