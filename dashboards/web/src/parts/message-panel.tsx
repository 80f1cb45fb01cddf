import { useEffect, useState } from 'preact/hooks';
import type { WireMessage } from '../../../../api/wire-messages.ts';
import { rest } from '../client/rest.ts';
import { useList } from '../pages/use-list.ts';
import { dateTime } from '../text/format.ts';
import { type TextKey, useWords } from '../text/language.ts';
import { Chooser } from './chooser.tsx';
import { Panel } from './detail.tsx';
import { Failure } from './states.tsx';

const pageSize = 20;
/** A pause in typing this long starts the search. */
const typingMs = 250;
const kinds = {
  trap: 'dashboards.message.trap',
  inform: 'dashboards.message.inform',
  syslog: 'dashboards.message.syslog',
  suppressed: 'dashboards.message.suppressed',
} as const satisfies Record<WireMessage['kind'], TextKey>;
const hints = {
  down: 'dashboards.message.hint.down',
  up: 'dashboards.message.hint.up',
  restarted: 'dashboards.message.hint.restarted',
} as const satisfies Record<NonNullable<WireMessage['hint']>['word'], TextKey>;

interface Properties {
  readonly deviceId: string;
  /** Changes with each poll: what a device tells by itself makes it polled. */
  readonly mark: string;
}

/** What the device told by itself, newest first, to be searched. */
export function MessagePanel({ deviceId, mark }: Properties) {
  const t = useWords();
  const [text, setText] = useState('');
  const [q, setQ] = useState('');
  const [kind, setKind] = useState('');
  useEffect(() => {
    const timer = window.setTimeout(() => setQ(text.trim()), typingMs);
    return () => window.clearTimeout(timer);
  }, [text]);
  const asked = { q: q === '' ? undefined : q, kind: kind === '' ? undefined : kind, limit: pageSize };
  const list = useList(`${deviceId} ${kind} ${q}`, (cursor) => rest.messages(deviceId, { ...asked, cursor }));
  // Who has read on keeps what is on the screen.
  useEffect(() => {
    if (list.items !== undefined && list.items.length <= pageSize) list.again();
  }, [mark]);
  return (
    <Panel title={t('dashboards.message.title')}>
      <form class="filters" onSubmit={(event) => event.preventDefault()}>
        <input
          type="search"
          value={text}
          placeholder={t('dashboards.message.search')}
          aria-label={t('dashboards.message.search')}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <Chooser
          label={t('dashboards.message.kind')}
          value={kind}
          choices={Object.entries(kinds).map(([word, key]) => [word, t(key)])}
          choose={setKind}
        />
      </form>
      {list.failed === undefined ? null : <Failure failed={list.failed} again={list.again} />}
      {list.items?.length === 0 ? <p class="muted">{t('dashboards.message.none')}</p> : null}
      <ul class="messages">
        {(list.items ?? []).map((message) => (
          <Message key={message.id} message={message} />
        ))}
      </ul>
      {list.more === undefined ? null : (
        <button type="button" class="button" onClick={list.more}>
          {t('dashboards.message.more')}
        </button>
      )}
    </Panel>
  );
}

function Message({ message }: { readonly message: WireMessage }) {
  const t = useWords();
  const { at, kind, name, text, via, from, severity, facility, hint, repeats } = message;
  return (
    <li>
      <div class="message-head">
        <time class="muted" dateTime={at} title={from}>
          {dateTime(at)}
        </time>
        <span class="chip">
          {t(kinds[kind])} {via}
        </span>
        <b>{name}</b>
        {severity === null ? null : (
          <span class="muted">
            {facility}.{severity}
          </span>
        )}
        {hint === null ? null : <span class="chip">{t(hints[hint.word], { name: hint.interfaceName ?? '' })}</span>}
        {repeats === 0 ? null : (
          <span class="muted">
            {t(kind === 'suppressed' ? 'dashboards.message.left-out' : 'dashboards.message.repeats', {
              count: repeats,
            })}
          </span>
        )}
      </div>
      {text === '' ? null : <p class="mono">{text}</p>}
    </li>
  );
}
