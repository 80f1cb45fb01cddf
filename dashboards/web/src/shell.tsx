import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { live } from './client/live.ts';
import { watchOwnStandby } from './client/own-standby.ts';
import { listenToKeys } from './keys.ts';
import { HelpOverlay } from './parts/help.tsx';
import { Mark } from './parts/mark.tsx';
import { OwnStandbyPart } from './parts/own-standby.tsx';
import { Search } from './parts/search.tsx';
import { UserMenu } from './parts/user-menu.tsx';
import { Go, location } from './router.tsx';
import { useStore } from './state/store.ts';
import { useWords } from './text/language.ts';
import { wallMode } from './theme.ts';
import { Announcer } from './wall/announcer.tsx';
import { StaleBanner } from './wall/stale-banner.tsx';
import { StorageBanner } from './wall/storage-banner.tsx';
import { TimeAndAge } from './wall/time-and-age.tsx';

/** What surrounds every page: where one is, where one can go, and whether what is shown is live. */
export function Shell({ children }: { readonly children: ComponentChildren }) {
  const t = useWords();
  const path = useStore(location, (here) => here.path);
  const frame = useStore(live, (state) => state.frame);
  const wall = useStore(wallMode, (value) => value) && path === '/';
  const [open, setOpen] = useState<'search' | 'help' | undefined>();
  // Before the page is seen: whoever sees it may already type.
  useLayoutEffect(() => listenToKeys({ search: () => setOpen('search'), help: () => setOpen('help') }), []);
  useEffect(watchOwnStandby, []);
  const cityName = frame === null ? '' : t.language === 'en' ? frame.nameEn : frame.nameZh;
  useEffect(() => {
    document.title = cityName === '' ? t('dashboards.name') : `${cityName} · ${t('dashboards.name')}`;
  }, [cityName, t]);
  const links = [
    ['/', t('dashboards.nav.wall')],
    ['/services', t('dashboards.nav.services')],
    ['/incidents', t('dashboards.nav.incidents')],
    ['/impact', t('dashboards.nav.impact')],
    ['/isolation', t('dashboards.nav.isolation')],
    ['/backups', t('dashboards.nav.backups')],
    ['/pairs', t('dashboards.nav.pairs')],
    ['/devices', t('dashboards.nav.devices')],
    ['/topology', t('dashboards.nav.topology')],
    ['/findings', t('dashboards.nav.findings')],
    ['/terminals', t('dashboards.nav.terminals')],
    ['/collector', t('dashboards.nav.collector')],
    ['/audit', t('dashboards.nav.audit')],
    ['/ledger', t('dashboards.nav.ledger')],
    ['/reports', t('dashboards.nav.reports')],
    ...(frame?.lab === true ? [['/lab', t('dashboards.nav.lab')] as const] : []),
  ] as const;
  return (
    <div class={`shell${wall ? ' is-wall' : ''}${path === '/' ? ' at-wall' : ''}`}>
      <a class="skip" href="#main">
        {t('dashboards.nav.skip')}
      </a>
      <header class="top">
        <Go class="brand" to="/" aria-label={t('dashboards.name')}>
          <Mark />
          <span class="brand-name">{t('dashboards.name')}</span>
          <span class="brand-city">{cityName}</span>
        </Go>
        {wall ? null : (
          <nav class="nav" aria-label={t('dashboards.nav.label')}>
            {links.map(([to, text]) => (
              <Go key={to} to={to} {...(isAt(path, to) ? { 'aria-current': 'page' as const } : {})}>
                {text}
              </Go>
            ))}
          </nav>
        )}
        <span class="grow" />
        {wall ? null : (
          <button type="button" class="search-button" onClick={() => setOpen('search')}>
            <svg viewBox="0 0 20 20" aria-hidden="true">
              <circle cx="8.5" cy="8.5" r="5.5" />
              <path d="M13 13l4.5 4.5" />
            </svg>
            <span>{t('dashboards.search.open')}</span>
            <kbd>/</kbd>
          </button>
        )}
        <OwnStandbyPart part="StandbyBadge" />
        <TimeAndAge />
        {wall ? null : <UserMenu onHelp={() => setOpen('help')} />}
      </header>
      <OwnStandbyPart part="StandbyBanner" />
      <StaleBanner />
      <StorageBanner />
      <main id="main" class="main" tabIndex={-1}>
        {children}
      </main>
      <Announcer />
      {open === 'search' ? <Search close={() => setOpen(undefined)} /> : null}
      {open === 'help' ? <HelpOverlay close={() => setOpen(undefined)} /> : null}
    </div>
  );
}

function isAt(path: string, to: string): boolean {
  if (to === '/') return path === '/' || path.startsWith('/points/') || path.startsWith('/links/');
  if (to === '/terminals' && /^\/(?:labels|approvals|stock-takes|open-items|users)(?:\/|$)/.test(path)) return true;
  if (to === '/collector' && path === '/collectors') return true;
  if (to === '/incidents' && /^\/(?:duty|channels)$/.test(path)) return true;
  if (to === '/pairs' && /^\/(?:drills|handbook)(?:\/|$)/.test(path)) return true;
  if (to === '/services' && /^\/maintenance(?:\/|$)/.test(path)) return true;
  if (to === '/reports' && path.startsWith('/assessment')) return true;
  return path === to || path.startsWith(`${to}/`);
}
