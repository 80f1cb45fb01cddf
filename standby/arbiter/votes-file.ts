import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { replaceFile } from '../../core/index.ts';
import { parseToken, tokenText } from '../lease/token.ts';
import { noVotes, type Votes } from './votes.ts';

/** One line: token, a space, the id. Where there is no file nobody has voted; @throws when it cannot be read or is no such line. */
export async function readVotes(file: string): Promise<Votes> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return noVotes;
    throw error;
  }
  const match = /^(\S+) ([\w.-]{1,64})\n$/.exec(text);
  const token = parseToken(match?.[1] ?? '');
  if (token === undefined || match?.[2] === undefined) throw new Error('the file of votes is damaged');
  return { token, id: match[2] };
}

/** On the disk when it resolves: a vote that was given is never forgotten, whatever ends the process. */
export async function writeVotes(file: string, { token, id }: Votes): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await replaceFile(file, `${tokenText(token)} ${id}\n`);
}
