import { useState } from 'preact/hooks';
import type { WireTroubleKind } from '../../../../api/wire-lab.ts';
import { labRest } from '../client/rest-lab.ts';
import { pathOf } from '../router.tsx';
import { type TextKey, useWords } from '../text/language.ts';
import type { Act } from './act.ts';
import { Deeds, type DeedsPart } from './deeds.tsx';

const groups = {
  pair: 'dashboards.lab.trouble-pair',
  backup: 'dashboards.lab.trouble-backup',
} as const satisfies Readonly<Record<WireTroubleKind['about'], TextKey>>;

/** Makes trouble at hot-standby pairs and backups: what and where; beside it what is in force right now. */
export function Troubles({ act }: { readonly act: Act }) {
  const t = useWords();
  const part: DeedsPart<WireTroubleKind> = {
    name: 'troubles',
    title: t('dashboards.lab.trouble-title'),
    activeTitle: t('dashboards.lab.trouble-active'),
    none: t('dashboards.lab.trouble-none'),
    askKinds: labRest.troubleKinds,
    askInForce: labRest.troubles,
    takeBack: labRest.mend,
    pathOf: placeOf,
    form: (kinds, doThen) => <Make kinds={kinds} act={doThen} />,
  };
  return <Deeds part={part} act={act} />;
}

/** Where its target is looked at: a pair, or the backups. */
function placeOf(target: string, kinds: readonly WireTroubleKind[]): string {
  const isPair = kinds.some(({ about, targets }) => about === 'pair' && targets.includes(target));
  return isPair ? pathOf('pair', target) : '/backups';
}

function Make({ kinds, act }: { readonly kinds: readonly WireTroubleKind[]; readonly act: Act }) {
  const t = useWords();
  const [kind, setKind] = useState(kinds[0]?.kind ?? '');
  const [target, setTarget] = useState('');
  const chosen = kinds.find((each) => each.kind === kind);
  if (chosen === undefined) return null;
  const at = chosen.targets.includes(target) ? target : '';
  const submit = () =>
    act(
      () => labRest.trouble({ kind, target: at }),
      t('dashboards.lab.trouble-done', { target: at, check: chosen.check }),
    );
  return (
    <form
      class="lab-form troubles"
      onSubmit={(event) => {
        event.preventDefault();
        if (at !== '') void submit();
      }}
    >
      <label>
        {t('dashboards.lab.trouble-kind')}
        <select name="trouble" value={kind} onChange={(event) => setKind(event.currentTarget.value)}>
          {(Object.keys(groups) as (keyof typeof groups)[]).map((about) => (
            <optgroup key={about} label={t(groups[about])}>
              {kinds
                .filter((each) => each.about === about)
                .map((each) => (
                  <option key={each.kind} value={each.kind}>
                    {`${each.check} ${each.kind}`}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
      </label>
      <p>{chosen.title}</p>
      <label>
        {t('dashboards.lab.trouble-where')}
        <select name="target" value={at} required onChange={(event) => setTarget(event.currentTarget.value)}>
          <option value="">{t('dashboards.lab.pick')}</option>
          {chosen.targets.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      </label>
      <code class="muted">{`fangzhou lab ${chosen.usage}`}</code>
      <button type="submit" class="button danger" disabled={at === ''}>
        {t('dashboards.lab.iso-break')}
      </button>
    </form>
  );
}
