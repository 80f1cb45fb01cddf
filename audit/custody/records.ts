import type { EpochMs } from '../../core/index.ts';
import type { JsonObject, NewRecord } from '../../ledger/index.ts';
import type { DeclaredChange } from './declared.ts';
import type { InnerBefore } from './latch.ts';
import { type CustodyEntry, type CustodyStep, custodyLimits } from './model.ts';
import { wishBody } from './wish.ts';

const iso = (at: EpochMs): string => new Date(at).toISOString();

/** A step that two persons stand for. */
export function stepRecord(terminalId: string, step: CustodyStep): NewRecord {
  const { from, to, proposal, proposedBy, approvedBy, at } = step;
  const persons = { proposedBy: { ...proposedBy }, approvedBy: { ...approvedBy } };
  const body: JsonObject = { what: 'step', ...wishBody(step), from, to, proposal, ...persons, at: iso(at) };
  return { kind: 'terminal', subject: `terminal ${terminalId}`, body };
}

/** What the inventory changed, by place and many to a record: a first start registers all of them. */
export function declaredRecords(changes: readonly DeclaredChange[]): readonly NewRecord[] {
  const groups = new Map<string, DeclaredChange[]>();
  for (const change of changes) {
    const key = `${change.what} ${change.entry.placeId}`;
    const group = groups.get(key) ?? [];
    group.push(change);
    groups.set(key, group);
  }
  const records: NewRecord[] = [];
  for (const group of groups.values()) {
    for (let start = 0; start < group.length; start += custodyLimits.terminalsPerRecord) {
      const part = group.slice(start, start + custodyLimits.terminalsPerRecord);
      const [first] = part;
      if (first === undefined) continue;
      const body = { what: first.what, terminals: part.map(({ entry }) => declaredBody(entry)) };
      records.push({ kind: 'terminal', subject: `point ${first.entry.placeId}`, body });
    }
  }
  return records;
}

/** A terminal that was inner is registered as outer: on record when it is found, for ever. */
export function latchRecord(entry: CustodyEntry, { identity, terminalId, since }: InnerBefore): NewRecord {
  const innerBefore = { identity, terminal: terminalId, since: iso(since) };
  const body: JsonObject = { what: 'latch', network: entry.network, place: entry.placeId, innerBefore };
  return { kind: 'terminal', subject: `terminal ${entry.terminalId}`, body };
}

function declaredBody(entry: CustodyEntry): JsonObject {
  const { terminalId, network, state, declaredState, barcode, macs, diskSerials, custodian } = entry;
  return {
    id: terminalId,
    network,
    state,
    declaredState,
    barcode,
    macs: [...macs],
    diskSerials: [...diskSerials],
    custodian,
  };
}
