import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStage, type Stage } from '../stage.fake.ts';

let stage: Stage;
let cookie: string;
beforeAll(async () => {
  stage = await openStage({ inLab: true });
  cookie = await stage.login();
});
afterAll(() => stage.close());

const call = (method: 'GET' | 'POST' | 'DELETE', path: string, payload?: object) =>
  stage.api.server.inject({
    method,
    url: `/api/v1/lab/troubles${path}`,
    headers: { cookie, 'accept-language': 'en' },
    ...(payload === undefined ? {} : { payload }),
  });

it('troubles of pairs are offered with their check, done, listed and mended; one that passes is done and over', async () => {
  const kinds = (await call('GET', '/kinds')).json();
  expect(kinds).toContainEqual({
    ...{ kind: 'dual-holder', about: 'pair', check: 'FO-02', usage: 'dual-holder PAIR', passes: false },
    ...{ title: expect.stringContaining('dual-holder'), targets: ['jintan-app'] },
  });
  const made = await call('POST', '', { kind: 'dual-holder', target: 'jintan-app' });
  expect([made.statusCode, made.json()]).toMatchObject([201, { id: 'dual-holder:jintan-app', check: 'FO-02' }]);
  const passed = await call('POST', '', { kind: 'switch-over', target: 'jintan-app' });
  expect([passed.statusCode, passed.json()]).toMatchObject([201, { kind: 'switch-over', check: 'FO-07' }]);
  expect((await call('GET', '')).json()).toMatchObject([{ id: 'dual-holder:jintan-app' }]);
  expect((await call('DELETE', '/dual-holder%3Ajintan-app')).statusCode).toBe(204);
  expect((await call('DELETE', '/dual-holder%3Ajintan-app')).statusCode).toBe(404);
  expect((await call('GET', '')).json()).toEqual([]);
});

it('troubles are refused where there is no such kind or pair, and where a second command rides on the first', async () => {
  expect((await call('POST', '', { kind: 'radio', target: 'jintan-app' })).statusCode).toBe(404);
  const nobody = await call('POST', '', { kind: 'dual-holder', target: 'nobody' });
  expect([nobody.statusCode, nobody.json().detail]).toEqual([409, expect.not.stringMatching(/^$/)]);
  expect((await call('POST', '', { kind: 'dual-holder', target: 'jintan-app flap' })).statusCode).toBe(400);
  expect(stage.faults).toEqual([]);
});
