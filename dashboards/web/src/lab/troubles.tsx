import { useEffect, useRef, useState } from 'preact/hooks';
import type { WireTroubleKind } from '../../../../api/wire-lab.ts';
import { labRest } from '../client/rest-lab.ts';
import { useAsked } from '../client/use.ts';
import { Panel } from '../parts/detail.tsx';
import { Failure } from '../parts/states.tsx';
import { pathOf } from '../router.tsx';
import { type TextKey, useWords } from '../text/language.ts';
import type { Act } from './act.ts';
import { InForce } from './in-force.tsx';

const refreshMs = 3_000;
const groups = {
  pair: 'dashboards.lab.trouble-pair',
  backup: 'dashboards.lab.trouble-backup',
} as const satisfies Readonly<Record<WireTroubleKind['about'], TextKey>>;

/** Makes trouble at hot-standby pairs and backups: what and where; beside it what is in force right now. */
export function Troubles({ act }: { readonly act: Act }) {
  const t = useWords();
  const kinds = useAsked(`trouble-kinds ${t.language}`, labRest.troubleKinds);
  const inForce = useAsked(`troubles ${t.language}`, labRest.troubles);
  // While it is asked in another language, what was chosen stays.
  const known = useRef(kinds.value);
  known.current = kinds.value ?? known.current;
  useEffect(() => {
    const timer = window.setInterval(inForce.again, refreshMs);
    return () => window.clearInterval(timer);
  }, []);
  const doThen: Act = async (work, done) => {
    await act(work, done);
    inForce.again();
  };
  if (known.current?.length === 0) return null;
  return (
    <div class="columns">
      <Panel title={t('dashboards.lab.trouble-title')}>
        {kinds.failed !== undefined && known.current === undefined ? (
          <Failure failed={kinds.failed} again={kinds.again} />
        ) : null}
        {known.current === undefined ? null : <Make kinds={known.current} act={doThen} />}
      </Panel>
      <Panel title={t('dashboards.lab.trouble-active')}>
        <InForce
          list={inForce.value}
          none={t('dashboards.lab.trouble-none')}
          pathOf={(target) => placeOf(target, known.current ?? [])}
          takeBack={(id, target) => void doThen(() => labRest.mend(id), t('dashboards.lab.repaired', { target }))}
        />
      </Panel>
    </div>
  );
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
