import { createConnection, type Socket } from 'node:net';
import type { Clock } from '../../core/index.ts';
import { pairLimits } from '../pair-limits.ts';
import { type ArbiterAnswer, type ArbiterRequest, opened, parseAnswer, signed } from './protocol.ts';

const bounds = pairLimits.arbiter;

/** The arbiter as a member of the pair asks it. */
export interface ArbiterClient {
  /** Undefined when there is no answer in time, or one that is not the arbiter's. Never throws. */
  ask(request: ArbiterRequest): Promise<ArbiterAnswer | undefined>;
  close(): void;
}

interface Open {
  readonly socket: Socket;
  readonly challenge: string;
  n: number;
  /** Gives the next whole line; undefined when the connection ends. */
  line(): Promise<string | undefined>;
  /** The other side ended it, and not we. */
  hungUp(): boolean;
}

/** Keeps one connection; what does not answer in time is closed, so that no answer comes late. */
export function createArbiterClient(options: {
  readonly host: string;
  readonly port: number;
  readonly key: string;
  readonly clock: Clock;
  /** It greeted, and hung up at the first question: it has another key. Called once until it answers again. */
  readonly onRefused?: () => void;
}): ArbiterClient {
  const { host, port, key, clock, onRefused = () => {} } = options;
  let isRefused = false;
  let open: Open | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  const connect = async (socket: Socket): Promise<Open | undefined> => {
    const line = linesOf(socket);
    const greeting = await line();
    const challenge = /^\{"challenge":"([0-9a-f]{32})"\}$/.exec(greeting ?? '')?.[1];
    let hasEnded = false;
    for (const event of ['end', 'error'] as const)
      socket.once(event, () => {
        hasEnded = true;
      });
    return challenge === undefined ? undefined : { socket, challenge, n: 0, line, hungUp: () => hasEnded };
  };

  const exchange = async (
    request: ArbiterRequest,
    started: { socket?: Socket },
  ): Promise<ArbiterAnswer | undefined> => {
    if (open === undefined || open.socket.destroyed) {
      const socket = createConnection({ host, port });
      started.socket = socket;
      open = await connect(socket);
    }
    const used = open;
    if (used === undefined) return undefined;
    started.socket = used.socket;
    used.n += 1;
    used.socket.write(signed(key, used.challenge, 'ask', used.n, JSON.stringify(request)));
    const line = await used.line();
    if (line === undefined && used.n === 1 && used.hungUp() && !isRefused) {
      isRefused = true;
      onRefused();
    }
    const body = line === undefined ? undefined : opened(key, used.challenge, 'answer', used.n, line);
    if (body !== undefined) isRefused = false;
    return body === undefined ? undefined : parseAnswer(body);
  };

  const askNow = async (request: ArbiterRequest): Promise<ArbiterAnswer | undefined> => {
    const started: { socket?: Socket } = {};
    let cancel = (): void => {};
    const late = new Promise<undefined>((resolve) => {
      cancel = clock.after(bounds.answerMs, () => resolve(undefined));
    });
    const answer = await Promise.race([exchange(request, started).catch(() => undefined), late]);
    cancel();
    if (answer === undefined) {
      started.socket?.destroy();
      open?.socket.destroy();
      open = undefined;
    }
    return answer;
  };

  return {
    ask(request) {
      const next = turn.then(() => askNow(request));
      turn = next;
      return next;
    },
    close() {
      open?.socket.destroy();
      open = undefined;
    },
  };
}

function linesOf(socket: Socket): () => Promise<string | undefined> {
  let text = '';
  let ended = false;
  let wake = (): void => {};
  socket.setEncoding('latin1');
  socket.on('data', (part: string) => {
    text += part;
    if (text.length > bounds.lineBytes) socket.destroy();
    wake();
  });
  for (const event of ['close', 'error'] as const)
    socket.on(event, () => {
      ended = true;
      wake();
    });
  return async () => {
    for (;;) {
      const end = text.indexOf('\n');
      if (end >= 0) {
        const line = text.slice(0, end);
        text = text.slice(end + 1);
        return line;
      }
      if (ended) return undefined;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
}
