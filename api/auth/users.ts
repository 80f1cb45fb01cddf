import type { Clock, EpochMs } from '../../core/index.ts';
import { message, UserError } from '../../core/index.ts';
import type { DocumentsPort } from '../ports.ts';
import {
  hashPassword,
  maximumPasswordLength,
  minimumPasswordLength,
  oneTimePassword,
  type PasswordHash,
  passwordCost,
  passwordIsGoodEnough,
  passwordMatches,
  type ScryptCost,
} from './password.ts';
import { isRole, type Role } from './roles.ts';

/** A one-time password that nobody has replaced stops working after this long; the next start gives a new one. */
export const oneTimePasswordDays = 7;

const collection = 'api-users';
/** Always there, always an administrator: a start must be able to let somebody in. */
export const adminUser = 'admin';
export const maximumUsers = 100;
/** Letters and digits of any script, so that a name may be a person's own; NFC, at most 32 characters. */
const userName = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,31}$/u;

/** What is kept of a user, under its name. */
interface UserRecord {
  readonly password: PasswordHash;
  /** Set while the password is one that we made up. */
  readonly oneTimeSince?: EpochMs;
  /** Absent in what was written before there were roles: then the administrator. */
  readonly role?: Role;
}

/** A user as others may see it. */
export interface KnownUser {
  readonly name: string;
  readonly role: Role;
  /** Its password is still the one that we made up. */
  readonly oneTime: boolean;
}

/** Why a user cannot be added or changed. */
export type UserRefusal = 'bad-name' | 'exists' | 'unknown' | 'too-many' | 'built-in';
export type UserAnswer =
  | { readonly ok: true; readonly user: KnownUser; readonly oneTimePassword: string }
  | { readonly ok: false; readonly refusal: UserRefusal };

export interface Users {
  /** The one-time password made at this start, to be printed once; undefined when a person has set one. */
  readonly oneTimePassword: string | undefined;
  /** `oneTime` when the password is right and still the one we made up. Takes as long for a user that does not exist. */
  check(user: string, password: string): Promise<'no' | 'yes' | 'one-time'>;
  /** False when the new password will not do. On disk when it resolves. */
  change(user: string, password: string): Promise<boolean>;
  /** By name. */
  list(): readonly KnownUser[];
  roleOf(user: string): Role | undefined;
  /** With a one-time password, which is told here and never again. */
  add(user: { readonly name: string; readonly role: Role }): Promise<UserAnswer>;
  /** A new one-time password, and another role where one is given. The administrator's own role stays. */
  renew(user: { readonly name: string; readonly role?: Role }): Promise<UserAnswer>;
  remove(name: string): Promise<UserRefusal | undefined>;
}

/** Forgets the administrator's password: the next start prints a new one-time password. */
export async function forgetPassword(store: DocumentsPort): Promise<void> {
  store.put({ collection, key: adminUser, body: undefined });
  await store.flush();
}

