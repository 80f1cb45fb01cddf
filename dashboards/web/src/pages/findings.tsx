import { useEffect, useState } from 'preact/hooks';
import type { WireFinding } from '../../../../api/wire-findings.ts';
import { rest } from '../client/rest.ts';
import { useNow } from '../client/use.ts';
import { DecideDialog } from '../findings/decide.tsx';
import { FindingMore } from '../findings/more.tsx';
import { againstTexts, kindTexts, statusTexts } from '../findings/words.ts';
import { Chooser } from '../parts/chooser.tsx';
import { LongList } from '../parts/long-list.tsx';
import { location, replace } from '../router.tsx';
import { useStore } from '../state/store.ts';
import { dateTime } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { useList } from './use-list.ts';

const pageSize = 100;
/** Findings come and go slowly: the list is asked for anew this often. */
const refreshMs = 5_000;
type Filter = 'kind' | 'status' | 'element';

/** What is seen in the network and is not as declared; a person accepts or rejects it. */
export default function FindingsPage() {
  const t = useWords();
  const search = useStore(location, (here) => here.search);
  const query = new URLSearchParams(search);
  const filter = {
    kind: query.get('kind') ?? '',
    status: query.get('status') ?? '',
    element: query.get('element') ?? '',
  };
  const given = (value: string) => (value === '' ? undefined : value);
  const list = useList(JSON.stringify(filter), (cursor) =>
    rest.findings({
      kind: given(filter.kind),
      status: given(filter.status),
      element: given(filter.element),
      limit: pageSize,
      cursor,
    }),
  );
  const [asked, setAsked] = useState<{ readonly finding: WireFinding; readonly verdict: 'accept' | 'reject' }>();
  const [text, setText] = useState(filter.element);
  const now = useNow(refreshMs);
  // Who has read on keeps what is on the screen.
  useEffect(() => {
    if ((list.items?.length ?? 0) <= pageSize) list.again();
  }, [now]);
  const choose = (name: Filter, value: string): void => {
    const next = new URLSearchParams(window.location.search);
    if (value === '') next.delete(name);
    else next.set(name, value);
    replace(next.size === 0 ? '/findings' : `/findings?${next}`);
  };
  return (
    <div class="page">
      <div class="page-head">
        <h1>{t('dashboards.nav.findings')}</h1>
        <span class="muted">{t('dashboards.list.total', { count: list.total })}</span>
      </div>
      <div class="filters">
        <label class="chooser">
          <span>{t('dashboards.findings.element')}</span>
          <input
            type="search"
            value={text}
            maxLength={200}
            placeholder={t('dashboards.findings.element.hint')}
            onInput={(event) => {
              setText(event.currentTarget.value);
              choose('element', event.currentTarget.value.trim());
            }}
          />
        </label>
        <Chooser
          label={t('dashboards.findings.kind')}
          value={filter.kind}
          choices={Object.entries(kindTexts).map(([kind, key]) => [kind, t(key)] as const)}
          choose={(value) => choose('kind', value)}
        />
        <Chooser
          label={t('dashboards.table.status')}
          value={filter.status}
          choices={Object.entries(statusTexts).map(([status, key]) => [status, t(key)] as const)}
          choose={(value) => choose('status', value)}
        />
      </div>
      <LongList list={list} lines={8} none={t('dashboards.findings.none')}>
        {(items) => (
          <div class="incident-rows">
            {items.map((finding) => (
              <FindingRow key={finding.id} finding={finding} decide={(verdict) => setAsked({ finding, verdict })} />
            ))}
          </div>
        )}
      </LongList>
      {asked === undefined ? null : <DecideDialog {...asked} close={() => setAsked(undefined)} done={list.again} />}
    </div>
  );
}

interface RowProperties {
  readonly finding: WireFinding;
  readonly decide: (verdict: 'accept' | 'reject') => void;
}

function FindingRow({ finding, decide }: RowProperties) {
  const t = useWords();
  const [open, setOpen] = useState(false);
  const { id, kind, status, declared, observed, against, decision } = finding;
  const waits = status === 'open' || status === 'rejected';
  return (
    <article class={`finding ${status}`} data-finding={id}>
      <div class="finding-head">
        <span class="chip">{t(kindTexts[kind])}</span>
        <h3>
          <button type="button" class="row-button" aria-expanded={open} onClick={() => setOpen(!open)}>
            {t.message(finding.summary)}
          </button>
        </h3>
        <span class="grow" />
        <span class={`status ${status}`}>{t(statusTexts[status])}</span>
      </div>
      <div class="finding-sides">
        <span>
          <small class="muted">{t(againstTexts[against])}</small>
          <b class="mono">{declared === '' ? '–' : declared}</b>
        </span>
        <span>
          <small class="muted">{t('dashboards.findings.observed')}</small>
          <b class="mono">{observed}</b>
        </span>
        <span>
          <small class="muted">{t('dashboards.findings.seen')}</small>
          <time dateTime={finding.lastSeenAt}>
            {dateTime(finding.firstSeenAt)} – {dateTime(finding.lastSeenAt)}
          </time>
        </span>
        <span class="grow" />
        {waits ? (
          <span class="buttons">
            <button type="button" class="button small" onClick={() => decide('accept')}>
              {t('dashboards.findings.accept')}
            </button>
            {status === 'open' ? (
              <button type="button" class="button small" onClick={() => decide('reject')}>
                {t('dashboards.findings.reject')}
              </button>
            ) : null}
          </span>
        ) : null}
      </div>
      {decision === null ? null : (
        <p class="muted">
          {t('dashboards.findings.decided', { by: decision.by, at: dateTime(decision.at), reason: decision.reason })}
        </p>
      )}
      {open ? <FindingMore finding={finding} /> : null}
    </article>
  );
}
