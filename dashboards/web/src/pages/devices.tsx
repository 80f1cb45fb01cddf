import { useState } from 'preact/hooks';
import { live } from '../client/live.ts';
import { rest } from '../client/rest.ts';
import { useChange } from '../client/use.ts';
import { Chooser } from '../parts/chooser.tsx';
import { DeviceTable } from '../parts/device-table.tsx';
import { LongList } from '../parts/long-list.tsx';
import { stateTexts } from '../parts/state-mark.tsx';
import { location, replace } from '../router.tsx';
import { useStore } from '../state/store.ts';
import { useWords } from '../text/language.ts';
import { useList } from './use-list.ts';

const states = ['up', 'degraded', 'down', 'unknown'] as const;
const pageSize = 100;

/** Every device, filtered by the address line so that a filter can be shared. */
export default function DevicesPage() {
  const t = useWords();
  const search = useStore(location, (here) => here.search);
  const districts = useStore(live, (value) => value.frame?.districts ?? none);
  const query = new URLSearchParams(search);
  const [text, setText] = useState(query.get('q') ?? '');
  const filter = {
    district: query.get('district') ?? '',
    state: query.get('state') ?? '',
    q: query.get('q') ?? '',
  };
  const asked = Object.fromEntries(
    Object.entries(filter).map(([name, value]) => [name, value === '' ? undefined : value]),
  );
  const list = useList(JSON.stringify(filter), (cursor) => rest.devices({ ...asked, limit: pageSize, cursor }));
  // States move, and the rows follow them.
  const counters = useStore(live, (value) => value.counters?.devices);
  useChange(counters, list.again);
  const choose = (name: string, value: string) => {
    const next = new URLSearchParams(search);
    if (value === '') next.delete(name);
    else next.set(name, value);
    replace(`/devices${next.size === 0 ? '' : `?${next}`}`);
  };
  return (
    <div class="page">
      <div class="page-head">
        <h1>{t('dashboards.nav.devices')}</h1>
        <span class="muted">{t('dashboards.list.total', { count: list.total })}</span>
      </div>
      <form class="filters" onSubmit={(event) => event.preventDefault()}>
        <input
          type="search"
          value={text}
          placeholder={t('dashboards.devices.search')}
          aria-label={t('dashboards.devices.search')}
          onInput={(event) => {
            setText(event.currentTarget.value);
            choose('q', event.currentTarget.value.trim());
          }}
        />
        <Chooser
          label={t('dashboards.kind.district')}
          value={filter.district}
          choices={districts.map((item) => [item.id, t.language === 'en' ? item.nameEn : item.nameZh])}
          choose={(value) => choose('district', value)}
        />
        <Chooser
          label={t('dashboards.table.state')}
          value={filter.state}
          choices={states.map((item) => [item, t(stateTexts[item])])}
          choose={(value) => choose('state', value)}
        />
      </form>
      <LongList list={list} lines={10} none={t('dashboards.list.none')}>
        {(items) => (
          <section class="panel" aria-label={t('dashboards.nav.devices')}>
            <DeviceTable devices={items} />
          </section>
        )}
      </LongList>
    </div>
  );
}

const none: readonly { readonly id: string; readonly nameZh: string; readonly nameEn: string }[] = [];
