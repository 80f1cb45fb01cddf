import { useWords } from '../text/language.ts';
import { Modal } from './modal.tsx';

/** Every key, on one card. */
export function HelpOverlay({ close }: { readonly close: () => void }) {
  const t = useWords();
  const keys = [
    ['/', t('dashboards.help.search')],
    ['w', t('dashboards.help.wall')],
    ['t', t('dashboards.help.theme')],
    ['l', t('dashboards.help.language')],
    ['g w', t('dashboards.help.go-wall')],
    ['g i', t('dashboards.help.go-incidents')],
    ['g s', t('dashboards.help.go-isolation')],
    ['g b', t('dashboards.help.go-backups')],
    ['g d', t('dashboards.help.go-devices')],
    ['g a', t('dashboards.help.go-terminals')],
    ['g r', t('dashboards.help.go-reports')],
    ['g l', t('dashboards.help.go-lab')],
    ['↑ ↓ ← →', t('dashboards.help.arrows')],
    ['Enter', t('dashboards.help.enter')],
    ['Esc', t('dashboards.help.escape')],
    ['?', t('dashboards.help.help')],
  ] as const;
  return (
    <Modal label={t('dashboards.help.title')} close={close} class="help">
      <h2>{t('dashboards.help.title')}</h2>
      <dl>
        {keys.map(([key, text]) => (
          <div key={key}>
            <dt>
              {key.split(' ').map((one) => (
                <kbd key={one}>{one}</kbd>
              ))}
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <button type="button" class="button" data-first onClick={close}>
        {t('dashboards.action.close')}
      </button>
    </Modal>
  );
}
