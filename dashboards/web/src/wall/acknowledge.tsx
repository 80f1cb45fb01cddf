import { useRef, useState } from 'preact/hooks';
import type { WireIncident } from '../../../../api/wire.ts';
import { rememberIncident } from '../client/live.ts';
import { rest } from '../client/rest.ts';
import { useSummary } from '../parts/affected.tsx';
import { failureWords } from '../parts/failure-words.ts';
import { Modal } from '../parts/modal.tsx';
import { useWords } from '../text/language.ts';

interface Properties {
  readonly incident: WireIncident;
  readonly close: () => void;
  readonly done?: () => void;
}

/** Says that someone has seen the incident and what is being done. Ctrl+Enter sends. */
export function AcknowledgeDialog({ incident, close, done }: Properties) {
  const t = useWords();
  const say = useSummary();
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const sending = useRef(false);
  const [failed, setFailed] = useState('');
  const send = async (event: Event) => {
    event.preventDefault();
    // A ref, because two key presses may come before the page is drawn anew.
    if (sending.current) return;
    sending.current = true;
    setBusy(true);
    try {
      const answer = await rest.acknowledge(incident.id, note.trim());
      rememberIncident(answer);
      done?.();
      close();
    } catch (thrown) {
      setFailed(failureWords(thrown, t));
      sending.current = false;
      setBusy(false);
    }
  };
  return (
    <Modal label={t('dashboards.acknowledge.title')} close={close} class="acknowledge">
      <form onSubmit={send}>
        <h2>{t('dashboards.acknowledge.title')}</h2>
        <p>{say(incident.summary)}</p>
        <p class="muted">{t.message(incident.remedy)}</p>
        <label>
          {t('dashboards.acknowledge.note')}
          <textarea
            data-first
            rows={3}
            maxLength={500}
            value={note}
            placeholder={t('dashboards.acknowledge.placeholder')}
            onInput={(event) => setNote(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send(event);
            }}
          />
        </label>
        {failed === '' ? null : (
          <p role="alert" class="form-failure">
            {failed}
          </p>
        )}
        <div class="buttons">
          <button type="button" class="button" onClick={close}>
            {t('dashboards.action.cancel')}
          </button>
          <button type="submit" class="button primary" disabled={busy}>
            {t('dashboards.incident.acknowledge')}
          </button>
        </div>
      </form>
    </Modal>
  );
}
