import { useState } from 'preact/hooks';
import { pagingRest } from '../client/rest-paging.ts';
import { useAsked, useChange, useNow } from '../client/use.ts';
import { RosterCard } from '../duty/roster-card.tsx';
import { DutyTabs } from '../duty/tabs.tsx';
import { Empty, Failure, Skeleton } from '../parts/states.tsx';
import { type TextKey, useWords } from '../text/language.ts';

const refreshMs = 30_000;
const choices = [
  [14, 'dashboards.duty.weeks.2'],
  [28, 'dashboards.duty.weeks.4'],
  [91, 'dashboards.duty.weeks.13'],
] as const satisfies readonly (readonly [number, TextKey])[];

/** Who is on call now and in the weeks to come, and where nobody is. */
export default function DutyPage() {
  const t = useWords();
  const [days, setDays] = useState(28);
  const { value, failed, again } = useAsked(`duty ${days}`, () => pagingRest.duty(days));
  useChange(useNow(refreshMs), again);
  const people = new Map((value?.people ?? []).map((person) => [person.id, person]));
  return (
    <div class="page">
      <DutyTabs />
      <div class="page-head">
        <h1>{t('dashboards.duty.title')}</h1>
        <span class="muted">{t('dashboards.duty.what')}</span>
        <span class="grow" />
        {/* biome-ignore lint/a11y/useSemanticElements: a row of buttons, not a form */}
        <div class="segments" role="group" aria-label={t('dashboards.duty.period')}>
          {choices.map(([count, key]) => (
            <button key={key} type="button" aria-pressed={days === count} onClick={() => setDays(count)}>
              {t(key)}
            </button>
          ))}
        </div>
      </div>
      {failed === undefined ? null : <Failure failed={failed} again={again} />}
      {value === undefined && failed === undefined ? <Skeleton lines={6} /> : null}
      {value !== undefined && value.rosters.length === 0 ? (
        <Empty title={t('dashboards.duty.none')}>
          <p>{t('dashboards.duty.none.how')}</p>
        </Empty>
      ) : null}
      {value?.rosters.map((roster) => (
        <RosterCard
          key={roster.id}
          {...{ roster, people, t }}
          period={{ from: Date.parse(value.at), to: Date.parse(value.to) }}
        />
      ))}
    </div>
  );
}
