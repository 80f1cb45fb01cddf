import { cannotListen } from '../collector/index.ts';
import { type Clock, systemClock } from '../core/index.ts';
import type { SnmpCredential } from '../inventory/index.ts';
import { type Agent, loadSnmprec, type Recording, startAgent } from './agent/index.ts';

export interface ReplayOptions {
  /** A recording, `.snmprec` or `.snmprec.gz`. */
  readonly file: string;
  /** A free one when 0 or absent. */
  readonly port?: number;
  readonly host?: string;
  /** Taken with v1 and v2c; `public` when neither it nor `v3` is given. */
  readonly community?: string;
  /** Serve v1 only, as old devices do: v2c is then not answered. */
  readonly v1Only?: boolean;
  readonly v3?: Extract<SnmpCredential, { version: 'v3' }>;
  readonly clock?: Clock;
}

export interface Replay {
  readonly agent: Agent;
  /** What was read, and what could not be. */
  readonly recording: Recording;
}

/** Serves a recorded walk as an agent. Throws a UserError for a file without rows or a port that is taken. */
export async function replayWalk(options: ReplayOptions): Promise<Replay> {
  const { file, port = 0, host = '127.0.0.1', v3, clock = systemClock } = options;
  const recording = await loadSnmprec(file, clock);
  const community = options.community ?? (v3 === undefined ? 'public' : undefined);
  const credentials: SnmpCredential[] = [
    ...(community === undefined ? [] : [{ version: options.v1Only === true ? 'v1' : 'v2c', community } as const]),
    ...(v3 === undefined ? [] : [v3]),
  ];
  try {
    return { agent: await startAgent({ view: recording.view, credentials, host, port, clock }), recording };
  } catch (thrown) {
    throw cannotListen({ transport: 'udp', host, port }, thrown);
  }
}
