import { useState } from 'preact/hooks';
import type { WireHoneytoken } from '../../../../api/wire-canaries.ts';
import { rest } from '../client/rest.ts';
import { Panel } from '../parts/detail.tsx';
import { failureWords } from '../parts/failure-words.ts';
import { dateTime } from '../text/format.ts';
import { type TextKey, useWords } from '../text/language.ts';

const kindTexts: Readonly<Record<WireHoneytoken['kind'], TextKey>> = {
  link: 'dashboards.isolation.decoys.link',
  name: 'dashboards.isolation.decoys.name',
  page: 'dashboards.isolation.decoys.page',
};

/** Decoys that lie inside: where, and whether one was opened outside; and the way to make another. */
export function Honeytokens({
  tokens,
  done,
}: {
  readonly tokens: readonly WireHoneytoken[];
  readonly done: () => void;
}) {
  const t = useWords();
  return (
    <Panel title={t('dashboards.isolation.decoys')}>
      {tokens.length === 0 ? <p class="muted">{t('dashboards.isolation.decoys.none')}</p> : null}
      <ul class="plain-list">
        {tokens.map(({ id, where, placeId, kind, text, openedAt }) => (
          <li key={id} data-decoy={id}>
            {t(kindTexts[kind])} · {where} · {placeId} · <span class="mono">{text}</span>{' '}
            {kind === 'page' ? (
              <a href={`/api/v1/isolation/honeytokens/${encodeURIComponent(id)}/file`} download={`${id}.html`}>
                {t('dashboards.isolation.decoys.file')}
              </a>
            ) : null}{' '}
            <span class={openedAt === null ? 'muted' : 'outside-bad'}>
              {openedAt === null
                ? t('dashboards.isolation.decoys.quiet')
                : t('dashboards.isolation.decoys.opened', { at: dateTime(openedAt) })}
            </span>
          </li>
        ))}
      </ul>
      <Wish done={done} />
      <p class="muted">
        {t('dashboards.isolation.decoys.self-check', { url: `${window.location.origin}/self-check` })}
      </p>
    </Panel>
  );
}

function Wish({ done }: { readonly done: () => void }) {
  const t = useWords();
  const [{ placeId, where }, setWish] = useState({ placeId: '', where: '' });
  const [kind, setKind] = useState<WireHoneytoken['kind']>('link');
  const [said, setSaid] = useState('');
  const lay = async (event: Event): Promise<void> => {
    event.preventDefault();
    try {
      await rest.layHoneytoken({ placeId, where, kind });
      setWish({ placeId, where: '' });
      setSaid('');
    } catch (thrown) {
      setSaid(failureWords(thrown, t));
    }
    done();
  };
  return (
    <form class="filters decoy-wish" onSubmit={(event) => void lay(event)}>
      <label class="chooser">
        <span>{t('dashboards.isolation.decoys.place')}</span>
        <input
          name="place"
          required
          maxLength={200}
          value={placeId}
          onInput={(event) => setWish({ where, placeId: event.currentTarget.value.trim() })}
        />
      </label>
      <label class="chooser">
        <span>{t('dashboards.isolation.decoys.where')}</span>
        <input
          name="where"
          required
          maxLength={200}
          value={where}
          onInput={(event) => setWish({ placeId, where: event.currentTarget.value })}
        />
      </label>
      <label class="chooser">
        <span>{t('dashboards.isolation.decoys.kind')}</span>
        <select value={kind} onChange={(event) => setKind(event.currentTarget.value as WireHoneytoken['kind'])}>
          {Object.entries(kindTexts).map(([each, key]) => (
            <option key={each} value={each}>
              {t(key)}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" class="button">
        {t('dashboards.isolation.decoys.lay')}
      </button>
      <p role="status" class="outside-bad">
        {said}
      </p>
    </form>
  );
}
