import type { ReportHead } from './model.ts';

/** The head of the ledger as printed and coded in the QR: the text of a C2SP checkpoint, so that a phone can read it back. */
export function headText({ origin, size, root }: Pick<ReportHead, 'origin' | 'size' | 'root'>): string {
  return `${origin}\n${size}\n${root}\n`;
}
