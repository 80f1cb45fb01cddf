import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { message, UserError } from '../../core/index.ts';
import type { CommandResult } from '../faults/model.ts';
import { type ControlFile, controlFileName } from './server.ts';

const timeoutMs = 10_000;

function notRunning(dataFolder: string, cause: unknown): UserError {
  return new UserError(message('lab.control.no-lab', { folder: dataFolder }), message('lab.control.no-lab.remedy'), {
    cause,
  });
}

function isControlFile(value: unknown): value is ControlFile {
  return typeof value === 'object' && value !== null && 'url' in value && 'token' in value;
}

/**
 * Sends one line such as `cut F23` to the lab that runs with this data folder. A command that the lab refuses is a
 * result; a lab that cannot be reached is a UserError.
 */
export async function sendLabCommand({
  dataFolder,
  command,
}: {
  readonly dataFolder: string;
  readonly command: string;
}): Promise<CommandResult> {
  try {
    const file: unknown = JSON.parse(await readFile(join(dataFolder, controlFileName), 'utf8'));
    if (!isControlFile(file)) throw new Error('no url and token');
    const response = await fetch(new URL('/command', file.url), {
      method: 'POST',
      headers: { authorization: `Bearer ${file.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ text: command }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return (await response.json()) as CommandResult;
  } catch (thrown) {
    throw notRunning(dataFolder, thrown);
  }
}
