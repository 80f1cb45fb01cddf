import { timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../core/index.ts';
import type { DocumentsPort } from '../ports.ts';
import type { ScryptCost } from './password.ts';
import { openSessions, type Session, type Sessions, tokenHash } from './sessions.ts';
import { Throttle } from './throttle.ts';
import { openToken } from './token.ts';
import { openUsers, type Users } from './users.ts';

/** Hashes computed at the same time, and logins waiting for one; more are turned away. Each takes 32 MiB. */
const maximumHashing = 2;
const maximumWaiting = 16;

export type LoginOutcome =
  | { readonly outcome: 'opened'; readonly token: string; readonly session: Session }
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'throttled'; readonly waitSeconds: number };

/** Who may come in. */
export interface Auth {
  /** To be printed once at start, on stderr; undefined when a person has set a password. */
  readonly oneTimePassword: string | undefined;
  readonly sessions: Sessions;
  /** Who there is. Taking a role, a password or the whole user away ends the user's sessions. */
  readonly users: Pick<Users, 'list' | 'roleOf' | 'add' | 'renew' | 'remove'>;
  /** Attempts that fail make the address, and to a smaller degree the user, wait. */
  login(attempt: { readonly user: string; readonly password: string; readonly address: string }): Promise<LoginOutcome>;
  /** Sets a new password, ends every session of the user and opens a new one. */
  changePassword(change: {
    readonly user: string;
    readonly oldPassword: string;
    readonly newPassword: string;
    readonly address: string;
  }): Promise<LoginOutcome | { readonly outcome: 'weak' }>;
  /** Whether this is the access token of the data folder. */
  isAccessToken(token: string): boolean;
  close(): void;
}

export interface AuthOptions {
  readonly store: DocumentsPort;
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly dataFolder: string;
  /**
   * False in the lab: a session opened with the one-time password may do everything. Elsewhere it may only set a new
   * password, so that the printed one is worth nothing once it was used.
   */
  readonly mustChangePassword: boolean;
  /** For tests; production takes `passwordCost`. */
  readonly cost?: ScryptCost;
}

/**
 * Opens users, sessions and the access token.
 * @throws UserError when one of them cannot be read or written.
 */
export async function openAuth(options: AuthOptions): Promise<Auth> {
  const { store, clock, env, dataFolder, mustChangePassword, cost } = options;
  const users = await openUsers({ store, clock, env, ...(cost === undefined ? {} : { cost }) });
  const sessions = await openSessions({ store, clock });
  const accessToken = Buffer.from(tokenHash(await openToken(dataFolder)));
  const byAddress = new Throttle({
    clock,
    free: 5,
    maximumWaitSeconds: 900,
    maximumKeys: 2_000,
    forgetAfterSeconds: 3_600,
  });
  // Short, so that nobody can lock the administrator out from elsewhere.
  const byUser = new Throttle({ clock, free: 10, maximumWaitSeconds: 30, maximumKeys: 500, forgetAfterSeconds: 900 });
  const gate = hashingGate();

  async function check(user: string, password: string, address: string): Promise<'no' | 'yes' | 'one-time' | number> {
    const userKey = user.slice(0, 64);
    const waitSeconds = Math.max(byAddress.waitSeconds(address), byUser.waitSeconds(userKey));
    if (waitSeconds > 0) return waitSeconds;
    byAddress.fail(address);
    byUser.fail(userKey);
    const answer = await gate(() => users.check(user, password));
    if (answer === undefined) return 5;
    if (answer !== 'no') {
      byAddress.clear(address);
      byUser.clear(userKey);
    }
    return answer;
  }

  return {
    oneTimePassword: users.oneTimePassword,
    sessions,
    users: {
      list: users.list,
      roleOf: users.roleOf,
      add: users.add,
      async renew(user) {
        const answer = await users.renew(user);
        if (answer.ok) sessions.endAllOf(user.name);
        return answer;
      },
      async remove(name) {
        const refusal = await users.remove(name);
        if (refusal === undefined) sessions.endAllOf(name);
        return refusal;
      },
    },
    async login({ user, password, address }) {
      const answer = await check(user, password, address);
      if (typeof answer === 'number') return { outcome: 'throttled', waitSeconds: answer };
      if (answer === 'no') return { outcome: 'refused' };
      return { outcome: 'opened', ...sessions.open(user, mustChangePassword && answer === 'one-time') };
    },
    async changePassword({ user, oldPassword, newPassword, address }) {
      const answer = await check(user, oldPassword, address);
      if (typeof answer === 'number') return { outcome: 'throttled', waitSeconds: answer };
      if (answer === 'no') return { outcome: 'refused' };
      if ((await gate(() => users.change(user, newPassword))) !== true) return { outcome: 'weak' };
      sessions.endAllOf(user);
      return { outcome: 'opened', ...sessions.open(user, false) };
    },
    isAccessToken: (token) => timingSafeEqual(Buffer.from(tokenHash(token)), accessToken),
    close: () => sessions.close(),
  };
}

/** Runs few hashes at a time and keeps few waiting; undefined when there are too many. */
function hashingGate(): <T>(task: () => Promise<T>) => Promise<T | undefined> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (running >= maximumHashing) {
      if (waiting.length >= maximumWaiting) return undefined;
      // The one that ends hands its place over, so `running` stays as it is.
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
