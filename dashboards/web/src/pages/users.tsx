import { useState } from 'preact/hooks';
import type { WireNewUser, WireUser } from '../../../../api/wire-users.ts';
import { keepingRest } from '../client/rest-keeping.ts';
import { useAsked } from '../client/use.ts';
import { FormDialog, TextField } from '../keeping/form.tsx';
import { KeepingTabs } from '../keeping/tabs.tsx';
import { Modal } from '../parts/modal.tsx';
import { Failure, Skeleton } from '../parts/states.tsx';
import { useWords } from '../text/language.ts';

const roles: readonly WireUser['role'][] = ['operator', 'approver', 'auditor', 'admin'];

/** Who may log in, and in which role. */
export default function UsersPage() {
  const t = useWords();
  const asked = useAsked('users', () => keepingRest.users());
  const [asking, setAsking] = useState<{ readonly what: 'add' | 'renew' | 'remove'; readonly user?: WireUser }>();
  const [made, setMade] = useState<WireNewUser>();
  const { value, failed, again } = asked;
  return (
    <div class="page">
      <KeepingTabs />
      <div class="page-head">
        <h1>{t('dashboards.keeping.users')}</h1>
        <span class="grow" />
        <button type="button" class="button primary" onClick={() => setAsking({ what: 'add' })}>
          {t('dashboards.keeping.user.add')}
        </button>
      </div>
      {failed === undefined ? null : <Failure failed={failed} again={again} />}
      {value === undefined && failed === undefined ? <Skeleton lines={4} /> : null}
      {value === undefined ? null : (
        <section class="panel scroll" aria-label={t('dashboards.keeping.users')}>
          <table>
            <thead>
              <tr>
                <th>{t('dashboards.login.user')}</th>
                <th>{t('dashboards.keeping.user.role')}</th>
                <th>{t('dashboards.keeping.notes')}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {value.map((user) => (
                <tr key={user.name} data-user={user.name}>
                  <td>{user.name}</td>
                  <td>{t.message({ key: `api.role.${user.role}` })}</td>
                  <td>{user.oneTime ? t('dashboards.keeping.user.one-time') : ''}</td>
                  <td>
                    <span class="buttons">
                      <button type="button" class="button small" onClick={() => setAsking({ what: 'renew', user })}>
                        {t('dashboards.keeping.user.renew')}
                      </button>
                      {user.name === 'admin' ? null : (
                        <button type="button" class="button small" onClick={() => setAsking({ what: 'remove', user })}>
                          {t('dashboards.keeping.user.remove')}
                        </button>
                      )}
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {asking === undefined ? null : (
        <UserDialog {...asking} made={setMade} close={() => setAsking(undefined)} done={again} />
      )}
      {made === undefined ? null : (
        <Modal label={t('dashboards.keeping.user.password')} close={() => setMade(undefined)}>
          <h2>{t('dashboards.keeping.user.password')}</h2>
          <p>{t('dashboards.keeping.user.password.meaning', { user: made.name })}</p>
          <p class="one-time mono">{made.oneTimePassword}</p>
          <div class="buttons">
            <button type="button" class="button primary" data-first onClick={() => setMade(undefined)}>
              {t('dashboards.action.close')}
            </button>
          </div>
        </Modal>
      )}
    </div>
  );
}

interface Properties {
  readonly what: 'add' | 'renew' | 'remove';
  readonly user?: WireUser;
  readonly made: (user: WireNewUser) => void;
  readonly close: () => void;
  readonly done: () => void;
}

const titles = {
  add: 'dashboards.keeping.user.add',
  renew: 'dashboards.keeping.user.renew',
  remove: 'dashboards.keeping.user.remove',
} as const;

function UserDialog({ what, user, made, close, done }: Properties) {
  const t = useWords();
  const [name, setName] = useState(user?.name ?? '');
  const [role, setRole] = useState<WireUser['role']>(user?.role ?? 'operator');
  const send = async () => {
    if (what === 'remove') return keepingRest.removeUser(name);
    const changed = role === user?.role ? undefined : role;
    made(await (what === 'add' ? keepingRest.addUser(name.trim(), role) : keepingRest.renewUser(name, changed)));
  };
  const title = user === undefined ? t(titles[what]) : `${t(titles[what])} · ${user.name}`;
  return (
    <FormDialog
      title={title}
      submit={t(titles[what])}
      danger={what === 'remove'}
      ready={name.trim() !== ''}
      send={send}
      done={done}
      close={close}
    >
      {what === 'add' ? (
        <TextField label={t('dashboards.login.user')} value={name} change={setName} longest={32} first />
      ) : null}
      {what === 'remove' ? (
        <p>{t('dashboards.keeping.user.remove.meaning')}</p>
      ) : (
        <>
          <label>
            {t('dashboards.keeping.user.role')}
            <select
              value={role}
              disabled={user?.name === 'admin'}
              {...(what === 'renew' ? { 'data-first': true } : {})}
              onChange={(event) => setRole(event.currentTarget.value as WireUser['role'])}
            >
              {roles.map((each) => (
                <option key={each} value={each}>
                  {t.message({ key: `api.role.${each}` })}
                </option>
              ))}
            </select>
          </label>
          <p class="muted">{t('dashboards.keeping.user.meaning')}</p>
        </>
      )}
    </FormDialog>
  );
}
