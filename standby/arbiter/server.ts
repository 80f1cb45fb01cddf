import { randomBytes } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import { type Clock, errorText, type Log } from '../../core/index.ts';
import { tokenText } from '../lease/token.ts';
import { pairLimits } from '../pair-limits.ts';
import { opened, parseRequest, signed } from './protocol.ts';
import { answerOf, decide } from './votes.ts';
import { readVotes, writeVotes } from './votes-file.ts';

const bounds = pairLimits.arbiter;

/** A witness at a third place: it holds votes and a token, and no data. */
export interface Arbiter {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Starts to listen. Every vote is on the disk before it is given.
 * @throws when the file of votes is damaged or the address cannot be had.
 */
export async function startArbiter(options: {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly key: string;
  readonly votesFile: string;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<Arbiter> {
  const { host, port, key, votesFile, clock, log } = options;
  let votes = await readVotes(votesFile);
  const startedAt = clock.monotonicMs();
  let heardAt: number | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  const sockets = new Set<Socket>();

  const answer = async (body: string): Promise<string | undefined> => {
    const request = parseRequest(body);
    if (request === undefined) return undefined;
    const now = clock.monotonicMs();
    const decided = decide(votes, request, now - (heardAt ?? startedAt));
    if (decided.votes !== votes) {
      const changed = tokenText(decided.votes.token) !== tokenText(votes.token) || decided.votes.id !== votes.id;
      if (changed) {
        await writeVotes(votesFile, decided.votes);
        log.info({ what: request.do, id: request.id, lease: tokenText(request.token) }, 'arbiter-granted');
      }
      votes = decided.votes;
    }
    if (decided.granted) heardAt = now;
    const heardMs = heardAt === undefined ? undefined : Math.round(now - heardAt);
    return JSON.stringify(answerOf(votes, decided.granted, heardMs));
  };

  const serve = (socket: Socket): void => {
    if (sockets.size >= bounds.connections) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.setTimeout(bounds.idleMs, () => socket.destroy());
    const challenge = randomBytes(16).toString('hex');
    socket.write(`${JSON.stringify({ challenge })}\n`);
    let text = '';
    let n = 0;
    socket.setEncoding('latin1');
    socket.on('data', (part: string) => {
      text += part;
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
        const line = text.slice(0, end);
        text = text.slice(end + 1);
        n += 1;
        const body = opened(key, challenge, 'ask', n, line);
        if (body === undefined) {
          log.warn({ from: socket.remoteAddress }, 'arbiter-stranger');
          socket.destroy();
          return;
        }
        const number = n;
        // One after the other: two votes at the same time are two decisions.
        turn = turn.then(async () => {
          try {
            const told = await answer(body);
            if (told === undefined) socket.destroy();
            else if (!socket.destroyed) socket.write(signed(key, challenge, 'answer', number, told));
          } catch (error) {
            log.error({ reason: errorText(error) }, 'arbiter-not-written');
            socket.destroy();
          }
        });
      }
      if (text.length > bounds.lineBytes) socket.destroy();
    });
  };

  const server = createServer(serve);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.removeListener('error', reject);
      server.on('error', (error) => log.error({ reason: errorText(error) }, 'arbiter-socket'));
      resolve();
    });
  });
  const address = server.address();
  const heard = typeof address === 'object' && address !== null ? address.port : port;
  log.info({ host, port: heard, lease: tokenText(votes.token) }, 'arbiter-listening');
  return {
    host,
    port: heard,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await turn;
    },
  };
}
