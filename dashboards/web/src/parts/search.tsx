import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { WireSearchHit } from '../../../../api/wire.ts';
import { rest } from '../client/rest.ts';
import { go, pathOf } from '../router.tsx';
import { type TextKey, useWords } from '../text/language.ts';
import { Modal } from './modal.tsx';
import { StateMark } from './state-mark.tsx';

const kinds: Readonly<Record<WireSearchHit['kind'], TextKey>> = {
  district: 'dashboards.kind.district',
  point: 'dashboards.kind.point',
  link: 'dashboards.kind.link',
  device: 'dashboards.kind.device',
  terminal: 'dashboards.kind.terminal',
  service: 'dashboards.kind.service',
};
const pauseMs = 120;

/** Finds anything by name, id, address, MAC or barcode; arrows choose, Enter goes there. */
export function Search({ close }: { readonly close: () => void }) {
  const t = useWords();
  const [text, setText] = useState('');
  const [found, setFound] = useState<{ text: string; hits: readonly WireSearchHit[] | undefined }>();
  const [chosen, setChosen] = useState(0);
  const entered = useRef(false);
  const wanted = text.trim();
  useEffect(() => {
    if (wanted === '') return setFound(undefined);
    let current = true;
    const timer = window.setTimeout(() => {
      rest.search(wanted).then(
        ({ hits }) => {
          if (!current) return;
          setFound({ text: wanted, hits });
          setChosen(0);
        },
        () => current && setFound({ text: wanted, hits: undefined }),
      );
    }, pauseMs);
    return () => {
      current = false;
      window.clearTimeout(timer);
    };
  }, [wanted]);
  const groups = [...Map.groupBy(found?.hits ?? [], ({ kind }) => kind)];
  const hits = groups.flatMap(([, members]) => members);
  /** What is seen belongs to what is typed. */
  const settled = wanted === (found?.text ?? '');
  const open = (hit: WireSearchHit | undefined) => {
    if (hit === undefined) return;
    close();
    go(pageOf(hit));
  };
  // Enter before the hits are there means the first of them, never one of what was typed before.
  useLayoutEffect(() => {
    if (!settled || !entered.current) return;
    entered.current = false;
    open(hits[0]);
  }, [settled]);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (event.key === 'Escape') {
      // A search field would take the key to empty itself; here it closes, as in every dialog.
      event.preventDefault();
      close();
    }
    if (event.key === 'Enter' && settled) open(hits[chosen]);
    entered.current = event.key === 'Enter' && !settled;
    if (step === 0 || hits.length === 0) return;
    event.preventDefault();
    setChosen((chosen + step + hits.length) % hits.length);
  };
  return (
    <Modal label={t('dashboards.search.label')} close={close} class="search">
      <input
        data-first
        type="search"
        value={text}
        placeholder={t('dashboards.search.placeholder')}
        aria-label={t('dashboards.search.label')}
        aria-controls="hits"
        aria-activedescendant={hits.length > 0 ? `hit-${chosen}` : undefined}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        autocomplete="off"
      />
      <div id="hits" class="hits" role="listbox" aria-busy={!settled} aria-label={t('dashboards.search.hits')}>
        {groups.map(([kind, members]) => (
          <div key={kind} role="presentation">
            <div class="hits-kind">{t(kinds[kind])}</div>
            {members.map((hit) => {
              const index = hits.indexOf(hit);
              return (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the input handles the keys
                // biome-ignore lint/a11y/useFocusableInteractive: the input keeps the focus
                <div
                  key={hit.id}
                  id={`hit-${index}`}
                  class="search-hit"
                  role="option"
                  aria-selected={index === chosen}
                  onClick={() => open(hit)}
                  onMouseMove={() => setChosen(index)}
                >
                  {hit.state === null ? <span class="state-none" /> : <StateMark state={hit.state} bare />}
                  <span class="search-title">{hit.title}</span>
                  <span class="muted">{hit.title === hit.id ? '' : hit.id}</span>
                  <span class="grow" />
                  <span class="muted">{hit.value === hit.title || hit.value === hit.id ? '' : hit.value}</span>
                </div>
              );
            })}
          </div>
        ))}
        {found !== undefined && hits.length === 0 ? (
          <p class="muted hits-none">
            {found.hits === undefined
              ? t('dashboards.failure.unreachable')
              : t('dashboards.search.none', { text: found.text })}
          </p>
        ) : null}
      </div>
    </Modal>
  );
}

function pageOf({ page }: WireSearchHit): string {
  return page.kind === 'district' ? `/devices?district=${encodeURIComponent(page.id)}` : pathOf(page.kind, page.id);
}
