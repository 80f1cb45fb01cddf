import {
  type Actor,
  type CustodyEntry,
  codeOf,
  countsOf,
  type Keeping,
  missingRecord,
  type OpenItem,
  type Proposal,
  type Scan,
  type StockTake,
} from '../../audit/index.ts';
import type {
  WireActor,
  WireOpenItem,
  WireProposal,
  WireStep,
  WireStockFinding,
  WireStockTake,
  WireTerminal,
} from '../wire-keeping.ts';

const iso = (at: number): string => new Date(at).toISOString();
const isoOrNull = (at: number | undefined): string | null => (at === undefined ? null : iso(at));
const actor = ({ user, role }: Actor): WireActor => ({ user, role });

export function wireTerminal(
  entry: CustodyEntry,
  { custody, approvals }: Pick<Keeping, 'custody' | 'approvals'>,
): WireTerminal {
  const { terminalId, placeId, network, state, since, custodian, brand, model, macs, diskSerials } = entry;
  const { switchId, port, declaredState, declared, lastSeenAt, lastSeenSwitch, absenceUntil } = entry;
  const before = declared && network === 'outer' ? custody.innerBefore(entry) : undefined;
  return {
    id: terminalId,
    placeId,
    network,
    state,
    since: iso(since),
    code: codeOf(entry),
    custodian,
    brand,
    model,
    macs,
    diskSerials,
    switchId: switchId ?? null,
    port: port ?? null,
    declaredState,
    declared,
    lastSeenAt: isoOrNull(lastSeenAt),
    lastSeenSwitch: lastSeenSwitch ?? null,
    absenceUntil: isoOrNull(absenceUntil),
    latch: before === undefined ? null : { ...before, since: iso(before.since) },
    missingRecord: missingRecord(entry),
    waiting: approvals.waitingFor(`terminal ${terminalId}`)?.id ?? null,
  };
}

/** An entry of the journal; one of another version says nothing. */
export function wireStep(body: unknown): readonly WireStep[] {
  if (typeof body !== 'object' || body === null) return [];
  const { event, from, to, reason, date, custodian, at, proposedBy, approvedBy, sanitisation, absenceUntil } =
    body as Partial<NonNullable<CustodyEntry['lastStep']>>;
  if (event === undefined || from === undefined || to === undefined || at === undefined || date === undefined)
    return [];
  if (proposedBy === undefined || approvedBy === undefined) return [];
  return [
    {
      event,
      from,
      to,
      reason: reason ?? '',
      date: iso(date),
      custodian: custodian ?? '',
      at: iso(at),
      proposedBy: actor(proposedBy),
      approvedBy: actor(approvedBy),
      ...(sanitisation === undefined ? {} : { sanitisation }),
      ...(absenceUntil === undefined ? {} : { absenceUntil: iso(absenceUntil) }),
    },
  ];
}

export function wireProposal(proposal: Proposal, user: string): WireProposal {
  const { id, matter, subject, summary, reason, body, proposedBy, proposedAt, lapsesAt, state, decision } = proposal;
  return {
    id,
    matter,
    subject,
    summary,
    reason,
    wish: body as Readonly<Record<string, unknown>>,
    proposedBy: actor(proposedBy),
    proposedAt: iso(proposedAt),
    lapsesAt: iso(lapsesAt),
    state,
    decision: decision === undefined ? null : { by: actor(decision.by), at: iso(decision.at), note: decision.note },
    own: proposedBy.user === user,
  };
}

export function wireStockTake(take: StockTake, stockTakes: Keeping['stockTakes']): WireStockTake {
  const { id, placeId, status, startedAt, startedBy, expected, signed, record } = take;
  return {
    id,
    placeId,
    status,
    startedAt: iso(startedAt),
    startedBy: actor(startedBy),
    expected: expected.length,
    scanned: stockTakes.scans(id).length,
    counts: countsOf(stockTakes.resultOf(take)),
    signed:
      signed === undefined ? null : { countedBy: actor(signed.countedBy), by: actor(signed.by), at: iso(signed.at) },
    record: record ?? null,
  };
}

type Finding = ReturnType<Keeping['stockTakes']['resultOf']>['findings'][number];

export function wireStockFinding({
  kind,
  barcode,
  terminalId,
  registeredAt,
  state,
  network,
  foundOn,
}: Finding): WireStockFinding {
  return {
    kind,
    barcode,
    terminalId: terminalId ?? null,
    registeredAt: registeredAt ?? null,
    state: state ?? null,
    network: network ?? null,
    foundOn: foundOn ?? null,
  };
}

export function wireScan({ code, at, by, source, network }: Scan) {
  return { code, at: iso(at), by, source, network: network ?? null };
}

export function wireOpenItem(item: OpenItem, now: number): WireOpenItem {
  const { id, source, placeId, subject, title, severity, responsible, openedAt, dueAt, status, reminders } = item;
  const { remindedAt, escalatedAt, answers, closed } = item;
  return {
    id,
    source,
    placeId,
    subject,
    title,
    severity,
    responsible,
    openedAt: iso(openedAt),
    dueAt: iso(dueAt),
    status,
    overdue: status === 'open' && dueAt <= now,
    reminders,
    remindedAt: isoOrNull(remindedAt),
    escalatedAt: isoOrNull(escalatedAt),
    answers: answers.map(({ at, by, text }) => ({ at: iso(at), by: actor(by), text })),
    closed: closed === undefined ? null : { at: iso(closed.at), by: actor(closed.by), reason: closed.reason },
  };
}
