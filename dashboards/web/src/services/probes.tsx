import type { WireProbe } from '../../../../api/wire-services.ts';
import { Panel } from '../parts/detail.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { dateTime, duration } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { PhaseBar } from './phase-bar.tsx';
import { milliseconds, nameOf, phaseSpans, phaseTexts } from './words.ts';

const leastWidthMs = 200;

/** Each probe from each place: where its newest try spent its time, step by step, and what it measured beside. */
export function Probes({ probes, now }: { readonly probes: readonly WireProbe[]; readonly now: number }) {
  const t = useWords();
  const mostMs = Math.max(leastWidthMs, ...probes.map(({ newest }) => newest?.phases.total ?? 0));
  return (
    <Panel title={t('dashboards.services.probes')}>
      {probes.length === 0 ? <p class="muted">{t('dashboards.services.no-probe')}</p> : null}
      {probes.map((probe) => (
        <Probe key={`${probe.vantageId} ${probe.id}`} probe={probe} mostMs={mostMs} now={now} />
      ))}
    </Panel>
  );
}

function Probe({ probe, mostMs, now }: { readonly probe: WireProbe; readonly mostMs: number; readonly now: number }) {
  const t = useWords();
  const { newest, budgetsMs, failedPhase } = probe;
  const from = probe.vantageId === 'hub' ? t('dashboards.services.from-hub') : probe.vantageId;
  return (
    <article class={`service-probe s-${probe.state}`} data-probe={probe.id}>
      <div class="service-probe-head">
        <StateMark state={probe.state} />
        <h3>{nameOf(probe, t)}</h3>
        <span class="muted">
          {probe.kind.toUpperCase()} · {t('dashboards.services.from', { from })} ·{' '}
          {t('dashboards.services.every', { seconds: probe.periodSeconds })}
        </span>
        <span class="grow" />
        <span class="muted" title={newest === null ? '' : dateTime(newest.at)}>
          {newest === null
            ? t('dashboards.never-observed')
            : t('dashboards.ago', { age: duration(now - Date.parse(newest.at), t.language) })}
        </span>
      </div>
      <p>
        {failedPhase === null ? null : <b>{t(phaseTexts[failedPhase])}: </b>}
        {t.message(probe.reason)}
      </p>
      {newest === null ? null : (
        <>
          <div class="service-probe-bar">
            <PhaseBar phases={newest.phases} mostMs={mostMs} height={14} />
            <b>{milliseconds(newest.phases.total)}</b>
          </div>
          <p class="phase-legend muted">
            {phaseSpans(newest.phases).map(({ phase, ms }) => {
              const budget = budgetsMs[phase];
              return (
                <span
                  key={phase}
                  class={`phase-key phase-${phase}${budget !== undefined && ms > budget ? ' is-over' : ''}`}
                >
                  {t(phaseTexts[phase])} {milliseconds(ms)}
                  {budget === undefined ? '' : ` / ${milliseconds(budget)}`}
                </span>
              );
            })}
            {budgetsMs.total === undefined ? null : (
              <span>{t('dashboards.services.budget', { budget: milliseconds(budgetsMs.total) })}</span>
            )}
            {newest.tries > 1 ? <span>{t('dashboards.services.tries', { count: newest.tries })}</span> : null}
          </p>
          {newest.steps.length < 2 && newest.values.length === 0 ? null : (
            <ul class="service-steps">
              {newest.steps.map(({ name, outcome, status, phases }, index) => (
                <li key={`${index} ${name}`} class={`outcome-${outcome}`}>
                  <span>{name}</span>
                  <span class="mono">{status ?? ''}</span>
                  <PhaseBar phases={phases} mostMs={mostMs} />
                  <span class="number">{milliseconds(phases.total)}</span>
                </li>
              ))}
              {newest.values.map(({ name, value, unit }) => (
                <li key={name}>
                  <span>{name}</span>
                  <span class="mono">
                    {Math.round(value * 100) / 100} {unit}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </article>
  );
}
