import { useEffect } from 'preact/hooks';
import { live } from '../client/live.ts';
import { drillsRest } from '../client/rest-drills.ts';
import { useAsked, useNow } from '../client/use.ts';
import { DrillActions } from '../drills/act.tsx';
import { DrillResult } from '../drills/result.tsx';
import { DrillSteps } from '../drills/steps.tsx';
import { stateText, titleOf } from '../drills/words.ts';
import { PairMark } from '../pairs/mark.tsx';
import { roleTexts } from '../pairs/words.ts';
import { Facts, Panel } from '../parts/detail.tsx';
import { Failure, Skeleton } from '../parts/states.tsx';
import { Go } from '../router.tsx';
import { clock, dateTime } from '../text/format.ts';
import { useWords } from '../text/language.ts';

const refreshMs = 1_000;

/** One drill: its window and who stands for it, its steps as they run, what may be done now, and how it ended. */
export default function PairDrillPage({ id }: { readonly id: string }) {
  const t = useWords();
  const turn = useNow(refreshMs);
  const asked = useAsked(id, () => drillsRest.drill(id));
  useEffect(asked.again, [turn]);
  const { value: drill, failed, again } = asked;
  if (drill === undefined)
    return failed === undefined ? <Skeleton lines={8} /> : <Failure failed={failed} again={again} />;
  const { pair } = drill;
  return (
    <div class="page">
      {failed === undefined ? null : <Failure failed={failed} again={again} />}
      <header class="detail-head drill-head">
        <nav class="crumbs" aria-label={t('dashboards.nav.crumbs')}>
          <Go to="/drills">{t('dashboards.drills.title')}</Go>
          <Go to={`/pairs/${encodeURIComponent(drill.pairId)}`}>{drill.pairId}</Go>
        </nav>
        <div class="detail-title">
          <h1>{titleOf(drill, t)}</h1>
          <span class="muted">
            {dateTime(drill.from).slice(0, 16)} – {dateTime(drill.to).slice(0, 16)}
          </span>
        </div>
        <div class="detail-state">
          <span class={`chip drill-state ${drill.state}`} data-state={drill.state}>
            {stateText(drill.state, t)}
          </span>
          <span>{drill.reason}</span>
        </div>
        {drill.doubt === null ? null : (
          <p class="drill-doubt" role="status">
            {t('dashboards.drills.doubt', {
              since: clock(new Date(drill.doubt.since)),
              until: clock(new Date(drill.doubt.until)),
            })}
          </p>
        )}
        <DrillActions drill={drill} done={again} />
      </header>
      <div class="columns">
        <div>
          <DrillResult drill={drill} />
          <DrillSteps drill={drill} now={turn + live.get().skewMs} />
        </div>
        <div>
          <Panel title={t('dashboards.drills.pair-now')} side={<PairMark word={pair.word} />}>
            <Facts facts={pair.roles.map(({ deviceId, role }) => [deviceId, t(roleTexts[role])] as const)} />
          </Panel>
          <Panel title={t('dashboards.drills.persons')}>
            <Facts
              facts={[
                [
                  t('dashboards.drills.planned-by'),
                  `${drill.plannedBy.user} · ${dateTime(drill.plannedAt).slice(0, 16)}`,
                ],
                [
                  t('dashboards.drills.approved-by'),
                  drill.approval === null
                    ? t('dashboards.drills.not-approved')
                    : `${drill.approval.by.user} · ${dateTime(drill.approval.at).slice(0, 16)}`,
                ],
                [t('dashboards.drills.started'), drill.startedAt === null ? '' : dateTime(drill.startedAt)],
                [t('dashboards.drills.ended'), drill.endedAt === null ? '' : dateTime(drill.endedAt)],
                [t('dashboards.drills.active-before'), drill.activeBefore ?? ''],
              ]}
            />
            <p>
              <Go to={`/handbook/${encodeURIComponent(drill.pairId)}`}>{t('dashboards.handbook.of-pair')}</Go>
            </p>
          </Panel>
        </div>
      </div>
    </div>
  );
}
