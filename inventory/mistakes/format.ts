import { type Dictionary, type Mistake, message, render } from '../../core/index.ts';

/** One mistake on one line: `file:line:column what, why, remedy`, as editors and terminals make links of. */
export function formatMistake(mistake: Mistake, dictionary: Dictionary): string {
  const words = render(
    dictionary,
    message('inventory.mistake.line', {
      what: render(dictionary, mistake.what),
      why: render(dictionary, mistake.why),
      remedy: render(dictionary, mistake.remedy),
    }),
  );
  return `${mistake.file}:${mistake.line}:${mistake.column} ${words}`;
}
