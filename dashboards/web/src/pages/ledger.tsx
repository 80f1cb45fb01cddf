import { useEffect, useState } from 'preact/hooks';
import type { WireLedger, WireLedgerRecord } from '../../../../api/wire.ts';
import { rest } from '../client/rest.ts';
import { useAsked } from '../client/use.ts';
import { BringBack } from '../parts/bring-back.tsx';
import { Chooser } from '../parts/chooser.tsx';
import { Facts, Panel } from '../parts/detail.tsx';
import { SaveText } from '../parts/save-text.tsx';
import { Empty, Failure, Skeleton } from '../parts/states.tsx';
import { Go, location, replace } from '../router.tsx';
import { useStore } from '../state/store.ts';
import { dateTime } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { conditionTexts, recordKindText, recordKindTexts } from '../text/records.ts';
import { useRecords } from './use-records.ts';

const refreshMs = 10_000;

/** The auditor's page: the head of the ledger, what to take along, and its records. */
export default function LedgerPage() {
  const t = useWords();
  const head = useAsked('ledger', rest.ledger);
  useEffect(() => {
    const timer = window.setInterval(head.again, refreshMs);
    return () => window.clearInterval(timer);
  }, []);
  return (
    <div class="page">
      <div class="page-head">
        <h1>{t('dashboards.nav.ledger')}</h1>
        <span class="muted">{t('dashboards.ledger.what')}</span>
      </div>
      {head.failed === undefined ? null : <Failure failed={head.failed} again={head.again} />}
      {head.value === undefined && head.failed === undefined ? <Skeleton lines={6} /> : null}
      {head.value === undefined ? null : <Head ledger={head.value} again={head.again} />}
      <Search />
    </div>
  );
}

function Head({ ledger, again }: { readonly ledger: WireLedger; readonly again: () => void }) {
  const t = useWords();
  const [text, colour] = conditionTexts[ledger.condition];
  const { signedAt, checkedAt } = ledger;
  const facts = [
    [t('dashboards.ledger.origin'), <span class="mono">{ledger.origin}</span>],
    [t('dashboards.ledger.size'), ledger.size],
    [t('dashboards.ledger.root'), <span class="mono">{ledger.root}</span>],
    [
      t('dashboards.ledger.signed'),
      signedAt === null ? ledger.signedSize : `${ledger.signedSize} · ${dateTime(signedAt)}`,
    ],
    [
      t('dashboards.ledger.checked'),
      checkedAt === null ? ledger.checked : `${ledger.checked} · ${dateTime(checkedAt)}`,
    ],
    [t('dashboards.ledger.log-key'), <span class="mono">{ledger.logKeys[0]}</span>],
  ] as const;
  return (
    <div class="columns">
      <Panel title={t('dashboards.ledger.head')} side={<span class={`ledger-condition s-${colour}`}>{t(text)}</span>}>
        <Facts facts={facts} />
        {ledger.faults.length === 0 ? null : (
          <ul class="plain-list ledger-faults" role="alert">
            {ledger.faults.map((fault) => (
              <li key={JSON.stringify(fault)}>{t.message(fault)}</li>
            ))}
          </ul>
        )}
      </Panel>
      <Panel title={t('dashboards.ledger.take')}>
        <p class="muted">{t('dashboards.ledger.take-more')}</p>
        <div class="ledger-take">
          <SaveText name="checkpoint" text={ledger.checkpoint} label={t('dashboards.ledger.save-head')} />
          <SaveText name="policy" text={ledger.policy} label={t('dashboards.ledger.save-policy')} />
          <SaveText name="cosigned" text={ledger.cosigned} label={t('dashboards.ledger.save-cosigned')} />
        </div>
        <p class="muted">{t('dashboards.ledger.witness-more')}</p>
        <p class="mono">{t('dashboards.ledger.witness-command')}</p>
        <BringBack taken={again} />
      </Panel>
    </div>
  );
}

function Search() {
  const t = useWords();
  const search = useStore(location, (here) => here.search);
  const query = new URLSearchParams(search);
  const filter = {
    kind: query.get('kind') ?? '',
    subject: query.get('subject') ?? '',
    text: query.get('text') ?? '',
  };
  const [text, setText] = useState(filter.text);
  const [subject, setSubject] = useState(filter.subject);
  const list = useRecords(filter);
  const choose = (name: string, value: string) => {
    const next = new URLSearchParams(search);
    if (value === '') next.delete(name);
    else next.set(name, value);
    replace(`/ledger${next.size === 0 ? '' : `?${next}`}`);
  };
  const field = (name: 'text' | 'subject', value: string, set: (typed: string) => void, label: string) => (
    <input
      type="search"
      name={name}
      value={value}
      maxLength={200}
      placeholder={label}
      aria-label={label}
      onInput={(event) => set(event.currentTarget.value)}
      onChange={(event) => choose(name, event.currentTarget.value.trim())}
    />
  );
  return (
    <Panel title={t('dashboards.ledger.records')}>
      <form class="filters ledger-filters" onSubmit={(event) => event.preventDefault()}>
        {field('text', text, setText, t('dashboards.ledger.search-text'))}
        {field('subject', subject, setSubject, t('dashboards.ledger.search-subject'))}
        <Chooser
          label={t('dashboards.ledger.kind')}
          value={filter.kind}
          choices={Object.entries(recordKindTexts).map(([kind, key]) => [kind, t(key)])}
          choose={(value) => choose('kind', value)}
        />
      </form>
      {list.failed === undefined ? null : <Failure failed={list.failed} again={list.again} />}
      {list.items === undefined && list.failed === undefined ? <Skeleton lines={8} /> : null}
      {list.items?.length === 0 && list.more === undefined ? <Empty title={t('dashboards.ledger.none')} /> : null}
      <ol class="ledger-records">
        {list.items?.map((record) => (
          <RecordRow key={record.seq} record={record} />
        ))}
      </ol>
      {list.more === undefined ? null : (
        <button type="button" class="button" onClick={list.more}>
          {t('dashboards.ledger.more')}
        </button>
      )}
    </Panel>
  );
}

function RecordRow({ record }: { readonly record: WireLedgerRecord }) {
  const t = useWords();
  return (
    <li>
      <Go to={`/ledger/${record.seq}`} class="ledger-seq">
        {`#${record.seq}`}
      </Go>
      <time dateTime={record.at}>{dateTime(record.at)}</time>
      <b>{recordKindText(record.kind, t)}</b>
      <span>{record.subject}</span>
      <span class="muted ledger-body">{JSON.stringify(record.body)}</span>
    </li>
  );
}
