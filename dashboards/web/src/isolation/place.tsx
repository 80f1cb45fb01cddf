import { useEffect } from 'preact/hooks';
import type { WireCheckStanding, WireIsolationPlaceDetail } from '../../../../api/wire-isolation.ts';
import { live } from '../client/live.ts';
import { rest } from '../client/rest.ts';
import { type Asked, useAsked, useNow } from '../client/use.ts';
import { Panel } from '../parts/detail.tsx';
import { Go, pathOf } from '../router.tsx';
import { dateTime, duration } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { CheckCard } from './check.tsx';

/** Verdicts change slowly, ages do not: asked anew this often. */
const refreshMs = 5_000;

/** A place with its checks, as it is now. */
export function useIsolationPlace(id: string): Asked<WireIsolationPlaceDetail> {
  const asked = useAsked(id, () => rest.isolationPlace(id));
  const turn = useNow(refreshMs);
  useEffect(asked.again, [turn]);
  return asked;
}

const verdictOrder = ['fail', 'unknown', 'waived', 'pass', 'not-offered'] as const;

/** Every check of a place, those that decide first; `chosen` is open and scrolled to. */
export function CheckList({ place, chosen }: { readonly place: WireIsolationPlaceDetail; readonly chosen: string }) {
  const t = useWords();
  const now = useNow(1_000) + live.get().skewMs;
  useEffect(() => {
    if (chosen !== '') document.getElementById(chosen)?.scrollIntoView({ block: 'start' });
  }, [chosen]);
  const rank = ({ verdict, severity, id }: WireCheckStanding) => `${verdictOrder.indexOf(verdict)} ${severity} ${id}`;
  const checks = [...place.checks].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  return (
    <Panel
      title={t('dashboards.isolation.checks')}
      side={
        <span class="muted">
          {t('dashboards.isolation.coverage', { decided: place.decided, applicable: place.applicable })}
        </span>
      }
    >
      {checks.map((check) => (
        <CheckCard
          key={check.id}
          place={place.id}
          check={check}
          decides={place.deciding.includes(check.id)}
          open={check.id === chosen}
          now={now}
        />
      ))}
    </Panel>
  );
}

/** When the tables of each device were read: what the verdict rests on. */
export function ReadDevices({ place }: { readonly place: WireIsolationPlaceDetail }) {
  const t = useWords();
  return (
    <Panel title={t('dashboards.isolation.read')}>
      <ul class="evidence">
        {place.devices.map(({ id, readAt, gapSeconds }) => (
          <li key={id}>
            <Go to={pathOf('device', id)}>{id}</Go>
            <span>{readAt === null ? t('dashboards.isolation.not-read') : dateTime(readAt)}</span>
            <span class="muted">{t('dashboards.ago', { age: duration(gapSeconds * 1000, t.language) })}</span>
          </li>
        ))}
      </ul>
      <p class="muted mono iso-digest" title={place.declaration}>
        {t('dashboards.isolation.declaration', { digest: place.declaration.slice(0, 19) })}
      </p>
    </Panel>
  );
}
