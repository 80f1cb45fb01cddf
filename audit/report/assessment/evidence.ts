import type { Ledger } from '../../../ledger/index.ts';
import { findMatter, type MatterRecords } from '../bundle/evidence.ts';
import { isOfAssessment } from './story.ts';

/**
 * The records of one closed assessment among the first `size`.
 * @param input.after when its period ended: nothing of it is on record before
 * @throws UserError when a record of that time was altered.
 */
export function findAssessment(input: {
  readonly ledger: Pick<Ledger, 'record' | 'entries'>;
  readonly size: number;
  readonly assessmentId: string;
  readonly after: number;
}): Promise<MatterRecords> {
  const { assessmentId, ...rest } = input;
  return findMatter({ ...rest, kind: 'assessment', isAbout: (record) => isOfAssessment(record, assessmentId) });
}
