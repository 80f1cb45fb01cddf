import { rest } from '../client/rest.ts';
import { leave } from '../client/session.ts';
import { go, location } from '../router.tsx';
import { useStore } from '../state/store.ts';
import { switchLanguage, useWords } from '../text/language.ts';
import { switchTheme, switchWallMode, theme } from '../theme.ts';

/** Language, theme, wall mode, help and the way out. */
export function UserMenu({ onHelp }: { readonly onHelp: () => void }) {
  const t = useWords();
  const dark = useStore(theme, (value) => value === 'dark');
  const away = useStore(location, ({ path }) => path !== '/');
  const wall = () => {
    if (away) go('/');
    switchWallMode(true);
  };
  const logout = () => {
    // The cookie may outlive a failed request; the page forgets the city in any case.
    rest
      .logout()
      .catch(() => {})
      .finally(leave);
  };
  return (
    <div class="menu">
      <button type="button" class="icon-button text" onClick={switchLanguage} title={t('dashboards.help.language')}>
        {t('dashboards.menu.other-language')}
      </button>
      <button
        type="button"
        class="icon-button"
        onClick={switchTheme}
        aria-label={t(dark ? 'dashboards.menu.light' : 'dashboards.menu.dark')}
        title={t(dark ? 'dashboards.menu.light' : 'dashboards.menu.dark')}
      >
        <svg viewBox="0 0 20 20" aria-hidden="true">
          {dark ? (
            <path d="M10 3v1.5M10 15.5V17M3 10h1.5M15.5 10H17M5 5l1 1M14 14l1 1M15 5l-1 1M6 14l-1 1M10 6.8a3.2 3.2 0 110 6.4 3.2 3.2 0 010-6.4z" />
          ) : (
            <path d="M16 12.2A6.6 6.6 0 017.8 4 6.6 6.6 0 1016 12.2z" />
          )}
        </svg>
      </button>
      <button
        type="button"
        class="icon-button"
        onClick={wall}
        aria-label={t('dashboards.menu.wall')}
        title={t('dashboards.menu.wall')}
      >
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <path d="M3.5 7.5v-4h4M12.5 3.5h4v4M16.5 12.5v4h-4M7.5 16.5h-4v-4" />
        </svg>
      </button>
      <button
        type="button"
        class="icon-button"
        onClick={onHelp}
        aria-label={t('dashboards.menu.help')}
        title={t('dashboards.menu.help')}
      >
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <path d="M7.4 7.3A2.7 2.7 0 1110 10.6v1.2M10 15v.01" />
        </svg>
      </button>
      <button
        type="button"
        class="icon-button"
        onClick={logout}
        aria-label={t('dashboards.menu.logout')}
        title={t('dashboards.menu.logout')}
      >
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <path d="M8 3.5H4v13h4M12.5 6.5L16 10l-3.5 3.5M16 10H8" />
        </svg>
      </button>
    </div>
  );
}
