import { useEffect } from 'preact/hooks';
import type { WirePair, WirePairDistrict, WirePairs } from '../../../../api/wire-pairs.ts';
import { live } from '../client/live.ts';
import { drillsRest } from '../client/rest-drills.ts';
import { pairsRest } from '../client/rest-pairs.ts';
import { useAsked, useNow } from '../client/use.ts';
import { PairCard } from '../pairs/card.tsx';
import { PairCounts } from '../pairs/counts.tsx';
import { PairMark } from '../pairs/mark.tsx';
import { PairTabs } from '../pairs/tabs.tsx';
import { wordOrder } from '../pairs/words.ts';
import { Empty, Failure, Skeleton } from '../parts/states.tsx';
import { useWords } from '../text/language.ts';

const refreshMs = 3_000;
const severities = ['P1', 'P2', 'P3'];

/** Every hot-standby pair by district, troubles first: who serves, would the other take over now, what lowers that. */
export default function PairsPage() {
  const t = useWords();
  const turn = useNow(refreshMs);
  const asked = useAsked('pairs', pairsRest.pairs);
  useEffect(asked.again, [turn]);
  const { value: calendar } = useAsked('calendar', drillsRest.calendar);
  const { value, failed, again } = asked;
  return (
    <div class="page">
      <PairTabs />
      <div class="page-head">
        <h1>{t('dashboards.pairs.title')}</h1>
        {value === undefined ? null : <PairCounts counts={sumOf(value.districts)} />}
        <span class="muted">{t('dashboards.pairs.meaning')}</span>
      </div>
      {failed === undefined ? null : <Failure failed={failed} again={again} />}
      {value === undefined && failed === undefined ? <Skeleton lines={12} /> : null}
      {value === undefined ? null : (
        <Districts
          {...value}
          drills={new Map(calendar?.pairs.map(({ pairId, lastAt }) => [pairId, lastAt]))}
          now={turn + live.get().skewMs}
        />
      )}
    </div>
  );
}

function Districts({
  districts,
  pairs,
  drills,
  now,
}: WirePairs & { readonly drills: ReadonlyMap<string, string | null>; readonly now: number }) {
  const t = useWords();
  if (pairs.length === 0) return <Empty title={t('dashboards.pairs.none')} />;
  const ordered = [...districts].sort((a, b) => rank(a.id, pairs) - rank(b.id, pairs));
  return (
    <>
      {ordered.map((district) => {
        const name = t.language === 'en' ? district.nameEn : district.nameZh;
        const here = pairs
          .filter(({ districtId }) => districtId === district.id)
          .sort((a, b) => urgency(a) - urgency(b));
        return (
          <section key={district.id} class="panel" aria-label={name}>
            <div class="panel-head">
              <h2>{name}</h2>
              <PairMark word={district.word} />
              <PairCounts counts={district} />
              <span class="grow" />
              <span class="muted">
                {t('dashboards.pairs.district-score', { score: district.score === null ? '–' : `${district.score}` })}
              </span>
            </div>
            <div class="pair-cards">
              {here.map((pair) => (
                <PairCard key={pair.id} pair={pair} lastDrillAt={drills.get(pair.id)} now={now} />
              ))}
            </div>
          </section>
        );
      })}
    </>
  );
}

/** The most urgent trouble first, then the word. */
function urgency({ troubles, readiness }: WirePair): number {
  const [first] = troubles.map(({ severity }) => severities.indexOf(severity)).sort();
  return (first ?? severities.length) * 10 + wordOrder.indexOf(readiness.word);
}

function rank(districtId: string, pairs: readonly WirePair[]): number {
  return Math.min(...pairs.filter((pair) => pair.districtId === districtId).map(urgency));
}

function sumOf(districts: readonly WirePairDistrict[]) {
  const sum = (name: 'ready' | 'atRisk' | 'notReady' | 'unknown') => districts.reduce((all, one) => all + one[name], 0);
  return { ready: sum('ready'), atRisk: sum('atRisk'), notReady: sum('notReady'), unknown: sum('unknown') };
}
