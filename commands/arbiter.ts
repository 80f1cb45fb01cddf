import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { errorText, message, systemClock, UserError } from '../core/index.ts';
import { parseListenAddress } from '../inventory/index.ts';
import { startArbiter } from '../standby/index.ts';
import { atMost, filled, readFlags, wrongUsage } from './flags.ts';
import { logOf, stopped } from './serve.ts';
import type { Terminal } from './terminal.ts';

const arbiterFlags = {
  listen: { type: 'string' },
  'key-file': { type: 'string' },
  votes: { type: 'string' },
  'log-level': { type: 'string' },
} as const;

const keyCharacters = 32;
const usualListen = 'tcp:127.0.0.1:7400';

/** `fangzhou arbiter`: the third vote of a pair, at a third place. It keeps a token and whose it is, and no data. */
export async function arbiter(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values: flags, positionals } = readFlags(args, arbiterFlags);
  atMost(positionals, 0);
  const listen = filled('--listen', flags.listen) ?? usualListen;
  const address = parseListenAddress(listen, ['tcp']);
  if (address === undefined) throw wrongUsage('cli.arbiter.listen', { value: listen });
  const keyFile = filled('--key-file', flags['key-file']);
  if (keyFile === undefined) throw wrongUsage('cli.arbiter.key-missing');
  const key = await readKey(keyFile);
  const votesFile = resolve(filled('--votes', flags.votes) ?? 'arbiter-votes');
  const log = logOf(terminal, flags['log-level'], 'info');
  const running = await startArbiter({ ...address, key, votesFile, clock: systemClock, log }).catch(
    (error: unknown) => {
      const params = { listen, file: votesFile, reason: errorText(error) };
      throw new UserError(
        message('cli.arbiter.not-started', params),
        message('cli.arbiter.not-started.remedy', params),
      );
    },
  );
  const { host, port } = running;
  if (flags.json === true) terminal.json({ host, port });
  else terminal.say(message('cli.arbiter.listening', { host, port, file: votesFile }));
  await stopped(terminal.stop);
  await running.close();
  return 0;
}

async function readKey(file: string): Promise<string> {
  let text: string;
  try {
    text = (await readFile(file, 'utf8')).replace(/\r?\n$/, '');
  } catch (error) {
    throw new UserError(
      message('cli.arbiter.key-unread', { file, reason: errorText(error) }),
      message('cli.arbiter.key.remedy', { min: keyCharacters }),
    );
  }
  if ([...text].length >= keyCharacters && !/\p{Cc}/u.test(text)) return text;
  throw new UserError(
    message('cli.arbiter.key-short', { file, min: keyCharacters }),
    message('cli.arbiter.key.remedy', { min: keyCharacters }),
  );
}
