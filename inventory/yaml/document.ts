import { isMap, LineCounter, parseDocument } from 'yaml';
import type { Mistakes } from '../mistakes/mistakes.ts';
import { type Place, wholeFile } from '../mistakes/place.ts';
import { Section } from './section.ts';

/** What the YAML reader says of a syntax error; its own text may quote the file, which may hold a secret. */
const syntaxCodes: Readonly<Record<string, 'yaml-indent' | 'yaml-duplicate-key' | 'yaml-tab' | 'yaml-alias'>> = {
  BAD_INDENT: 'yaml-indent',
  MULTILINE_IMPLICIT_KEY: 'yaml-indent',
  DUPLICATE_KEY: 'yaml-duplicate-key',
  TAB_AS_INDENT: 'yaml-tab',
  BAD_ALIAS: 'yaml-alias',
};

/** Opens `fangzhou.yaml`'s text as its outermost section; undefined, with the mistakes said, when it cannot be. Never throws. */
export function openYaml({
  file,
  text,
  mistakes,
}: {
  file: string;
  text: string;
  mistakes: Mistakes;
}): Section | undefined {
  const counter = new LineCounter();
  const placeAt = (offset: number): Place => {
    const { line, col } = counter.linePos(offset);
    const lineStart = counter.lineStarts[line - 1] ?? 0;
    return {
      file,
      line: Math.max(1, line),
      column: [...text.slice(lineStart, lineStart + Math.max(0, col - 1))].length + 1,
    };
  };
  try {
    const document = parseDocument(text, {
      lineCounter: counter,
      prettyErrors: false,
      logLevel: 'silent',
      schema: 'core',
    });
    // After the first broken line the rest is misunderstood too; only keys that stand twice are told each.
    const [first] = document.errors.filter(({ code }) => code !== 'DUPLICATE_KEY');
    for (const error of document.errors) {
      if (error !== first && error.code !== 'DUPLICATE_KEY') continue;
      mistakes.add(placeAt(pastComments(text, error.pos[0])), syntaxCodes[error.code] ?? 'yaml-syntax', {
        code: error.code,
      });
    }
    if (document.errors.length > 0) return undefined;
    if (isMap(document.contents)) return new Section({ map: document.contents, path: '', placeAt, mistakes, start: 0 });
    mistakes.add(wholeFile(file), 'yaml-not-map', { field: file });
    return undefined;
  } catch {
    // Nesting deeper than the stack is the one thing that the parser throws on.
    mistakes.add(wholeFile(file), 'yaml-syntax', { code: 'TOO_DEEP' });
    return undefined;
  }
}

/** The reader blames the first of the comment lines above a broken one; a person looks for the line itself. */
function pastComments(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] !== '\n') return offset;
  const comments = /(?:[ \t]*(?:#[^\n]*)?\n)*/y;
  comments.lastIndex = offset;
  const end = offset + (comments.exec(text)?.[0].length ?? 0);
  return end < text.length ? end : offset;
}
