import { useState } from 'preact/hooks';
import type { WirePairDrillDetail } from '../../../../api/wire-drills.ts';
import { useMay } from '../client/may.ts';
import { type DrillVerb, drillsRest, type FallBackChoice } from '../client/rest-drills.ts';
import { keepingRest } from '../client/rest-keeping.ts';
import { entry } from '../client/session.ts';
import { FormDialog, TextField } from '../keeping/form.tsx';
import { useStore } from '../state/store.ts';
import { type TextKey, useWords } from '../text/language.ts';

const verbTexts = {
  propose: 'dashboards.drills.do.propose',
  cancel: 'dashboards.drills.do.cancel',
  begin: 'dashboards.drills.do.begin',
  confirm: 'dashboards.drills.do.confirm',
  stop: 'dashboards.drills.do.stop',
  'fall-back': 'dashboards.drills.do.fall-back',
  approve: 'dashboards.keeping.approve',
  reject: 'dashboards.keeping.reject',
} as const satisfies Readonly<Record<string, TextKey>>;
type Deed = keyof typeof verbTexts;

const choices = {
  command: 'dashboards.drills.fall-back.command',
  done: 'dashboards.drills.fall-back.done',
  leave: 'dashboards.drills.fall-back.leave',
} as const satisfies Readonly<Record<FallBackChoice, TextKey>>;

interface Properties {
  readonly drill: WirePairDrillDetail;
  readonly done: () => void;
}

/** What may be done with a drill now, by this person: nothing else is shown. */
export function DrillActions({ drill, done }: Properties) {
  const t = useWords();
  const operates = useMay('operate');
  const approves = useMay('approve');
  const user = useStore(entry, (who) => (who.word === 'in' ? who.me.user : ''));
  const [deed, setDeed] = useState<Deed>();
  const decides = drill.state === 'proposed' && approves && drill.plannedBy.user !== user;
  const deeds: readonly Deed[] = [
    ...(operates ? drill.may : []),
    ...(decides && drill.proposalId !== null ? (['approve', 'reject'] as const) : []),
  ];
  if (deeds.length === 0) return null;
  return (
    <div class="buttons drill-actions">
      {deeds.map((each) => (
        <button
          key={each}
          type="button"
          data-deed={each}
          class={`button ${each === 'stop' || each === 'reject' ? 'danger' : each === 'cancel' ? '' : 'primary'}`}
          onClick={() => setDeed(each)}
        >
          {t(verbTexts[each])}
        </button>
      ))}
      {deed === undefined ? null : (
        <DeedDialog drill={drill} deed={deed} done={done} close={() => setDeed(undefined)} />
      )}
    </div>
  );
}

function DeedDialog({ drill, deed, done, close }: Properties & { readonly deed: Deed; readonly close: () => void }) {
  const t = useWords();
  const [note, setNote] = useState('');
  const hasCommand = drill.procedure.steps.some(({ kind, by }) => kind === 'fall-back' && by === 'command');
  const [choice, setChoice] = useState<FallBackChoice>(hasCommand ? 'command' : 'done');
  const wantsNote = deed === 'reject';
  const send = (): Promise<unknown> => {
    if (deed === 'approve' || deed === 'reject') return keepingRest.decide(drill.proposalId ?? '', deed, note.trim());
    if (deed === 'fall-back') return drillsRest.fallBack(drill.id, choice, note.trim());
    return drillsRest.act(drill.id, deed as DrillVerb, note.trim());
  };
  return (
    <FormDialog
      title={t(verbTexts[deed])}
      submit={t(verbTexts[deed])}
      danger={deed === 'stop' || deed === 'reject'}
      ready={!wantsNote || note.trim() !== ''}
      send={send}
      done={done}
      close={close}
    >
      {deed === 'begin' ? <p>{t('dashboards.drills.begin-warning', { pair: drill.pairId })}</p> : null}
      {deed === 'fall-back' ? (
        <fieldset>
          {(Object.keys(choices) as FallBackChoice[])
            .filter((each) => each !== 'command' || hasCommand)
            .map((each) => (
              <label key={each} class="drill-choice">
                <input
                  type="radio"
                  name="choice"
                  value={each}
                  checked={choice === each}
                  onChange={() => setChoice(each)}
                />
                {t(choices[each])}
              </label>
            ))}
        </fieldset>
      ) : null}
      <TextField
        label={t('dashboards.keeping.note')}
        value={note}
        change={setNote}
        rows={3}
        longest={500}
        required={wantsNote}
        first
      />
    </FormDialog>
  );
}
