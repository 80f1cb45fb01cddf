import type { WireCounters, WireState } from '../../../../api/wire.ts';
import { live } from '../client/live.ts';
import { StateShape, stateTexts } from '../parts/state-mark.tsx';
import { Go } from '../router.tsx';
import { useStore } from '../state/store.ts';
import { type TextKey, useWords } from '../text/language.ts';

type Counts = Readonly<Record<WireState, number>>;

/** The figures that must be read from the other end of the room. */
export function Counters() {
  const t = useWords();
  const counters = useStore(live, (state) => state.counters);
  return (
    <section class="counters" aria-label={t('dashboards.counters.label')}>
      <Counter title={t('dashboards.counters.points')} counts={counters?.points} id="points" />
      <Counter title={t('dashboards.counters.links')} counts={counters?.links} id="links" />
      <Counter title={t('dashboards.counters.devices')} counts={counters?.devices} id="devices" to="/devices" />
      <Isolation counts={counters?.isolation ?? undefined} />
      <Incidents open={counters?.incidents.open} acknowledged={counters?.incidents.acknowledged} />
    </section>
  );
}

/** The word that a row of counts deserves. Nothing is green because nobody looked. */
function verdict({ down, degraded, unknown }: Counts): WireState {
  if (down > 0) return 'down';
  if (unknown > 0) return 'unknown';
  return degraded > 0 ? 'degraded' : 'up';
}

/** The isolation of all points in one glance: an unknown one is never counted as isolated. */
function Isolation({ counts }: { readonly counts: WireCounters['isolation'] | undefined }) {
  const t = useWords();
  // A server that does not judge isolation says nothing of it.
  if (counts === null || counts === undefined) return null;
  const { isolated: up, violated: down, unknown } = counts;
  return (
    <Counter
      title={t('dashboards.counters.isolated')}
      counts={{ up, degraded: 0, down, unknown }}
      words={isolationStates}
      quiet={t('dashboards.counters.isolated.all')}
      id="isolation"
      to="/isolation"
    />
  );
}

const isolationStates: Readonly<Partial<Record<WireState, TextKey>>> = {
  down: 'dashboards.counters.isolated.violated',
  unknown: 'dashboards.counters.isolated.unknown',
};

interface CounterProperties {
  readonly id: string;
  readonly title: string;
  readonly counts: Counts | undefined;
  readonly to?: string;
  /** What the states are called here. */
  readonly words?: Readonly<Partial<Record<WireState, TextKey>>>;
  /** What is said when all is well. */
  readonly quiet?: string;
}

function Counter({ id, title, counts, to, words = {}, quiet }: CounterProperties) {
  const t = useWords();
  if (counts === undefined) return <div class="counter is-loading" id={`counter-${id}`} />;
  const total = counts.up + counts.degraded + counts.down + counts.unknown;
  const good = counts.up + counts.degraded;
  const word = verdict(counts);
  const troubles = (['down', 'degraded', 'unknown'] as const).filter((state) => counts[state] > 0);
  const body = (
    <>
      <span class="counter-title">{title}</span>
      <span class="counter-number">
        <b>{good}</b>
        <i>/{total}</i>
      </span>
      <span class="counter-rest">
        {troubles.length === 0 ? (
          <Part state="up" text={quiet ?? t('dashboards.counters.all-well')} />
        ) : (
          troubles.map((state) => (
            <Part key={state} state={state} text={`${counts[state]} ${t(words[state] ?? stateTexts[state])}`} />
          ))
        )}
      </span>
      <Share counts={counts} total={total} />
    </>
  );
  const properties = { class: `counter s-${word}`, id: `counter-${id}` };
  return to === undefined ? (
    <div {...properties}>{body}</div>
  ) : (
    <Go {...properties} to={to}>
      {body}
    </Go>
  );
}

function Part({ state, text }: { readonly state: WireState; readonly text: string }) {
  return (
    <span class={`part s-${state}`}>
      <svg viewBox="-11 -11 22 22" aria-hidden="true">
        <StateShape state={state} />
      </svg>
      {text}
    </span>
  );
}

/** The same counts as a bar, so that the share is seen without reading. */
function Share({ counts, total }: { readonly counts: Counts; readonly total: number }) {
  let from = 0;
  return (
    <svg class="share" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
      {(['up', 'degraded', 'unknown', 'down'] as const).map((state) => {
        const width = total === 0 ? 0 : (100 * counts[state]) / total;
        const x = from;
        from += width;
        return width === 0 ? null : <rect key={state} class={`s-${state}`} x={x} y="0" width={width} height="1" />;
      })}
    </svg>
  );
}

function Incidents({
  open,
  acknowledged,
}: {
  readonly open: number | undefined;
  readonly acknowledged: number | undefined;
}) {
  const t = useWords();
  if (open === undefined || acknowledged === undefined)
    return <div class="counter is-loading" id="counter-incidents" />;
  const word = open > 0 ? 'down' : acknowledged > 0 ? 'degraded' : 'up';
  return (
    <Go class={`counter s-${word}`} id="counter-incidents" to="/incidents">
      <span class="counter-title">{t('dashboards.counters.incidents')}</span>
      <span class="counter-number">
        <b>{open}</b>
      </span>
      <span class="counter-rest">
        {acknowledged > 0 ? (
          <Part state="degraded" text={t('dashboards.counters.acknowledged', { count: acknowledged })} />
        ) : open === 0 ? (
          <Part state="up" text={t('dashboards.counters.quiet')} />
        ) : (
          <span class="part wraps">{t('dashboards.counters.waiting')}</span>
        )}
      </span>
    </Go>
  );
}
