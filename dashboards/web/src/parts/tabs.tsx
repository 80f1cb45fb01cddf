import { Go, location } from '../router.tsx';
import { useStore } from '../state/store.ts';

/** Pages that belong together: where each leads, what it is called, and what waits there. The one that is open is marked. */
export function Tabs({
  label,
  tabs,
}: {
  readonly label: string;
  readonly tabs: readonly {
    readonly to: string;
    readonly text: string;
    readonly count?: number;
    readonly urgent?: boolean;
  }[];
}) {
  const path = useStore(location, (here) => here.path);
  return (
    <nav class="tabs no-print" aria-label={label}>
      {tabs.map(({ to, text, count = 0, urgent = false }) => (
        <Go key={to} to={to} {...(path === to || path.startsWith(`${to}/`) ? { 'aria-current': 'page' as const } : {})}>
          {text}
          {count === 0 ? null : <b class={`badge${urgent ? ' urgent' : ''}`}>{count}</b>}
        </Go>
      ))}
    </nav>
  );
}
