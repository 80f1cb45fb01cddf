import { useEffect } from 'preact/hooks';
import type { WireRestoreDrillDetail } from '../../../../api/wire-restore.ts';
import { officePath, repositoryPath } from '../backups/words.ts';
import { live } from '../client/live.ts';
import { restoresRest } from '../client/rest-restores.ts';
import { useAsked, useNow } from '../client/use.ts';
import { Facts, Panel } from '../parts/detail.tsx';
import { Failure, Skeleton } from '../parts/states.tsx';
import { RestoreActions } from '../restores/act.tsx';
import { RestoreResults } from '../restores/results.tsx';
import { causeText, dueClasses, dueTexts, nowText } from '../restores/words.ts';
import { Go } from '../router.tsx';
import { dateTime, duration, withPrefix } from '../text/format.ts';
import { type TextKey, useWords, type Words } from '../text/language.ts';

const refreshMs = 1_000;

const proofTexts = {
  manifest: 'dashboards.restores.proof.manifest',
  postgresql: 'dashboards.restores.proof.postgresql',
  'data-folder': 'dashboards.restores.proof.data-folder',
  command: 'dashboards.restores.proof.command',
} as const satisfies Readonly<Record<WireRestoreDrillDetail['proof'], TextKey>>;

/** Restore drills of one data set: what runs now, what may be done, and how those before ended. */
export default function RestoreDrillPage({ id }: { readonly id: string }) {
  const t = useWords();
  const turn = useNow(refreshMs);
  const { value: drill, failed, again } = useAsked(`restore ${id}`, () => restoresRest.drill(id));
  useEffect(again, [turn]);
  if (drill === undefined)
    return failed === undefined ? <Skeleton lines={8} /> : <Failure failed={failed} again={again} />;
  const now = nowText(drill, turn + live.get().skewMs, t);
  return (
    <div class="page">
      {failed === undefined ? null : <Failure failed={failed} again={again} />}
      <header class="detail-head drill-head">
        <nav class="crumbs" aria-label={t('dashboards.nav.crumbs')}>
          <Go to="/restore-drills">{t('dashboards.restores.title')}</Go>
          <Go to={officePath(drill.officeId)}>{t.language === 'en' ? drill.officeId : drill.officeNameZh}</Go>
        </nav>
        <div class="detail-title">
          <h1>{id}</h1>
        </div>
        <div class="detail-state" data-state={drill.state}>
          <span class={`chip ${dueClasses[drill.due]}`}>{t(dueTexts[drill.due])}</span>
          <span role="status">{now}</span>
          {drill.cause === null ? null : <span class="muted">{causeText(drill.cause, t)}</span>}
        </div>
        {drill.state === 'running' && drill.progress !== null ? (
          <progress
            aria-label={t('dashboards.restores.of-bound')}
            max={drill.mostBytes}
            value={drill.progress.bytes}
            title={t('dashboards.restores.of-bound')}
          />
        ) : null}
        {drill.proposal === null ? null : (
          <p>
            {t('dashboards.restores.proposed.why', {
              summary: t.message(drill.proposal.summary),
              reason: drill.proposal.reason,
            })}
          </p>
        )}
        {drill.state === 'idle' && drill.obstacle !== null ? <p class="muted">{t.message(drill.obstacle)}</p> : null}
        <RestoreActions drill={drill} done={again} />
      </header>
      <div class="columns">
        <div>
          <Panel title={t('dashboards.restores.results')}>
            <RestoreResults drill={drill} />
          </Panel>
        </div>
        <div>
          <Panel title={t('dashboards.backups.facts')}>
            <Facts facts={factsOf(drill, t)} />
          </Panel>
        </div>
      </div>
    </div>
  );
}

function factsOf(drill: WireRestoreDrillDetail, t: Words) {
  const long = (seconds: number | null): string =>
    seconds === null ? t('dashboards.restores.no-target') : duration(seconds * 1000, t.language);
  return [
    [
      t('dashboards.restores.due-at'),
      drill.dueAt === null ? t('dashboards.restores.due.never') : dateTime(drill.dueAt).slice(0, 10),
    ],
    [t('dashboards.restores.proof'), t(proofTexts[drill.proof])],
    [t('dashboards.restores.rto-target'), long(drill.rtoSeconds)],
    [t('dashboards.restores.rpo-target'), long(drill.rpoSeconds)],
    [
      t('dashboards.restores.bound'),
      `${withPrefix(drill.mostBytes, 'B')} · ${duration(drill.mostSeconds * 1000, t.language)}`,
    ],
    [t('dashboards.backups.repository'), <Go to={repositoryPath(drill.repositoryId)}>{drill.repositoryId}</Go>],
    [
      t('dashboards.restores.records'),
      <Go to={`/ledger?subject=${encodeURIComponent(`backup ${drill.dataSetId}`)}`}>
        {t('dashboards.restores.records-of')}
      </Go>,
    ],
  ] as const;
}
