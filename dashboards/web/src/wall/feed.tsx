import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { live } from '../client/live.ts';
import { useNow } from '../client/use.ts';
import { Empty, Skeleton } from '../parts/states.tsx';
import { Legend } from '../picture/legend.tsx';
import { Go } from '../router.tsx';
import { useStore } from '../state/store.ts';
import { useWords } from '../text/language.ts';
import { wallMode } from '../theme.ts';
import type { Asked } from './deeds.tsx';
import { DeedsLater } from './deeds-later.tsx';
import { feedOrder } from './feed-order.ts';
import { IncidentCard } from './incident-card.tsx';

/** What is wrong now, worst first; what has just ended fades away below. */
export function Feed() {
  const t = useWords();
  const now = useNow(1_000);
  const incidents = useStore(live, (state) => state.incidents);
  const loaded = useStore(live, (state) => state.incidentsLoaded);
  const skewMs = useStore(live, (state) => state.skewMs);
  const [asked, setAsked] = useState<Asked>();
  const shown = feedOrder([...incidents.values()], now + skewMs);
  const list = useRef<HTMLDivElement>(null);
  const [beyond, setBeyond] = useState(0);
  const wall = useStore(wallMode, (value) => value);
  // On a wall nobody scrolls: what finds no room is counted in words.
  useLayoutEffect(() => setBeyond(wall && list.current !== null ? countBeyond(list.current) : 0));
  return (
    <aside class="feed" aria-label={t('dashboards.feed.label')}>
      <div class="feed-head">
        <h2>{t('dashboards.feed.label')}</h2>
        <Go to="/incidents">{t('dashboards.feed.all')}</Go>
      </div>
      <div ref={list} class="feed-list">
        {loaded ? null : <Skeleton lines={6} />}
        {loaded && shown.length === 0 ? (
          <Empty good title={t('dashboards.feed.quiet')}>
            <p class="muted">{t('dashboards.feed.quiet-more')}</p>
          </Empty>
        ) : null}
        {shown.map((incident, index) => (
          <IncidentCard
            key={incident.id}
            incident={incident}
            now={now + skewMs}
            beyond={index >= shown.length - beyond}
            ask={setAsked}
          />
        ))}
      </div>
      <DeedsLater asked={asked} close={() => setAsked(undefined)} />
      {beyond === 0 ? null : <p class="feed-more">{t('dashboards.feed.more', { count: beyond })}</p>}
      <Legend />
    </aside>
  );
}

/** Cards that do not end within their list. */
function countBeyond(list: HTMLElement): number {
  const { bottom } = list.getBoundingClientRect();
  return [...list.children].filter((card) => card.getBoundingClientRect().bottom > bottom).length;
}
