/** Values over time in promtool's notation: `0+10x5` is 0 10 20 30 40 50, `4x3` is 4 4 4 4, `_` is no value, `_x3` three of them. */
const pieceForm =
  /^(?:_(?:x(\d{1,6}))?|(-?\d+(?:\.\d+)?(?:e-?\d+)?)(?:([+-])(\d+(?:\.\d+)?(?:e-?\d+)?))?(?:x(\d{1,6}))?)$/;

/** Values of one series, at most. */
export const mostValues = 200_000;

/** Undefined: it cannot be read; `piece` says where. */
export function numbersOf(
  text: string,
): { readonly values: readonly (number | undefined)[] } | { readonly piece: string } {
  const values: (number | undefined)[] = [];
  for (const piece of text.trim().split(/\s+/)) {
    const found = pieceForm.exec(piece);
    if (found === null) return { piece };
    const [, gaps, start, sign, step, times] = found;
    if (start === undefined) for (let i = 0; i < Number(gaps ?? 1); i += 1) values.push(undefined);
    else {
      if (step !== undefined && times === undefined) return { piece };
      const by = Number(step ?? 0) * (sign === '-' ? -1 : 1);
      for (let i = 0; i <= Number(times ?? 0); i += 1) values.push(Number((Number(start) + i * by).toPrecision(12)));
    }
    if (values.length > mostValues) return { piece };
  }
  return { values };
}

/** Words over time: `up down x5` is up, then down five times; `_` says nothing. */
export function wordsOf(
  text: string,
  allowed: readonly string[],
): { readonly values: readonly (string | undefined)[] } | { readonly piece: string } {
  const values: (string | undefined)[] = [];
  for (const piece of text.trim().split(/\s+/)) {
    const times = /^x(\d{1,6})$/.exec(piece)?.[1];
    if (times !== undefined && values.length > 0) {
      for (let i = 1; i < Number(times); i += 1) values.push(values.at(-1));
    } else if (piece === '_') values.push(undefined);
    else if (allowed.includes(piece)) values.push(piece);
    else return { piece };
    if (values.length > mostValues) return { piece };
  }
  return { values };
}
