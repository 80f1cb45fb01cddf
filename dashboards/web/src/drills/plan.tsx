import { useState } from 'preact/hooks';
import type { WireDryRun } from '../../../../api/wire-drills.ts';
import { drillsRest } from '../client/rest-drills.ts';
import { useAsked } from '../client/use.ts';
import { FormDialog, TextField } from '../keeping/form.tsx';
import { PairMark } from '../pairs/mark.tsx';
import { failureWords } from '../parts/failure-words.ts';
import { go } from '../router.tsx';
import { clock, day } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { outlookTexts, stepText, titleOf } from './words.ts';

const minuteMs = 60_000;
const windowMs = 60 * minuteMs;

/** A drill that a person plans: which procedure, in which window, why. It goes to a second person at once; a dry run changes nothing. */
export function PlanDialog({ pairId, close }: { readonly pairId: string; readonly close: () => void }) {
  const t = useWords();
  const procedures = useAsked(`procedures ${pairId}`, () => drillsRest.procedures(pairId));
  const [chosen, setChosen] = useState('');
  const [from, setFrom] = useState(() => localInput(Date.now()));
  const [to, setTo] = useState(() => localInput(Date.now() + windowMs));
  const [reason, setReason] = useState('');
  const [dry, setDry] = useState<WireDryRun>();
  const [said, setSaid] = useState('');
  const procedureId = chosen === '' ? (procedures.value?.[0]?.id ?? '') : chosen;
  const tryDry = () => {
    setSaid('');
    drillsRest.dryRun(pairId, procedureId).then(setDry, (thrown: unknown) => setSaid(failureWords(thrown, t)));
  };
  const [begins, ends] = [Date.parse(from), Date.parse(to)];
  const ready = procedureId !== '' && reason.trim() !== '' && begins < ends;
  return (
    <FormDialog
      title={t('dashboards.drills.plan-of', { pair: pairId })}
      submit={t('dashboards.drills.plan-send')}
      ready={ready}
      class="step-dialog"
      send={async () => {
        const made = await drillsRest.plan({
          pairId,
          procedureId,
          from: new Date(begins).toISOString(),
          to: new Date(ends).toISOString(),
          reason: reason.trim(),
        });
        go(`/drills/${encodeURIComponent(made.id)}`);
      }}
      done={() => {}}
      close={close}
    >
      {procedures.failed === undefined ? null : (
        <p role="alert" class="form-failure">
          {failureWords(procedures.failed, t)}
        </p>
      )}
      {procedures.value?.length === 0 ? <p class="muted">{t('dashboards.drills.no-procedure')}</p> : null}
      <label>
        {t('dashboards.drills.procedure')}
        <select name="procedure" value={procedureId} onChange={(event) => setChosen(event.currentTarget.value)}>
          {(procedures.value ?? []).map((each) => (
            <option key={each.id} value={each.id}>
              {titleOf(each, t)}
            </option>
          ))}
        </select>
      </label>
      <div class="field-pair">
        <label>
          {t('dashboards.drills.from')}
          <input
            type="datetime-local"
            name="from"
            required
            value={from}
            onInput={(event) => setFrom(event.currentTarget.value)}
          />
        </label>
        <label>
          {t('dashboards.drills.to')}
          <input
            type="datetime-local"
            name="to"
            required
            value={to}
            onInput={(event) => setTo(event.currentTarget.value)}
          />
        </label>
      </div>
      <TextField label={t('dashboards.drills.reason')} value={reason} change={setReason} rows={2} longest={500} first />
      <button type="button" class="button small" disabled={procedureId === ''} onClick={tryDry}>
        {t('dashboards.drills.dry-run')}
      </button>
      {said === '' ? null : (
        <p role="alert" class="form-failure">
          {said}
        </p>
      )}
      {dry === undefined ? null : <DryRun dry={dry} />}
    </FormDialog>
  );
}

function DryRun({ dry }: { readonly dry: WireDryRun }) {
  const t = useWords();
  return (
    <section class="drill-dry" aria-label={t('dashboards.drills.dry-run')}>
      <p>
        <PairMark word={dry.word} /> {t(dry.ready ? 'dashboards.drills.dry-ready' : 'dashboards.drills.dry-not-ready')}
      </p>
      <ol>
        {dry.steps.map(({ index, kind, outlook, would }) => (
          <li key={index} class={outlook}>
            <b>{t(outlookTexts[outlook])}</b> {stepText(kind, t)} · {t.message(would)}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** What a field for local time takes: `2026-03-01T14:05`. */
function localInput(at: number): string {
  const date = new Date(at);
  return `${day(date)}T${clock(date).slice(0, 5)}`;
}
