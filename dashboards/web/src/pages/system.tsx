import { live } from '../client/live.ts';
import { askOwnStandby, ownStandby } from '../client/own-standby.ts';
import { useNow } from '../client/use.ts';
import { PairChecks } from '../pairs/checks.tsx';
import { Empty, Failure, Skeleton } from '../parts/states.tsx';
import { useStore } from '../state/store.ts';
import { PairPanel } from '../system/pair-panel.tsx';
import { answerHoldsMs } from '../system/sight.ts';
import { WarmPanel } from '../system/warm-panel.tsx';
import { duration } from '../text/format.ts';
import { useWords } from '../text/language.ts';

/** This system: how Fangzhou's own standby stands, and what holds when this machine is lost. */
export default function SystemPage() {
  const t = useWords();
  const now = useNow(1_000);
  const { pair, warm, answeredAt, failed } = useStore(ownStandby, (value) => value);
  const serverNow = now + live.get().skewMs;
  const isOld = answeredAt !== 0 && now - answeredAt > answerHoldsMs && (pair !== null || warm !== null);
  return (
    <div class="page">
      <div class="page-head">
        <h1>{t('dashboards.system.title')}</h1>
        <span class="muted">{t('dashboards.system.what')}</span>
      </div>
      {failed === undefined ? null : <Failure failed={failed} again={askOwnStandby} />}
      {isOld ? (
        <p role="status">{t('dashboards.system.answer-old', { age: duration(now - answeredAt, t.language) })}</p>
      ) : null}
      {answeredAt === 0 && failed === undefined ? <Skeleton lines={8} /> : null}
      {pair === null ? null : <PairPanel pair={pair} now={serverNow} />}
      {pair === null || pair.checks.length === 0 ? null : (
        <PairChecks judgements={pair.checks} chosen="" now={serverNow} />
      )}
      {warm === null ? null : <WarmPanel warm={warm} now={serverNow} />}
      {answeredAt !== 0 && pair === null && warm === null ? <Empty title={t('dashboards.system.none')} /> : null}
    </div>
  );
}
