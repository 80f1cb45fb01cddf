/** A bureau's own words of a channel: text with `{names}`, parsed once. `{{` is a brace. */

/** What a template may name; alerts/paging/own-words.ts fills them in. */
export const templateNames = [
  'event',
  'severity',
  'id',
  'city',
  'element',
  'summary',
  'since',
  'affected',
  'losses',
  'remedy',
  'acknowledged',
  'cleared',
  'acknowledge',
  'link',
] as const;
export type TemplateName = (typeof templateNames)[number];

/** Lines of texts and names. */
export type Template = readonly (readonly (string | { readonly name: TemplateName })[])[];

/** Of one language; what is not said keeps Fangzhou's own words. */
export interface OwnWords {
  readonly subject?: Template;
  readonly body?: Template;
}

export const templateBounds = { subjectCharacters: 200, bodyCharacters: 4_000 } as const;

/** Reads a template. `ok: false`: the name that is none, or undefined for a brace without its other one. */
export function parseTemplate(
  text: string,
): { readonly ok: true; readonly value: Template } | { readonly ok: false; readonly name: string | undefined } {
  const lines: (Template[number][number] | string)[][] = [];
  for (const line of text.replace(/\n+$/, '').split('\n')) {
    const pieces: (Template[number][number] | string)[] = [];
    for (const [piece, name] of line.matchAll(/\{\{|\}\}|\{([^{}]*)\}|[^{}]+|[{}]/g)) {
      if (name !== undefined) {
        const known = templateNames.find((each) => each === name.trim());
        if (known === undefined) return { ok: false, name: name.trim() };
        pieces.push({ name: known });
      } else if (piece === '{' || piece === '}') return { ok: false, name: undefined };
      else pieces.push(piece === '{{' || piece === '}}' ? piece.slice(1) : piece);
    }
    lines.push(pieces);
  }
  return { ok: true, value: lines };
}
