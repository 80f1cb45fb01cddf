import { useState } from 'preact/hooks';
import type { WireStockTake } from '../../../../api/wire-keeping.ts';
import { useMay } from '../client/may.ts';
import { keepingRest } from '../client/rest-keeping.ts';
import { useChange, useNow } from '../client/use.ts';
import { FormDialog } from '../keeping/form.tsx';
import { PlaceField, usePlaceName } from '../keeping/marks.tsx';
import { statusTexts } from '../keeping/stock-words.ts';
import { KeepingTabs } from '../keeping/tabs.tsx';
import { LongList } from '../parts/long-list.tsx';
import { Go, go } from '../router.tsx';
import { dateTime } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { useList } from './use-list.ts';

const pageSize = 100;
const refreshMs = 10_000;

/** Stock-takes of every place, the newest first. */
export default function StockTakesPage() {
  const t = useWords();
  const operates = useMay('operate');
  const [asking, setAsking] = useState(false);
  const list = useList('stock-takes', (cursor) => keepingRest.stockTakes({ limit: pageSize, cursor }));
  const now = useNow(refreshMs);
  useChange(now, () => {
    if ((list.items?.length ?? 0) <= pageSize) list.again();
  });
  return (
    <div class="page">
      <KeepingTabs />
      <div class="page-head">
        <h1>{t('dashboards.keeping.stock-takes')}</h1>
        <span class="muted">{t('dashboards.list.total', { count: list.total })}</span>
        <span class="grow" />
        {operates ? (
          <button type="button" class="button primary" onClick={() => setAsking(true)}>
            {t('dashboards.keeping.stock.begin')}
          </button>
        ) : null}
      </div>
      <LongList list={list} lines={6} none={t('dashboards.keeping.stock.none')}>
        {(items) => (
          <section class="panel scroll" aria-label={t('dashboards.keeping.stock-takes')}>
            <StockTable takes={items} />
          </section>
        )}
      </LongList>
      {asking ? <BeginDialog close={() => setAsking(false)} /> : null}
    </div>
  );
}

function StockTable({ takes }: { readonly takes: readonly WireStockTake[] }) {
  const t = useWords();
  const placeName = usePlaceName();
  return (
    <table>
      <thead>
        <tr>
          <th>{t('dashboards.keeping.place')}</th>
          <th>{t('dashboards.table.status')}</th>
          <th>{t('dashboards.keeping.stock.started')}</th>
          <th class="number">{t('dashboards.keeping.stock.expected')}</th>
          <th class="number">{t('dashboards.keeping.stock.found')}</th>
          <th class="number">{t('dashboards.keeping.stock.missing')}</th>
          <th class="number">{t('dashboards.keeping.stock.misplaced')}</th>
          <th class="number">{t('dashboards.keeping.stock.unknown')}</th>
          <th class="number">{t('dashboards.keeping.stock.wrong-network')}</th>
        </tr>
      </thead>
      <tbody>
        {takes.map((take) => (
          <tr key={take.id} data-stock-take={take.id}>
            <td>
              <Go to={`/stock-takes/${encodeURIComponent(take.id)}`}>{placeName(take.placeId)}</Go>
            </td>
            <td>
              <span class={`status ${take.status}`}>{t(statusTexts[take.status])}</span>
            </td>
            <td>
              {dateTime(take.startedAt)} · {take.startedBy.user}
            </td>
            <td class="number">{take.expected}</td>
            <td class="number">{take.counts.found}</td>
            <td class="number">{take.counts.missing}</td>
            <td class="number">{take.counts.misplaced}</td>
            <td class="number">{take.counts.unknown}</td>
            <td class="number">{take.counts.wrongNetwork}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function BeginDialog({ close }: { readonly close: () => void }) {
  const t = useWords();
  const [place, setPlace] = useState('');
  const send = async () => {
    const take = await keepingRest.beginStockTake(place);
    go(`/stock-takes/${encodeURIComponent(take.id)}`);
  };
  return (
    <FormDialog
      title={t('dashboards.keeping.stock.begin')}
      submit={t('dashboards.keeping.stock.begin')}
      ready={place !== ''}
      send={send}
      done={() => {}}
      close={close}
    >
      <p class="muted">{t('dashboards.keeping.stock.begin.meaning')}</p>
      <PlaceField label={t('dashboards.keeping.place')} value={place} choose={setPlace} first />
    </FormDialog>
  );
}
