import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { live } from '../client/live.ts';
import { useSummary } from '../parts/affected.tsx';
import { useStore } from '../state/store.ts';

/** Tells screen readers of incidents that open while the page is shown, not of those that were there before it. */
export function Announcer() {
  const say = useSummary();
  const incidents = useStore(live, (state) => state.incidents);
  const loaded = useStore(live, (state) => state.incidentsLoaded);
  const known = useRef({ ids: new Set<string>(), listed: false });
  const [text, setText] = useState('');
  useLayoutEffect(() => {
    const { ids, listed } = known.current;
    // What a delta brings before the first list has come is new; what the list brings is not.
    const touched = live.get().touched;
    const fresh = [...incidents.values()].filter(
      ({ id, status }) => status === 'open' && !ids.has(id) && (listed || touched.has(id)),
    );
    known.current = { ids: new Set(incidents.keys()), listed: loaded };
    if (fresh.length > 0) setText(fresh.map(({ summary }) => say(summary)).join(' '));
  }, [incidents, loaded]);
  return (
    <div class="hidden" aria-live="assertive" role="alert">
      {text}
    </div>
  );
}
