import { message } from '../core/index.ts';
import { catalogue } from '../lab/index.ts';
import type { Terminal } from './terminal.ts';

/** Every command of the lab that breaks isolation, with the check that finds it: goes below the lab's help. */
export function isolationHelp(terminal: Terminal): string {
  const lines = catalogue.flatMap(({ check, usage, help }) =>
    check === undefined ? [] : [`  ${check}  ${usage}\n          ${terminal.text(help)}`],
  );
  return `\n${terminal.text(message('cli.help.lab.isolation'))}\n${lines.join('\n')}\n`;
}
