import type { WireStory } from '../../../../api/wire-services.ts';
import { stateTexts } from '../parts/state-mark.tsx';
import { dateTime } from '../text/format.ts';
import { useWords } from '../text/language.ts';

/** How something stood over a period, as one strip; an outage of a minute is seen in a month. Before the first span nothing is known. */
export function StoryStrip({ story: { from, to, spans }, now }: { readonly story: WireStory; readonly now: number }) {
  const t = useWords();
  const [begin, end] = [Date.parse(from), Math.max(Date.parse(to), now)];
  const whole = Math.max(1, end - begin);
  const sum = { up: 0, degraded: 0, down: 0, unknown: 0 };
  const drawn = spans.map((span) => {
    const [a, b] = [Date.parse(span.from), span.to === null ? end : Date.parse(span.to)];
    sum[span.state] += b - a;
    return { ...span, x: (1000 * (a - begin)) / whole, width: (1000 * (b - a)) / whole, a, b };
  });
  const known = sum.up + sum.degraded + sum.down;
  const share = known === 0 ? '–' : `${Math.floor((100_000 * (sum.up + sum.degraded)) / known) / 1_000}%`;
  return (
    <div class="story">
      <svg class="iso-spans" viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" aria-label={share}>
        <rect class="s-unknown" width="1000" height="10" />
        {drawn.map((span) => (
          <rect
            key={span.from}
            class={`s-${span.state}`}
            x={span.x}
            width={Math.max(span.width, span.state === 'down' ? 3 : 0)}
            height="10"
          >
            <title>{`${t(stateTexts[span.state])}: ${dateTime(span.a)} – ${dateTime(span.b)}${span.reason === null ? '' : ` ${t.message(span.reason)}`}`}</title>
          </rect>
        ))}
      </svg>
      <div class="iso-axis muted">
        <time dateTime={from}>{dateTime(from)}</time>
        <span title={t('dashboards.services.share.meaning')}>
          {t('dashboards.services.share')} <b>{share}</b>
        </span>
        <time dateTime={to}>{dateTime(end)}</time>
      </div>
    </div>
  );
}
