import type { WireRoom, WireRoomStatistics } from '../../../../api/wire-room.ts';
import { useSummary } from '../parts/affected.tsx';
import { Panel } from '../parts/detail.tsx';
import { Go } from '../router.tsx';
import { dateTime, duration } from '../text/format.ts';
import { type TextKey, useWords, type Words } from '../text/language.ts';

/** Seconds as people say them: the first minute to the second. */
const span = (t: Words, seconds: number | null): string =>
  seconds === null ? '–' : duration(Math.round(seconds) * 1_000, t.language);

/** How long it took to be seen, told, answered and ended, beside the means of its kind and of all. */
export function TimesPanel({ room: { times, ofCondition, ofAll } }: { readonly room: WireRoom }) {
  const t = useWords();
  const rows: readonly (readonly [TextKey, number | null, (of: WireRoomStatistics) => number | null])[] = [
    ['dashboards.room.detect', times.detectSeconds, () => null],
    ['dashboards.room.page', times.pageSeconds, () => null],
    ['dashboards.room.acknowledge', times.acknowledgeSeconds, ({ mttaSeconds }) => mttaSeconds],
    ['dashboards.room.resolve', times.resolveSeconds, ({ mttrSeconds }) => mttrSeconds],
  ];
  return (
    <Panel title={t('dashboards.room.times')}>
      <table class="room-times">
        <thead>
          <tr>
            <th scope="col">{t('dashboards.room.step')}</th>
            <th scope="col">{t('dashboards.room.this')}</th>
            <th scope="col">{t('dashboards.room.kind', { count: ofCondition.count })}</th>
            <th scope="col">{t('dashboards.room.all', { count: ofAll.count })}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([key, own, of]) => (
            <tr key={key}>
              <th scope="row">{t(key)}</th>
              <td>
                <b>{span(t, own)}</b>
              </td>
              <td>{span(t, of(ofCondition))}</td>
              <td>{span(t, of(ofAll))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

const whys = {
  'same-trouble': 'dashboards.room.same-trouble',
  'same-element': 'dashboards.room.same-element',
  'same-district': 'dashboards.room.same-district',
} as const satisfies Record<string, TextKey>;

/** What was alike before, and what people wrote then. */
export function SimilarPanel({ room: { similar } }: { readonly room: WireRoom }) {
  const t = useWords();
  const say = useSummary();
  if (similar.length === 0) return null;
  return (
    <Panel title={t('dashboards.room.similar')}>
      <ul class="room-similar">
        {similar.map(({ incident, why, notes }) => (
          <li key={incident.id}>
            <Go to={`/incidents/${incident.id}`}>{incident.id}</Go>{' '}
            <span class="muted">
              {t(whys[why])} · {dateTime(incident.raisedAt)} ·{' '}
              {incident.clearedAt === null
                ? t('dashboards.incident.status.open')
                : duration(Date.parse(incident.clearedAt) - Date.parse(incident.raisedAt), t.language)}
            </span>
            <div>{say(incident.summary)}</div>
            {notes.map((note) => (
              <q key={note}>{note}</q>
            ))}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
