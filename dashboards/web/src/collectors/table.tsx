import type { WireLightCollector, WireLightGap } from '../../../../api/wire-light-collectors.ts';
import { StateShape } from '../parts/state-mark.tsx';
import { Go } from '../router.tsx';
import { dateTime, duration } from '../text/format.ts';
import { type TextKey, useWords, type Words } from '../text/language.ts';
import { conditionStates, conditionTexts, gapTexts } from './words.ts';

const heads: readonly TextKey[] = [
  'dashboards.light.head.collector',
  'dashboards.light.head.place',
  'dashboards.light.head.condition',
  'dashboards.light.head.seen',
  'dashboards.light.head.waiting',
  'dashboards.light.head.results',
  'dashboards.light.head.lost',
  'dashboards.light.head.certificate',
  'dashboards.light.head.version',
];
const dayMs = 86_400_000;
/** A certificate is made anew ten days before its end: one that is nearer was not. */
const certificateWarnMs = 5 * dayMs;
const clockWarnSeconds = 5;

/** Every collector with how it does; what is not well is coloured. */
export function CollectorTable({
  collectors,
  now,
  revoke,
}: {
  readonly collectors: readonly WireLightCollector[];
  /** The server's. */
  readonly now: number;
  /** Given to who may. */
  readonly revoke: ((collector: WireLightCollector) => void) | undefined;
}) {
  const t = useWords();
  return (
    <section class="panel scroll" aria-label={t('dashboards.light.title')}>
      <table>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {t(head)}
              </th>
            ))}
            <th />
          </tr>
        </thead>
        <tbody>
          {collectors.map((collector) => (
            <Row key={collector.id} collector={collector} now={now} revoke={revoke} t={t} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface RowProperties {
  readonly collector: WireLightCollector;
  readonly now: number;
  readonly revoke: ((collector: WireLightCollector) => void) | undefined;
  readonly t: Words;
}

function Row({ collector, now, revoke, t }: RowProperties) {
  const { id, placeId, condition, lastSeenAt, waiting, waitingSince, results, lost, gaps } = collector;
  const { certificateEndsAt: endsAt, version, revokedBy, revokedAt } = collector;
  const state = conditionStates[condition];
  const isPoint = !placeId.endsWith('-dc');
  const since = (at: string): string => duration(Math.max(0, now - Date.parse(at)), t.language);
  const isEnding = endsAt !== null && condition !== 'revoked' && Date.parse(endsAt) - now < certificateWarnMs;
  return (
    <tr data-collector={id} class={condition === 'revoked' ? 'muted' : ''}>
      <th scope="row" class="mono">
        {id}
      </th>
      <td>{isPoint ? <Go to={`/points/${encodeURIComponent(placeId)}`}>{placeId}</Go> : placeId}</td>
      <td>
        <span class={`state s-${state}`}>
          <svg class="state-shape" viewBox="-11 -11 22 22" aria-hidden="true">
            <StateShape state={state} />
          </svg>
          <span>{t(conditionTexts[condition])}</span>
        </span>
        {revokedBy === null || revokedAt === null ? null : (
          <small class="muted"> {t('dashboards.light.by', { who: revokedBy, at: dateTime(revokedAt) })}</small>
        )}
        <Notes collector={collector} t={t} />
      </td>
      <td title={lastSeenAt === null ? '' : dateTime(lastSeenAt)}>
        {lastSeenAt === null ? '–' : t('dashboards.light.ago', { time: since(lastSeenAt) })}
      </td>
      <td>
        {waiting}
        {waitingSince === null ? null : <small class="muted"> {since(waitingSince)}</small>}
      </td>
      <td>{results}</td>
      <td>{lost === 0 ? 0 : <Lost count={lost} gaps={gaps} t={t} />}</td>
      <td class={isEnding ? 'light-bad' : ''}>{endsAt === null ? '–' : dateTime(endsAt).slice(0, 10)}</td>
      <td>{version ?? '–'}</td>
      <td>
        {revoke === undefined || condition === 'revoked' ? null : (
          <button type="button" class="button small" onClick={() => revoke(collector)}>
            {t('dashboards.light.revoke')}
          </button>
        )}
      </td>
    </tr>
  );
}

/** What a person may have to mend there. */
function Notes({ collector, t }: { readonly collector: WireLightCollector; readonly t: Words }) {
  const { isWritable, clockOffSeconds, refused, probes, figures, condition, lastSeenAt } = collector;
  if (condition === 'revoked' || lastSeenAt === null) return null;
  const off = clockOffSeconds ?? 0;
  const notes = [
    ...(isWritable ? [] : [t('dashboards.light.note.full')]),
    ...(Math.abs(off) > clockWarnSeconds ? [t('dashboards.light.note.clock', { seconds: Math.round(off) })] : []),
    ...(refused > 0 ? [t('dashboards.light.note.refused', { count: refused })] : []),
    ...(probes + figures === 0 ? [t('dashboards.light.note.idle')] : []),
  ];
  return (
    <>
      {notes.map((note) => (
        <small key={note} class="light-note">
          {note}
        </small>
      ))}
    </>
  );
}

function Lost({
  count,
  gaps,
  t,
}: {
  readonly count: number;
  readonly gaps: readonly WireLightGap[];
  readonly t: Words;
}) {
  return (
    <details class="light-lost">
      <summary class="light-bad">{count}</summary>
      <ul>
        {gaps.map(({ from, to, reason, since, until, toldAt }) => (
          <li key={`${from} ${toldAt}`}>
            <span class="mono">{from === to ? from : `${from}–${to}`}</span> {t(gapTexts[reason])}
            {since === null || until === null ? null : (
              <small class="muted">
                {' '}
                {dateTime(since)} – {dateTime(until)}
              </small>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
