import type { ComponentChildren } from 'preact';
import { createStore } from './state/store.ts';

/** Where the page is; `path` and `search` as in the address line. */
export interface Location {
  readonly path: string;
  readonly search: string;
}

const here = (): Location => ({ path: window.location.pathname, search: window.location.search });
export const location = createStore<Location>(here());

window.addEventListener('popstate', () => location.set(here()));

/** Goes to another page without loading anew. */
export function go(path: string): void {
  window.history.pushState(null, '', path);
  location.set(here());
  window.scrollTo(0, 0);
}

/** Changes the address without a new entry in the history, for filters. */
export function replace(path: string): void {
  window.history.replaceState(null, '', path);
  location.set(here());
}

interface Properties {
  readonly to: string;
  readonly children?: ComponentChildren;
  readonly class?: string;
  readonly id?: string;
  readonly 'aria-label'?: string;
  readonly 'aria-current'?: 'page';
}

/** A link inside the application; opens in a new tab as any link when asked to. */
export function Go({ to, children, ...rest }: Properties) {
  return (
    <a {...rest} href={to} onClick={(event) => follow(event, to)}>
      {children}
    </a>
  );
}

/** Follows a plain click inside the application and leaves every other to the browser. */
export function follow(event: MouseEvent, to: string): void {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(to);
}

/** Address of an element's page; elements without a page lead to the wall. */
export function pathOf(kind: string, id: string): string {
  if (kind === 'point' || kind === 'link' || kind === 'device' || kind === 'pair')
    return `/${kind}s/${encodeURIComponent(id)}`;
  if (kind === 'service') return `/services/${encodeURIComponent(id)}`;
  if (kind === 'interface') return `/devices/${encodeURIComponent(id.split('/')[0] ?? id)}`;
  return '/';
}
