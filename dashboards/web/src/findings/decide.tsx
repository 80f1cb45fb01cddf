import { useState } from 'preact/hooks';
import type { WireFinding } from '../../../../api/wire-findings.ts';
import { rest } from '../client/rest.ts';
import { useAsked } from '../client/use.ts';
import { failureWords } from '../parts/failure-words.ts';
import { Modal } from '../parts/modal.tsx';
import { useWords } from '../text/language.ts';
import { Proposal } from './more.tsx';

interface Properties {
  readonly finding: WireFinding;
  readonly verdict: 'accept' | 'reject';
  readonly close: () => void;
  readonly done: () => void;
}

/** Takes a decision with its reason. What would have to be written in the inventory is shown before. */
export function DecideDialog({ finding, verdict, close, done }: Properties) {
  const t = useWords();
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState('');
  const detail = useAsked(finding.id, () => rest.finding(finding.id));
  const title = t(verdict === 'accept' ? 'dashboards.findings.accept' : 'dashboards.findings.reject');
  const send = async (event: Event) => {
    event.preventDefault();
    if (reason.trim() === '') return;
    setBusy(true);
    try {
      await rest.decide(finding.id, verdict, reason.trim());
      done();
      close();
    } catch (thrown) {
      setFailed(failureWords(thrown, t));
      setBusy(false);
    }
  };
  return (
    <Modal label={title} close={close} class="acknowledge">
      <form onSubmit={send}>
        <h2>{title}</h2>
        <p>{t.message(finding.summary)}</p>
        <p class="muted">
          {t(verdict === 'accept' ? 'dashboards.findings.accept.meaning' : 'dashboards.findings.reject.meaning')}
        </p>
        {verdict === 'accept' && detail.value !== undefined ? <Proposal detail={detail.value} /> : null}
        <label>
          {t('dashboards.findings.reason')}
          <textarea
            data-first
            required
            rows={3}
            maxLength={1000}
            value={reason}
            onInput={(event) => setReason(event.currentTarget.value)}
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
          <button type="submit" class="button primary" disabled={busy || reason.trim() === ''}>
            {title}
          </button>
        </div>
      </form>
    </Modal>
  );
}
