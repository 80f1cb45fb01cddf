import { Socket } from 'node:net';
import type { Cancel, Clock } from '../../../core/index.ts';
import { engineBounds } from './ask.ts';

/** A TCP socket that ends by itself: at its deadline, or when more came than an answer may hold. */
export interface GuardedConnection {
  readonly socket: Socket;
  /** Why it ended itself; undefined: it did not. */
  ended(): 'timeout' | 'too-big' | undefined;
  /** Frees the socket; calling it twice is harmless. */
  close(): void;
}

/** Opens no connection yet: who is given the socket connects it. Works below TLS too, as it counts the octets of the wire. */
export function guardConnection(clock: Clock, timeoutMs: number): GuardedConnection {
  const socket = new Socket();
  let ended: 'timeout' | 'too-big' | undefined;
  // Without a listener an error that comes after the last answer would end the process.
  socket.on('error', () => {});
  const end = (why: 'timeout' | 'too-big'): void => {
    ended ??= why;
    close();
  };
  const cancelDeadline = clock.after(timeoutMs, () => end('timeout'));
  const cancelLook = watchOctets(socket, { clock, mostBytes: engineBounds.answerBytes, tooMany: () => end('too-big') });
  function close(): void {
    cancelDeadline();
    cancelLook();
    socket.destroy();
  }
  return { socket, ended: () => ended, close };
}

/** Tells once when more has come over a socket than may; looks now and then, so that who reads the socket is not disturbed. */
export function watchOctets(
  socket: Socket,
  watch: { readonly clock: Clock; readonly mostBytes: number; readonly tooMany: () => void },
): Cancel {
  let cancel: Cancel = () => {};
  function look(): void {
    if (socket.bytesRead > watch.mostBytes) watch.tooMany();
    else cancel = watch.clock.after(engineBounds.lookMs, look);
  }
  look();
  return () => cancel();
}
