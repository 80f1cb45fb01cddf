import { useEffect } from 'preact/hooks';
import type { WireBackupSetDetail } from '../../../../api/wire-backups.ts';
import { Checks } from '../backups/checks.tsx';
import { CountsLine } from '../backups/counts.tsx';
import { Curve } from '../backups/curve.tsx';
import { BackupMark, RuleMarks } from '../backups/marks.tsx';
import { Snapshots } from '../backups/snapshots.tsx';
import { repositoryPath, stateOfVerdict } from '../backups/words.ts';
import { live } from '../client/live.ts';
import { backupsRest } from '../client/rest-backups.ts';
import { useAsked, useNow } from '../client/use.ts';
import { Facts, Panel } from '../parts/detail.tsx';
import { Empty, Failure, Skeleton } from '../parts/states.tsx';
import { restorePath } from '../restores/words.ts';
import { Go } from '../router.tsx';
import { useStore } from '../state/store.ts';
import { dateTime, duration, withPrefix } from '../text/format.ts';
import { useWords, type Words } from '../text/language.ts';

const refreshMs = 10_000;
/** Data sets that one page tells whole. */
const mostSets = 12;

/** Backups of one office: each data set with its age against what is allowed, its sizes, its checks and proofs. */
export default function BackupOfficePage({ id }: { readonly id: string }) {
  const t = useWords();
  const asked = useAsked(`office ${id}`, async () => {
    const office = await backupsRest.office(id);
    const sets = await Promise.all(office.dataSets.slice(0, mostSets).map((set) => backupsRest.dataSet(set.id)));
    return { office, sets };
  });
  const turn = useNow(refreshMs);
  useEffect(asked.again, [turn]);
  const districts = useStore(live, (state) => state.frame?.districts);
  const now = useNow(1_000) + live.get().skewMs;
  const { value, failed, again } = asked;
  if (value === undefined)
    return failed === undefined ? <Skeleton lines={8} /> : <Failure failed={failed} again={again} />;
  const { office, sets } = value;
  const district = districts?.find((item) => item.id === office.districtId);
  return (
    <div class="page">
      <header class={`detail-head s-${stateOfVerdict(office.verdict)}`}>
        <nav class="crumbs" aria-label={t('dashboards.nav.crumbs')}>
          <Go to="/backups">{t('dashboards.backups.title')}</Go>
          <Go to={`/backups?district=${encodeURIComponent(office.districtId)}`}>
            {(t.language === 'en' ? district?.nameEn : district?.nameZh) ?? office.districtId}
          </Go>
        </nav>
        <div class="detail-title">
          <h1>{t.language === 'en' ? office.id : office.nameZh}</h1>
          <span class="muted">
            {t('dashboards.backups.office')} · {office.id}
          </span>
        </div>
        <div class="detail-state">
          <BackupMark verdict={office.verdict} />
          <CountsLine counts={office.counts} />
        </div>
      </header>
      {failed === undefined ? null : <Failure failed={failed} again={again} />}
      {sets.length === 0 ? <Empty title={t('dashboards.backups.office.none')} /> : null}
      {sets.map((set) => (
        <DataSet key={set.id} set={set} now={now} t={t} />
      ))}
    </div>
  );
}

function DataSet({ set, now, t }: { readonly set: WireBackupSetDetail; readonly now: number; readonly t: Words }) {
  const points = set.snapshots
    .flatMap(({ startedAt, bytes }) =>
      bytes === null
        ? []
        : [{ at: Date.parse(startedAt), value: bytes, title: `${dateTime(startedAt)} ${withPrefix(bytes, 'B')}` }],
    )
    .reverse();
  return (
    <div class="columns" data-set={set.id}>
      <div>
        <Panel title={set.id} side={<BackupMark verdict={set.verdict} />}>
          <Checks checks={set.checks} now={now} />
        </Panel>
        <Panel title={t('dashboards.backups.snapshots')}>
          <Snapshots snapshots={set.snapshots} label={t('dashboards.backups.snapshots')} />
        </Panel>
      </div>
      <div>
        <Panel title={t('dashboards.backups.facts')}>
          <Facts facts={factsOf(set, t)} />
        </Panel>
        <Panel title={t('dashboards.backups.sizes')}>
          {points.length === 0 ? (
            <p class="muted">{t('dashboards.backups.no-sizes')}</p>
          ) : (
            <Curve points={points} label={t('dashboards.backups.sizes')} format={(value) => withPrefix(value, 'B')} />
          )}
        </Panel>
        {set.vanished.length === 0 ? null : (
          <Panel title={t('dashboards.backups.vanished')}>
            <ul class="evidence">
              {set.vanished.map(({ id, startedAt, goneAt }) => (
                <li key={id}>
                  <span class="mono" title={id}>
                    {id.slice(0, 24)}
                  </span>
                  <span>{dateTime(startedAt)}</span>
                  <span class="muted">{t('dashboards.backups.gone', { at: dateTime(goneAt) })}</span>
                </li>
              ))}
            </ul>
          </Panel>
        )}
      </div>
    </div>
  );
}

function factsOf(set: WireBackupSetDetail, t: Words) {
  const long = (seconds: number): string => duration(seconds * 1000, t.language);
  const allowed = long(set.maxAgeSeconds);
  const age =
    set.ageSeconds === null
      ? t('dashboards.backups.age.unknown', { allowed })
      : t('dashboards.backups.age', { age: long(set.ageSeconds), allowed });
  const late = set.ageSeconds !== null && set.ageSeconds > set.maxAgeSeconds;
  return [
    [t('dashboards.backups.age.title'), late ? <b class="bad">{age}</b> : age],
    [
      t('dashboards.backups.newest'),
      set.newestAt === null ? t('dashboards.backups.none-known') : dateTime(set.newestAt),
    ],
    [t('dashboards.backups.size'), withPrefix(set.bytes, 'B')],
    [t('dashboards.backups.schedule'), set.schedule],
    [t('dashboards.backups.retention'), long(set.retentionSeconds)],
    [t('dashboards.backups.repository'), <Go to={repositoryPath(set.repositoryId)}>{set.repositoryId}</Go>],
    ['3-2-1-1-0', <RuleMarks rule={set.rule} />],
    [
      t('dashboards.backups.proof'),
      set.proofLevel === null ? t('dashboards.backups.proof.none') : t(proofTexts[set.proofLevel]),
    ],
    [
      t('dashboards.backups.proof.restored'),
      set.lastProofAt === null ? t('dashboards.backups.proof.never') : dateTime(set.lastProofAt),
    ],
    [
      t('dashboards.backups.drill'),
      <>
        {set.drill} <Go to={restorePath(set.id)}>{t('dashboards.restores.results')}</Go>
      </>,
    ],
  ] as const;
}

const proofTexts = [
  'dashboards.backups.proof.L0',
  'dashboards.backups.proof.L1',
  'dashboards.backups.proof.L2',
  'dashboards.backups.proof.L3',
  'dashboards.backups.proof.L4',
  'dashboards.backups.proof.L5',
] as const;
