import type { Mistakes } from '../../inventory/index.ts';
import type { RawModule, RawNode, Syntax } from './model.ts';
import { type Token, tokensOf } from './tokens.ts';

/** Macros whose value is a place in the tree. */
const macros = new Set(
  'MODULE-IDENTITY OBJECT-IDENTITY OBJECT-TYPE NOTIFICATION-TYPE OBJECT-GROUP NOTIFICATION-GROUP MODULE-COMPLIANCE AGENT-CAPABILITIES'.split(
    ' ',
  ),
);
const none: ReadonlyMap<number, string> = new Map();

/** Thrown inside of this file to get to the next definition. */
class Misread extends Error {
  readonly token: Token;
  constructor(token: Token) {
    super(token.text);
    this.token = token;
  }
}

/**
 * Reads the modules of one MIB file (SMIv1 and SMIv2). A definition that cannot be read is said with its place and passed
 * over, so that the rest of a maker's file still gives its names. Never throws.
 */
export function parseMib(options: { file: string; text: string; mistakes: Mistakes }): RawModule[] {
  const { file, text, mistakes } = options;
  const tokens = tokensOf(text);
  const end = tokens[tokens.length - 1] as Token;
  let at = 0;
  const peek = (ahead = 0): Token => tokens[at + ahead] ?? end;
  const next = (): Token => tokens[at++] ?? end;
  const is = (text_: string, ahead = 0): boolean => peek(ahead).text === text_ && peek(ahead).kind !== 'text';
  const say = (token: Token, code: 'misread' | 'no-module' | 'no-end'): void =>
    mistakes.addKeyed({ file, line: token.line, column: token.column }, `collector.mib.${code}`, { word: token.text });
  const want = (text_: string): Token => {
    const token = next();
    if (token.text !== text_) throw new Misread(token);
    return token;
  };
  const skipTo = (...texts: readonly string[]): void => {
    while (peek().kind !== 'end' && !texts.some((text_) => is(text_))) at++;
  };
  /** From `{` or `(` to its partner, nested or not. */
  const skipGroup = (): void => {
    let depth = 0;
    do {
      const token = next();
      if (token.kind === 'end') return;
      if (token.kind === 'sign' && (token.text === '{' || token.text === '(')) depth++;
      if (token.kind === 'sign' && (token.text === '}' || token.text === ')')) depth--;
    } while (depth > 0);
  };

  function namedNumbers(): ReadonlyMap<number, string> {
    const words = new Map<number, string>();
    want('{');
    while (!is('}') && peek().kind !== 'end') {
      const name = next();
      if (name.text === ',') continue;
      if (name.kind !== 'word' || !is('(')) throw new Misread(name);
      next();
      words.set(Number(next().text), name.text);
      want(')');
    }
    want('}');
    return words;
  }

  function syntax(): Syntax & { readonly isTable: boolean } {
    const first = next();
    if (first.kind !== 'word') throw new Misread(first);
    let type = first.text;
    let isTable = false;
    if ((type === 'OCTET' && is('STRING')) || (type === 'OBJECT' && is('IDENTIFIER'))) type += ` ${next().text}`;
    if (type === 'SEQUENCE' || type === 'CHOICE') {
      isTable = is('OF');
      if (isTable) at += 2;
      else if (is('{')) skipGroup();
      return { type, words: none, isTable };
    }
    const words = is('{') && !is('::=', 1) ? namedNumbers() : none;
    if (is('(')) skipGroup();
    return { type, words, isTable };
  }

  /** `{ parent 1 }`, `{ iso org(3) dod(6) 1 }`, `{ 1 3 6 }`. */
  function place(): Pick<RawNode, 'parent' | 'numbers'> {
    want('{');
    let parent = '';
    const numbers: number[] = [];
    while (!is('}')) {
      const token = next();
      if (token.kind === 'number') numbers.push(Number(token.text));
      else if (token.kind === 'word' && is('(')) {
        next();
        numbers.push(Number(next().text));
        want(')');
      } else if (token.kind === 'word' && parent === '' && numbers.length === 0) parent = token.text;
      else throw new Misread(token);
    }
    want('}');
    return { parent, numbers };
  }

  function node(name: Token): RawNode | undefined {
    const macro = next().text;
    let object: RawNode['object'];
    if (macro === 'OBJECT') want('IDENTIFIER');
    if (macro === 'OBJECT-TYPE') {
      want('SYNTAX');
      const { isTable, ...plain } = syntax();
      let [units, readable] = ['', true];
      while (!is('::=') && peek().kind !== 'end') {
        if (is('UNITS') && peek(1).kind === 'text') units = peek(1).text;
        if (is('MAX-ACCESS') || is('ACCESS')) readable = /^(read-|write-only$)/.test(peek(1).text);
        if (is('{')) skipGroup();
        else at++;
      }
      object = { syntax: plain, readable, units, isTable };
    }
    skipTo('::=');
    want('::=');
    const where = { file, line: name.line, column: name.column };
    return { name: name.text, place: where, ...place(), ...(object === undefined ? {} : { object }) };
  }

  function convention(): Syntax | undefined {
    if (!is('TEXTUAL-CONVENTION')) {
      if (is('[')) skipTo('IMPLICIT', 'INTEGER', 'OCTET');
      if (is('IMPLICIT')) next();
      return plainOf(syntax());
    }
    let hint: string | undefined;
    while (!is('SYNTAX') && peek().kind !== 'end') {
      if (is('DISPLAY-HINT')) hint = peek(1).text;
      at++;
    }
    want('SYNTAX');
    const found = plainOf(syntax());
    return hint === undefined ? found : { ...found, hint };
  }

  function definitions(name: string): RawModule {
    const nodes: RawNode[] = [];
    const types = new Map<string, Syntax>();
    while (!is('END') && peek().kind !== 'end') {
      const token = next();
      try {
        if (token.text === 'IMPORTS' || token.text === 'EXPORTS') {
          skipTo(';');
          next();
        } else if (token.kind !== 'word') throw new Misread(token);
        else if (is('MACRO')) {
          skipTo('END');
          next();
        } else if (is('::=')) {
          next();
          const found = convention();
          if (found !== undefined) types.set(token.text, found);
        } else if (macros.has(peek().text) || (is('OBJECT') && is('IDENTIFIER', 1))) {
          const found = node(token);
          if (found !== undefined) nodes.push(found);
        } else if (is('TRAP-TYPE')) {
          skipTo('::=');
          at += 2;
        } else throw new Misread(token);
      } catch (thrown) {
        if (!(thrown instanceof Misread)) throw thrown;
        say(thrown.token, 'misread');
        // On to where a definition begins again: a word before a macro or an assignment.
        while (peek().kind !== 'end' && !is('END') && !begins()) at++;
      }
    }
    if (peek().kind === 'end') say(peek(), 'no-end');
    else next();
    return { name, file, nodes, types };
  }

  const begins = (): boolean =>
    peek().kind === 'word' && (macros.has(peek(1).text) || is('::=', 1) || (is('OBJECT', 1) && is('IDENTIFIER', 2)));

  const modules: RawModule[] = [];
  while (peek().kind !== 'end') {
    const name = next();
    if (name.kind !== 'word') continue;
    if (is('{')) skipGroup();
    if (!is('DEFINITIONS')) continue;
    skipTo('BEGIN');
    next();
    modules.push(definitions(name.text));
  }
  if (modules.length === 0) say(peek(), 'no-module');
  return modules;
}

function plainOf({ type, words }: Syntax): Syntax {
  return { type, words };
}
