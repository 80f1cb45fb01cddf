import type { Hash } from './hash.ts';

/** Hashes in a full tile, and entries in a full bundle (C2SP tlog-tiles). */
export const tileWidth = 256;

/** `x001/x234/067` for 1234067. */
export function tileNumberPath(number: number): string {
  const parts: string[] = [];
  for (let rest = number; parts.length === 0 || rest > 0; rest = Math.floor(rest / 1000)) {
    parts.unshift(`${parts.length === 0 ? '' : 'x'}${String(rest % 1000).padStart(3, '0')}`);
  }
  return parts.join('/');
}

/** Where a tile or a bundle of entries lies in an export. */
export function tilePath(level: number | 'entries', number: number, width = tileWidth): string {
  return `tile/${level}/${tileNumberPath(number)}${width === tileWidth ? '' : `.p/${width}`}`;
}

/** Every tile of one level that a tree of that size has, in order: its number and its width. */
export function* tilesOf(level: number, size: number): Generator<{ readonly number: number; readonly width: number }> {
  const hashes = Math.floor(size / tileWidth ** level);
  for (let number = 0; number * tileWidth < hashes; number++) {
    yield { number, width: Math.min(tileWidth, hashes - number * tileWidth) };
  }
}

/** Levels that a tree of that size has tiles on. */
export function levelsOf(size: number): number {
  let levels = 0;
  for (let hashes = size; hashes > 0; hashes = Math.floor(hashes / tileWidth)) levels++;
  return levels;
}

/**
 * The entries of a bundle, each with two bytes of length before it. With `count`, so many of them, whatever follows; undefined when
 * the bytes do not end with an entry, or hold fewer.
 */
export function splitBundle(bytes: Uint8Array, count?: number): readonly Uint8Array[] | undefined {
  const entries: Uint8Array[] = [];
  let offset = 0;
  while (count === undefined ? offset < bytes.length : entries.length < count) {
    const length = ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0);
    if (offset + 2 + length > bytes.length) return undefined;
    entries.push(bytes.subarray(offset + 2, offset + 2 + length));
    offset += 2 + length;
  }
  return entries;
}

/** The hashes of a tile's bytes. */
export function splitTile(bytes: Uint8Array): readonly Hash[] {
  return Array.from({ length: Math.floor(bytes.length / 32) }, (_, index) =>
    bytes.subarray(index * 32, index * 32 + 32),
  );
}
