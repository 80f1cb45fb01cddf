import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { WireMe } from '../../../../api/wire.ts';
import { RequestFailed, rest } from '../client/rest.ts';
import { askWhoIAm, type Entry, enter } from '../client/session.ts';
import { failureWords } from '../parts/failure-words.ts';
import { Mark } from '../parts/mark.tsx';
import { switchLanguage, useWords } from '../text/language.ts';

/** The door: a login, a new password instead of the one-time one, or word that the server cannot be reached. */
export function LoginPage({ entry }: { readonly entry: Entry }) {
  const t = useWords();
  return (
    <div class="door">
      <main class="door-card">
        <div class="door-brand">
          <Mark />
          <h1>{t('dashboards.name')}</h1>
          <button type="button" class="icon-button text" onClick={switchLanguage}>
            {t('dashboards.menu.other-language')}
          </button>
        </div>
        <p class="muted">{t('dashboards.claim')}</p>
        {entry.word === 'unreachable' ? (
          <p class="door-waiting" role="status">
            {t('dashboards.login.unreachable')}
          </p>
        ) : entry.word === 'new-password' ? (
          <NewPassword me={entry.me} oneTimePassword={entry.oneTimePassword} />
        ) : (
          <Login />
        )}
      </main>
    </div>
  );
}

function failureText(thrown: unknown, otherwise: string): string {
  return thrown instanceof RequestFailed && thrown.text !== '' ? thrown.text : otherwise;
}

/** Where typing begins. The browser's own `autofocus` works only once in the life of a page. */
function useFirstField(): RefObject<HTMLInputElement | null> {
  const first = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => first.current?.focus(), []);
  return first;
}

function Login() {
  const t = useWords();
  const first = useFirstField();
  const [user, setUser] = useState('admin');
  const [password, setPassword] = useState('');
  const [failed, setFailed] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setFailed('');
    try {
      enter(await rest.login(user.trim(), password), password);
    } catch (thrown) {
      const status = thrown instanceof RequestFailed ? thrown.status : 0;
      setFailed(failureText(thrown, t(status === 401 ? 'dashboards.login.wrong' : 'dashboards.failure.unreachable')));
      setBusy(false);
    }
  };
  return (
    <form class="door-form" onSubmit={submit}>
      <label>
        {t('dashboards.login.user')}
        <input
          name="user"
          autocomplete="username"
          required
          value={user}
          onInput={(event) => setUser(event.currentTarget.value)}
        />
      </label>
      <label>
        {t('dashboards.login.password')}
        <input
          name="password"
          type="password"
          autocomplete="current-password"
          required
          ref={first}
          value={password}
          onInput={(event) => setPassword(event.currentTarget.value)}
        />
      </label>
      {failed === '' ? null : (
        <p role="alert" class="form-failure">
          {failed}
        </p>
      )}
      <button type="submit" class="button primary wide" disabled={busy}>
        {t('dashboards.login.enter')}
      </button>
      <p class="hint">{t('dashboards.login.first')}</p>
    </form>
  );
}

function NewPassword({ me, oneTimePassword }: { readonly me: WireMe; readonly oneTimePassword: string }) {
  const t = useWords();
  const first = useFirstField();
  const [old, setOld] = useState(oneTimePassword);
  const [fresh, setFresh] = useState('');
  const [repeated, setRepeated] = useState('');
  const [failed, setFailed] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (fresh !== repeated) return setFailed(t('dashboards.password.differ'));
    setBusy(true);
    try {
      await rest.changePassword(old, fresh);
      await askWhoIAm();
    } catch (thrown) {
      setFailed(failureWords(thrown, t));
      setBusy(false);
    }
  };
  return (
    <form class="door-form" onSubmit={submit}>
      <h2>{t('dashboards.password.title')}</h2>
      <p>{t('dashboards.password.why', { user: me.user })}</p>
      <input type="hidden" name="user" autocomplete="username" value={me.user} />
      {oneTimePassword === '' ? (
        <label>
          {t('dashboards.password.one-time')}
          <input
            type="password"
            autocomplete="current-password"
            required
            value={old}
            onInput={(event) => setOld(event.currentTarget.value)}
          />
        </label>
      ) : null}
      <label>
        {t('dashboards.password.new')}
        <input
          name="new"
          type="password"
          autocomplete="new-password"
          required
          minLength={12}
          ref={first}
          value={fresh}
          onInput={(event) => setFresh(event.currentTarget.value)}
        />
      </label>
      <label>
        {t('dashboards.password.again')}
        <input
          name="again"
          type="password"
          autocomplete="new-password"
          required
          value={repeated}
          onInput={(event) => setRepeated(event.currentTarget.value)}
        />
      </label>
      {failed === '' ? null : (
        <p role="alert" class="form-failure">
          {failed}
        </p>
      )}
      <button type="submit" class="button primary wide" disabled={busy}>
        {t('dashboards.password.save')}
      </button>
    </form>
  );
}
