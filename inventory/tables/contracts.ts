import type { Columns } from '../files/csv.ts';
import type { Contract, CreditStep } from '../model.ts';
import type { Cells, Referable } from './cells.ts';
import type { Reading } from './context.ts';
import { type Entries, readEntries } from './entries.ts';
import { parseCents, parsePercent } from './values.ts';

export const contractColumns: Columns = {
  required: ['circuit', 'carrier', 'monthly_fee', 'availability'],
  optional: ['credits'],
  extra: ['currency'],
};

/**
 * Reads contracts.csv, which a city needs only where carriers are to be held to what they promised for a circuit.
 * @param circuits of links.csv; undefined while a line of it has a mistake, for it may have any circuit
 */
export function readContracts({
  table,
  mistakes,
  circuits,
}: Pick<Reading, 'table' | 'mistakes'> & { circuits: ReadonlySet<string> | undefined }): Entries<Contract> {
  const known: Referable = {
    mayHold: (circuit) => circuits === undefined || circuits.has(circuit),
    ids: () => circuits ?? [],
  };
  return readEntries({
    table,
    mistakes,
    idColumn: 'circuit',
    readId: (cells) => cells.reference('circuit', known, 'circuit'),
    make: (cells, circuit) => {
      const fee = cells.text('monthly_fee');
      const cents = fee === undefined ? undefined : parseCents(fee);
      if (fee !== undefined && cents === undefined) cells.wrong('monthly_fee', 'bad-amount', { value: fee });
      return {
        circuit,
        carrier: cells.text('carrier') ?? '',
        monthlyFeeCents: cents ?? 0,
        currency: cells.optional('currency') ?? 'CNY',
        availability: readShare(cells, 'availability'),
        credits: readCredits(cells),
      };
    },
  });
}

function readShare(cells: Cells, column: string): number {
  const text = cells.text(column);
  const share = text === undefined ? 0 : parsePercent(text);
  if (text !== undefined && share === undefined) cells.wrong(column, 'bad-percent', { value: text });
  return share ?? 0;
}

/** `99.9:5% 99:20%`: below 99.9 % a twentieth of the fee goes back, below 99 % a fifth. */
function readCredits(cells: Cells): readonly CreditStep[] {
  const text = cells.optional('credits') ?? '';
  const steps = text.split(/[\s|]+/).flatMap((step): CreditStep[] => {
    if (step === '') return [];
    const [below, share] = step.split(':').map(parsePercent);
    if (below === undefined || share === undefined || step.split(':').length !== 2) {
      cells.wrong('credits', 'bad-credit', { value: step });
      return [];
    }
    return [{ below, share }];
  });
  const isRising = steps.every(({ below, share }, index) => {
    const before = steps[index - 1];
    return before === undefined || (below < before.below && share > before.share);
  });
  if (!isRising) cells.wrong('credits', 'credit-order', { value: text });
  return steps;
}
