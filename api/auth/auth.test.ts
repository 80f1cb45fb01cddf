import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { UserError } from '../../core/index.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import { cheapCost } from '../stage.fake.ts';
import { openAuth } from './auth.ts';
import { hashPassword, oneTimePassword, passwordCost, passwordMatches } from './password.ts';
import { absoluteMs, idleMs, maximumSessions } from './sessions.ts';
import { openToken, tokenFileName } from './token.ts';

let dataFolder: string;
let clock: FakeClock;
let store: ReturnType<typeof createFakeStore>;
const address = '10.0.0.1';
const open = (env: Record<string, string> = {}, mustChangePassword = true) =>
  openAuth({ store, clock, env, dataFolder, mustChangePassword, cost: cheapCost });

beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'fangzhou-auth-'));
  clock = new FakeClock();
  store = createFakeStore({ kinds: [], clock });
});
afterEach(() => rmSync(dataFolder, { recursive: true, force: true }));

describe('a password', () => {
  it('is kept as a salted scrypt hash of the documented cost, and found again', async () => {
    const first = await hashPassword('correct horse battery');
    const second = await hashPassword('correct horse battery');
    expect(first).toMatchObject({ algorithm: 'scrypt', ...passwordCost });
    expect(first.hash).not.toBe(second.hash);
    expect(await passwordMatches('correct horse battery', first)).toBe(true);
    expect(await passwordMatches('correct horse batterz', first)).toBe(false);
  });

  it('is the same however the machine composes its characters', async () => {
    const stored = await hashPassword('pässword-is-long', cheapCost);
    expect(await passwordMatches('pa\u0308ssword-is-long', stored)).toBe(true);
  });

  it('that we make up is long, never twice the same, and has no characters that look alike', () => {
    const made = new Set(Array.from({ length: 200 }, oneTimePassword));
    expect(made.size).toBe(200);
    for (const one of made) expect(one).toMatch(/^[2-9a-hjkmnp-z]{5}(-[2-9a-hjkmnp-z]{5}){3}$/);
  });
});

describe('the one-time password', () => {
  it('opens a session that may only set a new one, and is worth nothing afterwards', async () => {
    const auth = await open();
    const password = auth.oneTimePassword ?? '';
    const opened = await auth.login({ user: 'admin', password, address });
    expect(opened).toMatchObject({ outcome: 'opened', session: { mustChangePassword: true } });
    const change = { user: 'admin', oldPassword: password, newPassword: 'a much better one', address };
    expect(await auth.changePassword({ ...change, newPassword: 'short' })).toEqual({ outcome: 'weak' });
    expect(await auth.changePassword({ ...change, newPassword: password })).toEqual({ outcome: 'weak' });
    expect(await auth.changePassword(change)).toMatchObject({
      outcome: 'opened',
      session: { mustChangePassword: false },
    });
    expect(await auth.login({ user: 'admin', password, address })).toEqual({ outcome: 'refused' });
    expect((await open()).oneTimePassword).toBeUndefined();
  });

  it('is another at every start until somebody has set one', async () => {
    const first = (await open()).oneTimePassword ?? '';
    const auth = await open();
    expect(auth.oneTimePassword).not.toBe(first);
    expect(await auth.login({ user: 'admin', password: first, address })).toEqual({ outcome: 'refused' });
  });

  it('ends after seven days', async () => {
    const auth = await open();
    await clock.advance(7 * 86_400_000);
    expect(await auth.login({ user: 'admin', password: auth.oneTimePassword ?? '', address })).toEqual({
      outcome: 'refused',
    });
  });

  it('is nowhere in the store, nor is the token of a session', async () => {
    const auth = await open();
    const opened = await auth.login({ user: 'admin', password: auth.oneTimePassword ?? '', address });
    const kept = JSON.stringify([await store.documents('api-users'), await store.documents('api-sessions')]);
    expect(kept).not.toContain(auth.oneTimePassword);
    if (opened.outcome !== 'opened') throw new Error('not opened');
    expect(kept).not.toContain(opened.token);
    expect(kept).toContain(opened.session.id);
  });
});

describe('FANGZHOU_ADMIN_PASSWORD', () => {
  it('sets the password and replaces one that was lost', async () => {
    const auth = await open({ FANGZHOU_ADMIN_PASSWORD: 'from the environment' });
    expect(auth.oneTimePassword).toBeUndefined();
    expect(await auth.login({ user: 'admin', password: 'from the environment', address })).toMatchObject({
      session: { mustChangePassword: false },
    });
    const later = await open({ FANGZHOU_ADMIN_PASSWORD: 'another from there' });
    expect(await later.login({ user: 'admin', password: 'another from there', address })).toMatchObject({
      outcome: 'opened',
    });
  });

  it('that is too weak stops the start with a remedy', async () => {
    await expect(open({ FANGZHOU_ADMIN_PASSWORD: 'admin' })).rejects.toBeInstanceOf(UserError);
  });
});

describe('a broken record', () => {
  it('of a user is an error with a way out, not a new administrator', async () => {
    store.put({ collection: 'api-users', key: 'admin', body: { password: 'plain' } });
    await expect(open()).rejects.toBeInstanceOf(UserError);
    expect((await open({ FANGZHOU_ADMIN_PASSWORD: 'from the environment' })).oneTimePassword).toBeUndefined();
  });

  it('of a session is dropped', async () => {
    store.put({ collection: 'api-sessions', key: 'x', body: { id: 'x', user: 1 } });
    await open();
    expect(await store.documents('api-sessions')).toEqual([]);
  });
});

