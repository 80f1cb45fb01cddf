import { useState } from 'preact/hooks';
import type { WireCustodyEvent, WireSanitisation, WireTerminal } from '../../../../api/wire-keeping.ts';
import { keepingRest } from '../client/rest-keeping.ts';
import { useWords } from '../text/language.ts';
import { FormDialog, TextField } from './form.tsx';

interface Properties {
  readonly terminal: WireTerminal;
  readonly event: WireCustodyEvent;
  readonly sanitisation: boolean;
  readonly close: () => void;
  readonly done: () => void;
}

const nothing: WireSanitisation = {
  method: 'destroy',
  technique: '',
  tool: '',
  verification: 'full',
  performedBy: '',
  verifiedBy: '',
  certificate: '',
};

/** The time now, as a field for local time wants it. */
function localNow(aheadMs = 0): string {
  const now = new Date(Date.now() + aheadMs);
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** Proposes a step. Nothing changes until another person has approved it, and the dialog says so. */
export function StepDialog({ terminal, event, sanitisation, close, done }: Properties) {
  const t = useWords();
  const [reason, setReason] = useState('');
  const [date, setDate] = useState(localNow());
  const [custodian, setCustodian] = useState(terminal.custodian);
  const [wiped, setWiped] = useState(nothing);
  const [until, setUntil] = useState(localNow(30 * 86_400_000));
  const absent = event === 'allow-absence';
  const set = (change: Partial<WireSanitisation>) => setWiped((before) => ({ ...before, ...change }));
  const { technique, tool, performedBy, verifiedBy, certificate } = wiped;
  const sameRole = performedBy.trim() !== '' && performedBy.trim() === verifiedBy.trim();
  const filled = [technique, tool, performedBy, verifiedBy, certificate].every((text) => text.trim() !== '');
  const ready =
    reason.trim() !== '' &&
    custodian.trim() !== '' &&
    date !== '' &&
    (!sanitisation || (filled && !sameRole)) &&
    (!absent || until !== '');
  const send = () =>
    keepingRest.proposeStep(terminal.id, {
      event,
      reason: reason.trim(),
      date: new Date(date).toISOString(),
      custodian: custodian.trim(),
      ...(sanitisation ? { sanitisation: wiped } : {}),
      ...(absent ? { absenceUntil: new Date(until).toISOString() } : {}),
    });
  const title = `${t.message({ key: `custody.event.${event}` })} · ${terminal.code}`;
  return (
    <FormDialog
      title={title}
      submit={t('dashboards.keeping.propose')}
      ready={ready}
      send={send}
      done={done}
      close={close}
      class="step-dialog"
    >
      <p class="muted">{t('dashboards.keeping.propose.meaning')}</p>
      <TextField
        label={t('dashboards.keeping.reason')}
        value={reason}
        change={setReason}
        rows={2}
        longest={1000}
        first
      />
      <div class="field-pair">
        <label>
          {t('dashboards.keeping.date')}
          <input type="datetime-local" required value={date} onInput={(input) => setDate(input.currentTarget.value)} />
        </label>
        <TextField label={t('dashboards.keeping.custodian')} value={custodian} change={setCustodian} />
      </div>
      {absent ? (
        <label>
          {t('dashboards.keeping.until')}
          <input
            type="datetime-local"
            required
            value={until}
            onInput={(input) => setUntil(input.currentTarget.value)}
          />
        </label>
      ) : null}
      {sanitisation ? (
        <fieldset>
          <legend>{t('dashboards.keeping.sanitisation')}</legend>
          <div class="field-pair">
            <label>
              {t('dashboards.keeping.method')}
              <select
                value={wiped.method}
                onChange={(input) => set({ method: input.currentTarget.value as WireSanitisation['method'] })}
              >
                <option value="clear">{t('dashboards.keeping.method.clear')}</option>
                <option value="purge">{t('dashboards.keeping.method.purge')}</option>
                <option value="destroy">{t('dashboards.keeping.method.destroy')}</option>
              </select>
            </label>
            <label>
              {t('dashboards.keeping.verification')}
              <select
                value={wiped.verification}
                onChange={(input) =>
                  set({ verification: input.currentTarget.value as WireSanitisation['verification'] })
                }
              >
                <option value="full">{t('dashboards.keeping.verification.full')}</option>
                <option value="sample">{t('dashboards.keeping.verification.sample')}</option>
              </select>
            </label>
            <TextField
              label={t('dashboards.keeping.technique')}
              value={technique}
              change={(text) => set({ technique: text })}
            />
            <TextField label={t('dashboards.keeping.tool')} value={tool} change={(text) => set({ tool: text })} />
            <TextField
              label={t('dashboards.keeping.performed-by')}
              value={performedBy}
              change={(text) => set({ performedBy: text })}
            />
            <TextField
              label={t('dashboards.keeping.verified-by')}
              value={verifiedBy}
              change={(text) => set({ verifiedBy: text })}
            />
            <TextField
              label={t('dashboards.keeping.certificate')}
              value={certificate}
              change={(text) => set({ certificate: text })}
            />
          </div>
          {sameRole ? (
            <p class="form-failure" role="alert">
              {t.message({ key: 'custody.field.same-role' })}
            </p>
          ) : null}
        </fieldset>
      ) : null}
    </FormDialog>
  );
}
