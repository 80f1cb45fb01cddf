import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { errorText, message, UserError } from '../core/index.ts';

/** A password manager may have to ask a person first: a minute. */
const lookEveryMs = 50;
const looks = 1200;
const mostBytes = 4096;

type Wait = (ms: number) => Promise<unknown>;

/**
 * The first line of a file that holds a secret; also of a pipe, as a shell's `<(pass show x)` is one. A pipe that stays silent for a minute is
 * given up. @throws UserError with exit code 2 for what cannot be read or says nothing.
 */
export async function firstLineOf(
  file: string,
  stop: AbortSignal,
  wait: Wait = (ms) => setTimeout(ms, undefined, { signal: stop }),
): Promise<string> {
  const refuse = (key: string, params: Readonly<Record<string, string | number>>): UserError =>
    new UserError(message(key, { file, ...params }), message('cli.backup.password.remedy'), { exitCode: 2 });
  const unreadable = (thrown: unknown) => refuse('cli.backup.password.unreadable', { reason: errorText(thrown) });
  // Opening a pipe that nobody writes to would wait for ever, and hold a thread, so that not even Ctrl-C ended it.
  const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;
  const handle = await open(file, flags).catch((thrown) => {
    throw unreadable(thrown);
  });
  let line: string | undefined;
  try {
    line = await lineOf(handle, await hasName(file), wait);
  } catch (thrown) {
    throw unreadable(thrown);
  } finally {
    await handle.close();
  }
  if (line === undefined) throw refuse('cli.backup.password.silent', { seconds: (looks * lookEveryMs) / 1000 });
  return line;
}

/** Whether somebody may still open it for writing: a shell's own pipe is known by its number alone, and its end is the end. */
function hasName(file: string): Promise<boolean> {
  return realpath(file).then(
    () => true,
    () => false,
  );
}

async function lineOf(handle: FileHandle, isNamed: boolean, wait: Wait): Promise<string | undefined> {
  const waitsForWriter = isNamed && (await handle.stat()).isFIFO();
  const buffer = Buffer.alloc(mostBytes);
  let held = 0;
  for (let look = 0; look < looks; look++) {
    const read = await readSome(handle, buffer, held);
    held += read ?? 0;
    const text = buffer.toString('utf8', 0, held);
    const end = text.search(/\r?\n/);
    if (end >= 0) return text.slice(0, end);
    const mayCome = read === undefined || (read === 0 && held === 0 && waitsForWriter);
    if (!mayCome && (read === 0 || held === mostBytes)) return text;
    if (mayCome) await wait(lookEveryMs);
  }
  return undefined;
}

/** Undefined: somebody holds the other end and has said nothing yet. */
async function readSome(handle: FileHandle, buffer: Buffer, at: number): Promise<number | undefined> {
  try {
    return (await handle.read(buffer, at, buffer.length - at, null)).bytesRead;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EAGAIN') return undefined;
    throw thrown;
  }
}
