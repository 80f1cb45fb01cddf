import type { WireDrillRun, WireDrillStep, WirePairDrillDetail } from '../../../../api/wire-drills.ts';
import { Panel } from '../parts/detail.tsx';
import { clock, dateTime, duration } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { outcomeTexts, stepText } from './words.ts';

/** The procedure, and what became of each step so far; that of the one that runs is counted down. */
export function DrillSteps({ drill, now }: { readonly drill: WirePairDrillDetail; readonly now: number }) {
  const t = useWords();
  return (
    <Panel title={t('dashboards.drills.steps')}>
      <ol class="drill-steps">
        {drill.procedure.steps.map((step, index) => {
          const runs = drill.steps.filter((run) => run.index === index);
          return (
            <Step key={index} step={step} number={index + 1} runs={runs} waits={waitsFor(drill, index)} now={now} />
          );
        })}
      </ol>
    </Panel>
  );
}

const waitsFor = ({ step, may }: WirePairDrillDetail, index: number): boolean =>
  step === index && may.includes('confirm');

function Step({
  step,
  number,
  runs,
  waits,
  now,
}: {
  readonly step: WireDrillStep;
  readonly number: number;
  readonly runs: readonly WireDrillRun[];
  readonly waits: boolean;
  readonly now: number;
}) {
  const t = useWords();
  const text = t.language === 'en' ? step.textEn : step.textZh;
  const last = runs.at(-1);
  return (
    <li
      class={last?.outcome ?? 'ahead'}
      data-step={number}
      {...(last?.outcome === 'running' ? { 'aria-current': 'step' as const } : {})}
    >
      <div class="drill-step-head">
        <b>
          {number}. {stepText(step.kind, t)}
        </b>
        {step.by === null ? null : (
          <span class="chip">
            {step.by === 'operator'
              ? t('dashboards.drills.by-operator')
              : t('dashboards.drills.by-command', { command: step.command ?? '' })}
          </span>
        )}
        <span class="grow" />
        <span class="muted">
          {last === undefined
            ? t('dashboards.drills.within', { duration: duration(step.timeoutSeconds * 1_000, t.language) })
            : t(outcomeTexts[last.outcome])}
        </span>
      </div>
      {text === null || text === '' ? null : <p>{text}</p>}
      {waits ? <p class="drill-waits">{t('dashboards.drills.waits-for-you')}</p> : null}
      {runs.map((run) => (
        <Run key={run.startedAt} run={run} now={now} />
      ))}
    </li>
  );
}

function Run({ run, now }: { readonly run: WireDrillRun; readonly now: number }) {
  const t = useWords();
  const { startedAt, endedAt, deadline, by, note, said, output, outcome } = run;
  return (
    <div class="drill-run">
      <p class="muted">
        <time dateTime={startedAt} title={dateTime(startedAt)}>
          {clock(new Date(startedAt))}
        </time>
        {endedAt === null ? '' : ` – ${clock(new Date(endedAt))}`}
        {by === null ? '' : ` · ${by.user}`}
        {outcome === 'running' && deadline !== null
          ? ` · ${t('dashboards.drills.left-time', { duration: duration(Date.parse(deadline) - now, t.language) })}`
          : ''}
      </p>
      {said === null ? null : <p>{t.message(said)}</p>}
      {note === '' ? null : <q>{note}</q>}
      {output === null ? null : (
        <details open={outcome === 'failed'}>
          <summary>
            {t('dashboards.drills.output', {
              command: output.command,
              device: output.deviceId,
              code: output.exitCode ?? '–',
            })}
          </summary>
          <pre class="mono">{output.text}</pre>
          {output.cut ? <p class="muted">{t('dashboards.drills.output-cut')}</p> : null}
        </details>
      )}
    </div>
  );
}
