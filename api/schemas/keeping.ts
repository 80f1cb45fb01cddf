import { Type } from '@fastify/type-provider-typebox';
import {
  custodyEvents,
  custodyLimits,
  custodyStates,
  itemSources,
  itemStatuses,
  proposalStates,
  sanitisationMethods,
  scanSources,
  stockFindingKinds,
  stockTakeStatuses,
  verificationMethods,
} from '../../audit/index.ts';
import type { WirePage } from '../wire.ts';
import type {
  WireKeeping,
  WireOpenItem,
  WireProposal,
  WireScanFile,
  WireScanOutcome,
  WireStockTake,
  WireStockTakeDetail,
  WireTerminal,
  WireTerminalDetail,
} from '../wire-keeping.ts';
import { closed, count, id, messageText, orNull, pageSchema, text, time, words } from './parts.ts';

export const networks = ['inner', 'outer'] as const;
export const severities = ['S1', 'S2', 'S3'] as const;
const network = words(networks);
const state = words(custodyStates);
const event = words(custodyEvents);
const actor = closed({ user: text, role: text });
/** What a person types: longer than it may be is refused by its field, much longer by the schema. */
export const typed = Type.String({ maxLength: custodyLimits.reasonCharacters * 2 });

const sanitisation = closed({
  method: words(sanitisationMethods, 'NIST SP 800-88'),
  technique: typed,
  tool: typed,
  verification: words(verificationMethods),
  performedBy: typed,
  verifiedBy: typed,
  certificate: typed,
});

const wishParts = {
  event,
  reason: typed,
  date: time,
  custodian: typed,
  sanitisation: Type.Optional(sanitisation),
  absenceUntil: Type.Optional(time),
};
export const stepWish = closed(wishParts);

const proposalParts = closed({
  id,
  matter: text,
  subject: text,
  summary: messageText,
  reason: text,
  wish: Type.Record(Type.String(), Type.Unknown()),
  proposedBy: actor,
  proposedAt: time,
  lapsesAt: time,
  state: words(proposalStates),
  decision: orNull(closed({ by: actor, at: time, note: text })),
  own: Type.Boolean({ description: 'Proposed by who asks: another person must decide' }),
});
export const proposal = Type.Unsafe<WireProposal>(proposalParts);
export const proposalPage = Type.Unsafe<WirePage<WireProposal>>(
  pageSchema(proposalParts, 'Those that wait first, then the newest'),
);

const terminalParts = {
  id,
  placeId: id,
  network,
  state,
  since: time,
  code: text,
  custodian: text,
  brand: text,
  model: text,
  macs: Type.Array(text),
  diskSerials: Type.Array(text),
  switchId: orNull(id),
  port: orNull(text),
  declaredState: text,
  declared: Type.Boolean(),
  lastSeenAt: orNull(time),
  lastSeenSwitch: orNull(id),
  absenceUntil: orNull(time),
  latch: orNull(closed({ identity: text, terminalId: text, since: time })),
  missingRecord: Type.Array(text),
  waiting: orNull(id),
};
export const terminalPage = Type.Unsafe<WirePage<WireTerminal>>(
  pageSchema(closed(terminalParts), 'Terminals in the order of their ids'),
);
export const terminalDetail = Type.Unsafe<WireTerminalDetail>(
  closed({
    ...terminalParts,
    allowed: Type.Array(closed({ event, sanitisation: Type.Boolean() })),
    history: Type.Array(
      closed({ ...wishParts, from: state, to: state, at: time, proposedBy: actor, approvedBy: actor }),
    ),
    proposal: orNull(proposalParts),
  }),
);

const stockParts = {
  id,
  placeId: id,
  status: words(stockTakeStatuses),
  startedAt: time,
  startedBy: actor,
  expected: count,
  scanned: count,
  counts: closed({ found: count, missing: count, misplaced: count, unknown: count, wrongNetwork: count }),
  signed: orNull(closed({ countedBy: actor, by: actor, at: time })),
  record: orNull(count),
};
export const stockTake = Type.Unsafe<WireStockTake>(closed(stockParts));
export const stockTakePage = Type.Unsafe<WirePage<WireStockTake>>(pageSchema(closed(stockParts), 'Newest first'));
export const stockTakeDetail = Type.Unsafe<WireStockTakeDetail>(
  closed({
    ...stockParts,
    expectedDigest: text,
    list: Type.Array(closed({ terminalId: text, code: text, network, state, found: Type.Boolean() })),
    findings: Type.Array(
      closed({
        kind: words(stockFindingKinds),
        barcode: text,
        terminalId: orNull(text),
        registeredAt: orNull(text),
        state: orNull(state),
        network: orNull(network),
        foundOn: orNull(network),
      }),
    ),
    scans: Type.Array(closed({ code: text, at: time, by: text, source: words(scanSources), network: orNull(network) })),
    proposal: orNull(proposalParts),
    checkpoint: orNull(text),
    covered: Type.Boolean(),
  }),
);
export const scanOutcome = Type.Unsafe<WireScanOutcome>(
  closed({
    code: text,
    repeated: Type.Boolean(),
    verdict: words(['found', 'misplaced', 'unknown', 'wrong-network'] as const),
    terminalId: orNull(text),
    registeredAt: orNull(text),
    stockTake: closed(stockParts),
  }),
);
export const scanFile = Type.Unsafe<WireScanFile>(
  closed({
    taken: count,
    repeated: count,
    mistakeCount: count,
    mistakes: Type.Array(closed({ line: count, column: count, text })),
    stockTake: closed(stockParts),
  }),
);

const itemParts = closed({
  id,
  source: words(itemSources),
  placeId: text,
  subject: text,
  title: messageText,
  severity: words(severities),
  responsible: text,
  openedAt: time,
  dueAt: time,
  status: words(itemStatuses),
  overdue: Type.Boolean(),
  reminders: count,
  remindedAt: orNull(time),
  escalatedAt: orNull(time),
  answers: Type.Array(closed({ at: time, by: actor, text })),
  closed: orNull(closed({ at: time, by: actor, reason: text })),
});
export const openItem = Type.Unsafe<WireOpenItem>(itemParts);
export const openItemPage = Type.Unsafe<WirePage<WireOpenItem>>(
  pageSchema(itemParts, 'Escalated ones first, then those that are due first'),
);

export const keeping = Type.Unsafe<WireKeeping>(
  closed({
    terminals: count,
    waiting: count,
    mine: count,
    counting: count,
    open: count,
    overdue: count,
    escalated: count,
  }),
);
