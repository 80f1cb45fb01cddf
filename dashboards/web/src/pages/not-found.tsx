import { Go } from '../router.tsx';
import { useWords } from '../text/language.ts';

export function NotFound() {
  const t = useWords();
  return (
    <div class="page">
      <h1>{t('dashboards.not-found.title')}</h1>
      <p class="muted">{t('dashboards.not-found.do')}</p>
      <Go class="button" to="/">
        {t('dashboards.nav.wall')}
      </Go>
    </div>
  );
}
