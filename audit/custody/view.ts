import type { RegisteredTerminal } from '../isolation/model.ts';
import type { Latch } from './latch.ts';
import { isSilentState } from './machine.ts';
import type { CustodyEntry } from './model.ts';

/** An entry as the checks of isolation want it. Pure. */
export function registeredTerminal(entry: CustodyEntry, latch: Latch): RegisteredTerminal {
  const { terminalId, placeId, network, macs, diskSerials, state, since } = entry;
  const { switchId, port, lastSeenAt, absenceUntil } = entry;
  const innerBefore = latch.innerBefore(entry);
  return {
    id: terminalId,
    placeId,
    network,
    everInner: innerBefore !== undefined,
    macs,
    diskSerials,
    state,
    since,
    ...(switchId === undefined ? {} : { switchId }),
    ...(port === undefined ? {} : { port }),
    missingRecord: missingRecord(entry),
    ...(lastSeenAt === undefined ? {} : { lastSeenAt }),
    ...(absenceUntil === undefined ? {} : { absenceUntil }),
    barcode: codeOf(entry),
    ...(innerBefore === undefined ? {} : { innerBefore }),
  };
}

/** What the label of a terminal says. */
export function codeOf({ barcode, terminalId }: Pick<CustodyEntry, 'barcode' | 'terminalId'>): string {
  return barcode === '' ? terminalId : barcode;
}

/** What the last step of a terminal at the workshop or on the scrap should have on record and has not. */
export function missingRecord({ state, lastStep }: Pick<CustodyEntry, 'state' | 'lastStep'>): readonly string[] {
  if (!isSilentState(state)) return [];
  if (lastStep === undefined || lastStep.to !== state) return ['approval', 'custodian', 'method', 'certificate'];
  const { approvedBy, proposedBy, custodian, sanitisation } = lastStep;
  const missing: string[] = [];
  if (approvedBy.user === proposedBy.user) missing.push('approval');
  if (custodian === '') missing.push('custodian');
  if (sanitisation === undefined) missing.push('method', 'certificate');
  else if (sanitisation.certificate === '') missing.push('certificate');
  return missing;
}
