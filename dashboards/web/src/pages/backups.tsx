import { useEffect } from 'preact/hooks';
import type {
  WireBackupMatrix,
  WireBackupRepository,
  WireBackupSet,
  WireBackups,
} from '../../../../api/wire-backups.ts';
import { CountsLine, CoverageFigure } from '../backups/counts.tsx';
import { HeatMap } from '../backups/heat-map.tsx';
import { RepositoriesTable } from '../backups/repositories.tsx';
import { SetsTable } from '../backups/sets.tsx';
import { BackupTabs } from '../backups/tabs.tsx';
import { backupVerdicts, verdictTexts } from '../backups/words.ts';
import { backupsRest } from '../client/rest-backups.ts';
import { useAsked, useNow } from '../client/use.ts';
import { Chooser } from '../parts/chooser.tsx';
import { Panel } from '../parts/detail.tsx';
import { Empty, Failure, Skeleton } from '../parts/states.tsx';
import { location, replace } from '../router.tsx';
import { useStore } from '../state/store.ts';
import { type TextKey, useWords, type Words } from '../text/language.ts';

/** Looks happen every quarter of an hour; ages and a look that was asked for are seen within this time. */
const refreshMs = 10_000;
const dayMs = 86_400_000;
const ranges = [
  [60, 'dashboards.backups.range.60'],
  [180, 'dashboards.backups.range.180'],
  [400, 'dashboards.backups.range.400'],
] as const satisfies readonly (readonly [number, TextKey])[];
type Filter = 'district' | 'verdict' | 'days';

/** The whole city: what is backed up, what is not, of what nothing can be said, day by day, and where it lies. */
export default function BackupsPage() {
  const t = useWords();
  const query = new URLSearchParams(useStore(location, (here) => here.search));
  const filter = { district: query.get('district') ?? '', verdict: query.get('verdict') ?? '' };
  const wanted = Number(query.get('days') ?? 60);
  const days = ranges.some(([count]) => count === wanted) ? wanted : 60;
  const city = useAsked('backups', backupsRest.city);
  const matrix = useAsked(`matrix ${days} ${filter.district}`, async () => matrixOf(days, filter.district));
  const turn = useNow(refreshMs);
  useEffect(() => {
    city.again();
    matrix.again();
  }, [turn]);
  const choose = (name: Filter, value: string): void => {
    const next = new URLSearchParams(window.location.search);
    if (value === '') next.delete(name);
    else next.set(name, value);
    replace(next.size === 0 ? '/backups' : `/backups?${next}`);
  };
  const { value, failed, again } = city;
  return (
    <div class="page">
      <BackupTabs />
      <div class="page-head">
        <h1>{t('dashboards.backups.title')}</h1>
        <span class="muted">{t('dashboards.backups.what')}</span>
      </div>
      {failed === undefined ? null : <Failure failed={failed} again={again} />}
      {value === undefined && failed === undefined ? <Skeleton lines={12} /> : null}
      {value === undefined ? null : (
        <>
          <CoverageFigure counts={value.city} />
          <div class="filters">
            <Chooser
              label={t('dashboards.kind.district')}
              value={filter.district}
              choices={value.districts.map((each) => [each.id, t.language === 'en' ? each.nameEn : each.nameZh])}
              choose={(chosen) => choose('district', chosen)}
            />
            <Chooser
              label={t('dashboards.backups.verdict')}
              value={filter.verdict}
              choices={backupVerdicts.map((verdict) => [verdict, t(verdictTexts[verdict])])}
              choose={(chosen) => choose('verdict', chosen)}
            />
          </div>
          <Panel
            title={t('dashboards.backups.heat')}
            side={<Ranges days={days} choose={(count) => choose('days', count === 60 ? '' : `${count}`)} t={t} />}
          >
            {matrix.failed === undefined ? null : <Failure failed={matrix.failed} again={matrix.again} />}
            {matrix.value === undefined && matrix.failed === undefined ? <Skeleton lines={10} /> : null}
            {matrix.value === undefined ? null : <Heat city={value} matrix={matrix.value} filter={filter} t={t} />}
          </Panel>
          <Panel title={t('dashboards.backups.repositories')}>
            <RepositoriesTable repositories={repositoriesOf(value, filter.district)} />
          </Panel>
          <Districts city={value} filter={filter} t={t} />
        </>
      )}
    </div>
  );
}

type Filters = Readonly<Record<'district' | 'verdict', string>>;

const isWanted = (set: WireBackupSet, { district, verdict }: Filters): boolean =>
  (district === '' || set.districtId === district) && (verdict === '' || set.verdict === verdict);

/** The server says which day is today: the city's day is not that of the browser. */
async function matrixOf(days: number, district: string): Promise<WireBackupMatrix> {
  const wish = district === '' ? {} : { district };
  const usual = await backupsRest.matrix(wish);
  if (days === 60) return usual;
  const from = new Date(Date.parse(`${usual.to}T00:00:00Z`) - (days - 1) * dayMs).toISOString().slice(0, 10);
  return backupsRest.matrix({ ...wish, from, to: usual.to });
}

function repositoriesOf({ repositories, dataSets }: WireBackups, district: string): readonly WireBackupRepository[] {
  if (district === '') return repositories;
  const mine = new Set(dataSets.filter((set) => set.districtId === district).map((set) => set.repositoryId));
  return repositories.filter(({ id }) => mine.has(id));
}

function Heat({
  city,
  matrix,
  filter,
  t,
}: {
  readonly city: WireBackups;
  readonly matrix: WireBackupMatrix;
  readonly filter: Filters;
  readonly t: Words;
}) {
  const wanted = new Set(city.dataSets.filter((set) => isWanted(set, filter)).map(({ id }) => id));
  const rows = matrix.rows.filter(({ dataSetId }) => wanted.has(dataSetId));
  if (rows.length === 0) return <p class="muted">{t('dashboards.backups.none-such')}</p>;
  return <HeatMap matrix={{ ...matrix, rows }} districts={city.districts} />;
}

function Ranges({
  days,
  choose,
  t,
}: {
  readonly days: number;
  readonly choose: (days: number) => void;
  readonly t: Words;
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a row of buttons, not a form
    <div class="segments" role="group" aria-label={t('dashboards.backups.range')}>
      {ranges.map(([count, key]) => (
        <button key={count} type="button" aria-pressed={count === days} onClick={() => choose(count)}>
          {t(key)}
        </button>
      ))}
    </div>
  );
}

function Districts({ city, filter, t }: { readonly city: WireBackups; readonly filter: Filters; readonly t: Words }) {
  if (city.dataSets.length === 0) return <Empty title={t('dashboards.backups.none')} />;
  const shown = city.dataSets.filter((set) => isWanted(set, filter));
  if (shown.length === 0) return <Empty title={t('dashboards.backups.none-such')} />;
  return (
    <>
      {city.districts.map((district) => {
        const sets = shown.filter(({ districtId }) => districtId === district.id);
        const name = t.language === 'en' ? district.nameEn : district.nameZh;
        return sets.length === 0 ? null : (
          <section key={district.id} class="panel iso-district" aria-label={name}>
            <div class="panel-head">
              <h2>{name}</h2>
              <CountsLine counts={district} />
            </div>
            <SetsTable sets={sets} label={name} />
          </section>
        );
      })}
    </>
  );
}
