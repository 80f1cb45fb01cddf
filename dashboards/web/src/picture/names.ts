/**
 * Names as short as they can be on the picture: what every office's name ends with (`财政所`) says nothing there, and
 * a number is added only where an office has several points. Falls back to the id where a name would be empty.
 */
export function shortNames(
  points: readonly { readonly id: string; readonly name: string }[],
): ReadonlyMap<string, string> {
  const names = [...new Set(points.map(({ name }) => name))];
  const ending = names.length > 2 ? commonEnding(names) : '';
  const byName = Map.groupBy(points, ({ name }) => name);
  const short = new Map<string, string>();
  for (const [name, mine] of byName) {
    const base = name.slice(0, name.length - ending.length);
    mine.forEach(({ id }, index) => {
      short.set(id, base === '' ? id : mine.length === 1 ? base : `${base}${index + 1}`);
    });
  }
  return short;
}

function commonEnding(names: readonly string[]): string {
  const [first = ''] = names;
  let length = 0;
  while (length < first.length && names.every((name) => name.endsWith(first.slice(first.length - length - 1))))
    length++;
  const ending = first.slice(first.length - length);
  // Half a word is worse than a long name: a Latin ending is cut only where a word begins.
  return /^[\u3000-\u9fff]*$/.test(ending) || ending.startsWith(' ') ? ending : '';
}

/** Width in pixels, near enough for layout: a Chinese character is as wide as high, others about 0.58 of that. */
export function textWidth(text: string, fontSize: number): number {
  let units = 0;
  for (const character of text) units += character.charCodeAt(0) > 0x2e7f ? 1 : 0.58;
  return units * fontSize;
}
