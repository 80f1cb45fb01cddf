import { useLayoutEffect, useState } from 'preact/hooks';
import { live } from '../client/live.ts';
import { Picture } from '../picture/picture.tsx';
import { freshness } from '../state/freshness.ts';
import { useStore } from '../state/store.ts';
import { useWords } from '../text/language.ts';
import { Counters } from './counters.tsx';
import { Feed } from './feed.tsx';

/** The wall: counters, the city, what is wrong. Without trust in its freshness it loses its colours. */
export function WallPage() {
  const t = useWords();
  const [trusted, setTrusted] = useState(true);
  useLayoutEffect(() => {
    const look = () => {
      const { word } = freshness(live.get(), Date.now());
      setTrusted(word !== 'lost' && word !== 'quiet');
    };
    look();
    const stop = live.subscribe(look);
    const timer = window.setInterval(look, 1_000);
    return () => {
      stop();
      window.clearInterval(timer);
    };
  }, []);
  const loaded = useStore(live, (state) => state.frame !== null);
  return (
    <div class={`wall${trusted ? '' : ' is-stale'}`} data-loaded={loaded}>
      <h1 class="hidden">{t('dashboards.nav.wall')}</h1>
      <Counters />
      <Picture />
      <Feed />
    </div>
  );
}
