import { useRef, useState } from 'preact/hooks';
import type { WireLightCollector, WireLightToken } from '../../../../api/wire-light-collectors.ts';
import { collectorsRest } from '../client/rest-collectors.ts';
import { FormDialog, TextField } from '../keeping/form.tsx';
import { Modal } from '../parts/modal.tsx';
import { dateTime } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { commandLine } from './words.ts';

interface Ending {
  readonly done: () => void;
  readonly close: () => void;
}

/** Names a new collector and where it stands. */
export function TokenDialog({
  places,
  made,
  ...ending
}: Ending & { readonly places: readonly string[]; readonly made: (token: WireLightToken) => void }) {
  const t = useWords();
  const [id, setId] = useState('');
  const [place, setPlace] = useState('');
  return (
    <FormDialog
      title={t('dashboards.light.add')}
      submit={t('dashboards.light.token.make')}
      ready={/^[a-z0-9][a-z0-9-]*$/.test(id) && places.includes(place)}
      send={async () => made(await collectorsRest.makeToken(id, place))}
      {...ending}
    >
      <label>
        {t('dashboards.light.head.place')}
        <input
          list="light-places"
          value={place}
          required
          data-first
          onInput={(event) => {
            const { value } = event.currentTarget;
            setPlace(value);
            // Most have one collector: it is called as its place until somebody says otherwise.
            if (places.includes(value) && (id === '' || places.includes(id))) setId(value);
          }}
        />
      </label>
      <datalist id="light-places">
        {places.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
      <TextField label={t('dashboards.light.name')} value={id} change={setId} longest={63} />
      <p class="muted">{t('dashboards.light.name.meaning')}</p>
    </FormDialog>
  );
}

/** The command to be run there, with the token: shown once. */
export function TokenShown({
  token,
  url,
  close,
}: {
  readonly token: WireLightToken;
  readonly url: string;
  readonly close: () => void;
}) {
  const t = useWords();
  const line = useRef<HTMLElement>(null);
  const [copied, setCopied] = useState(false);
  const text = commandLine(url, token.token);
  const copy = async (): Promise<void> => {
    setCopied(await putOnClipboard(text, line.current));
  };
  const loopback = /^https:\/\/(?:127\.|localhost|\[::1\])/.test(url);
  return (
    <Modal label={t('dashboards.light.token')} close={close}>
      <h2>{t('dashboards.light.token')}</h2>
      <p>
        {t('dashboards.light.token.meaning', { id: token.id, place: token.placeId, until: dateTime(token.endsAt) })}
      </p>
      <code ref={line} class="light-command" data-command>
        {text}
      </code>
      {loopback ? <p class="light-bad">{t('dashboards.light.loopback')}</p> : null}
      <div class="buttons">
        <span role="status" class="muted">
          {copied ? t('dashboards.light.copied') : ''}
        </span>
        <button type="button" class="button" onClick={() => void copy()}>
          {t('dashboards.light.copy')}
        </button>
        <button type="button" class="button primary" data-first onClick={close}>
          {t('dashboards.action.close')}
        </button>
      </div>
    </Modal>
  );
}

/** Browsers give the clipboard to secure pages only; on others the line is chosen and copied as a person would. */
async function putOnClipboard(text: string, line: HTMLElement | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    if (line === null) return false;
    window.getSelection()?.selectAllChildren(line);
    return document.execCommand('copy');
  }
}

/** Its connections end at once; what it has kept since is not delivered. */
export function RevokeDialog({ collector, ...ending }: Ending & { readonly collector: WireLightCollector }) {
  const t = useWords();
  const { id, waiting } = collector;
  return (
    <FormDialog
      title={t('dashboards.light.revoke.title', { id })}
      submit={t('dashboards.light.revoke')}
      danger
      ready
      send={() => collectorsRest.revoke(id)}
      {...ending}
    >
      <p>{t('dashboards.light.revoke.meaning')}</p>
      {waiting > 0 ? <p class="light-bad">{t('dashboards.light.revoke.waiting', { count: waiting })}</p> : null}
    </FormDialog>
  );
}
