import { createServer, type Server, type Socket } from 'node:net';
import type { Cancel, Clock } from '../../../core/index.ts';
import type { ChannelEars } from '../../paging/model.ts';
import { type AnswerWord, readAnswer } from './answer.ts';
import { createMailSession, mailBounds } from './session.ts';

/** How often it is looked whether somebody may still answer. */
const watchMs = 10_000;

export type AnswerCounts = Readonly<Record<AnswerWord | 'over' | 'too-large', number>>;

/**
 * Where the mail server hands answers over. It listens while some page may be answered, and at no other time: a standby has none, so that the
 * mail server keeps an answer until it finds whoever decides. Nothing is ever sent because of what comes in.
 */
export interface MailInlet {
  /** Something goes out that may be answered. */
  listen(): void;
  counts(): AnswerCounts;
  /** Why it does not listen although it should; undefined: all is well. */
  trouble(): string | undefined;
  /** Resolves with the port as soon as it listens; for tests. */
  port(): Promise<number>;
  close(): void;
}

export function openMailInlet(deps: {
  readonly host: string;
  readonly port: number;
  /** Answers go to it: the sender of what is sent. */
  readonly address: string;
  readonly clock: Clock;
  readonly ears: ChannelEars;
}): MailInlet {
  const { host, clock, ears } = deps;
  const address = deps.address.toLowerCase();
  const counts = { taken: 0, over: 0, automatic: 0, unknown: 0, forged: 0, unreadable: 0, 'too-large': 0 };
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  let listening: PromiseWithResolvers<number> = Promise.withResolvers();
  let trouble: string | undefined;
  let cancel: Cancel = () => {};

  const heard = (socket: Socket): void => {
    const session = createMailSession(address);
    sockets.add(socket);
    socket.setTimeout(mailBounds.idleMs, () => socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    socket.write(session.greeting);
    socket.on('data', (octets) => {
      const { replies, mails, ended, tooLarge } = session.take(octets);
      counts['too-large'] += tooLarge;
      for (const mail of mails) {
        const { word, page } = readAnswer(mail, ears.pages());
        const state = page === undefined ? undefined : ears.acknowledge(page.id);
        counts[page !== undefined && state !== 'used' ? 'over' : word] += 1;
      }
      if (replies !== '') socket.write(replies);
      if (ended) socket.end();
    });
  };

  const listen = (): void => {
    if (server !== undefined) return;
    const opened = createServer(heard);
    opened.maxConnections = mailBounds.connections;
    opened.on('error', (error: NodeJS.ErrnoException) => {
      trouble = `${host}:${deps.port} ${error.code ?? error.message}`;
      if (server === opened) server = undefined;
    });
    opened.listen(deps.port, host, () => {
      trouble = undefined;
      const at = opened.address();
      listening.resolve(typeof at === 'object' ? (at?.port ?? 0) : 0);
    });
    server = opened;
  };

  const rest = (): void => {
    server?.close();
    server = undefined;
    listening = Promise.withResolvers();
    for (const socket of sockets) socket.destroy();
  };

  const watch = (): void => {
    if (ears.pages().length > 0) listen();
    else rest();
    cancel = clock.after(watchMs, watch);
  };
  cancel = clock.after(watchMs, watch);

  return {
    listen,
    counts: () => ({ ...counts }),
    trouble: () => trouble,
    port: () => listening.promise,
    close() {
      cancel();
      rest();
    },
  };
}
