import { useState } from 'preact/hooks';
import type { WireIsolationHistory } from '../../../../api/wire-isolation.ts';
import { rest } from '../client/rest.ts';
import { useAsked, useChange } from '../client/use.ts';
import { Panel } from '../parts/detail.tsx';
import { Failure, Skeleton } from '../parts/states.tsx';
import { dateTime, duration, percentDown } from '../text/format.ts';
import { type TextKey, useWords } from '../text/language.ts';
import { isolationWords, stateOfWord, verdictTexts, wordTexts } from './words.ts';

const dayMs = 86_400_000;
const ranges = [
  [dayMs, 'dashboards.isolation.range.day'],
  [7 * dayMs, 'dashboards.isolation.range.week'],
  [31 * dayMs, 'dashboards.isolation.range.month'],
  [366 * dayMs, 'dashboards.isolation.range.year'],
] as const satisfies readonly (readonly [number, TextKey])[];
/** Newest changes that are listed. */
const listed = 50;

/** What the place was, over a day to a year, and each change of a check. `mark` changes with what is worth asking anew. */
export function Timeline({ placeId, mark }: { readonly placeId: string; readonly mark: string }) {
  const t = useWords();
  const [rangeMs, setRangeMs] = useState<number>(dayMs);
  const asked = useAsked(`${placeId} ${rangeMs}`, () =>
    rest.isolationHistory(placeId, { from: new Date(Date.now() - rangeMs).toISOString() }),
  );
  useChange(mark, asked.again);
  const side = (
    // biome-ignore lint/a11y/useSemanticElements: a row of buttons, not a form
    <div class="segments" role="group" aria-label={t('dashboards.isolation.range')}>
      {ranges.map(([ms, key]) => (
        <button key={key} type="button" aria-pressed={ms === rangeMs} onClick={() => setRangeMs(ms)}>
          {t(key)}
        </button>
      ))}
    </div>
  );
  return (
    <Panel title={t('dashboards.isolation.timeline')} side={side}>
      {asked.failed === undefined ? null : <Failure failed={asked.failed} again={asked.again} />}
      {asked.value === undefined && asked.failed === undefined ? <Skeleton lines={3} /> : null}
      {asked.value === undefined ? null : <History history={asked.value} />}
    </Panel>
  );
}

function History({ history }: { readonly history: WireIsolationHistory }) {
  const t = useWords();
  const [from, to] = [Date.parse(history.from), Date.parse(history.to)];
  const share = (seconds: number): string => percentDown((seconds * 1000) / Math.max(1, to - from));
  const words = isolationWords.map((word) => `${t(wordTexts[word])} ${share(history.seconds[word])}`).join(', ');
  const gap = history.longestGapSeconds;
  return (
    <div class="iso-history">
      <svg class="iso-spans" viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" aria-label={words}>
        {history.spans.map((span) => {
          const x = (1000 * (Date.parse(span.from) - from)) / (to - from);
          const width = (1000 * (Date.parse(span.to) - Date.parse(span.from))) / (to - from);
          const title = `${t(wordTexts[span.word])}: ${dateTime(span.from)} – ${dateTime(span.to)} ${span.deciding.join(' ')}`;
          return (
            // A violation of a minute must be seen in a year.
            <rect
              key={span.from}
              class={`s-${stateOfWord(span.word)}`}
              x={x}
              y="0"
              width={Math.max(width, span.word === 'violated' ? 3 : 0)}
              height="10"
            >
              <title>{title}</title>
            </rect>
          );
        })}
      </svg>
      <div class="iso-axis muted">
        <time dateTime={history.from}>{dateTime(history.from)}</time>
        <time dateTime={history.to}>{dateTime(history.to)}</time>
      </div>
      <div class="iso-shares">
        {isolationWords.map((word) => (
          <span key={word} class={`iso-count s-${stateOfWord(word)}${history.seconds[word] === 0 ? ' none' : ''}`}>
            {t(wordTexts[word])} <b>{share(history.seconds[word])}</b>
          </span>
        ))}
        <span class="muted">
          {t('dashboards.isolation.longest-unknown', {
            duration: duration(history.longestUnknownSeconds * 1000, t.language),
          })}
        </span>
        <span class="muted">
          {t('dashboards.isolation.longest-gap', { duration: gap === null ? '–' : duration(gap * 1000, t.language) })}
        </span>
      </div>
      {history.cut ? <p class="muted">{t('dashboards.isolation.cut')}</p> : null}
      <Events events={history.events} />
    </div>
  );
}

type Event = WireIsolationHistory['events'][number];

/** What somebody looks for in a history: what failed, and what became of it. */
const isTelling = ({ before, verdict }: Event): boolean =>
  [before, verdict].some((each) => each === 'fail' || each === 'waived');

function Events({ events }: Pick<WireIsolationHistory, 'events'>) {
  const t = useWords();
  const [all, setAll] = useState(false);
  const shown = all ? events : events.filter(isTelling);
  const hidden = events.length - shown.length;
  return (
    <>
      {shown.length === 0 ? <p class="muted">{t('dashboards.isolation.no-changes')}</p> : null}
      <ol class="iso-events">
        {shown
          .slice(-listed)
          .reverse()
          .map((event) => (
            <EventRow key={`${event.at} ${event.checkId} ${event.verdict}`} event={event} />
          ))}
      </ol>
      {hidden > 0 ? (
        <button type="button" class="button small" onClick={() => setAll(true)}>
          {t('dashboards.isolation.other-changes', { count: hidden })}
        </button>
      ) : null}
    </>
  );
}

function EventRow({ event: { at, checkId, before, verdict, findings, findingCount } }: { readonly event: Event }) {
  const t = useWords();
  return (
    <li>
      <time dateTime={at}>{dateTime(at)}</time>
      <span class="mono">{checkId}</span>
      <span>
        {t(verdictTexts[before])} → <b class={verdict === 'fail' ? 'bad' : ''}>{t(verdictTexts[verdict])}</b>
      </span>
      <span class="mono iso-raw">
        {findings
          .slice(0, 2)
          .map(({ deviceId, oid, value }) => [deviceId, oid, value].filter((part) => part !== null).join(' '))
          .join(', ')}
        {findingCount > 2 ? ` +${findingCount - 2}` : ''}
      </span>
    </li>
  );
}
