import { createSocket } from 'node:dgram';
import { isIP } from 'node:net';
import { type AttemptAsk, type HostPort, ProbeFault } from './attempt.ts';
import { withPlace } from './channel.ts';
import { resolveHost } from './resolve.ts';

interface DatagramAsk<Value> extends Pick<AttemptAsk, 'phases' | 'signal' | 'place' | 'clock'> {
  readonly to: HostPort;
  /** The packet, made when the own end is known: some protocols write it into the message. */
  readonly packet: (own: HostPort) => Uint8Array;
  /** Sent again so long after the first, while nothing has come; milliseconds. */
  readonly againAfterMs?: readonly number[];
  /** What an answer says; undefined: it is none to this question and is passed over. May throw. */
  readonly read: (octets: Buffer) => Value | undefined;
}

/**
 * Asks by UDP (RFC 768) from a socket of its own, and gives the first answer of that place that `read` takes. The socket is
 * connected, so that strangers are not heard and an ICMP error is. Phases: `resolve` (of a name), then `first-byte`. @throws ProbeFault
 */
export async function askByDatagram<Value>(ask: DatagramAsk<Value>): Promise<Value> {
  const { to, packet, read, phases, signal, clock, place, againAfterMs = [] } = ask;
  const { host, port } = place(to);
  if (isIP(host) === 0) phases.enter('resolve');
  const [address = host] = await resolveHost(host, { signal });
  if (signal.aborted) throw signal.reason;
  phases.enter('first-byte');
  const socket = createSocket(isIP(address) === 6 ? 'udp6' : 'udp4');
  const timers: (() => void)[] = [];
  const close = new AbortController();
  try {
    return await new Promise<Value>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: close.signal });
      socket.on('error', reject);
      socket.on('message', (octets) => {
        try {
          const value = read(octets);
          if (value !== undefined) resolve(value);
        } catch (thrown) {
          reject(thrown);
        }
      });
      socket.connect(port, address, () => {
        const own = socket.address();
        const octets = packet({ host: own.address, port: own.port });
        const send = (): void => socket.send(octets, (error) => (error === null ? undefined : reject(error)));
        send();
        for (const afterMs of againAfterMs) timers.push(clock.after(afterMs, send));
      });
    });
  } catch (thrown) {
    throw thrown instanceof ProbeFault ? thrown : withPlace(thrown, to);
  } finally {
    close.abort();
    for (const cancel of timers) cancel();
    socket.close();
  }
}
