import { isIP, connect as netConnect, type Socket } from 'node:net';
import type { AttemptAsk, HostPort } from './attempt.ts';
import { ProbeFault } from './attempt.ts';
import { faultOf } from './fault.ts';
import { resolveHost } from './resolve.ts';

/** What connecting needs of an attempt. */
export type ConnectAsk = Pick<AttemptAsk, 'phases' | 'signal' | 'place'>;

/**
 * A TCP connection to a declared place, by the phases `resolve` (of a name) and `connect`; over both families where a name has
 * both (RFC 8305). The socket is destroyed with the signal, and an error that nobody waits for ends nothing. Rejects with a
 * `ProbeFault` that names the declared place.
 */
export async function connectTcp(declared: HostPort, ask: ConnectAsk): Promise<Socket> {
  const { host, port } = ask.place(declared);
  const isName = isIP(host) === 0;
  if (isName) ask.phases.enter('resolve');
  const addresses = await resolveHost(host, ask);
  if (ask.signal.aborted) throw new ProbeFault(faultOf({ code: 'ETIMEDOUT' }, declared));
  ask.phases.enter('connect');
  const socket = netConnect({
    ...{ host, port, autoSelectFamily: true },
    lookup: (_host, options, tell) => {
      const found = addresses.map((address) => ({ address, family: isIP(address) }));
      if (options.all === true) tell(null, found);
      else tell(null, found[0]?.address ?? '', found[0]?.family ?? 4);
    },
  });
  socket.on('error', () => {});
  const destroy = (): void => void socket.destroy();
  ask.signal.addEventListener('abort', destroy, { once: true });
  socket.once('close', () => ask.signal.removeEventListener('abort', destroy));
  await until(socket, 'connect', declared);
  return socket;
}

/** Waits for an event of a socket; its error or its end before that is a `ProbeFault` that names the place. */
export function until(socket: Socket, event: 'connect' | 'secureConnect', place: HostPort): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (thrown: unknown): void => reject(new ProbeFault(faultOf(firstOf(thrown), place)));
    socket.once(event, resolve);
    socket.once('error', fail);
    socket.once('close', () => fail({ code: 'ECONNRESET' }));
  });
}

/** Of the errors of several addresses the first tells as much as all. */
function firstOf(thrown: unknown): unknown {
  return thrown instanceof AggregateError && thrown.errors.length > 0 ? thrown.errors[0] : thrown;
}
