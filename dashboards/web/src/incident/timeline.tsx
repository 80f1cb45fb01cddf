import { Fragment } from 'preact';
import type { WireRoom, WireRoomEntry } from '../../../../api/wire-room.ts';
import { useNames } from '../parts/affected.tsx';
import { Panel } from '../parts/detail.tsx';
import { Go, pathOf } from '../router.tsx';
import { clock, dateTime } from '../text/format.ts';
import { useWords, type Words } from '../text/language.ts';

/** Everything of the incident in the order of time: each day once, each entry with its mark. */
export function Timeline({ room }: { readonly room: WireRoom }) {
  const t = useWords();
  let day = '';
  return (
    <Panel title={t('dashboards.history.title')}>
      {room.left === 0 ? null : <p class="muted">{t('dashboards.room.left', { count: room.left })}</p>}
      <ol class="room-line">
        {room.entries.map((entry, index) => {
          const today = dateTime(entry.at).slice(0, 10);
          const isNew = today !== day;
          day = today;
          return (
            <Fragment key={`${entry.at} ${index}`}>
              {isNew ? <li class="room-day">{today}</li> : null}
              <Entry entry={entry} t={t} />
            </Fragment>
          );
        })}
      </ol>
    </Panel>
  );
}

function Entry({ entry, t }: { readonly entry: WireRoomEntry; readonly t: Words }) {
  const nameOf = useNames();
  const { at, kind, what, before, element, by, channelId, note, text } = entry;
  return (
    <li class={`room-entry is-${kind} was-${what}`}>
      <time dateTime={at}>{clock(new Date(at))}</time>
      <span>
        {element === null ? null : (
          <>
            <Go to={pathOf(element.kind, element.id)}>{nameOf(element)}</Go>{' '}
          </>
        )}
        {before === null ? null : <span class="muted">{`${roomWord(t, kind, before)} → `}</span>}
        <b>{roomWord(t, kind, what)}</b>
        {by === null ? '' : ` · ${by}`}
        {channelId === null ? '' : ` · ${channelId}`}
        {text === null ? null : <span class="muted"> {t.message(text)}</span>}
        {note === null || note === '' ? null : <q>{note}</q>}
      </span>
    </li>
  );
}

const roomWord = (t: Words, kind: WireRoomEntry['kind'], what: string): string =>
  t.message({ key: `alerts.room.${kind}.${what}` });
