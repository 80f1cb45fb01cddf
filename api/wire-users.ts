/** The shapes of users, by the same rules as `wire.ts`. */
import type { WireMe } from './wire.ts';

/** GET /users. */
export interface WireUser {
  readonly name: string;
  readonly role: WireMe['role'];
  /** The password is still the one that Fangzhou made up. */
  readonly oneTime: boolean;
}

/** POST /users `{name, role}` and /users/:name/renew `{role?}`: the password is told here and never again. */
export interface WireNewUser extends WireUser {
  readonly oneTimePassword: string;
}
