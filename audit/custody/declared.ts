import { isDeepStrictEqual } from 'node:util';
import type { EpochMs } from '../../core/index.ts';
import { type Terminal, terminalMacs } from '../../inventory/index.ts';
import { identitiesOf } from './latch.ts';
import { isCustodyState } from './machine.ts';
import { type CustodyEntry, custodyLimits } from './model.ts';

/** What a look at the inventory changed. */
export interface DeclaredChange {
  readonly what: 'registered' | 'declared-anew' | 'dropped' | 'network-changed';
  readonly entry: CustodyEntry;
}

/**
 * Takes the inventory as it is now: new terminals begin their life in the state that it declares, known ones keep their own
 * state and take everything else, and those that it has dropped stay, so that the latch holds. Pure.
 */
export function takeDeclared(
  before: ReadonlyMap<string, CustodyEntry>,
  terminals: Iterable<Terminal>,
  now: EpochMs,
): { readonly entries: Map<string, CustodyEntry>; readonly changes: readonly DeclaredChange[] } {
  const entries = new Map(before);
  const changes: DeclaredChange[] = [];
  const declared = new Set<string>();
  for (const terminal of terminals) {
    declared.add(terminal.id);
    const known = before.get(terminal.id);
    const entry = entryOf(terminal, known, now);
    if (known !== undefined && isDeepStrictEqual(known, entry)) continue;
    entries.set(terminal.id, entry);
    if (known === undefined) changes.push({ what: 'registered', entry });
    else if (known.network !== entry.network) changes.push({ what: 'network-changed', entry });
    else changes.push({ what: 'declared-anew', entry });
  }
  for (const known of before.values()) {
    if (!known.declared || declared.has(known.terminalId)) continue;
    const entry = { ...known, declared: false };
    entries.set(known.terminalId, entry);
    changes.push({ what: 'dropped', entry });
  }
  return { entries, changes };
}

function entryOf(terminal: Terminal, known: CustodyEntry | undefined, now: EpochMs): CustodyEntry {
  const { id, pointId, network, barcode, switchId, port, diskSerials = [] } = terminal;
  const macs = terminalMacs(terminal);
  const inner = network === 'inner' ? identitiesOf({ macs, diskSerials }) : [];
  const innerIdentities = [...new Set([...(known?.innerIdentities ?? []), ...inner])].slice(-custodyLimits.identities);
  const innerSince = known?.innerSince ?? (network === 'inner' ? now : undefined);
  const state = known?.state ?? (isCustodyState(terminal.state) ? terminal.state : 'in-store');
  return {
    terminalId: id,
    placeId: pointId,
    network,
    barcode,
    macs,
    diskSerials,
    ...(switchId === undefined ? {} : { switchId }),
    ...(port === undefined ? {} : { port }),
    custodian: known?.lastStep?.custodian ?? terminal.custodian ?? known?.custodian ?? '',
    brand: terminal.brand ?? '',
    model: terminal.model ?? '',
    declaredState: terminal.state,
    declared: true,
    state,
    since: known?.since ?? now,
    ...(innerSince === undefined ? {} : { innerSince }),
    innerIdentities,
    ...(known?.lastStep === undefined ? {} : { lastStep: known.lastStep }),
    ...(known?.absenceUntil === undefined ? {} : { absenceUntil: known.absenceUntil }),
    ...(known?.lastSeenAt === undefined ? {} : { lastSeenAt: known.lastSeenAt }),
    ...(known?.lastSeenSwitch === undefined ? {} : { lastSeenSwitch: known.lastSeenSwitch }),
  };
}
