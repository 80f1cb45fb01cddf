import { createStore } from './state/store.ts';
import { recall, remember } from './text/remember.ts';

export type Theme = 'dark' | 'light';

/** Dark unless chosen or asked for otherwise: the picture is made for a wall in a dim room. */
export const theme = createStore<Theme>('dark');
/** Wall mode: only counters, picture and incidents, larger, dark, over the whole screen. */
export const wallMode = createStore<boolean>(false);

function show(): void {
  const { dataset } = document.documentElement;
  dataset.theme = wallMode.get() ? 'dark' : theme.get();
  dataset.mode = wallMode.get() ? 'wall' : 'desk';
}

/** Applies the remembered choice and follows every later one. */
export function startTheme(): void {
  const chosen = recall('theme');
  const asked = window.matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
  theme.set(chosen === 'light' || chosen === 'dark' ? chosen : asked);
  wallMode.set(new URLSearchParams(window.location.search).has('wall'));
  show();
  theme.subscribe(show);
  wallMode.subscribe(show);
  document.addEventListener('fullscreenchange', () => {
    if (document.fullscreenElement === null && !asking) wallMode.set(false);
  });
}

export function switchTheme(): void {
  const next = theme.get() === 'dark' ? 'light' : 'dark';
  theme.set(next);
  remember('theme', next);
}

/** A request for full screen is under way: the end of an older one does not end wall mode. */
let asking = false;

/** Into wall mode and out of it. Where the browser refuses full screen the rest still works. */
export function switchWallMode(on: boolean): void {
  wallMode.set(on);
  if (on) void fillScreen();
  else leaveFullScreen();
}

async function fillScreen(): Promise<void> {
  asking = true;
  await document.documentElement.requestFullscreen?.().catch(() => {});
  asking = false;
  // Who has left wall mode while the browser was still growing the page gets it back small.
  if (!wallMode.get()) leaveFullScreen();
}

function leaveFullScreen(): void {
  if (document.fullscreenElement !== null) void document.exitFullscreen().catch(() => {});
}
