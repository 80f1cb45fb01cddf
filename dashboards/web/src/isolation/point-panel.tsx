import { live } from '../client/live.ts';
import { Panel } from '../parts/detail.tsx';
import { Failure, Skeleton } from '../parts/states.tsx';
import { Go } from '../router.tsx';
import { useStore } from '../state/store.ts';
import { useWords } from '../text/language.ts';
import { IsolationMark, VerdictMark } from './mark.tsx';
import { useIsolationPlace } from './place.tsx';

/** Checks that do not pass, as the page of a point names them. */
const named = 6;

/** Whether the point is isolated, by which checks not, and the way to the rest. */
export function IsolationPanel({ placeId }: { readonly placeId: string }) {
  const counts = useStore(live, (state) => state.counters?.isolation);
  // A server that does not judge isolation has nothing to say of it.
  return counts === null || counts === undefined ? null : <Judged placeId={placeId} />;
}

function Judged({ placeId }: { readonly placeId: string }) {
  const t = useWords();
  const { value: place, failed, again } = useIsolationPlace(placeId);
  const to = `/isolation/${encodeURIComponent(placeId)}`;
  const open = (place?.checks ?? []).filter(({ id }) => place?.deciding.includes(id));
  return (
    <Panel title={t('dashboards.nav.isolation')} side={<Go to={to}>{t('dashboards.isolation.all-checks')}</Go>}>
      {place !== undefined ? (
        <div class="iso-panel">
          <div class="detail-state">
            <IsolationMark word={place.word} />
            <span class="muted">
              {t('dashboards.isolation.coverage', { decided: place.decided, applicable: place.applicable })}
            </span>
          </div>
          <ul class="iso-open">
            {open.slice(0, named).map((check) => (
              <li key={check.id}>
                <VerdictMark verdict={check.verdict} severity={check.severity} bare />
                <Go to={`${to}?check=${check.id}`}>
                  {check.id} {t.message(check.title)}
                </Go>
                <span class="muted">{t.message(check.reason)}</span>
              </li>
            ))}
          </ul>
        </div>
      ) : failed === undefined ? (
        <Skeleton lines={3} />
      ) : (
        <Failure failed={failed} again={again} />
      )}
    </Panel>
  );
}
