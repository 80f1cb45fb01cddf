import type { EpochMs } from '../../../core/index.ts';
import type { Point } from './values.ts';

/** Pieces that a window is kept in: so much longer than said it may be at most. */
export const windowPieces = 60;

/** The least or the most of the last so much time, kept in pieces; what is older by more than a piece is forgotten. */
export interface Extremes {
  add(at: EpochMs, value: number): void;
  /** Of the time up to `at`, which is no earlier than what was added; undefined: nothing is known of it. */
  of(at: EpochMs): number | undefined;
}

export const pieceMs = (withinMs: number): number => Math.max(1, Math.ceil(withinMs / windowPieces));

export function createExtremes(withinMs: number, side: 'least' | 'most', seed: readonly Point[] = []): Extremes {
  const width = pieceMs(withinMs);
  /** Oldest first, each more extreme than all after it: what is no more extreme than a later one will never be asked for. */
  const pieces: Point[] = [];
  const wins = side === 'least' ? (a: number, b: number) => a < b : (a: number, b: number) => a > b;
  const extremes: Extremes = {
    add(at, value) {
      const piece = Math.floor(at / width);
      let end = pieces.length;
      while (end > 0 && (pieces[end - 1] as Point).at > piece) end -= 1;
      const [before, after] = [pieces[end - 1], pieces[end]];
      if (after !== undefined && !wins(value, after.value)) return;
      if (before?.at === piece && !wins(value, before.value)) return;
      let from = end;
      while (from > 0 && !wins((pieces[from - 1] as Point).value, value)) from -= 1;
      if (from === pieces.length) pieces.push({ at: piece, value });
      else pieces.splice(from, end - from, { at: piece, value });
      const oldest = (pieces.at(-1)?.at ?? piece) - windowPieces;
      while (pieces[0] !== undefined && pieces[0].at < oldest) pieces.shift();
    },
    of(at) {
      const newest = Math.floor(at / width);
      for (const piece of pieces)
        if (piece.at >= newest - windowPieces) return piece.at <= newest ? piece.value : undefined;
      return undefined;
    },
  };
  for (const { at, value } of seed) extremes.add(at, value);
  return extremes;
}
