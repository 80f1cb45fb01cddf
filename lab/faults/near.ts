/** Names further than this from what was typed are no help. */
const maxDistance = 3;
/** What a person types; longer texts are not compared. */
const maxLength = 64;

/** Edits (insert, delete, replace) between two texts. */
export function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The known name that was probably meant, if any is near. */
export function nearest(typed: string, known: Iterable<string>): string | undefined {
  if (typed.length > maxLength) return undefined;
  let best: string | undefined;
  let least = Math.min(maxDistance, Math.max(1, Math.floor(typed.length / 2))) + 1;
  for (const name of known) {
    if (Math.abs(name.length - typed.length) >= least) continue;
    const edits = distance(typed.toLowerCase(), name.toLowerCase());
    if (edits >= least) continue;
    least = edits;
    best = name;
  }
  return best;
}
