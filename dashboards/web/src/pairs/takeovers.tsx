import type { WirePairDetail, WireTakeover } from '../../../../api/wire-pairs.ts';
import { Panel } from '../parts/detail.tsx';
import { Go, pathOf } from '../router.tsx';
import { dateTime } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { lossSpan, timeSpan } from './figures.ts';

/** How a pair took over so far, newest first: each with the time that the service was away, beside what it may be. */
export function Takeovers({ pair }: { readonly pair: WirePairDetail }) {
  const t = useWords();
  const targetMs = pair.targets.rtoSeconds * 1_000;
  const longestMs = Math.max(targetMs, ...pair.takeovers.map(({ rtoMs }) => rtoMs?.most ?? 0)) * 1.1;
  return (
    <Panel title={t('dashboards.pairs.takeovers')}>
      {pair.takeovers.length === 0 ? <p class="muted">{t('dashboards.pairs.takeovers.none')}</p> : null}
      <ol class="pair-takeovers">
        {pair.takeovers.map((takeover) => (
          <Takeover key={takeover.id} takeover={takeover} services={pair.services} {...{ targetMs, longestMs }} />
        ))}
      </ol>
    </Panel>
  );
}

function Takeover({
  takeover,
  services,
  targetMs,
  longestMs,
}: {
  readonly takeover: WireTakeover;
  readonly services: WirePairDetail['services'];
  readonly targetMs: number;
  readonly longestMs: number;
}) {
  const t = useWords();
  const { from, to, detectedAt, planned, open, cause, rtoMs, points } = takeover;
  const nameOf = (id: string) => {
    const service = services.find((one) => one.id === id);
    return (t.language === 'en' ? service?.nameEn : service?.nameZh) ?? id;
  };
  const felt = [...takeover.services.map(nameOf)];
  return (
    <li class={planned ? 'planned' : 'unplanned'} data-takeover={takeover.id}>
      <div class="pair-takeover-head">
        <time dateTime={detectedAt}>{dateTime(detectedAt)}</time>
        <span class={planned ? 'chip' : 'chip pair-P1'}>
          {t(planned ? 'dashboards.pairs.planned' : 'dashboards.pairs.unplanned')}
        </span>
        {open ? <span class="chip pair-P1">{t('dashboards.pairs.open')}</span> : null}
      </div>
      <p>
        {from ?? '?'} → <b>{to ?? '?'}</b> · {t.message(cause)}
      </p>
      <RtoBar {...{ rtoMs, targetMs, longestMs }} />
      <p class="muted">
        {t('dashboards.pairs.rto')} {timeSpan(rtoMs, t)} · {t('dashboards.pairs.rpo')} {lossSpan(takeover, t)}
      </p>
      {felt.length === 0 && points.length === 0 ? null : (
        <p class="pair-felt">
          <span class="muted">{t('dashboards.pairs.felt')}</span> {felt.join(t.language === 'en' ? ', ' : '、')}{' '}
          {points.map((id) => (
            <Go key={id} class="chip" to={pathOf('point', id)}>
              {id}
            </Go>
          ))}
        </p>
      )}
    </li>
  );
}

/** The outage as an interval on a scale of its own with the target on it. */
function RtoBar({
  rtoMs,
  targetMs,
  longestMs,
}: {
  readonly rtoMs: WireTakeover['rtoMs'];
  readonly targetMs: number;
  readonly longestMs: number;
}) {
  const t = useWords();
  const at = (ms: number) => (400 * ms) / longestMs;
  return (
    <svg class="pair-rto" viewBox="0 0 400 18" preserveAspectRatio="none" aria-hidden="true">
      <rect class="ground" y="6" width="400" height="6" rx="3" />
      {rtoMs === null ? null : (
        <>
          <rect class={rtoMs.most > targetMs ? 'sure bad' : 'sure'} y="6" width={at(rtoMs.least)} height="6" rx="3" />
          <rect
            class={rtoMs.most > targetMs ? 'maybe bad' : 'maybe'}
            x={at(rtoMs.least)}
            y="3"
            width={Math.max(3, at(rtoMs.most) - at(rtoMs.least))}
            height="12"
            rx="2"
          />
        </>
      )}
      <path class="target" d={`M${at(targetMs)} 0V18`}>
        <title>{t('dashboards.pairs.target')}</title>
      </path>
    </svg>
  );
}
