import { useEffect } from 'preact/hooks';
import type { WirePairDetail } from '../../../../api/wire-pairs.ts';
import { live } from '../client/live.ts';
import { pairsRest } from '../client/rest-pairs.ts';
import { useAsked, useNow } from '../client/use.ts';
import { AnnounceButton } from '../maintenance/announce.tsx';
import { PairChecks } from '../pairs/checks.tsx';
import { byteSpan, timeSpan } from '../pairs/figures.ts';
import { LagPlot } from '../pairs/lag-plot.tsx';
import { PairMark, Score } from '../pairs/mark.tsx';
import { MeasuredTable } from '../pairs/measured-table.tsx';
import { PairMembers } from '../pairs/members.tsx';
import { PairPicture } from '../pairs/picture.tsx';
import { Takeovers } from '../pairs/takeovers.tsx';
import { engineName, kindTexts, stateOfWord } from '../pairs/words.ts';
import { Facts, Panel } from '../parts/detail.tsx';
import { Failure, Skeleton } from '../parts/states.tsx';
import { Go, location } from '../router.tsx';
import { useStore } from '../state/store.ts';
import { dateTime, duration, withPrefix } from '../text/format.ts';
import { useWords } from '../text/language.ts';

const refreshMs = 2_000;

/** One pair: its members from every side, what each check says on what evidence, and how it took over so far. */
export default function PairPage({ id }: { readonly id: string }) {
  const t = useWords();
  const turn = useNow(refreshMs);
  const asked = useAsked(id, () => pairsRest.pair(id));
  useEffect(asked.again, [turn]);
  const { value: pair, failed, again } = asked;
  const search = useStore(location, (here) => here.search);
  const now = turn + live.get().skewMs;
  if (pair === undefined)
    return failed === undefined ? <Skeleton lines={8} /> : <Failure failed={failed} again={again} />;
  return (
    <div class="page">
      {failed === undefined ? null : <Failure failed={failed} again={again} />}
      <Head pair={pair} now={now} />
      <div class="columns">
        <div>
          <Panel title={t('dashboards.pairs.who')}>
            <PairPicture {...pair} now={now} />
          </Panel>
          <PairMembers pair={pair} now={now} />
          <PairChecks judgements={pair.judgements} chosen={new URLSearchParams(search).get('check') ?? ''} now={now} />
        </div>
        <div>
          <Expected pair={pair} />
          <Lowered pair={pair} />
          <Takeovers pair={pair} />
          <LagPlot id={id} lag={pair.lag} limit={pair.targets.rpoBytes} />
        </div>
      </div>
    </div>
  );
}

function Head({ pair, now }: { readonly pair: WirePairDetail; readonly now: number }) {
  const t = useWords();
  const frame = useStore(live, (state) => state.frame);
  const district = frame?.districts.find(({ id }) => id === pair.districtId) ?? frame;
  const name = (t.language === 'en' ? district?.nameEn : district?.nameZh) ?? pair.districtId;
  const age = pair.observedAt === null ? undefined : duration(now - Date.parse(pair.observedAt), t.language);
  return (
    <header class={`detail-head s-${stateOfWord[pair.readiness.word]}`}>
      <nav class="crumbs" aria-label={t('dashboards.nav.crumbs')}>
        <Go to="/pairs">{t('dashboards.pairs.title')}</Go>
        <span class="muted">{name}</span>
      </nav>
      <div class="detail-title">
        <h1>{pair.id}</h1>
        <span class="muted">
          {t(kindTexts[pair.role])} · {engineName(pair.standby, t)} · {pair.virtualAddress}
        </span>
      </div>
      <div class="detail-state">
        <PairMark word={pair.readiness.word} />
        <Score {...pair.readiness} />
        {pair.troubles.map(({ trouble, severity, title, checks }) => (
          <a key={trouble} class={`chip pair-${severity}`} href={`#${checks[0] ?? ''}`}>
            {severity} {t.message(title)}
          </a>
        ))}
      </div>
      <div class="buttons">
        <Go class="button small" to={`/handbook/${encodeURIComponent(pair.id)}`}>
          {t('dashboards.handbook.of-pair')}
        </Go>
        <Go class="button small" to={`/drills?plan=${encodeURIComponent(pair.id)}`}>
          {t('dashboards.drills.plan')}
        </Go>
        <AnnounceButton scope={{ kind: 'pair', id: pair.id }} name={pair.id} />
      </div>
      <div class="muted detail-age">
        <span title={dateTime(pair.since)}>
          {t('dashboards.since', { duration: duration(now - Date.parse(pair.since), t.language) })}
        </span>
        <span>{age === undefined ? t('dashboards.never-observed') : t('dashboards.observed', { age })}</span>
        {pair.services.length === 0 ? null : (
          <span>
            {t('dashboards.pairs.services', {
              names: pair.services
                .map((service) => (t.language === 'en' ? service.nameEn : service.nameZh))
                .join(t.language === 'en' ? ', ' : '、'),
            })}
          </span>
        )}
      </div>
    </header>
  );
}

/** What a takeover now would cost, beside what it may cost. */
function Expected({ pair: { readiness, targets } }: { readonly pair: WirePairDetail }) {
  const t = useWords();
  const seconds = (value: number) => t('dashboards.pairs.seconds', { value });
  return (
    <Panel title={t('dashboards.pairs.expected')}>
      <MeasuredTable>
        <tr>
          <td>{t('dashboards.pairs.rto')}</td>
          <td class="number">{timeSpan(readiness.rtoMs, t)}</td>
          <td class="number">{seconds(targets.rtoSeconds)}</td>
        </tr>
        <tr>
          <td>{t('dashboards.pairs.rpo-time')}</td>
          <td class="number">{timeSpan(readiness.rpoMs, t)}</td>
          <td class="number">{seconds(targets.rpoSeconds)}</td>
        </tr>
        <tr>
          <td>{t('dashboards.pairs.rpo-bytes')}</td>
          <td class="number">{byteSpan(readiness.rpoBytes)}</td>
          <td class="number">{withPrefix(targets.rpoBytes, 'B')}</td>
        </tr>
      </MeasuredTable>
      {readiness.rtoMs === null ? <p class="muted">{t('dashboards.pairs.rto-untimed')}</p> : null}
    </Panel>
  );
}

function Lowered({ pair: { readiness } }: { readonly pair: WirePairDetail }) {
  const t = useWords();
  return (
    <Panel title={t('dashboards.pairs.lowered')}>
      {readiness.lowered.length === 0 ? <p class="muted">{t('dashboards.pairs.lowered.none')}</p> : null}
      <ul class="pair-lowered">
        {readiness.lowered.map(({ check, by, reason }) => (
          <li key={check}>
            <a href={`#${check}`} class="mono">
              {check}
            </a>
            <b>−{by}</b>
            <span>{t.message(reason)}</span>
          </li>
        ))}
      </ul>
      <Facts facts={[[t('dashboards.pairs.score'), readiness.score === null ? '–' : `${readiness.score} / 100`]]} />
    </Panel>
  );
}
