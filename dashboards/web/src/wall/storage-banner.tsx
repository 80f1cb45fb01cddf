import { live } from '../client/live.ts';
import { useStore } from '../state/store.ts';
import { type TextKey, useWords } from '../text/language.ts';

const whats = {
  'disk-full': ['dashboards.storage.disk-full', 'dashboards.storage.disk-full-do'],
  'read-only': ['dashboards.storage.read-only', 'dashboards.storage.read-only-do'],
  corrupt: ['dashboards.storage.corrupt', 'dashboards.storage.corrupt-do'],
} as const satisfies Readonly<Record<string, readonly [TextKey, TextKey]>>;

/** Says that what is seen cannot be kept, and what to do: the picture itself stays right. */
export function StorageBanner() {
  const t = useWords();
  const storage = useStore(live, (value) => value.counters?.storage ?? 'writable');
  if (storage === 'writable') return null;
  const [what, remedy] = whats[storage];
  return (
    <div class="stale" role="alert">
      <svg viewBox="0 0 48 48" aria-hidden="true">
        <path d="M24 6L45 42H3Z" />
        <path d="M24 19v11M24 35.5v.1" />
      </svg>
      <div>
        <strong>{t(what)}</strong>
        <span>{t(remedy)}</span>
      </div>
    </div>
  );
}
