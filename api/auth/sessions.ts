import { createHash, randomBytes } from 'node:crypto';
import type { Clock, EpochMs } from '../../core/index.ts';
import type { DocumentsPort } from '../ports.ts';

/** A session ends after this long without a request or an open page, and at the latest after `absoluteMs`. */
export const idleMs = 12 * 3_600_000;
export const absoluteMs = 7 * 86_400_000;
/** When one more is opened, the one that was used longest ago ends. */
export const maximumSessions = 200;
/** The last use is written at most this often. */
const writeUseEveryMs = 300_000;
const sweepEveryMs = 60_000;
const collection = 'api-sessions';

/** A login, by the hash of its token; the token itself is only in the browser's cookie. */
export interface Session {
  /** SHA-256 of the token, hex. */
  readonly id: string;
  readonly user: string;
  readonly openedAt: EpochMs;
  readonly usedAt: EpochMs;
  /** Opened with the one-time password, which must be replaced first. */
  readonly mustChangePassword: boolean;
}

export interface Sessions {
  open(user: string, mustChangePassword: boolean): { readonly token: string; readonly session: Session };
  /** The live session of a token, marked as used now. */
  find(token: string): Session | undefined;
  /** Marks a session as used, as an open page does. */
  use(id: string): void;
  end(id: string): void;
  endAllOf(user: string): void;
  /** Called with the id of every session that ends, for whatever reason. */
  onEnd(listener: (id: string) => void): void;
  expiresAt(session: Session): EpochMs;
  close(): void;
}

/** The hash under which a token is known. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Sessions outlive a restart: a page that is open stays logged in. */
export async function openSessions(options: { store: DocumentsPort; clock: Clock }): Promise<Sessions> {
  const { store, clock } = options;
  const sessions = new Map<string, Session>();
  const writtenUse = new Map<string, EpochMs>();
  const listeners: ((id: string) => void)[] = [];

  const expiresAt = (session: Session): EpochMs => Math.min(session.openedAt + absoluteMs, session.usedAt + idleMs);
  const isOver = (session: Session): boolean => clock.now() >= expiresAt(session);

  function keep(session: Session): void {
    sessions.set(session.id, session);
    if (session.usedAt - (writtenUse.get(session.id) ?? Number.NEGATIVE_INFINITY) < writeUseEveryMs) return;
    writtenUse.set(session.id, session.usedAt);
    store.put({ collection, key: session.id, body: session });
  }

  function end(id: string): void {
    if (!sessions.delete(id)) return;
    writtenUse.delete(id);
    store.put({ collection, key: id, body: undefined });
    for (const listener of listeners) listener(id);
  }

  function makeRoom(): void {
    if (sessions.size < maximumSessions) return;
    const oldest = [...sessions.values()].reduce((a, b) => (b.usedAt < a.usedAt ? b : a));
    end(oldest.id);
  }

  for (const { key, body } of await store.documents(collection)) {
    if (isSession(body) && body.id === key && !isOver(body) && sessions.size < maximumSessions) {
      sessions.set(key, body);
      writtenUse.set(key, body.usedAt);
    } else store.put({ collection, key, body: undefined });
  }

  function sweep(): void {
    for (const session of [...sessions.values()]) if (isOver(session)) end(session.id);
    cancelSweep = clock.after(sweepEveryMs, sweep);
  }
  let cancelSweep = clock.after(sweepEveryMs, sweep);

  function use(id: string): Session | undefined {
    const session = sessions.get(id);
    if (session === undefined) return undefined;
    if (isOver(session)) {
      end(id);
      return undefined;
    }
    const used = { ...session, usedAt: clock.now() };
    keep(used);
    return used;
  }

  return {
    open(user, mustChangePassword) {
      makeRoom();
      const token = randomBytes(32).toString('base64url');
      const now = clock.now();
      const session: Session = { id: tokenHash(token), user, openedAt: now, usedAt: now, mustChangePassword };
      keep(session);
      return { token, session };
    },
    find: (token) => use(tokenHash(token)),
    use,
    end,
    endAllOf(user) {
      for (const session of [...sessions.values()]) if (session.user === user) end(session.id);
    },
    onEnd: (listener) => listeners.push(listener),
    expiresAt,
    close: () => cancelSweep(),
  };
}

function isSession(body: unknown): body is Session {
  if (typeof body !== 'object' || body === null) return false;
  const { id, user, openedAt, usedAt, mustChangePassword } = body as Partial<Record<keyof Session, unknown>>;
  return (
    typeof id === 'string' &&
    typeof user === 'string' &&
    typeof openedAt === 'number' &&
    typeof usedAt === 'number' &&
    typeof mustChangePassword === 'boolean'
  );
}