export interface UsersOptions {
  readonly store: DocumentsPort;
  readonly clock: Clock;
  /** `FANGZHOU_ADMIN_PASSWORD`, when set, is the administrator's password from this start on. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cost?: ScryptCost;
}

/**
 * Opens the users. In a new data folder, and at every start until somebody has set a password, `admin` gets a new
 * one-time password, so that a line lost in the scrollback is no lock-out.
 * @throws UserError when the record cannot be read or the password in the environment will not do.
 */
export async function openUsers({ store, clock, env, cost = passwordCost }: UsersOptions): Promise<Users> {
  const records = new Map<string, UserRecord>();
  for (const { key, body } of await store.documents(collection)) {
    if (isUserRecord(body)) records.set(key, body);
    else if (env.FANGZHOU_ADMIN_PASSWORD === undefined)
      throw new UserError(message('api.auth.broken-user.what'), message('api.auth.broken-user.remedy'));
  }
  // Compared with when the user does not exist, so that the answer takes as long.
  const nobody = await hashPassword(oneTimePassword(), cost);

  async function set(user: string, password: string, oneTime: boolean, role = roleOf(user)): Promise<void> {
    const record: UserRecord = {
      password: await hashPassword(password, cost),
      ...(oneTime ? { oneTimeSince: clock.now() } : {}),
      ...(role === undefined ? {} : { role }),
    };
    store.put({ collection, key: user, body: record });
    await store.flush();
    records.set(user, record);
  }

  const roleOf = (name: string): Role | undefined => {
    const record = records.get(name);
    return record === undefined ? undefined : name === adminUser ? 'admin' : (record.role ?? 'admin');
  };
  const known = (name: string, role: Role): KnownUser => ({
    name,
    role,
    oneTime: records.get(name)?.oneTimeSince !== undefined,
  });

  /** Names whose password is being hashed: two requests at once do not make the same user twice. */
  const making = new Set<string>();

  async function giveOneTime(name: string, role: Role): Promise<UserAnswer> {
    const password = oneTimePassword();
    making.add(name);
    try {
      await set(name, password, true, role);
    } finally {
      making.delete(name);
    }
    return { ok: true, user: known(name, role), oneTimePassword: password };
  }

  let made: string | undefined;
  const admin = records.get(adminUser);
  const given = env.FANGZHOU_ADMIN_PASSWORD;
  if (given !== undefined && given !== '') {
    if (!passwordIsGoodEnough(given, adminUser)) {
      const bounds = { minimum: minimumPasswordLength, maximum: maximumPasswordLength };
      throw new UserError(
        message('api.auth.weak-env-password.what'),
        message('api.auth.weak-env-password.remedy', bounds),
      );
    }
    if (admin === undefined || !(await passwordMatches(given, admin.password))) await set(adminUser, given, false);
  } else if (admin === undefined || admin.oneTimeSince !== undefined) {
    made = oneTimePassword();
    await set(adminUser, made, true);
  }

  return {
    oneTimePassword: made,
    async check(user, password) {
      const record = records.get(user);
      const matches = await passwordMatches(password, record?.password ?? nobody);
      if (record === undefined || !matches) return 'no';
      if (record.oneTimeSince === undefined) return 'yes';
      return clock.now() - record.oneTimeSince < oneTimePasswordDays * 86_400_000 ? 'one-time' : 'no';
    },
    async change(user, password) {
      const record = records.get(user);
      if (record === undefined || !passwordIsGoodEnough(password, user)) return false;
      if (await passwordMatches(password, record.password)) return false;
      await set(user, password, false);
      return true;
    },
    list: () => [...records.keys()].sort().map((name) => known(name, roleOf(name) ?? 'auditor')),
    roleOf,
    async add({ name, role }) {
      const chosen = name.normalize('NFC');
      if (!userName.test(chosen)) return { ok: false, refusal: 'bad-name' };
      if (records.has(chosen) || making.has(chosen)) return { ok: false, refusal: 'exists' };
      if (records.size + making.size >= maximumUsers) return { ok: false, refusal: 'too-many' };
      return giveOneTime(chosen, role);
    },
    async renew({ name, role }) {
      const before = roleOf(name);
      if (before === undefined) return { ok: false, refusal: 'unknown' };
      if (name === adminUser && (role ?? 'admin') !== 'admin') return { ok: false, refusal: 'built-in' };
      return giveOneTime(name, role ?? before);
    },
    async remove(name) {
      if (!records.has(name)) return 'unknown';
      if (name === adminUser) return 'built-in';
      records.delete(name);
      store.put({ collection, key: name, body: undefined });
      await store.flush();
      return undefined;
    },
  };
}

function isUserRecord(body: unknown): body is UserRecord {
  if (typeof body !== 'object' || body === null || !('password' in body)) return false;
  const hash = body.password;
  if (typeof hash !== 'object' || hash === null) return false;
  if ('role' in body && body.role !== undefined && !isRole(body.role)) return false;
  const { algorithm, salt, hash: digest, N, r, p } = hash as Partial<Record<keyof PasswordHash, unknown>>;
  return (
    algorithm === 'scrypt' &&
    typeof salt === 'string' &&
    typeof digest === 'string' &&
    [N, r, p].every((cost) => typeof cost === 'number' && cost >= 1 && cost <= 2 ** 20)
  );
}
