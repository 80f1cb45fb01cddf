import type { Message } from '../../core/index.ts';
import type { ProposedRow } from '../../inventory/index.ts';
import type { Finding } from './model.ts';

const columns = [
  'accepted_at',
  'by',
  'reason',
  'finding',
  'declared',
  'observed',
  'file',
  'line',
  'before',
  'after',
  'note',
];

/** A finding that was accepted, with the lines of the inventory that it asks to change. */
export interface AcceptedChange {
  readonly finding: Finding;
  readonly rows: readonly ProposedRow[];
}

/**
 * What an administrator has accepted and the inventory does not say yet, as a CSV file: one line for each line to change, with
 * what must still be settled as its note.
 * What has been changed since is left out, so that an empty list means that nothing is left to do.
 */
export function acceptedText(accepted: readonly AcceptedChange[], words: (note: Message) => string): string {
  const lines = accepted.flatMap(({ finding: { id, decision, declared, observed }, rows }) =>
    rows
      .filter(({ before, after }) => before !== after)
      .map(({ file, line, before, after, notes }) => {
        const at = decision === undefined ? '' : new Date(decision.at).toISOString();
        const said = [at, decision?.by ?? '', decision?.reason ?? '', id, declared, observed];
        return [...said, file, line === 0 ? 'new' : `${line}`, before, after, notes.map(words).join('; ')]
          .map(cell)
          .join(',');
      }),
  );
  return `\ufeff${[columns.join(','), ...lines].join('\r\n')}\r\n`;
}

/** RFC 4180; what a spreadsheet would take for a formula is made text. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
