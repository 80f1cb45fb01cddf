import { useEffect, useState } from 'preact/hooks';
import type { WireSilence } from '../../../../api/wire-silences.ts';
import { useMay } from '../client/may.ts';
import { silencesRest } from '../client/rest-silences.ts';
import { useAsked, useNow } from '../client/use.ts';
import { FormDialog } from '../keeping/form.tsx';
import { Panel } from '../parts/detail.tsx';
import { Go } from '../router.tsx';
import { dateTime } from '../text/format.ts';
import { conditionText } from '../text/kinds.ts';
import { useWords, type Words } from '../text/language.ts';

const severityTexts = {
  critical: 'dashboards.severity.critical',
  major: 'dashboards.severity.major',
  minor: 'dashboards.severity.minor',
  info: 'dashboards.severity.info',
} as const;
const refreshMs = 5_000;

/** What nobody is paged for now, and what was lately; each can be ended. */
export function SilencesPanel() {
  const t = useWords();
  const turn = useNow(refreshMs);
  const mayOperate = useMay('operate');
  const { value, again } = useAsked('silences', silencesRest.list);
  const [ending, setEnding] = useState<WireSilence>();
  useEffect(again, [turn]);
  if (value === undefined || value.silences.length === 0) return null;
  return (
    <Panel title={`${t('dashboards.silence.title')} (${value.silences.filter(({ isOver }) => !isOver).length})`}>
      <ul class="service-troubles silences">
        {value.silences.map((silence) => (
          <li key={silence.id} data-silence={silence.id} class={silence.isOver ? 'muted' : ''}>
            <b>{whatOf(t, silence)}</b>
            <span>
              {silence.reason}
              <span class="muted silence-when">
                {silence.createdBy}, {dateTime(silence.from)} – {dateTime(silence.endedAt ?? silence.to)}
              </span>
            </span>
            <span>
              {silence.incidentIds.map((id) => (
                <Go key={id} to={`/incidents/${id}`}>
                  {id}{' '}
                </Go>
              ))}
            </span>
            {mayOperate && !silence.isOver ? (
              <button type="button" class="button small" onClick={() => setEnding(silence)}>
                {t('dashboards.maintenance.end')}
              </button>
            ) : (
              <span />
            )}
          </li>
        ))}
      </ul>
      {ending === undefined ? null : (
        <FormDialog
          title={t('dashboards.silence.end-this')}
          submit={t('dashboards.maintenance.end')}
          ready
          send={() => silencesRest.end(ending.id)}
          done={again}
          close={() => setEnding(undefined)}
        >
          <p>{ending.reason}</p>
        </FormDialog>
      )}
    </Panel>
  );
}

/** What it matches: elements and districts by their names, kinds and severities in words. */
function whatOf(t: Words, { matchers: { elements, districts, conditions, severities } }: WireSilence): string {
  const kinds = conditions?.map((condition) => conditionText(t, condition) || condition) ?? [];
  const worst = severities?.map((severity) => t(severityTexts[severity as keyof typeof severityTexts])) ?? [];
  return [...(elements ?? []), ...(districts ?? []), ...kinds, ...worst].join(', ');
}