describe('guessing', () => {
  it('makes the address wait longer and longer, and others are free', async () => {
    const auth = await open();
    const attempt = (from: string, password = 'wrong') => auth.login({ user: 'nobody', password, address: from });
    for (let n = 0; n < 6; n++) expect(await attempt(address)).toEqual({ outcome: 'refused' });
    expect(await attempt(address)).toEqual({ outcome: 'throttled', waitSeconds: 1 });
    await clock.advance(1_000);
    expect(await attempt(address)).toEqual({ outcome: 'refused' });
    expect(await attempt(address)).toEqual({ outcome: 'throttled', waitSeconds: 2 });
    expect(await attempt('10.0.0.2')).toEqual({ outcome: 'refused' });
  });

  it('from many addresses slows the user by at most half a minute', async () => {
    const auth = await open();
    for (let n = 0; n < 40; n++) {
      await auth.login({ user: 'admin', password: 'wrong', address: `10.0.1.${n}` });
      await clock.advance(1_000);
    }
    await clock.advance(30_000);
    const password = auth.oneTimePassword ?? '';
    expect(await auth.login({ user: 'admin', password, address })).toMatchObject({ outcome: 'opened' });
  });

  it('at once is counted at once', async () => {
    const auth = await open();
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, () => auth.login({ user: 'admin', password: 'wrong', address })),
    );
    expect(outcomes.filter(({ outcome }) => outcome === 'refused')).toHaveLength(6);
    expect(outcomes.filter(({ outcome }) => outcome === 'throttled')).toHaveLength(24);
  });

  it('from many addresses at once does not pile up hashes', async () => {
    const auth = await openAuth({
      store,
      clock,
      env: {},
      dataFolder,
      mustChangePassword: true,
      cost: { N: 2 ** 14, r: 8, p: 1 },
    });
    const outcomes = await Promise.all(
      Array.from({ length: 60 }, (_, n) => auth.login({ user: `user${n}`, password: 'wrong', address: `10.1.0.${n}` })),
    );
    expect(outcomes.filter(({ outcome }) => outcome === 'refused')).toHaveLength(18);
    expect(outcomes.filter(({ outcome }) => outcome === 'throttled')).toHaveLength(42);
  });
});

describe('a session', () => {
  const loggedIn = async () => {
    const auth = await open();
    const opened = await auth.login({ user: 'admin', password: auth.oneTimePassword ?? '', address });
    if (opened.outcome !== 'opened') throw new Error('not opened');
    return { auth, ...opened };
  };

  it('ends after twelve hours without use, and says so to who listens', async () => {
    const { auth, token, session } = await loggedIn();
    const ended: string[] = [];
    auth.sessions.onEnd((id) => ended.push(id));
    await clock.advance(idleMs - 1);
    expect(auth.sessions.find(token)?.id).toBe(session.id);
    await clock.advance(idleMs + 60_000);
    expect(ended).toEqual([session.id]);
    expect(auth.sessions.find(token)).toBeUndefined();
  });

  it('ends after seven days however much it is used', async () => {
    const { auth, token } = await loggedIn();
    for (let hours = 0; hours < 7 * 24; hours += 6) {
      expect(auth.sessions.find(token)).toBeDefined();
      await clock.advance(6 * 3_600_000);
    }
    expect(absoluteMs).toBe(7 * 86_400_000);
    expect(auth.sessions.find(token)).toBeUndefined();
  });

  it('outlives a restart of the server, and its end does too', async () => {
    const { auth, token, session } = await loggedIn();
    auth.close();
    const again = await open();
    expect(again.sessions.find(token)?.id).toBe(session.id);
    again.sessions.end(session.id);
    expect((await open()).sessions.find(token)).toBeUndefined();
  });

  it('makes room for another by ending the one used longest ago', async () => {
    const { auth, token } = await loggedIn();
    await clock.advance(1);
    for (let n = 0; n < maximumSessions; n++) auth.sessions.open('admin', false);
    expect(auth.sessions.find(token)).toBeUndefined();
    expect(await store.documents('api-sessions')).toHaveLength(maximumSessions);
  });

  it('is not found by anything but its token', async () => {
    const { auth, session } = await loggedIn();
    for (const wrong of ['', session.id, 'x'.repeat(43)]) expect(auth.sessions.find(wrong)).toBeUndefined();
  });
});

describe('the access token', () => {
  it('is made once, for the owner only, and is recognised', async () => {
    const token = await openToken(dataFolder);
    expect(await openToken(dataFolder)).toBe(token);
    expect(statSync(join(dataFolder, tokenFileName)).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(dataFolder, tokenFileName), 'utf8').trim()).toBe(token);
    const auth = await open();
    expect(auth.isAccessToken(token)).toBe(true);
    expect(auth.isAccessToken(`${token}x`)).toBe(false);
  });

  it('that is damaged is an error with a remedy', async () => {
    writeFileSync(join(dataFolder, tokenFileName), 'short');
    await expect(openToken(dataFolder)).rejects.toBeInstanceOf(UserError);
    await expect(openToken(join(dataFolder, 'nowhere'))).rejects.toBeInstanceOf(UserError);
  });
});
