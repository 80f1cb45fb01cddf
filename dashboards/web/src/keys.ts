import { go, location } from './router.tsx';
import { switchLanguage } from './text/language.ts';
import { switchTheme, switchWallMode, wallMode } from './theme.ts';

/** Where `g` and a second key lead. */
const places: Readonly<Record<string, string>> = {
  w: '/',
  i: '/incidents',
  s: '/isolation',
  b: '/backups',
  d: '/devices',
  a: '/terminals',
  r: '/reports',
  l: '/lab',
};
/** The second key must follow within this time. */
const goWithinMs = 1_500;

interface Openers {
  readonly search: () => void;
  readonly help: () => void;
}

/** Listens for single keys while nothing is being typed. Returns the way to stop. */
export function listenToKeys({ search, help }: Openers): () => void {
  let goUntil = 0;
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.querySelector('dialog[open]') !== null) return;
    const place = places[event.key];
    // The time at which the key was pressed, not at which a busy page came to look at it.
    if (event.timeStamp < goUntil && place !== undefined) {
      goUntil = 0;
      event.preventDefault();
      go(place);
      return;
    }
    goUntil = 0;
    const action = {
      '/': search,
      '?': help,
      w: () => {
        const wall = location.get().path === '/' && wallMode.get();
        go('/');
        switchWallMode(!wall);
      },
      t: switchTheme,
      l: switchLanguage,
      g: () => {
        goUntil = event.timeStamp + goWithinMs;
      },
      Escape: () => {
        if (wallMode.get()) switchWallMode(false);
      },
    }[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  };
  document.addEventListener('keydown', onKey);
  return () => document.removeEventListener('keydown', onKey);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;
}
