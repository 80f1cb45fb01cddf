import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { lookup } from 'node:dns';
import { isIP } from 'node:net';
import type { SocketLike } from 'net-snmp';
import { canonicalAddress, type SnmpTarget } from './target.ts';

/** What the session wants to know of each datagram. */
export interface DatagramHooks {
  /** A request leaves; called before the library registers it. */
  sending(datagram: Buffer): void;
  /** The operating system would not send it. */
  sendFailed(datagram: Buffer, error: Error): void;
  /** A datagram from the agent's own address; `deliver` hands it to the library. */
  received(datagram: Buffer, deliver: (datagram: Buffer) => void): void;
  /** A datagram from anybody else. */
  strangerSent(from: string): void;
}

/**
 * The socket between the library and the network. It exists because the library would take an answer from any sender,
 * lets a bad datagram throw inside an event, registers a request only after the send's callback (too late for a fast
 * agent), and looks the address up anew for each request.
 */
export function guardedSocket(target: SnmpTarget, hooks: DatagramHooks): SocketLike {
  let resolved = isIP(target.host) === 0 ? undefined : target.host;
  const socket: Socket = createSocket({
    type: target.transport,
    lookup: (host, options, done) => {
      if (isIP(host) !== 0) return done(null, host, target.transport === 'udp6' ? 6 : 4);
      // dgram passes the family as a plain number.
      const family = typeof options === 'number' ? options : target.transport === 'udp6' ? 6 : 4;
      lookup(host, { family }, (error, address) => {
        if (error === null) resolved = canonicalAddress(address);
        done(error, address, family);
      });
    },
  });
  // The library's own request timers keep the process alive while something is awaited; an idle socket must not.
  socket.unref();
  socket.on('error', (error) => hooks.sendFailed(Buffer.alloc(0), error));
  return {
    on(event, listener) {
      if (event === 'close') socket.on('close', listener as () => void);
      if (event !== 'message') return;
      const deliver = listener as unknown as (datagram: Buffer) => void;
      socket.on('message', (datagram: Buffer, from: RemoteInfo) => {
        if (from.port === target.port && from.address === resolved) hooks.received(datagram, deliver);
        else hooks.strangerSent(`${from.address} port ${from.port}`);
      });
    },
    send(buffer, offset, length, port, address, callback) {
      hooks.sending(buffer);
      socket.send(buffer, offset, length, port, address, (error) => {
        if (error !== null) hooks.sendFailed(buffer, error);
      });
      callback(null, length);
    },
    bind() {},
    ref() {},
    unref() {},
    close() {
      socket.close();
    },
  };
}
