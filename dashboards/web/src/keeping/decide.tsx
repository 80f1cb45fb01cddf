import { useState } from 'preact/hooks';
import type { WireProposal } from '../../../../api/wire-keeping.ts';
import { keepingRest } from '../client/rest-keeping.ts';
import { useWords } from '../text/language.ts';
import { FormDialog, TextField } from './form.tsx';

export type Verdict = 'approve' | 'reject' | 'withdraw';

export const verdictTexts = {
  approve: 'dashboards.keeping.approve',
  reject: 'dashboards.keeping.reject',
  withdraw: 'dashboards.keeping.withdraw',
} as const;

interface Properties {
  readonly proposal: WireProposal;
  readonly verdict: Verdict;
  readonly close: () => void;
  readonly done: () => void;
}

/** The second person's word, or the first one's when he takes it back. A rejection wants its reason. */
export function DecideDialog({ proposal, verdict, close, done }: Properties) {
  const t = useWords();
  const [note, setNote] = useState('');
  const title = t(verdictTexts[verdict]);
  return (
    <FormDialog
      title={title}
      submit={title}
      danger={verdict === 'reject'}
      ready={verdict !== 'reject' || note.trim() !== ''}
      send={() => keepingRest.decide(proposal.id, verdict, note.trim())}
      done={done}
      close={close}
    >
      <p>
        <b>{t.message(proposal.summary)}</b>
      </p>
      <p class="muted">{proposal.reason}</p>
      <TextField
        label={t('dashboards.keeping.note')}
        value={note}
        change={setNote}
        rows={3}
        longest={1000}
        required={verdict === 'reject'}
        first
      />
    </FormDialog>
  );
}
