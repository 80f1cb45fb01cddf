import { useState } from 'preact/hooks';
import type { WireProposal } from '../../../../api/wire-keeping.ts';
import { useMay } from '../client/may.ts';
import { keepingRest } from '../client/rest-keeping.ts';
import { useChange, useNow } from '../client/use.ts';
import { DecideDialog, type Verdict } from '../keeping/decide.tsx';
import { KeepingTabs } from '../keeping/tabs.tsx';
import { WishFacts } from '../keeping/wish-facts.tsx';
import { LongList } from '../parts/long-list.tsx';
import { Go } from '../router.tsx';
import { dateTime } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { useList } from './use-list.ts';

const pageSize = 50;
const refreshMs = 10_000;

/** What waits for a second person, and what became of the others. */
export default function ApprovalsPage() {
  const t = useWords();
  const list = useList('approvals', (cursor) => keepingRest.approvals({ limit: pageSize, cursor }));
  const now = useNow(refreshMs);
  useChange(now, () => {
    if ((list.items?.length ?? 0) <= pageSize) list.again();
  });
  const [asked, setAsked] = useState<{ readonly proposal: WireProposal; readonly verdict: Verdict }>();
  return (
    <div class="page">
      <KeepingTabs mark={list.items?.map(({ state }) => state).join('') ?? ''} />
      <div class="page-head">
        <h1>{t('dashboards.keeping.approvals')}</h1>
        <span class="muted">{t('dashboards.keeping.approvals.meaning')}</span>
      </div>
      <LongList list={list} lines={6} none={t('dashboards.keeping.approvals.none')}>
        {(items) => (
          <div class="incident-rows">
            {items.map((proposal) => (
              <Proposal key={proposal.id} proposal={proposal} decide={(verdict) => setAsked({ proposal, verdict })} />
            ))}
          </div>
        )}
      </LongList>
      {asked === undefined ? null : <DecideDialog {...asked} close={() => setAsked(undefined)} done={list.again} />}
    </div>
  );
}

interface Properties {
  readonly proposal: WireProposal;
  readonly decide: (verdict: Verdict) => void;
}

function Proposal({ proposal, decide }: Properties) {
  const t = useWords();
  const approves = useMay('approve');
  const { state, own, subject, proposedBy, decision, reason } = proposal;
  const [kind = '', id = ''] = subject.split(' ');
  const page =
    kind === 'terminal'
      ? `/terminals/${encodeURIComponent(id)}`
      : kind === 'stock-take'
        ? `/stock-takes/${encodeURIComponent(id)}`
        : kind === 'drill'
          ? `/drills/${encodeURIComponent(id)}`
          : kind === 'backup'
            ? `/restore-drills/${encodeURIComponent(id)}`
            : '';
  return (
    <article class={`finding proposal ${state}`} data-proposal={proposal.id}>
      <div class="finding-head">
        <h3>{page === '' ? t.message(proposal.summary) : <Go to={page}>{t.message(proposal.summary)}</Go>}</h3>
        <span class="grow" />
        <span class={`status ${state}`}>{t.message({ key: `approval.state.${state}` })}</span>
      </div>
      <p>{reason}</p>
      <WishFacts proposal={proposal} />
      <div class="finding-sides">
        <span class="muted">
          {t('dashboards.keeping.proposed-by', { user: proposedBy.user, at: dateTime(proposal.proposedAt) })}
        </span>
        {decision === null ? null : (
          <span class="muted">
            {t('dashboards.keeping.decided-by', {
              user: decision.by.user,
              at: dateTime(decision.at),
              note: decision.note === '' ? '–' : decision.note,
            })}
          </span>
        )}
        <span class="grow" />
        {state === 'waiting' ? (
          <span class="buttons">
            {own ? (
              <button type="button" class="button small" onClick={() => decide('withdraw')}>
                {t('dashboards.keeping.withdraw')}
              </button>
            ) : null}
            {approves && !own ? (
              <>
                <button type="button" class="button small" onClick={() => decide('reject')}>
                  {t('dashboards.keeping.reject')}
                </button>
                <button type="button" class="button small primary" onClick={() => decide('approve')}>
                  {t('dashboards.keeping.approve')}
                </button>
              </>
            ) : null}
          </span>
        ) : null}
      </div>
    </article>
  );
}
