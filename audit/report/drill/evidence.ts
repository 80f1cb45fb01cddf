import type { Ledger } from '../../../ledger/index.ts';
import { findMatter, type MatterRecords } from '../bundle/evidence.ts';

/** A drill may be planned so long before it runs. */
const aheadMs = 401 * 86_400_000;

/**
 * The records of one drill among the first `size`.
 * @throws UserError when a record of that time was altered.
 */
export function findDrill(input: {
  readonly ledger: Pick<Ledger, 'record' | 'entries'>;
  readonly size: number;
  readonly drillId: string;
  readonly from: number;
}): Promise<MatterRecords> {
  const { ledger, size, drillId, from } = input;
  const isAbout = ({ subject }: { readonly subject: string }): boolean => subject === `drill ${drillId}`;
  return findMatter({ ledger, size, after: from - aheadMs, kind: 'drill', isAbout });
}
