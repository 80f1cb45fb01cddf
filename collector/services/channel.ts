/** A conversation over one TCP connection: phases are entered as they are reached, what is heard is bounded, ends have reasons. */
import type { Socket } from 'node:net';
import { type AttemptAsk, bad, type HostPort, ProbeFault } from './attempt.ts';
import { type ConnectAsk, connectTcp } from './connect.ts';
import { faultOf } from './fault.ts';
import { certificateFault, secure } from './secure.ts';

/** What is believed of the other side. */
export interface TlsTrust {
  readonly authority: string | undefined;
  readonly serverName: string | undefined;
  readonly insecure: boolean;
}

/** What a reader found at the beginning of what was heard: the value, and how many octets it took. */
export interface Found<Value> {
  readonly value: Value;
  readonly octets: number;
}

/** Looks at all that was heard and not taken yet; undefined: the rest has still to come. May throw. */
export type Reader<Value> = (heard: Buffer) => Found<Value> | undefined;

export interface Channel {
  /** This end of the connection. */
  readonly own: HostPort;
  write(octets: Uint8Array | string): void;
  /**
   * Waits until `read` finds something at the beginning of what was heard; undefined: not all has come yet. What follows stays
   * for the next. @throws ProbeFault: closed, cut, too much, or what `read` itself throws.
   */
  take<Value>(read: Reader<Value>): Promise<Value>;
  /** The same for somebody who need not answer: undefined when nothing was found within so long, or the other side has closed. */
  takeWithin<Value>(withinMs: number, read: Reader<Value>): Promise<Value | undefined>;
  /** TLS (RFC 8446) from here on; what was heard before counts no more. Enters the phase `tls`. */
  secure(trust: TlsTrust): Promise<void>;
  /** Hands the connection over to somebody else; what was heard and not taken is lost. */
  release(): Socket;
  close(): void;
}

/** Octets that one answer may have. */
const answerBytes = 262_144;

export type ChannelAsk = ConnectAsk & Pick<AttemptAsk, 'clock'> & { readonly to: HostPort };

/** Opens a conversation. @throws ProbeFault */
export async function openChannel(ask: ChannelAsk): Promise<Channel> {
  const { to, phases, signal, clock } = ask;
  let socket: Socket = await connectTcp(to, ask);
  let heard: Buffer = Buffer.alloc(0);
  let failure: unknown;
  let ended = false;
  let wake = (): void => {};

  /** Only the newest layer is heard: under TLS the plain one says nothing more. */
  function listen(): void {
    const own = socket;
    const tell = (what: () => void) => (): void => {
      if (socket === own) what();
      wake();
    };
    own.on('data', (octets: Buffer) => {
      if (socket !== own) return;
      heard = heard.length === 0 ? octets : Buffer.concat([heard, octets]);
      if (heard.length > answerBytes) own.pause();
      wake();
    });
    const end = tell(() => {
      ended = true;
    });
    own.on('end', end);
    own.on('close', end);
    own.on('error', (error) => {
      if (socket === own) failure ??= error;
      end();
    });
  }
  listen();

  function look<Value>(read: Reader<Value>): Found<Value> | undefined {
    if (signal.aborted) throw signal.reason;
    const found = heard.length === 0 ? undefined : read(heard);
    if (found === undefined && heard.length > answerBytes) throw bad('too-much', { ...to, bytes: answerBytes });
    if (found !== undefined) {
      heard = heard.subarray(found.octets);
      socket.resume();
    }
    return found;
  }
  const more = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
    });

  return {
    own: { host: socket.localAddress ?? '', port: socket.localPort ?? 0 },
    write(octets) {
      // A side that has gone is told by what is heard, or not heard, of it.
      if (socket.writable) socket.write(octets);
    },
    async take(read) {
      for (;;) {
        const found = look(read);
        if (found !== undefined) return found.value;
        if (failure !== undefined) throw withPlace(failure, to);
        if (ended) throw bad(heard.length === 0 ? 'closed' : 'half-answer', { ...to });
        await more();
      }
    },
    async takeWithin(withinMs, read) {
      let late = false;
      const cancel = clock.after(withinMs, () => {
        late = true;
        wake();
      });
      try {
        for (;;) {
          const found = look(read);
          if (found !== undefined) return found.value;
          if (late || ended) return undefined;
          await more();
        }
      } finally {
        cancel();
      }
    },
    async secure({ authority, serverName, insecure }) {
      heard = Buffer.alloc(0);
      const asked = { authority, serverName, phases, place: to };
      const secured = await secure(socket, asked);
      socket = secured;
      const fault = insecure ? undefined : certificateFault(secured, asked);
      if (fault !== undefined) throw fault;
      listen();
    },
    release() {
      socket.removeAllListeners('data');
      socket.pause();
      return socket;
    },
    close() {
      socket.destroy();
    },
  };
}

/** The reason with the place that was declared, whatever it was that failed there. */
export function withPlace(thrown: unknown, to: HostPort): ProbeFault {
  return new ProbeFault(faultOf(thrown, to));
}
