/** One word of a MIB file. A `text` is a quoted string, a `literal` a quoted number such as '0F'H. */
export interface Token {
  readonly kind: 'word' | 'number' | 'text' | 'literal' | 'sign' | 'end';
  readonly text: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

const spaces = /[ \t\r\f\v\u00a0\ufeff]+/y;
const word = /[A-Za-z][A-Za-z0-9_-]*/y;
const number = /-?\d+/y;
const literal = /'[0-9A-Fa-f\s]*'[HhBb]?/y;
const signs = ['::=', '..', '{', '}', '(', ')', '[', ']', ',', ';', '|', '.', '<', '>', ':', '&', '@', '!', '=', '/'];

/**
 * Splits a MIB file (ASN.1 as RFC 2578 uses it) into words. A comment runs from `--` to the end of its line, as every
 * maker writes it, though ASN.1 ends it at the next `--` too. What is no word of the language is passed over; an open
 * string ends the file.
 */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  let [at, line, lineStart] = [0, 1, 0];
  const match = (form: RegExp): string | undefined => {
    form.lastIndex = at;
    return form.exec(source)?.[0];
  };
  const push = (kind: Token['kind'], text: string, length: number): void => {
    tokens.push({ kind, text, line, column: at - lineStart + 1 });
    for (let index = at; index < at + length; index++)
      if (source[index] === '\n') [line, lineStart] = [line + 1, index + 1];
    at += length;
  };
  while (at < source.length) {
    const character = source[at] ?? '';
    if (character === '\n') {
      at += 1;
      [line, lineStart] = [line + 1, at];
    } else if (match(spaces) !== undefined) at = spaces.lastIndex;
    else if (source.startsWith('--', at)) {
      const end = source.indexOf('\n', at);
      at = end < 0 ? source.length : end;
    } else if (character === '"') {
      const end = source.indexOf('"', at + 1);
      const close = end < 0 ? source.length : end;
      push('text', source.slice(at + 1, close), close + 1 - at);
    } else if (/[A-Za-z]/.test(character)) {
      // A comment may follow a word without a space.
      const found = (match(word) ?? character).split('--', 1)[0] ?? character;
      push('word', found, found.length);
    } else if (/[-\d]/.test(character) && match(number) !== undefined) {
      const found = match(number) ?? '';
      push('number', found, found.length);
    } else if (character === "'" && match(literal) !== undefined) {
      const found = match(literal) ?? '';
      push('literal', found, found.length);
    } else {
      const sign = signs.find((one) => source.startsWith(one, at));
      if (sign === undefined) at += 1;
      else push('sign', sign, sign.length);
    }
  }
  tokens.push({ kind: 'end', text: '', line, column: Math.max(1, at - lineStart + 1) });
  return tokens;
}
