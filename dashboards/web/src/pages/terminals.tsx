import { useState } from 'preact/hooks';
import type { WireTerminal } from '../../../../api/wire-keeping.ts';
import { live } from '../client/live.ts';
import { keepingRest } from '../client/rest-keeping.ts';
import { useChange, useNow } from '../client/use.ts';
import { CustodyMark, custodyStates, NetworkMark, PlaceField, usePlaceName } from '../keeping/marks.tsx';
import { KeepingTabs } from '../keeping/tabs.tsx';
import { Chooser } from '../parts/chooser.tsx';
import { LongList } from '../parts/long-list.tsx';
import { Go, location, replace } from '../router.tsx';
import { useStore } from '../state/store.ts';
import { dateTime } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { useList } from './use-list.ts';

const pageSize = 100;
const refreshMs = 15_000;
const filters = ['q', 'place', 'network', 'state', 'trouble'] as const;

/** The register of terminals, filtered by the address line so that a filter can be shared. */
export default function TerminalsPage() {
  const t = useWords();
  const search = useStore(location, (here) => here.search);
  const query = new URLSearchParams(search);
  const filter = Object.fromEntries(filters.map((name) => [name, query.get(name) ?? '']));
  const asked = Object.fromEntries(Object.entries(filter).map(([name, value]) => [name, value || undefined]));
  const list = useList(JSON.stringify(filter), (cursor) =>
    keepingRest.terminals({ ...asked, limit: pageSize, cursor }),
  );
  const [text, setText] = useState(filter.q ?? '');
  const now = useNow(refreshMs);
  // Who has read on keeps what is on the screen.
  useChange(now, () => {
    if ((list.items?.length ?? 0) <= pageSize) list.again();
  });
  const choose = (name: (typeof filters)[number], value: string): void => {
    const next = new URLSearchParams(window.location.search);
    if (value === '') next.delete(name);
    else next.set(name, value);
    replace(next.size === 0 ? '/terminals' : `/terminals?${next}`);
  };
  return (
    <div class="page">
      <KeepingTabs />
      <div class="page-head">
        <h1>{t('dashboards.nav.terminals')}</h1>
        <span class="muted">{t('dashboards.list.total', { count: list.total })}</span>
        <span class="grow" />
        <Go class="button" to={`/labels${search}`}>
          {t('dashboards.keeping.labels.print')}
        </Go>
      </div>
      <form class="filters wide" onSubmit={(event) => event.preventDefault()}>
        <label class="chooser">
          <span>{t('dashboards.keeping.search')}</span>
          <input
            type="search"
            value={text}
            maxLength={100}
            placeholder={t('dashboards.keeping.search.hint')}
            onInput={(event) => {
              setText(event.currentTarget.value);
              choose('q', event.currentTarget.value.trim());
            }}
          />
        </label>
        <PlaceField
          label={t('dashboards.keeping.place')}
          value={filter.place ?? ''}
          choose={(place) => choose('place', place)}
        />
        <Chooser
          label={t('dashboards.keeping.network')}
          value={filter.network ?? ''}
          choices={[
            ['inner', t('dashboards.keeping.inner')],
            ['outer', t('dashboards.keeping.outer')],
          ]}
          choose={(value) => choose('network', value)}
        />
        <Chooser
          label={t('dashboards.table.state')}
          value={filter.state ?? ''}
          choices={custodyStates.map((state) => [state, t.message({ key: `custody.state.${state}` })])}
          choose={(value) => choose('state', value)}
        />
        <Chooser
          label={t('dashboards.keeping.trouble')}
          value={filter.trouble ?? ''}
          choices={[['true', t('dashboards.keeping.trouble.only')]]}
          choose={(value) => choose('trouble', value)}
        />
      </form>
      <LongList list={list} lines={10} none={t('dashboards.list.none')}>
        {(items) => (
          <section class="panel scroll" aria-label={t('dashboards.nav.terminals')}>
            <TerminalTable terminals={items} />
          </section>
        )}
      </LongList>
    </div>
  );
}

function TerminalTable({ terminals }: { readonly terminals: readonly WireTerminal[] }) {
  const t = useWords();
  const placeName = usePlaceName();
  const city = useStore(live, (state) => state.frame?.id);
  return (
    <table class="terminals" data-city={city}>
      <thead>
        <tr>
          <th>{t('dashboards.keeping.label')}</th>
          <th>{t('dashboards.keeping.network')}</th>
          <th>{t('dashboards.table.state')}</th>
          <th>{t('dashboards.keeping.place')}</th>
          <th>{t('dashboards.keeping.custodian')}</th>
          <th>{t('dashboards.keeping.model')}</th>
          <th>{t('dashboards.keeping.last-seen')}</th>
          <th>{t('dashboards.keeping.notes')}</th>
        </tr>
      </thead>
      <tbody>
        {terminals.map((terminal) => (
          <tr key={terminal.id} data-terminal={terminal.id}>
            <td>
              <Go class="mono" to={`/terminals/${encodeURIComponent(terminal.id)}`}>
                {terminal.code}
              </Go>
            </td>
            <td>
              <NetworkMark network={terminal.network} />
            </td>
            <td>
              <CustodyMark state={terminal.state} />
            </td>
            <td>{placeName(terminal.placeId)}</td>
            <td>{terminal.custodian === '' ? '–' : terminal.custodian}</td>
            <td>{[terminal.brand, terminal.model].filter(Boolean).join(' ') || '–'}</td>
            <td>{terminal.lastSeenAt === null ? '–' : dateTime(terminal.lastSeenAt)}</td>
            <td class="reason">
              <TerminalNotes terminal={terminal} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What is wrong with a terminal, or waits. */
export function TerminalNotes({ terminal }: { readonly terminal: WireTerminal }) {
  const t = useWords();
  const { latch, missingRecord, waiting, declared, declaredState, state, absenceUntil } = terminal;
  return (
    <span class="notes">
      {latch === null ? null : <b class="note bad">{t('dashboards.keeping.latch', { identity: latch.identity })}</b>}
      {missingRecord.length === 0 ? null : (
        <b class="note bad">
          {t('dashboards.keeping.lacks', {
            parts: missingRecord.map((part) => t.message({ key: `custody.part.${part}` })).join(' · '),
          })}
        </b>
      )}
      {waiting === null ? null : <span class="note">{t('dashboards.keeping.waiting')}</span>}
      {declared ? null : <span class="note">{t('dashboards.keeping.dropped')}</span>}
      {!declared || declaredState === state || isRefined(declaredState, state) ? null : (
        <span class="note">
          {t('dashboards.keeping.declared-other', { state: t.message({ key: `custody.state.${declaredState}` }) })}
        </span>
      )}
      {absenceUntil === null ? null : (
        <span class="note">{t('dashboards.keeping.away-until', { until: dateTime(absenceUntil) })}</span>
      )}
    </span>
  );
}

/** The inventory knows four words, the register eight: what it calls in use may be issued, what is in store returned. */
function isRefined(declaredState: string, state: WireTerminal['state']): boolean {
  return (declaredState === 'in-use' && state === 'issued') || (declaredState === 'in-store' && state === 'returned');
}
