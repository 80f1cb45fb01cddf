import { useRef, useState } from 'preact/hooks';
import type { WireScanFile } from '../../../../api/wire-keeping.ts';
import { keepingRest } from '../client/rest-keeping.ts';
import { failureWords } from '../parts/failure-words.ts';
import { Modal } from '../parts/modal.tsx';
import { useWords } from '../text/language.ts';

const mostBytes = 1_048_576;

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += 8_192)
    text += String.fromCharCode(...bytes.subarray(start, start + 8_192));
  return btoa(text);
}

/** The CSV file of a handheld: what was taken is counted, and every bad line is named. */
export function FileBox({ id, done }: { readonly id: string; readonly done: () => void }) {
  const t = useWords();
  const input = useRef<HTMLInputElement>(null);
  const [answer, setAnswer] = useState<WireScanFile>();
  const [failed, setFailed] = useState('');
  const send = async (file: File) => {
    setFailed('');
    if (file.size > mostBytes) return setFailed(t('dashboards.keeping.file.too-large'));
    try {
      setAnswer(
        await keepingRest.scanFile(id, file.name.slice(0, 200), toBase64(new Uint8Array(await file.arrayBuffer()))),
      );
      done();
    } catch (thrown) {
      setFailed(failureWords(thrown, t));
    }
  };
  return (
    <>
      <button type="button" class="button" onClick={() => input.current?.click()}>
        {t('dashboards.keeping.file')}
      </button>
      <input
        ref={input}
        class="hidden"
        type="file"
        accept=".csv,.txt,text/csv,text/plain"
        tabIndex={-1}
        aria-label={t('dashboards.keeping.file')}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          if (file !== undefined) void send(file);
          event.currentTarget.value = '';
        }}
      />
      {failed === '' ? null : (
        <p class="form-failure" role="alert">
          {failed}
        </p>
      )}
      {answer === undefined ? null : (
        <Modal label={t('dashboards.keeping.file')} close={() => setAnswer(undefined)}>
          <h2>{t('dashboards.keeping.file')}</h2>
          <p>
            {t('dashboards.keeping.file.taken', {
              taken: answer.taken,
              repeated: answer.repeated,
              bad: answer.mistakeCount,
            })}
          </p>
          <ol class="mistakes">
            {answer.mistakes.map(({ line, column, text }) => (
              <li key={`${line}:${column} ${text}`}>
                <b class="mono">{column === 0 ? line : `${line}:${column}`}</b> {text}
              </li>
            ))}
          </ol>
          <div class="buttons">
            <button type="button" class="button" data-first onClick={() => setAnswer(undefined)}>
              {t('dashboards.action.close')}
            </button>
          </div>
        </Modal>
      )}
    </>
  );
}
