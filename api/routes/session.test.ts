import { afterEach, describe, expect, it } from 'vitest';
import { openStage, type Stage } from '../stage.fake.ts';

let stage: Stage;
afterEach(() => stage.close());
const credentials = () => ({ user: 'admin', password: stage.auth.oneTimePassword ?? '' });
const login = (payload: object, headers: Record<string, string> = {}) =>
  stage.api.server.inject({ method: 'POST', url: '/api/v1/session', payload, headers });

describe('logging in', () => {
  it('gives a cookie that scripts cannot read and other sites cannot send', async () => {
    stage = await openStage();
    const reply = await login(credentials());
    expect(reply.json()).toMatchObject({ user: 'admin', mustChangePassword: false, lab: false });
    const cookie = String(reply.headers['set-cookie']);
    for (const part of ['HttpOnly', 'SameSite=Strict', 'Path=/', 'Max-Age=604800']) expect(cookie).toContain(part);
    expect(cookie).not.toContain('Secure');
  });

  it('through TLS in front of a trusted proxy gives a cookie for TLS only', async () => {
    stage = await openStage({ trustProxies: ['127.0.0.1'] });
    const reply = await login(credentials(), { 'x-forwarded-proto': 'https' });
    expect(String(reply.headers['set-cookie'])).toContain('Secure');
  });

  it('fails alike for a wrong user and a wrong password', async () => {
    stage = await openStage();
    const [wrongUser, wrongPassword] = await Promise.all([
      login({ ...credentials(), user: 'root' }),
      login({ ...credentials(), password: 'wrong' }),
    ]);
    expect(wrongUser.statusCode).toBe(401);
    expect(wrongUser.json()).toEqual(wrongPassword.json());
  });

  it('too often answers 429 with the time to wait', async () => {
    stage = await openStage();
    for (let n = 0; n < 6; n++) await login({ user: 'x', password: 'y' });
    const reply = await login(credentials());
    expect(reply.statusCode).toBe(429);
    expect(reply.headers['retry-after']).toBe('1');
  });

  it.each([
    [{ user: 'admin' }],
    [{ user: 1, password: 'x' }],
    [{ user: 'admin', password: 'x', more: 1 }],
    [['admin', 'x']],
    [{ user: '', password: 'x' }],
    [{ user: 'a'.repeat(65), password: 'x' }],
  ])('with %o is refused as malformed, not as wrong', async (payload) => {
    stage = await openStage();
    expect((await login(payload)).statusCode).toBe(400);
  });

  it('takes JSON only, so that no form of another site can log in', async () => {
    stage = await openStage();
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      const reply = await stage.api.server.inject({
        method: 'POST',
        url: '/api/v1/session',
        headers: { 'content-type': type },
        payload: JSON.stringify(credentials()),
      });
      expect(reply.statusCode).toBe(415);
    }
  });
});

describe('without a session', () => {
  it('nothing under /api/v1 answers but the login', async () => {
    stage = await openStage({ inLab: true });
    const { paths } = stage.api.server.swagger() as unknown as { paths: Record<string, Record<string, unknown>> };
    const asked: string[] = [];
    for (const [path, methods] of Object.entries(paths)) {
      if (!path.startsWith('/api/v1')) continue;
      for (const method of Object.keys(methods)) {
        const name = `${method} ${path}`;
        if (name === 'post /api/v1/session') continue;
        asked.push(name);
        const reply = await stage.api.server.inject({
          method: method.toUpperCase() as 'GET',
          url: path.replace(/\{\w+\}/, 'F1'),
          ...(method === 'post' ? { payload: {} } : {}),
        });
        expect(`${name} ${reply.statusCode}`).toBe(`${name} 401`);
      }
    }
    expect(asked.length).toBeGreaterThanOrEqual(25);
  });

  it('a made-up cookie is none', async () => {
    stage = await openStage();
    for (const value of ['x', 'x'.repeat(43), 'x'.repeat(5_000), '%00', '']) {
      const reply = await stage.api.server.inject({
        url: '/api/v1/me',
        headers: { cookie: `fangzhou_session=${value}` },
      });
      expect(reply.statusCode).toBe(401);
    }
  });
});

describe('the one-time password outside of the lab', () => {
  it('opens nothing but setting a new one', async () => {
    stage = await openStage({ mustChange: true });
    const cookie = await stage.login();
    const ask = (url: string) => stage.api.server.inject({ url, headers: { cookie } });
    expect((await ask('/api/v1/me')).json().mustChangePassword).toBe(true);
    expect((await ask('/api/v1/city')).json().type).toBe('urn:fangzhou:problem:password-change-required');
    const change = (newPassword: string) =>
      stage.api.server.inject({
        method: 'POST',
        url: '/api/v1/session/password',
        headers: { cookie },
        payload: { oldPassword: stage.auth.oneTimePassword, newPassword },
      });
    expect((await change('too short')).statusCode).toBe(422);
    const changed = await change('方舟守护财政专网每一天安全');
    expect(changed.statusCode).toBe(200);
    expect((await ask('/api/v1/me')).statusCode).toBe(401);
    const fresh = String(changed.headers['set-cookie']).split(';', 1)[0] ?? '';
    const city = await stage.api.server.inject({ url: '/api/v1/city', headers: { cookie: fresh } });
    expect(city.statusCode).toBe(200);
  });
});

describe('logging out', () => {
  it('ends the session at once', async () => {
    stage = await openStage();
    const cookie = await stage.login();
    const reply = await stage.api.server.inject({ method: 'DELETE', url: '/api/v1/session', headers: { cookie } });
    expect(reply.statusCode).toBe(204);
    expect((await stage.api.server.inject({ url: '/api/v1/me', headers: { cookie } })).statusCode).toBe(401);
  });
});

describe('another site', () => {
  it('can change nothing, even with the cookie', async () => {
    stage = await openStage();
    const cookie = await stage.login();
    for (const from of [{ origin: 'http://evil.example' }, { 'sec-fetch-site': 'cross-site' }, { origin: 'null' }]) {
      const headers = { cookie, ...from };
      const reply = await stage.api.server.inject({ method: 'DELETE', url: '/api/v1/session', headers });
      expect(reply.json().type).toBe('urn:fangzhou:problem:cross-origin');
    }
    expect((await stage.api.server.inject({ url: '/api/v1/me', headers: { cookie } })).statusCode).toBe(200);
  });

  it('whose name was pointed at this machine gets nothing at all', async () => {
    stage = await openStage();
    for (const url of ['/', '/api/v1/me', '/metrics', '/-/healthy', '/docs/json']) {
      const reply = await stage.api.server.inject({ url, headers: { host: 'evil.example' } });
      expect(reply.statusCode).toBe(421);
    }
  });
});
