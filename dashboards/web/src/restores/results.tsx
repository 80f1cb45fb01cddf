import type { WireRestoreDrillDetail, WireRestoreResult } from '../../../../api/wire-restore.ts';
import { MeasuredTable } from '../pairs/measured-table.tsx';
import { dateTime, duration, withPrefix } from '../text/format.ts';
import { type TextKey, useWords } from '../text/language.ts';
import { causeText, resultText, resultWord } from './words.ts';

const levelTexts = {
  3: 'dashboards.backups.proof.L3',
  4: 'dashboards.backups.proof.L4',
  5: 'dashboards.backups.proof.L5',
} as const satisfies Readonly<Record<3 | 4 | 5, TextKey>>;

/** Drills that are over, newest first: what was proven, the times against their targets, and the tool's own words. */
export function RestoreResults({ drill }: { readonly drill: WireRestoreDrillDetail }) {
  const t = useWords();
  if (drill.results.length === 0) return <p class="muted">{t('dashboards.restores.none-yet')}</p>;
  return (
    <ul class="restore-results">
      {drill.results.map((result) => (
        <Result key={result.finishedAt} result={result} drill={drill} />
      ))}
    </ul>
  );
}

function Result({ result, drill }: { readonly result: WireRestoreResult; readonly drill: WireRestoreDrillDetail }) {
  const t = useWords();
  const { finishedAt, startedAt, level, sampled, bytes, files, fault, aborted, snapshotId, cause } = result;
  const word = resultWord(result);
  return (
    <li class={`restore-result ${word}`} data-result={word}>
      <div class="restore-result-head">
        <b>{result.ok ? t('dashboards.restores.passed') : resultText(result, t)}</b>
        {level === null ? null : <span>{t(levelTexts[level])}</span>}
        <span class="grow" />
        <time class="muted" dateTime={finishedAt} title={`${dateTime(startedAt)} – ${dateTime(finishedAt)}`}>
          {dateTime(finishedAt)}
        </time>
      </div>
      <p class="muted">
        {causeText(cause, t)}
        {snapshotId === null ? '' : ` · ${t('dashboards.restores.out-of', { id: snapshotId.slice(0, 24) })}`}
        {bytes === null
          ? ''
          : ` · ${t('dashboards.restores.amount', { size: withPrefix(bytes, 'B'), files: files ?? 0 })}`}
        {result.compared === null ? '' : ` · ${t('dashboards.restores.compared', { files: result.compared })}`}
        {result.seed === null ? '' : ` · ${t('dashboards.restores.seed', { seed: result.seed })}`}
      </p>
      {aborted === null ? null : (
        <p>{t('dashboards.restores.aborted-by', { user: aborted.by.user, reason: aborted.reason })}</p>
      )}
      {fault === null || aborted !== null ? null : <p class="iso-remedy">{t.message(fault.remedy)}</p>}
      {fault === null || fault.said === '' || aborted !== null ? null : (
        <pre class="mono restore-said">{fault.said}</pre>
      )}
      {aborted !== null || (result.rtoSeconds === null && result.rpoSeconds === null) ? null : (
        <MeasuredTable withVerdict>
          <Row
            name={t(sampled ? 'dashboards.restores.rto-guessed' : 'dashboards.restores.rto')}
            seconds={result.rtoSeconds}
            target={drill.rtoSeconds}
            isWithin={result.isWithinRto}
          />
          <Row
            name={t('dashboards.restores.rpo')}
            seconds={result.rpoSeconds}
            target={drill.rpoSeconds}
            isWithin={result.isWithinRpo}
          />
        </MeasuredTable>
      )}
    </li>
  );
}

function Row({
  name,
  seconds,
  target,
  isWithin,
}: {
  readonly name: string;
  readonly seconds: number | null;
  readonly target: number | null;
  readonly isWithin: boolean | null;
}) {
  const t = useWords();
  const long = (value: number | null): string => {
    if (value === null) return '–';
    // Of a short one the parts of a second count.
    return value < 60
      ? t('dashboards.pairs.seconds', { value: Math.round(value * 10) / 10 })
      : duration(value * 1000, t.language);
  };
  return (
    <tr>
      <td>{name}</td>
      <td class="number">{long(seconds)}</td>
      <td class="number">{target === null ? t('dashboards.restores.no-target') : long(target)}</td>
      <td class={isWithin === null ? '' : isWithin ? 'drill-met' : 'drill-missed'}>
        {isWithin === null ? '–' : t(isWithin ? 'dashboards.restores.met' : 'dashboards.restores.missed')}
      </td>
    </tr>
  );
}
