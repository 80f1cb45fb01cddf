import { useState } from 'preact/hooks';
import { rememberIncident } from '../client/live.ts';
import { roomRest } from '../client/rest-room.ts';
import { Panel } from '../parts/detail.tsx';
import { failureWords } from '../parts/failure-words.ts';
import { useWords } from '../text/language.ts';

/** A person's word on the incident: a note, or what was done. Ctrl+Enter keeps a note. */
export function WritePanel({ incidentId, done }: { readonly incidentId: string; readonly done: () => void }) {
  const t = useWords();
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState('');
  const isEmpty = text.trim() === '';
  const send = async (what: 'note' | 'action') => {
    if (isEmpty || busy) return;
    setBusy(true);
    try {
      rememberIncident(await roomRest.write(incidentId, what, text.trim()));
      setText('');
      setFailed('');
      done();
    } catch (thrown) {
      setFailed(failureWords(thrown, t));
    }
    setBusy(false);
  };
  return (
    <Panel title={t('dashboards.room.write')}>
      <form
        class="room-write"
        onSubmit={(event) => {
          event.preventDefault();
          void send('note');
        }}
      >
        <textarea
          rows={3}
          maxLength={1_000}
          value={text}
          aria-label={t('dashboards.room.write')}
          placeholder={t('dashboards.room.placeholder')}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send('note');
          }}
        />
        {failed === '' ? null : (
          <p role="alert" class="form-failure">
            {failed}
          </p>
        )}
        <div class="buttons">
          <button type="button" class="button" disabled={busy || isEmpty} onClick={() => void send('action')}>
            {t('dashboards.room.action')}
          </button>
          <button type="submit" class="button primary" disabled={busy || isEmpty}>
            {t('dashboards.room.note')}
          </button>
        </div>
      </form>
    </Panel>
  );
}
