import { connect } from 'node:net';
import type { EpochMs } from '../../core/index.ts';
import { probeIcmp } from '../canary/icmp.ts';
import type { TriedBy } from './model.ts';

/** An inner address that should not be reached, and by what it is tried. */
export interface InnerTry {
  readonly address: string;
  /** TCP ports; an echo is always sent. */
  readonly ports: readonly number[];
}

export interface ReachedInner {
  readonly at: EpochMs;
  readonly address: string;
  readonly by: TriedBy;
  readonly detail: string;
}

/** Tries one inner address from outside. Empty: nothing answered. Undefined: nothing could be tried. Never rejects. */
export async function tryInner(
  { address, ports }: InnerTry,
  { timeoutMs, now, nonce }: { readonly timeoutMs: number; readonly now: () => EpochMs; readonly nonce: string },
): Promise<readonly ReachedInner[] | undefined> {
  const reached: ReachedInner[] = [];
  const echo = await probeIcmp({ target: { address, port: 0 }, nonce, timeoutMs });
  if (echo.outcome === 'proved' || echo.outcome === 'answered') {
    reached.push({ at: now(), address, by: 'icmp', detail: 'echo reply' });
  }
  for (const port of ports) {
    if (await connects(address, port, timeoutMs))
      reached.push({ at: now(), address, by: 'tcp', detail: `port ${port}` });
  }
  return echo.outcome === 'not-run' && ports.length === 0 ? undefined : reached;
}

/** Whether somebody there takes a connection, or refuses one: both are answers. */
function connects(host: string, port: number, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const finish = (answered: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answered);
    };
    const timer = setTimeout(() => finish(false), timeoutMs);
    socket.on('connect', () => finish(true));
    socket.on('error', (error: NodeJS.ErrnoException) =>
      finish(error.code === 'ECONNREFUSED' || error.code === 'ECONNRESET'),
    );
  });
}
