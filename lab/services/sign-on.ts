import { randomBytes } from 'node:crypto';
import type { Clock } from '../../core/index.ts';

/** Who may log in; made for one run of the lab. */
export interface ServiceAccess {
  readonly user: string;
  readonly password: string;
}

/** A ticket is good for one way back, and for so long. */
const ticketMs = 30_000;
const sessionMs = 600_000;
/** Of each kind at a time; the oldest go. */
const most = 2_000;

/** Logins, tickets and sessions of the lab's single sign-on, as CAS protocol 3.0 names them. */
export interface SignOn {
  /** A new session at single sign-on; undefined: wrong name or password. */
  login(user: string, password: string): string | undefined;
  isLoggedIn(token: string | undefined): boolean;
  /** For one service, once. */
  ticketFor(serviceId: string): string;
  /** Takes the ticket: a session at the service; undefined when there is no such ticket any more. */
  redeem(ticket: string, serviceId: string): string | undefined;
  isAt(session: string | undefined, serviceId: string): boolean;
}

export function createSignOn({ access, clock }: { readonly access: ServiceAccess; readonly clock: Clock }): SignOn {
  const logins = createBook(clock, sessionMs);
  const tickets = createBook(clock, ticketMs);
  const sessions = createBook(clock, sessionMs);
  return {
    login: (user, password) =>
      user === access.user && password === access.password ? logins.write('TGT', user) : undefined,
    isLoggedIn: (token) => logins.read(token) !== undefined,
    ticketFor: (serviceId) => tickets.write('ST', serviceId),
    redeem(ticket, serviceId) {
      const known = tickets.read(ticket);
      tickets.strike(ticket);
      return known === serviceId ? sessions.write('S', serviceId) : undefined;
    },
    isAt: (session, serviceId) => sessions.read(session) === serviceId,
  };
}

function createBook(clock: Clock, livesMs: number) {
  const entries = new Map<string, { readonly what: string; readonly until: number }>();
  return {
    write(prefix: string, what: string): string {
      const name = `${prefix}-${randomBytes(18).toString('base64url')}`;
      entries.set(name, { what, until: clock.monotonicMs() + livesMs });
      for (const oldest of entries.keys()) {
        if (entries.size <= most) break;
        entries.delete(oldest);
      }
      return name;
    },
    read(name: string | undefined): string | undefined {
      const entry = entries.get(name ?? '');
      return entry === undefined || entry.until <= clock.monotonicMs() ? undefined : entry.what;
    },
    strike: (name: string) => void entries.delete(name),
  };
}
