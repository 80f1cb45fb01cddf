import { type AuditFilter, filterOf, isolationKinds, ledgerQueryOf, recordsPath } from '../audit/filter.ts';
import { RecordCard } from '../audit/record-card.tsx';
import { IsolationReports, TreeHead } from '../audit/sides.tsx';
import { rest } from '../client/rest.ts';
import { useAsked } from '../client/use.ts';
import { placeName } from '../isolation/matrix.tsx';
import { Chooser } from '../parts/chooser.tsx';
import { Panel } from '../parts/detail.tsx';
import { Empty, Failure, Skeleton } from '../parts/states.tsx';
import { location, replace } from '../router.tsx';
import { useStore } from '../state/store.ts';
import { useWords } from '../text/language.ts';
import { recordKindText } from '../text/records.ts';
import { useRecords } from './use-records.ts';

/** The auditor's page of isolation: search its records, open one down to the OID, take proofs and reports along. Changes nothing. */
export default function AuditPage() {
  const t = useWords();
  const filter = filterOf(useStore(location, (here) => here.search));
  return (
    <div class="page">
      <div class="page-head">
        <h1>{t('dashboards.audit.title')}</h1>
        <span class="muted">{t('dashboards.audit.what')}</span>
      </div>
      <div class="columns audit">
        <Panel title={t('dashboards.audit.records')}>
          <Filters filter={filter} />
          <Found filter={filter} />
        </Panel>
        <div>
          <IsolationReports />
          <TreeHead />
        </div>
      </div>
    </div>
  );
}

function Filters({ filter }: { readonly filter: AuditFilter }) {
  const t = useWords();
  const { value: city } = useAsked('audit-places', rest.isolation);
  const { value: checks } = useAsked('audit-checks', rest.isolationChecks);
  const choose = (change: Partial<AuditFilter>) => replace(recordsPath({ ...filter, ...change }));
  const byCheck = filter.kind === 'verdict' || filter.kind === 'waiver';
  const day = (name: 'from' | 'to', label: string) => (
    <label class="chooser">
      <span>{label}</span>
      <input
        type="date"
        name={name}
        value={filter[name]}
        onChange={(event) => choose({ [name]: event.currentTarget.value })}
      />
    </label>
  );
  return (
    <form class="filters ledger-filters" onSubmit={(event) => event.preventDefault()}>
      <Chooser
        label={t('dashboards.audit.place')}
        value={filter.place}
        choices={withChosen(
          (city?.places ?? []).map((place) => [place.id, nameOf(placeName(place, t), place.id)] as const),
          filter.place,
        )}
        choose={(place) => choose({ place })}
      />
      <label class="chooser">
        <span>{t('dashboards.ledger.kind')}</span>
        <select name="kind" value={filter.kind} onChange={(event) => choose({ kind: event.currentTarget.value })}>
          {isolationKinds.map((kind) => (
            <option key={kind} value={kind}>
              {recordKindText(kind, t)}
            </option>
          ))}
        </select>
      </label>
      {byCheck ? (
        <Chooser
          label={t('dashboards.audit.check')}
          value={filter.check}
          choices={withChosen(
            (checks ?? []).map(({ id, title }) => [id, `${id} ${t.message(title)}`] as const),
            filter.check,
          )}
          choose={(check) => choose({ check })}
        />
      ) : null}
      {day('from', t('dashboards.report.from'))}
      {day('to', t('dashboards.report.to'))}
    </form>
  );
}

/** What the address asks for stays a choice, though the city does not have it (any more). */
function withChosen(choices: readonly (readonly [string, string])[], chosen: string) {
  const known = chosen === '' || choices.some(([id]) => id === chosen);
  return known ? choices : [[chosen, chosen] as const, ...choices];
}

function nameOf(name: string, id: string): string {
  return name === id ? id : `${id} ${name}`;
}

function Found({ filter }: { readonly filter: AuditFilter }) {
  const t = useWords();
  const list = useRecords(ledgerQueryOf(filter));
  return (
    <>
      {list.failed === undefined ? null : <Failure failed={list.failed} again={list.again} />}
      {list.items === undefined && list.failed === undefined ? <Skeleton lines={8} /> : null}
      {list.items?.length === 0 && list.more === undefined ? <Empty title={t('dashboards.ledger.none')} /> : null}
      <ol class="audit-records">
        {list.items?.map((record) => (
          <RecordCard key={record.seq} record={record} />
        ))}
      </ol>
      {list.more === undefined ? null : (
        <button type="button" class="button" onClick={list.more}>
          {t('dashboards.ledger.more')}
        </button>
      )}
    </>
  );
}
