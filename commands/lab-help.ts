import { message } from '../core/index.ts';
import { catalogue } from '../lab/index.ts';
import type { Terminal } from './terminal.ts';

/** Every command of the lab that breaks isolation, a pair or a backup, with the check that finds it: goes below the lab's help. */
export function breakingHelp(terminal: Terminal): string {
  return [
    chapter(terminal, 'ISO-', 'cli.help.lab.isolation'),
    chapter(terminal, 'FO-', 'cli.help.lab.pairs'),
    chapter(terminal, 'BA-', 'cli.help.lab.backups'),
  ].join('');
}

function chapter(terminal: Terminal, prefix: string, title: string): string {
  const lines = catalogue.flatMap(({ check, usage, help }) =>
    check?.startsWith(prefix) ? [`  ${check.padEnd(6)}  ${usage}\n          ${terminal.text(help)}`] : [],
  );
  return `\n${terminal.text(message(title))}\n${lines.join('\n')}\n`;
}
