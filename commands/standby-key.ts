import { readFile, stat } from 'node:fs/promises';
import { errorText, message, UserError } from '../core/index.ts';
import type { Part } from '../standby/index.ts';
import type { Terminal } from './terminal.ts';

const variable = 'FANGZHOU_STANDBY_KEY';
/** Anybody but the owner may read it. */
const othersMay = 0o077;
const shortestKey = 32;

/** Where the shared key is: `--key-file`, what the folder remembers, or the environment. Never on the command line. */
export function keyReference(flag: string | undefined, remembered: Part['key'] | undefined): Part['key'] {
  if (flag !== undefined) return { file: flag };
  return remembered ?? { env: variable };
}

/** Reads the shared key. @throws UserError when it is not there, open to others, or too short. */
export async function readKey(reference: Part['key'], env: Terminal['env']): Promise<string> {
  const place = 'file' in reference ? reference.file : reference.env;
  const wrong = (why: string, detail = ''): UserError =>
    new UserError(
      message(`cli.standby.key.${why}`, { place, detail }),
      message('cli.standby.key.remedy', { variable }),
    );
  let key: string;
  if ('file' in reference) {
    try {
      if (((await stat(reference.file)).mode & othersMay) !== 0) throw wrong('open');
      key = (await readFile(reference.file, 'utf8')).replace(/\r?\n$/, '');
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw wrong('unreadable', errorText(error));
    }
  } else key = env[reference.env] ?? '';
  if (key === '') throw wrong('missing');
  if ([...key].length < shortestKey) throw wrong('short');
  return key;
}
