import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { failureWords } from '../parts/failure-words.ts';
import { Modal } from '../parts/modal.tsx';
import { useWords } from '../text/language.ts';

interface Properties {
  readonly title: string;
  readonly submit: string;
  readonly danger?: boolean;
  readonly ready: boolean;
  /** Resolves when it is done; its failure is shown, and the dialog stays. */
  readonly send: () => Promise<unknown>;
  readonly done: () => void;
  readonly close: () => void;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** A dialog that sends something: Ctrl+Enter or the button sends, Esc leaves, what went wrong is said inside. */
export function FormDialog(properties: Properties) {
  const { title, submit, danger = false, ready, send, done, close, children } = properties;
  const t = useWords();
  const [failed, setFailed] = useState('');
  const [busy, setBusy] = useState(false);
  const sending = useRef(false);
  const run = async (event: Event) => {
    event.preventDefault();
    if (!ready || sending.current) return;
    sending.current = true;
    setBusy(true);
    setFailed('');
    try {
      await send();
      done();
      close();
    } catch (thrown) {
      setFailed(failureWords(thrown, t));
      setBusy(false);
      sending.current = false;
    }
  };
  return (
    <Modal label={title} close={close} class={properties.class ?? ''}>
      <form
        onSubmit={run}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void run(event);
        }}
      >
        <h2>{title}</h2>
        {children}
        {failed === '' ? null : (
          <p role="alert" class="form-failure">
            {failed}
          </p>
        )}
        <div class="buttons">
          <button type="button" class="button" onClick={close}>
            {t('dashboards.action.cancel')}
          </button>
          <button type="submit" class={`button ${danger ? 'danger' : 'primary'}`} disabled={busy || !ready}>
            {submit}
          </button>
        </div>
      </form>
    </Modal>
  );
}

interface TextProperties {
  readonly label: string;
  readonly value: string;
  readonly change: (value: string) => void;
  readonly first?: boolean;
  readonly rows?: number;
  readonly required?: boolean;
  readonly longest?: number;
}

/** One line or several of what a person says. */
export function TextField({
  label,
  value,
  change,
  first = false,
  rows = 1,
  required = true,
  longest = 200,
}: TextProperties) {
  const common = {
    value,
    required,
    maxLength: longest,
    ...(first ? { 'data-first': true } : {}),
    onInput: (event: { readonly currentTarget: { readonly value: string } }) => change(event.currentTarget.value),
  };
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the field is one of two, both inside
    <label>
      {label}
      {rows > 1 ? <textarea rows={rows} {...common} /> : <input {...common} />}
    </label>
  );
}
