import { live } from '../client/live.ts';
import { useNow } from '../client/use.ts';
import { freshness } from '../state/freshness.ts';
import { useStore } from '../state/store.ts';
import { duration } from '../text/format.ts';
import { useWords } from '../text/language.ts';

/** Says loudly that what is seen is old: the connection is gone, or the server has nothing new to tell. */
export function StaleBanner() {
  const t = useWords();
  const state = useStore(live, (value) => value);
  const { word, ageMs } = freshness(state, useNow(1_000));
  if (word !== 'lost' && word !== 'quiet') return null;
  const age = ageMs === null ? '–' : duration(ageMs, t.language);
  return (
    <div class="stale" role="alert">
      <svg viewBox="0 0 48 48" aria-hidden="true">
        <path d="M24 6L45 42H3Z" />
        <path d="M24 19v11M24 35.5v.1" />
      </svg>
      <div>
        <strong>{t(word === 'lost' ? 'dashboards.stale.lost' : 'dashboards.stale.quiet')}</strong>
        <span>{t('dashboards.stale.age', { age })}</span>
        <span>{t(word === 'lost' ? 'dashboards.stale.lost-do' : 'dashboards.stale.quiet-do')}</span>
      </div>
    </div>
  );
}
