import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { NewRecord } from '../../ledger/index.ts';
import type { Role } from '../auth/roles.ts';
import { openStage, type Stage } from '../stage.fake.ts';

let stage: Stage;
let admin: string;
const records: NewRecord[] = [];
const ledger = { append: (record: NewRecord) => void records.push(record) } as never;

beforeEach(async () => {
  records.length = 0;
  stage = await openStage({ inLab: true, ledger });
  admin = await stage.login();
});
afterEach(() => stage.close());

type Method = 'GET' | 'POST' | 'DELETE';
const ask = (method: Method, url: string, cookie: string, payload?: object) =>
  stage.api.server.inject({
    method,
    url: `/api/v1${url}`,
    headers: { cookie },
    ...(payload === undefined ? {} : { payload }),
  });
const add = (name: string, role: Role) => ask('POST', '/users', admin, { name, role });

it('are added with a one-time password that opens a session in their role, and every change is on record', async () => {
  const made = (await add('李审批', 'approver')).json();
  expect(made).toMatchObject({ name: '李审批', role: 'approver', oneTime: true });
  const cookie = await stage.login({ user: '李审批', password: made.oneTimePassword });
  expect((await ask('GET', '/me', cookie)).json()).toMatchObject({ user: '李审批', role: 'approver' });
  expect((await ask('GET', '/users', admin)).json()).toEqual([
    { name: 'admin', role: 'admin', oneTime: true },
    { name: '李审批', role: 'approver', oneTime: true },
  ]);
  expect(records.find(({ kind }) => kind === 'configuration-change')).toMatchObject({
    subject: 'user 李审批',
    body: { what: 'user-added', role: 'approver', by: { user: 'admin', role: 'admin' } },
  });
  expect(JSON.stringify(records)).not.toContain(made.oneTimePassword);
});

it.each([
  ['auditor', [200, 403, 403, 403]],
  ['operator', [200, 404, 403, 403]],
  ['approver', [200, 404, 403, 403]],
  ['admin', [200, 404, 200, 200]],
] as const)('of the role %s may read, operate, see users and reload: %o', async (role, expected) => {
  const cookie = await stage.loginAs(role);
  const answers = [
    await ask('GET', '/incidents', cookie),
    await ask('POST', '/incidents/none/note', cookie, { note: 'x' }),
    await ask('GET', '/users', cookie),
    await stage.api.server.inject({ method: 'POST', url: '/-/reload', headers: { cookie } }),
  ];
  expect(answers.map(({ statusCode }) => statusCode)).toEqual(expected);
  const refused = answers.find(({ statusCode }) => statusCode === 403);
  if (refused !== undefined) expect(refused.json().detail).not.toMatch(/api\.|\{|undefined/);
});

it('that are auditors can still log out and set their own password', async () => {
  const made = (await add('sun', 'auditor')).json();
  const cookie = await stage.login({ user: 'sun', password: made.oneTimePassword });
  const change = { oldPassword: made.oneTimePassword, newPassword: 'a much better one' };
  const changed = await ask('POST', '/session/password', cookie, change);
  expect(changed.json()).toMatchObject({ user: 'sun', role: 'auditor' });
  expect((await ask('GET', '/users', admin)).json()[1]).toMatchObject({ name: 'sun', role: 'auditor', oneTime: false });
  const fresh = String(changed.headers['set-cookie']).split(';', 1)[0] ?? '';
  expect((await ask('DELETE', '/session', fresh)).statusCode).toBe(204);
});

it('lose their sessions at once with their role, their password or themselves', async () => {
  const first = (await add('wu', 'operator')).json();
  const cookie = await stage.login({ user: 'wu', password: first.oneTimePassword });
  const renewed = (await ask('POST', '/users/wu/renew', admin, { role: 'auditor' })).json();
  expect(renewed.role).toBe('auditor');
  expect((await ask('GET', '/me', cookie)).statusCode).toBe(401);
  const second = await stage.login({ user: 'wu', password: renewed.oneTimePassword });
  expect((await ask('GET', '/me', second)).json().role).toBe('auditor');
  expect((await ask('DELETE', '/users/wu', admin)).statusCode).toBe(204);
  expect((await ask('GET', '/me', second)).statusCode).toBe(401);
  expect(
    records.filter(({ subject, kind }) => subject === 'user wu' && kind !== 'login').map(({ body }) => body.what),
  ).toEqual(['user-added', 'role-changed', 'user-removed']);
});

it.each([
  ['POST', '/users', { name: ' x', role: 'operator' }, 409],
  ['POST', '/users', { name: 'a/b', role: 'operator' }, 409],
  ['POST', '/users', { name: 'admin', role: 'operator' }, 409],
  ['POST', '/users', { name: 'x', role: 'king' }, 400],
  ['POST', '/users', { name: 'x' }, 400],
  ['POST', '/users/nobody/renew', {}, 404],
  ['POST', '/users/admin/renew', { role: 'auditor' }, 409],
  ['DELETE', '/users/admin', undefined, 409],
  ['DELETE', '/users/nobody', undefined, 404],
] as const)('refuse %s %s %o with %i', async (method, url, payload, status) => {
  expect((await ask(method, url, admin, payload)).statusCode).toBe(status);
  expect((await ask('GET', '/users', admin)).json()).toHaveLength(1);
});

it('of the same name asked for twice at once are made once, and no more than the bound', async () => {
  const twice = await Promise.all([add('zhao', 'operator'), add('zhao', 'admin')]);
  expect(twice.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409]);
  await Promise.all(Array.from({ length: 110 }, (_, n) => add(`u${n}`, 'auditor')));
  expect((await ask('GET', '/users', admin)).json()).toHaveLength(100);
});

it('can be managed with the access token of the data folder, but no other thing of theirs', async () => {
  const token = readFileSync(join(stage.dataFolder, 'api-token'), 'utf8').trim();
  const headers = { authorization: `Bearer ${token}` };
  const made = await stage.api.server.inject({
    method: 'POST',
    url: '/api/v1/users',
    headers,
    payload: { name: 'qian', role: 'auditor' },
  });
  expect(made.statusCode).toBe(201);
  expect((await stage.api.server.inject({ url: '/api/v1/incidents', headers })).statusCode).toBe(401);
});

it('outlive a restart with their roles', async () => {
  await add('feng', 'approver');
  const kept = await stage.store.documents('api-users');
  expect(kept.find(({ key }) => key === 'feng')?.body).toMatchObject({ role: 'approver' });
});
