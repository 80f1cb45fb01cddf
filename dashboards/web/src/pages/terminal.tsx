import { useState } from 'preact/hooks';
import type { WireCustodyEvent, WireStep, WireTerminalDetail } from '../../../../api/wire-keeping.ts';
import { useMay } from '../client/may.ts';
import { keepingRest } from '../client/rest-keeping.ts';
import { useAsked } from '../client/use.ts';
import { DecideDialog, type Verdict } from '../keeping/decide.tsx';
import { CustodyMark, NetworkMark, usePlaceName } from '../keeping/marks.tsx';
import { sanitisedText } from '../keeping/sanitised.ts';
import { StepDialog } from '../keeping/step.tsx';
import { KeepingTabs } from '../keeping/tabs.tsx';
import { WishFacts } from '../keeping/wish-facts.tsx';
import { Facts, Panel } from '../parts/detail.tsx';
import { Failure, Skeleton } from '../parts/states.tsx';
import { Go, pathOf } from '../router.tsx';
import { dateTime } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { TerminalNotes } from './terminals.tsx';

/** One terminal: what it is, in which state of its life, the steps that may follow, and every step there was. */
export default function TerminalPage({ id }: { readonly id: string }) {
  const asked = useAsked(id, () => keepingRest.terminal(id));
  const { value, failed, again } = asked;
  return (
    <div class="page">
      <KeepingTabs mark={value?.waiting ?? ''} />
      {failed === undefined ? null : <Failure failed={failed} again={again} />}
      {value === undefined && failed === undefined ? <Skeleton lines={8} /> : null}
      {value === undefined ? null : <Terminal terminal={value} again={again} />}
    </div>
  );
}

function Terminal({ terminal, again }: { readonly terminal: WireTerminalDetail; readonly again: () => void }) {
  const t = useWords();
  const placeName = usePlaceName();
  const operates = useMay('operate');
  const [event, setEvent] = useState<WireCustodyEvent>();
  const { id, code, placeId, proposal, allowed } = terminal;
  const dash = (text: string) => (text === '' ? '–' : text);
  return (
    <>
      <div class="page-head">
        <h1 class="mono">{code}</h1>
        <NetworkMark network={terminal.network} />
        <CustodyMark state={terminal.state} />
        <span class="muted">{t('dashboards.keeping.since', { at: dateTime(terminal.since) })}</span>
        <span class="grow" />
        <Go class="button" to={`/labels?q=${encodeURIComponent(id)}`}>
          {t('dashboards.keeping.labels.print')}
        </Go>
      </div>
      <TerminalNotes terminal={terminal} />
      <div class="columns">
        <div>
          {proposal === null ? null : <Waiting terminal={terminal} again={again} />}
          <Panel title={t('dashboards.keeping.history')}>
            {terminal.history.length === 0 ? <p class="muted">{t('dashboards.keeping.history.none')}</p> : null}
            <ol class="steps">
              {terminal.history.toReversed().map((step) => (
                <Step key={`${step.at} ${step.event}`} step={step} />
              ))}
            </ol>
          </Panel>
        </div>
        <div>
          {operates && proposal === null ? (
            <Panel title={t('dashboards.keeping.next')}>
              <div class="step-buttons">
                {allowed.map((each) => (
                  <button key={each.event} type="button" class="button" onClick={() => setEvent(each.event)}>
                    {t.message({ key: `custody.event.${each.event}` })}
                  </button>
                ))}
              </div>
            </Panel>
          ) : null}
          <Panel title={t('dashboards.facts.title')}>
            <Facts
              facts={[
                [t('dashboards.keeping.id'), <span class="mono">{id}</span>],
                [t('dashboards.keeping.place'), <Go to={pathOf('point', placeId)}>{placeName(placeId)}</Go>],
                [t('dashboards.keeping.custodian'), dash(terminal.custodian)],
                [t('dashboards.keeping.model'), dash([terminal.brand, terminal.model].filter(Boolean).join(' '))],
                ['MAC', <span class="mono">{terminal.macs.join(' ')}</span>],
                [t('dashboards.keeping.disks'), <span class="mono">{dash(terminal.diskSerials.join(' '))}</span>],
                [
                  t('dashboards.keeping.port'),
                  terminal.switchId === null ? (
                    '–'
                  ) : (
                    <Go to={pathOf('device', terminal.switchId)}>{`${terminal.switchId} ${terminal.port ?? ''}`}</Go>
                  ),
                ],
                [
                  t('dashboards.keeping.last-seen'),
                  terminal.lastSeenAt === null
                    ? '–'
                    : `${dateTime(terminal.lastSeenAt)} · ${terminal.lastSeenSwitch ?? ''}`,
                ],
                [
                  t('dashboards.keeping.on-record'),
                  <Go to={`/ledger?kind=terminal&subject=${encodeURIComponent(`terminal ${id}`)}`}>
                    {t('dashboards.nav.ledger')}
                  </Go>,
                ],
              ]}
            />
          </Panel>
        </div>
      </div>
      {event === undefined ? null : (
        <StepDialog
          terminal={terminal}
          event={event}
          sanitisation={allowed.some((each) => each.event === event && each.sanitisation)}
          close={() => setEvent(undefined)}
          done={again}
        />
      )}
    </>
  );
}

function Waiting({ terminal, again }: { readonly terminal: WireTerminalDetail; readonly again: () => void }) {
  const t = useWords();
  const [verdict, setVerdict] = useState<Verdict>();
  const approves = useMay('approve');
  const { proposal } = terminal;
  if (proposal === null) return null;
  return (
    <Panel title={t('dashboards.keeping.waiting')}>
      <p>
        <b>{t.message(proposal.summary)}</b> · {proposal.reason}
      </p>
      <WishFacts proposal={proposal} />
      <p class="muted">
        {t('dashboards.keeping.proposed-by', { user: proposal.proposedBy.user, at: dateTime(proposal.proposedAt) })}
      </p>
      <div class="buttons">
        {proposal.own ? (
          <button type="button" class="button" onClick={() => setVerdict('withdraw')}>
            {t('dashboards.keeping.withdraw')}
          </button>
        ) : null}
        {approves && !proposal.own ? (
          <>
            <button type="button" class="button" onClick={() => setVerdict('reject')}>
              {t('dashboards.keeping.reject')}
            </button>
            <button type="button" class="button primary" onClick={() => setVerdict('approve')}>
              {t('dashboards.keeping.approve')}
            </button>
          </>
        ) : null}
      </div>
      {verdict === undefined ? null : (
        <DecideDialog proposal={proposal} verdict={verdict} close={() => setVerdict(undefined)} done={again} />
      )}
    </Panel>
  );
}

function Step({ step }: { readonly step: WireStep }) {
  const t = useWords();
  const { event, from, to, reason, custodian, at, proposedBy, approvedBy, sanitisation } = step;
  return (
    <li class="step" data-event={event}>
      <div class="step-head">
        <b>{t.message({ key: `custody.event.${event}` })}</b>
        {from === to ? null : (
          <span class="step-move">
            <CustodyMark state={from} /> → <CustodyMark state={to} />
          </span>
        )}
        <time class="muted" dateTime={at}>
          {dateTime(at)}
        </time>
      </div>
      <p>{reason}</p>
      <p class="muted">
        {t('dashboards.keeping.step.persons', {
          date: dateTime(step.date),
          custodian,
          proposed: proposedBy.user,
          approved: approvedBy.user,
        })}
      </p>
      {sanitisation === undefined ? null : <p class="muted">{sanitisedText(sanitisation, t)}</p>}
    </li>
  );
}
