import { useState } from 'preact/hooks';
import type { WireOpenItem } from '../../../../api/wire-keeping.ts';
import { useMay } from '../client/may.ts';
import { keepingRest } from '../client/rest-keeping.ts';
import { useChange, useNow } from '../client/use.ts';
import { type ItemAction, ItemDialog, NewItemDialog } from '../keeping/item-dialogs.tsx';
import { usePlaceName } from '../keeping/marks.tsx';
import { KeepingTabs } from '../keeping/tabs.tsx';
import { Chooser } from '../parts/chooser.tsx';
import { LongList } from '../parts/long-list.tsx';
import { Go, location, pathOf, replace } from '../router.tsx';
import { useStore } from '../state/store.ts';
import { dateTime } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { useList } from './use-list.ts';

const pageSize = 50;
const refreshMs = 15_000;

const statusTexts = {
  open: 'dashboards.keeping.item.open',
  answered: 'dashboards.keeping.item.answered',
  closed: 'dashboards.keeping.item.closed',
} as const;

/** Findings that a role must answer for, those that nobody answered for months first. */
export default function OpenItemsPage() {
  const t = useWords();
  const operates = useMay('operate');
  const search = useStore(location, (here) => here.search);
  const status = new URLSearchParams(search).get('status') ?? '';
  const list = useList(status, (cursor) =>
    keepingRest.openItems({ status: status === '' ? undefined : status, limit: pageSize, cursor }),
  );
  const now = useNow(refreshMs);
  useChange(now, () => {
    if ((list.items?.length ?? 0) <= pageSize) list.again();
  });
  const [asked, setAsked] = useState<{ readonly item: WireOpenItem; readonly action: ItemAction }>();
  const [adding, setAdding] = useState(false);
  return (
    <div class="page">
      <KeepingTabs mark={list.items?.map((item) => item.status).join('') ?? ''} />
      <div class="page-head">
        <h1>{t('dashboards.keeping.items')}</h1>
        <span class="muted">{t('dashboards.list.total', { count: list.total })}</span>
        <span class="grow" />
        <Chooser
          label={t('dashboards.table.status')}
          value={status}
          choices={(['open', 'answered', 'closed'] as const).map((word) => [word, t(statusTexts[word])])}
          choose={(value) => replace(value === '' ? '/open-items' : `/open-items?status=${value}`)}
        />
        {operates ? (
          <button type="button" class="button primary" onClick={() => setAdding(true)}>
            {t('dashboards.keeping.item.new')}
          </button>
        ) : null}
      </div>
      <LongList list={list} lines={6} none={t('dashboards.keeping.item.none')}>
        {(items) => (
          <div class="incident-rows">
            {items.map((item) => (
              <Item key={item.id} item={item} act={(action) => setAsked({ item, action })} />
            ))}
          </div>
        )}
      </LongList>
      {asked === undefined ? null : <ItemDialog {...asked} close={() => setAsked(undefined)} done={list.again} />}
      {adding ? <NewItemDialog close={() => setAdding(false)} done={list.again} /> : null}
    </div>
  );
}

function Item({ item, act }: { readonly item: WireOpenItem; readonly act: (action: ItemAction) => void }) {
  const t = useWords();
  const placeName = usePlaceName();
  const operates = useMay('operate');
  const approves = useMay('approve');
  const { id, status, overdue, escalatedAt, subject, placeId, answers, closed } = item;
  const urgent = status === 'open' && escalatedAt !== null ? 'escalated' : overdue ? 'overdue' : status;
  const [kind = '', name = ''] = subject.split(' ');
  const page = kind === 'terminal' ? `/terminals/${encodeURIComponent(name)}` : pathOf(kind, name);
  return (
    <article class={`finding item ${urgent}`} data-item={id}>
      <div class="finding-head">
        <span class="chip mono">{id}</span>
        <span class="chip">{item.severity}</span>
        <h3>
          <Go to={page}>{t.message(item.title)}</Go>
        </h3>
        <span class="grow" />
        {status === 'open' && escalatedAt !== null ? (
          <b class="note bad">{t('dashboards.keeping.item.escalated', { at: dateTime(escalatedAt) })}</b>
        ) : overdue ? (
          <b class="note bad">{t('dashboards.keeping.item.overdue')}</b>
        ) : null}
        <span class={`status ${status}`}>{t(statusTexts[status])}</span>
      </div>
      <div class="finding-sides">
        <span>
          <small class="muted">{t('dashboards.keeping.place')}</small>
          {placeName(placeId)}
        </span>
        <span>
          <small class="muted">{t('dashboards.keeping.item.responsible')}</small>
          {item.responsible === '' ? '–' : item.responsible}
        </span>
        <span>
          <small class="muted">{t('dashboards.keeping.item.due')}</small>
          <time dateTime={item.dueAt}>{dateTime(item.dueAt)}</time>
        </span>
        <span>
          <small class="muted">{t('dashboards.keeping.item.reminders')}</small>
          {item.reminders}
        </span>
        <span class="grow" />
        {status === 'closed' || !operates ? null : (
          <span class="buttons">
            <button type="button" class="button small" onClick={() => act('assign')}>
              {t('dashboards.keeping.item.assign')}
            </button>
            <button type="button" class="button small" onClick={() => act('postpone')}>
              {t('dashboards.keeping.item.postpone')}
            </button>
            <button type="button" class="button small primary" onClick={() => act('answer')}>
              {t('dashboards.keeping.item.answer')}
            </button>
            {approves ? (
              <button type="button" class="button small" onClick={() => act('close')}>
                {t('dashboards.keeping.item.close')}
              </button>
            ) : null}
          </span>
        )}
      </div>
      {answers.map(({ at, by, text }) => (
        <p key={at} class="answer">
          <span class="muted">
            {dateTime(at)} · {by.user}
          </span>{' '}
          {text}
        </p>
      ))}
      {closed === null ? null : (
        <p class="muted">
          {t('dashboards.keeping.item.closed-by', {
            user: closed.by.user,
            at: dateTime(closed.at),
            reason: closed.reason,
          })}
        </p>
      )}
    </article>
  );
}
