import { useEffect, useState } from 'preact/hooks';
import type { WireDrillCalendar, WirePairDrill } from '../../../../api/wire-drills.ts';
import { live } from '../client/live.ts';
import { useMay } from '../client/may.ts';
import { drillsRest } from '../client/rest-drills.ts';
import { useAsked, useChange, useNow } from '../client/use.ts';
import { PlanDialog } from '../drills/plan.tsx';
import { dueTexts, stateText, titleOf } from '../drills/words.ts';
import { PairTabs } from '../pairs/tabs.tsx';
import { Panel } from '../parts/detail.tsx';
import { LongList } from '../parts/long-list.tsx';
import { Failure, Skeleton } from '../parts/states.tsx';
import { Go, location, replace } from '../router.tsx';
import { useStore } from '../state/store.ts';
import { dateTime } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { useList } from './use-list.ts';

const refreshMs = 5_000;
const pageSize = 50;

/** Which pair is due for a drill, and every drill that was planned. */
export default function PairDrillsPage() {
  const t = useWords();
  const turn = useNow(refreshMs);
  const calendar = useAsked('calendar', drillsRest.calendar);
  useEffect(calendar.again, [turn]);
  const list = useList('drills', (cursor) => drillsRest.drills({ limit: pageSize, cursor }));
  useChange(turn, () => {
    if ((list.items?.length ?? 0) <= pageSize) list.again();
  });
  const planned = useStore(location, ({ search }) => new URLSearchParams(search).get('plan') ?? '');
  const [asked, setAsked] = useState('');
  const pairId = asked === '' ? planned : asked;
  const close = () => {
    setAsked('');
    if (planned !== '' && window.location.pathname === '/drills') replace('/drills');
  };
  return (
    <div class="page">
      <PairTabs />
      <div class="page-head">
        <h1>{t('dashboards.drills.title')}</h1>
        <span class="muted">{t('dashboards.drills.meaning')}</span>
        <span class="grow" />
        <a href={`/api/v1/drills/calendar.ics?language=${t.language}`} download="drills.ics">
          {t('dashboards.drills.ics')}
        </a>
      </div>
      {calendar.failed === undefined ? null : <Failure failed={calendar.failed} again={calendar.again} />}
      {calendar.value === undefined && calendar.failed === undefined ? <Skeleton lines={6} /> : null}
      {calendar.value === undefined ? null : <Calendar calendar={calendar.value} plan={setAsked} />}
      <Panel title={t('dashboards.drills.all')}>
        <LongList list={list} lines={4} none={t('dashboards.drills.none')}>
          {(items) => <Drills items={items} />}
        </LongList>
      </Panel>
      {pairId === '' ? null : <PlanDialog pairId={pairId} close={close} />}
    </div>
  );
}

function Calendar({
  calendar,
  plan,
}: {
  readonly calendar: WireDrillCalendar;
  readonly plan: (pairId: string) => void;
}) {
  const t = useWords();
  const operates = useMay('operate');
  const frame = useStore(live, (state) => state.frame);
  const nameOf = (id: string) => {
    // What belongs to no district belongs to the city.
    const district = frame?.districts.find((each) => each.id === id) ?? frame;
    return (t.language === 'en' ? district?.nameEn : district?.nameZh) ?? id;
  };
  return (
    <Panel
      title={t('dashboards.drills.calendar')}
      side={<span class="muted">{t('dashboards.drills.every', { days: calendar.dueDays })}</span>}
    >
      <div class="scroll">
        <table class="drill-calendar">
          <thead>
            <tr>
              <th scope="col">{t('dashboards.drills.pair')}</th>
              <th scope="col">{t('dashboards.kind.district')}</th>
              <th scope="col">{t('dashboards.drills.status')}</th>
              <th scope="col">{t('dashboards.pairs.last-drill')}</th>
              <th scope="col">{t('dashboards.drills.due-at')}</th>
              <th scope="col">{t('dashboards.drills.next')}</th>
              <th scope="col" />
            </tr>
          </thead>
          <tbody>
            {calendar.pairs.map(({ pairId, districtId, lastAt, dueAt, status, next }) => (
              <tr key={pairId} data-pair={pairId}>
                <td>
                  <Go to={`/pairs/${encodeURIComponent(pairId)}`}>{pairId}</Go>
                </td>
                <td>{nameOf(districtId)}</td>
                <td>
                  <span class={`chip due-${status}`}>{t(dueTexts[status])}</span>
                </td>
                <td>{lastAt === null ? t('dashboards.pairs.never') : dateTime(lastAt).slice(0, 10)}</td>
                <td>{dateTime(dueAt).slice(0, 10)}</td>
                <td>
                  {next === null ? (
                    '–'
                  ) : (
                    <Go to={`/drills/${encodeURIComponent(next.id)}`}>
                      {dateTime(next.from).slice(0, 16)} {stateText(next.state, t)}
                    </Go>
                  )}
                </td>
                <td>
                  {operates && next === null ? (
                    <button type="button" class="button small" onClick={() => plan(pairId)}>
                      {t('dashboards.drills.plan')}
                    </button>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Drills({ items }: { readonly items: readonly WirePairDrill[] }) {
  const t = useWords();
  return (
    <ul class="plain-list">
      {items.map((drill) => (
        <li key={drill.id} data-drill={drill.id}>
          <Go to={`/drills/${encodeURIComponent(drill.id)}`}>
            {drill.pairId} · {titleOf(drill, t)}
          </Go>
          <span class={`chip drill-state ${drill.state}`}>{stateText(drill.state, t)}</span>
          <span class="muted">{drill.plannedBy.user}</span>
          <span class="grow" />
          <time class="muted" dateTime={drill.from}>
            {dateTime(drill.from).slice(0, 16)} – {dateTime(drill.to).slice(11, 16)}
          </time>
        </li>
      ))}
    </ul>
  );
}
