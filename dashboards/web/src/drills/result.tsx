import type { WireAgainstTarget, WirePairDrillDetail } from '../../../../api/wire-drills.ts';
import { byteSpan, timeSpan } from '../pairs/figures.ts';
import { MeasuredTable } from '../pairs/measured-table.tsx';
import { Panel } from '../parts/detail.tsx';
import { Go } from '../router.tsx';
import { dateTime, withPrefix } from '../text/format.ts';
import { useWords, type Words } from '../text/language.ts';
import { againstTexts, leftTexts } from './words.ts';

/** How a drill ended: the figures beside their targets, what deviated, and its report. */
export function DrillResult({ drill }: { readonly drill: WirePairDrillDetail }) {
  const t = useWords();
  const { result, abort, deviations, leftAs, reportId } = drill;
  if (result === null && abort === null && deviations.length === 0 && reportId === null) return null;
  return (
    <Panel title={t('dashboards.drills.result')}>
      {abort === null ? null : (
        <p class="drill-abort" role="status">
          {dateTime(abort.at)} · {t.message(abort.reason)}
          {abort.by === null ? '' : ` · ${abort.by.user}`}
          {abort.note === '' ? '' : ` · ${abort.note}`}
        </p>
      )}
      {leftAs === null ? null : <p>{t(leftTexts[leftAs])}</p>}
      {result === null ? null : (
        <>
          <MeasuredTable withVerdict>
            <Row name={t('dashboards.pairs.rto')} figure={result.rtoSeconds} text={secondsText} />
            <Row name={t('dashboards.pairs.rpo-time')} figure={result.rpoSeconds} text={secondsText} />
            <Row name={t('dashboards.pairs.rpo-bytes')} figure={result.rpoBytes} text={bytesText} />
          </MeasuredTable>
          <p class="muted">
            {result.resolutionSeconds === null
              ? t('dashboards.drills.no-probes')
              : t('dashboards.drills.probes', { count: result.probes, seconds: result.resolutionSeconds })}
          </p>
        </>
      )}
      {deviations.length === 0 ? null : (
        <>
          <h3>{t('dashboards.drills.deviations')}</h3>
          <ul class="plain-list">
            {deviations.map((each, index) => (
              <li key={index}>{t.message(each)}</li>
            ))}
          </ul>
        </>
      )}
      {reportId === null ? null : (
        <p class="buttons" data-report={reportId}>
          <a
            class="button"
            href={`/api/v1/reports/${encodeURIComponent(reportId)}/files/${encodeURIComponent(`${reportId}.zip`)}`}
            download
          >
            {t('dashboards.drills.report')}
          </a>
          <Go to="/reports">{t('dashboards.drills.all-reports')}</Go>
        </p>
      )}
    </Panel>
  );
}

type Text = (value: { least: number; most: number }, t: Words) => string;
const secondsText: Text = ({ least, most }, t) => timeSpan({ least: least * 1_000, most: most * 1_000 }, t);
const bytesText: Text = (span) => byteSpan(span);

function Row({
  name,
  figure: { least, most, target, verdict },
  text,
}: {
  readonly name: string;
  readonly figure: WireAgainstTarget;
  readonly text: Text;
}) {
  const t = useWords();
  const isBytes = text === bytesText;
  return (
    <tr>
      <td>{name}</td>
      <td class="number">{least === null || most === null ? '–' : text({ least, most }, t)}</td>
      <td class="number">{isBytes ? withPrefix(target, 'B') : t('dashboards.pairs.seconds', { value: target })}</td>
      <td class={`drill-${verdict}`}>{t(againstTexts[verdict])}</td>
    </tr>
  );
}
