import { useState } from 'preact/hooks';
import type { WireIncident } from '../../../../api/wire.ts';
import { useMay } from '../client/may.ts';
import { silencesRest } from '../client/rest-silences.ts';
import { FormDialog, TextField } from '../keeping/form.tsx';
import { useNames } from '../parts/affected.tsx';
import { Go } from '../router.tsx';
import { dateTime } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { hourMs, LengthChoice, usualHours } from './length.tsx';

type Silenced = Pick<WireIncident, 'root' | 'condition'>;

/** Silences paging for what an incident is of: one click opens, the next one silences it for two hours. */
export function SilenceButton({ incident, done }: { readonly incident: Silenced; readonly done: () => void }) {
  const t = useWords();
  const mayOperate = useMay('operate');
  const [open, setOpen] = useState(false);
  if (!mayOperate) return null;
  return (
    <>
      <button type="button" class="button small" onClick={() => setOpen(true)}>
        {t('dashboards.incident.silence')}
      </button>
      {open ? <SilenceDialog {...{ incident, done }} close={() => setOpen(false)} /> : null}
    </>
  );
}

/** Two clicks: who is paged for what, for how long and why is filled in already. */
export function SilenceDialog({
  incident: { root, condition },
  close,
  done,
}: {
  readonly incident: Silenced;
  readonly close: () => void;
  readonly done: () => void;
}) {
  const t = useWords();
  const nameOf = useNames();
  const [hours, setHours] = useState<number>(usualHours);
  const [isAny, setIsAny] = useState(false);
  const [reason, setReason] = useState(t('dashboards.silence.usual-reason'));
  const until = Date.now() + hours * hourMs;
  const matchers = { elements: [root.id], ...(isAny ? {} : { conditions: [condition] }) };
  return (
    <FormDialog
      title={t('dashboards.silence.make-of', { name: nameOf(root) })}
      submit={t('dashboards.incident.silence')}
      ready={reason.trim() !== ''}
      send={() => silencesRest.add({ matchers, reason, to: new Date(until).toISOString() })}
      {...{ close, done }}
    >
      <p class="muted">{t('dashboards.silence.meaning')}</p>
      <LengthChoice hours={hours} choose={setHours} />
      <label class="check">
        <input type="checkbox" checked={isAny} onChange={(event) => setIsAny(event.currentTarget.checked)} />
        {t('dashboards.silence.any')}
      </label>
      <TextField label={t('dashboards.maintenance.reason')} value={reason} change={setReason} longest={500} rows={2} />
      <p>{t('dashboards.silence.until', { until: dateTime(until) })}</p>
    </FormDialog>
  );
}

/** By whom an incident is silenced, until when, and why; where it is ended. */
export function SilencedLine({ silenced }: Required<Pick<WireIncident, 'silenced'>>) {
  const t = useWords();
  const { by, until, reason } = silenced;
  return (
    <p class="silenced-line">
      <Go to="/maintenance">{t('dashboards.silence.title')}</Go>{' '}
      {t('dashboards.silence.silenced', { by, until: dateTime(until), reason })}
    </p>
  );
}
