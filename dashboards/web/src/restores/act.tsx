import { useState } from 'preact/hooks';
import type { WireRestoreDrill } from '../../../../api/wire-restore.ts';
import { useMay } from '../client/may.ts';
import { restoresRest } from '../client/rest-restores.ts';
import { useAsked } from '../client/use.ts';
import { DecideDialog, type Verdict, verdictTexts } from '../keeping/decide.tsx';
import { FormDialog, TextField } from '../keeping/form.tsx';
import { duration, withPrefix } from '../text/format.ts';
import { type TextKey, useWords } from '../text/language.ts';

interface Properties {
  readonly drill: WireRestoreDrill;
  readonly done: () => void;
}
const deedTexts = {
  ...verdictTexts,
  propose: 'dashboards.restores.do.propose',
  abort: 'dashboards.restores.do.abort',
} as const satisfies Readonly<Record<Verdict | 'propose' | 'abort', TextKey>>;
type Deed = keyof typeof deedTexts;

/** What this person may do with a data set's drill now: nothing else is shown. */
export function RestoreActions({ drill, done }: Properties) {
  const t = useWords();
  const operates = useMay('operate');
  const approves = useMay('approve');
  const [deed, setDeed] = useState<Deed>();
  const { state, proposal, obstacle, dataSetId } = drill;
  const deeds: readonly Deed[] = [
    ...(operates && state !== 'idle' ? (['abort'] as const) : []),
    ...(operates && proposal?.own === true ? (['withdraw'] as const) : []),
    ...(approves && proposal !== null && !proposal.own ? (['reject', 'approve'] as const) : []),
    ...(operates && proposal === null && obstacle === null ? (['propose'] as const) : []),
  ];
  const close = () => setDeed(undefined);
  return (
    <span class="buttons restore-actions">
      {deeds.map((each) => (
        <button
          key={each}
          type="button"
          data-deed={each}
          aria-label={`${t(deedTexts[each])} ${dataSetId}`}
          class={`button small ${each === 'abort' || each === 'reject' ? 'danger' : each === 'approve' ? 'primary' : ''}`}
          onClick={() => setDeed(each)}
        >
          {t(deedTexts[each])}
        </button>
      ))}
      {deed === 'propose' ? <ProposeDialog dataSetId={dataSetId} done={done} close={close} /> : null}
      {deed === 'abort' ? <AbortDialog dataSetId={dataSetId} done={done} close={close} /> : null}
      {deed === undefined || deed === 'propose' || deed === 'abort' || proposal === null ? null : (
        <DecideDialog proposal={proposal} verdict={deed} done={done} close={close} />
      )}
    </span>
  );
}

interface DialogProperties {
  readonly dataSetId: string;
  readonly done: () => void;
  readonly close: () => void;
}
const mostFiles = 1_000;

/** A drill that a person wants: some files or everything, and why. It goes to a second person at once. */
function ProposeDialog({ dataSetId, done, close }: DialogProperties) {
  const t = useWords();
  const { value } = useAsked(`restore ${dataSetId}`, () => restoresRest.drill(dataSetId));
  const [whole, setWhole] = useState<boolean>();
  const [files, setFiles] = useState('');
  const [reason, setReason] = useState('');
  // A dump is one file: only the whole of it says whether it loads. Until it is known what this is, neither is chosen.
  const isWhole = whole ?? (value === undefined ? undefined : value.proof !== 'manifest');
  const count = Number(files === '' ? (value?.sample ?? 20) : files);
  const isCount = Number.isInteger(count) && count >= 1 && count <= mostFiles;
  return (
    <FormDialog
      title={t('dashboards.restores.propose-of', { id: dataSetId })}
      submit={t('dashboards.restores.propose-send')}
      ready={value !== undefined && reason.trim() !== '' && (isWhole === true || isCount)}
      class="step-dialog"
      send={() =>
        restoresRest.propose({
          ...{ dataSetId, reason: reason.trim() },
          ...(isWhole === true ? { whole: true } : { sample: count }),
        })
      }
      done={done}
      close={close}
    >
      <p class="muted">
        {t('dashboards.restores.bounds', {
          size: withPrefix(value?.mostBytes, 'B'),
          time: duration((value?.mostSeconds ?? 0) * 1000, t.language),
        })}
      </p>
      <fieldset>
        <legend>{t('dashboards.restores.how-much')}</legend>
        <label class="drill-choice">
          <input type="radio" name="much" value="whole" checked={isWhole === true} onChange={() => setWhole(true)} />
          {t('dashboards.restores.whole')}
        </label>
        <label class="drill-choice">
          <input type="radio" name="much" value="sample" checked={isWhole === false} onChange={() => setWhole(false)} />
          {t('dashboards.restores.sample')}
          <input
            type="number"
            name="files"
            aria-label={t('dashboards.restores.files')}
            min={1}
            max={mostFiles}
            value={files === '' ? `${value?.sample ?? ''}` : files}
            disabled={isWhole !== false}
            onInput={(event) => setFiles(event.currentTarget.value)}
          />
        </label>
      </fieldset>
      <TextField label={t('dashboards.drills.reason')} value={reason} change={setReason} rows={2} longest={500} first />
    </FormDialog>
  );
}

function AbortDialog({ dataSetId, done, close }: DialogProperties) {
  const t = useWords();
  const [reason, setReason] = useState('');
  const title = t('dashboards.restores.do.abort');
  return (
    <FormDialog
      title={`${title} ${dataSetId}`}
      submit={title}
      danger
      ready={reason.trim() !== ''}
      send={() => restoresRest.abort(dataSetId, reason.trim())}
      done={done}
      close={close}
    >
      <p>{t('dashboards.restores.abort-meaning')}</p>
      <TextField label={t('dashboards.drills.reason')} value={reason} change={setReason} rows={2} longest={500} first />
    </FormDialog>
  );
}
