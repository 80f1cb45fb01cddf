import { live } from '../client/live.ts';
import { useNow } from '../client/use.ts';
import { freshness } from '../state/freshness.ts';
import { useStore } from '../state/store.ts';
import { clock, day, duration, zoneName } from '../text/format.ts';
import { type TextKey, useWords } from '../text/language.ts';

const words = {
  live: 'dashboards.fresh.live',
  connecting: 'dashboards.fresh.connecting',
  syncing: 'dashboards.fresh.syncing',
  quiet: 'dashboards.fresh.quiet',
  lost: 'dashboards.fresh.lost',
} as const satisfies Record<string, TextKey>;

/** The time here, its zone, and how old the data is. */
export function TimeAndAge() {
  const t = useWords();
  const now = useNow(500);
  const state = useStore(live, (value) => value);
  const { word, ageMs } = freshness(state, now);
  const date = new Date(now);
  const old = ageMs !== null && ageMs >= 3_000;
  return (
    <div class="time">
      <div class={`fresh ${word}`} data-fresh={word}>
        <span class="fresh-dot" aria-hidden="true" />
        <span>{t(words[word])}</span>
        {old ? <span class="muted">{t('dashboards.fresh.ago', { age: duration(ageMs, t.language) })}</span> : null}
      </div>
      <time class="clock" dateTime={date.toISOString()}>
        {clock(date)}
      </time>
      <div class="date">
        <span>{day(date)}</span>
        <span>{zoneName(date)}</span>
      </div>
    </div>
  );
}
