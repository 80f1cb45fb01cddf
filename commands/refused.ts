import { writeFile } from 'node:fs/promises';
import { errorText, type Message, message, UserError } from '../core/index.ts';
import type { Terminal } from './terminal.ts';

/** Writes a file that a flag names. @throws UserError when that is impossible. */
export async function writeOut(file: string, text: string | Uint8Array, mode = 0o666): Promise<void> {
  try {
    await writeFile(file, text, { mode });
  } catch (thrown) {
    const params = { file, reason: errorText(thrown) };
    throw new UserError(message('cli.out', params), message('cli.out.remedy', params), { cause: thrown });
  }
}

/** Says what a verification found, as words or as one JSON document; exit code 1. */
export function refused(fault: Message, json: boolean, terminal: Terminal): 1 {
  const text = terminal.text(fault);
  if (json)
    terminal.json({
      ok: false,
      fault: fault.key,
      ...(fault.params === undefined ? {} : { place: fault.params }),
      text,
    });
  else terminal.complain(message('cli.refused', { text }));
  return 1;
}
