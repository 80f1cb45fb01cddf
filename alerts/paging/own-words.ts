import type { Template, TemplateName } from '../../inventory/index.ts';

/** The lines of a template with its values; one that names only what this message has not is left out. */
export function filledIn(template: Template, values: Readonly<Record<TemplateName, string>>): readonly string[] {
  return template.flatMap((line) => {
    const named = line.flatMap((piece) => (typeof piece === 'string' ? [] : [values[piece.name]]));
    if (named.length > 0 && named.every((value) => value === '')) return [];
    return [line.map((piece) => (typeof piece === 'string' ? piece : values[piece.name])).join('')];
  });
}
