import type { EpochMs } from '../../../core/index.ts';
import type { Point } from './values.ts';

/** Pieces that a window is kept in: so much longer than said it may be at most. */
export const windowPieces = 60;

/** The least or the most of the last so much time, kept in pieces; what is older by more than a piece is forgotten. */
export interface Extremes {
  add(at: EpochMs, value: number): void;
  /** Of the time up to `at`; undefined: nothing is known of it. */
  of(at: EpochMs): number | undefined;
}

export const pieceMs = (withinMs: number): number => Math.max(1, Math.ceil(withinMs / windowPieces));

export function createExtremes(withinMs: number, side: 'least' | 'most', seed: readonly Point[] = []): Extremes {
  const width = pieceMs(withinMs);
  /** In the order of their pieces. */
  let pieces: { readonly piece: number; value: number }[] = [];
  const wins = (a: number, b: number): boolean => (side === 'least' ? a < b : a > b);
  const pieceOf = (at: EpochMs): number => Math.floor(at / width);
  const extremes: Extremes = {
    add(at, value) {
      const piece = pieceOf(at);
      const last = pieces.at(-1);
      if (last === undefined || last.piece < piece) pieces.push({ piece, value });
      else {
        const known = pieces.find((one) => one.piece === piece);
        if (known === undefined) pieces = [...pieces, { piece, value }].sort((a, b) => a.piece - b.piece);
        else if (wins(value, known.value)) known.value = value;
      }
      const oldest = pieceOf(at) - windowPieces;
      while (pieces[0] !== undefined && pieces[0].piece < oldest) pieces.shift();
    },
    of(at) {
      const oldest = pieceOf(at) - windowPieces;
      let found: number | undefined;
      for (const { piece, value } of pieces)
        if (piece >= oldest && piece <= pieceOf(at) && (found === undefined || wins(value, found))) found = value;
      return found;
    },
  };
  for (const { at, value } of seed) extremes.add(at, value);
  return extremes;
}
