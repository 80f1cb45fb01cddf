import { mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { cannotListen } from '../collector/index.ts';
import { errorText, message, systemClock, UserError } from '../core/index.ts';
import { parseListenAddress } from '../inventory/index.ts';
import {
  createDoor,
  createPeer,
  type FollowState,
  healthPages,
  json,
  type Part,
  type RunningFollower,
  readPart,
  serveHttp,
  startFollower,
  writePart,
} from '../standby/index.ts';
import { lockFolder } from '../store/index.ts';
import { overridesOf } from './configuration.ts';
import { atMost, readFlags, wrongUsage } from './flags.ts';
import { logOf, stopped } from './serve.ts';
import { keyReference, readKey } from './standby-key.ts';
import { jsonOf, stateLine } from './standby-status.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

/** How often the state is kept on disk and, without a change, said. */
const keepEveryMs = 1_000;
const sayEveryMs = 60_000;
const usualListen = 'tcp:127.0.0.1:8081';

/** `fangzhou standby follow URL --data FOLDER`: follows a primary until it is told to end. */
export async function follow(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values: flags, positionals } = readFlags(args, {
    data: { type: 'string' },
    'key-file': { type: 'string' },
    listen: { type: 'string', short: 'L' },
    name: { type: 'string' },
    'log-level': { type: 'string' },
  });
  atMost(positionals, 1);
  const folder = overridesOf(flags, terminal.env).dataFolder;
  if (folder === undefined) throw wrongUsage('cli.standby.data');
  const before = await readPart(folder);
  const url = positionals[0] ?? before?.url ?? '';
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) throw wrongUsage('cli.standby.url', { value: url });
  const address = parseListenAddress(flags.listen ?? usualListen, ['tcp']);
  if (address === undefined) throw wrongUsage('cli.listen.bad', { value: flags.listen ?? '', form: usualListen });
  const key = keyReference(flags['key-file'], before?.key);
  const secret = await readKey(key, terminal.env);
  const name = flags.name ?? hostname();
  const log = logOf(terminal, flags['log-level'], 'warn');

  await mkdir(folder, { recursive: true, mode: 0o700 });
  const unlock = await lockFolder(folder);
  const cleanUps: (() => Promise<unknown>)[] = [unlock];
  try {
    const part: Part = { part: 'standby', url, key, name, state: undefined };
    await writePart(folder, part);
    const tell = teller(terminal, flags.json === true);
    const clock = systemClock;
    const peer = createPeer({ url, secret, clock });
    const ledgerFolder = join(folder, 'ledger');
    const follower = await startFollower({ folder, ledgerFolder, peer, name, version, clock, log, onState: tell });
    cleanUps.push(() => follower.stop());
    const keeping = keepState(folder, part, follower, (error) =>
      log.warn({ reason: errorText(error) }, 'standby-state-not-kept'),
    );
    cleanUps.push(keeping.stop);
    const door = createDoor(secret, async function* (ask) {
      if (ask.ask === 'hello') yield json(follower.greeting());
    });
    const server = serveHttp(door, healthPages(follower, clock));
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error) => reject(cannotListen(address, error)));
      server.listen(address.port, address.host, resolve);
    });
    cleanUps.push(async () => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    const listening = `http://${address.host.includes(':') ? `[${address.host}]` : address.host}:${port}`;
    if (flags.json === true) terminal.json({ following: url, listening });
    else terminal.say(message('cli.standby.started', { url, listening, folder }));
    await stopped(terminal.stop);
    return 0;
  } catch (error) {
    if (error instanceof UserError) throw error;
    const params = { folder, detail: errorText(error) };
    throw new UserError(message('cli.standby.failed', params), message('cli.standby.failed.remedy'), { cause: error });
  } finally {
    for (const cleanUp of cleanUps.toReversed()) await cleanUp().catch(() => undefined);
  }
}

/** A line for each turn of the state, and one a minute. */
function teller(terminal: Terminal, isJson: boolean): (state: FollowState) => void {
  let said: FollowState['condition'] | undefined;
  let saidAt = Number.NEGATIVE_INFINITY;
  return (state) => {
    const now = systemClock.monotonicMs();
    if (state.condition === said && now - saidAt < sayEveryMs) return;
    said = state.condition;
    saidAt = now;
    if (isJson) terminal.json(jsonOf(state, systemClock.now()));
    else terminal.say(stateLine(state, systemClock.now()));
  };
}

/** Keeps the newest state in the folder, for the commands beside it. */
function keepState(
  folder: string,
  part: Part,
  follower: Pick<RunningFollower, 'state'>,
  onError: (error: unknown) => void,
): { stop(): Promise<void> } {
  let kept: FollowState | undefined;
  const keep = async (): Promise<void> => {
    const state = follower.state();
    if (state === kept) return;
    kept = state;
    await writePart(folder, { ...part, state }).catch(onError);
  };
  const timer = setInterval(() => void keep(), keepEveryMs);
  return {
    async stop() {
      clearInterval(timer);
      await keep();
    },
  };
}
