/**
 * Names as short as they can be on the picture: what every office's name ends with (`财政所`) says nothing there, and
 * a number is added only where an office has several points. Falls back to the id where a name would be empty.
 * `brief` leaves out what kind of place it is (`镇`, `街道`) where at least two characters remain and no two become one.
 */
export function shortNames(
  points: readonly { readonly id: string; readonly name: string }[],
  brief = false,
): ReadonlyMap<string, string> {
  const names = [...new Set(points.map(({ name }) => name))];
  const ending = names.length > 2 ? commonEnding(names) : '';
  const byName = Map.groupBy(points, ({ name }) => name);
  const short = new Map<string, string>();
  const bases = new Map(names.map((name) => [name, name.slice(0, name.length - ending.length)]));
  const cores = Map.groupBy(bases.values(), withoutKind);
  for (const [name, mine] of byName) {
    const whole = bases.get(name) ?? name;
    const core = withoutKind(whole);
    const base = brief && core.length >= 2 && cores.get(core)?.length === 1 ? core : whole;
    mine.forEach(({ id }, index) => {
      short.set(id, base === '' ? id : mine.length === 1 ? base : `${base}${index + 1}`);
    });
  }
  return short;
}

function withoutKind(name: string): string {
  return name.replace(/(镇|乡|街道)$/, '');
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
