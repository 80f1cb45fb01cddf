import { useEffect, useRef, useState } from 'preact/hooks';
import { live } from '../client/live.ts';
import { useStore } from '../state/store.ts';
import { useWords } from '../text/language.ts';

/** Tells screen readers of incidents that open while the page is shown. */
export function Announcer() {
  const t = useWords();
  const incidents = useStore(live, (state) => state.incidents);
  const loaded = useStore(live, (state) => state.incidentsLoaded);
  const known = useRef<Set<string>>(undefined);
  const [text, setText] = useState('');
  useEffect(() => {
    if (!loaded) return;
    const fresh = [...incidents.values()].filter(
      ({ id, status }) => status === 'open' && known.current?.has(id) === false,
    );
    known.current = new Set(incidents.keys());
    if (fresh.length > 0) setText(fresh.map(({ summary }) => t.message(summary)).join(' '));
  }, [incidents, loaded]);
  return (
    <div class="hidden" aria-live="assertive" role="alert">
      {text}
    </div>
  );
}
