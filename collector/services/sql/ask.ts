/** One statement to a database, whichever it is: what is asked, and what comes back. */
import type { Socket } from 'node:net';
import { type ProbeSettings, serviceBounds } from '../../../inventory/services/index.ts';
import { watchOctets } from '../../pairs/engines/guarded-connection.ts';
import { type AttemptAsk, bad, ProbeFault } from '../attempt.ts';
import { withPlace } from '../channel.ts';
import { connectTcp } from '../connect.ts';

/** The part of a probe, or of a business figure, that says what is asked of which database. */
export type SqlWish = Pick<
  Extract<ProbeSettings, { kind: 'postgresql' | 'mysql' }>,
  ('kind' | 'host' | 'port' | 'database' | 'user' | 'password' | 'tls' | 'statement') | ('authority' | 'serverName')
>;

export interface SqlAsk extends Pick<AttemptAsk, 'phases' | 'signal' | 'place' | 'clock'> {
  readonly wish: SqlWish;
  readonly timeoutMs: number;
}

/** Every cell as the server wrote it; null: SQL's NULL. */
export type SqlRows = readonly (readonly (string | null)[])[];

/** How one make of database is talked to. */
export interface SqlDriver {
  /** What takes its time comes before the connection, as a server may speak first; then the statement over that connection. */
  readonly prepare: (ask: SqlAsk) => Promise<(socket: Socket) => Promise<SqlRows>>;
  /** What its own errors mean; `lost`: the connection ended; undefined: nothing that it knows. */
  readonly faultOf: (thrown: unknown, wish: SqlWish) => ProbeFault | 'lost' | undefined;
}

/**
 * Sends one statement in a read-only transaction over a connection of its own, and undoes the transaction. Phases: `resolve` (of a name),
 * `connect`, `tls` (where it is wanted), `login`, `answer`. @throws ProbeFault
 */
export async function rowsBy({ prepare, faultOf }: SqlDriver, ask: SqlAsk): Promise<SqlRows> {
  const { wish, clock } = ask;
  const to = { host: wish.host, port: wish.port };
  const rowsOf = await prepare(ask);
  const socket = await connectTcp(to, ask);
  let isTooMuch = false;
  const cancel = watchOctets(socket, {
    clock,
    mostBytes: serviceBounds.answerBytes,
    tooMany() {
      isTooMuch = true;
      socket.destroy();
    },
  });
  try {
    return await rowsOf(socket);
  } catch (thrown) {
    // The watch looks now and then: a driver may have swallowed it all, and failed, before.
    if (isTooMuch || socket.bytesRead > serviceBounds.answerBytes) {
      throw bad('too-much', { ...to, bytes: serviceBounds.answerBytes });
    }
    const fault = thrown instanceof ProbeFault ? thrown : faultOf(thrown, wish);
    if (fault === 'lost') throw bad(socket.bytesRead === 0 ? 'closed' : 'half-answer', { ...to });
    throw fault ?? withPlace(thrown, to);
  } finally {
    cancel();
    socket.destroy();
  }
}
