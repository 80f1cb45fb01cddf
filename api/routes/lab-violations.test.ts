import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStage, type Stage } from '../stage.fake.ts';

let stage: Stage;
let cookie: string;
beforeEach(async () => {
  stage = await openStage({ inLab: true });
  cookie = await stage.login();
});
afterEach(() => stage.close());

const call = (method: 'GET' | 'POST' | 'DELETE', path: string, payload?: object) =>
  stage.api.server.inject({
    method,
    url: `/api/v1/lab/violations${path}`,
    headers: { cookie },
    ...(payload === undefined ? {} : { payload }),
  });

describe('violations of isolation in the lab', () => {
  it('are offered with their check, their words and the places that they can be done at', async () => {
    const [kind] = (await call('GET', '/kinds')).json();
    expect(kind).toMatchObject({ kind: 'radio', check: 'ISO-05', on: 'device', choices: ['4g', 'ppp', 'wlan'] });
    expect(kind.title).not.toBe('');
    const places = (await call('GET', '/kinds/radio/places')).json();
    expect(places).toContainEqual({ deviceId: 'jintan-agg', ports: [] });
    expect((await call('GET', '/kinds/cut/places')).statusCode).toBe(404);
  });

  it('are done, listed and taken back one by one, beside the faults of the other page part', async () => {
    stage.faults.push({ verb: 'cut', target: 'F1', since: 0 });
    const made = await call('POST', '', { kind: 'radio', target: 'jintan-agg', detail: 'ppp' });
    expect(made.statusCode).toBe(201);
    expect(made.json()).toMatchObject({ id: 'radio:jintan-agg:ppp', check: 'ISO-05', detail: 'ppp' });
    expect((await call('GET', '')).json()).toHaveLength(1);
    expect((await call('DELETE', '/radio%3Ajintan-agg%3Appp')).statusCode).toBe(204);
    expect((await call('DELETE', '/radio%3Ajintan-agg%3Appp')).statusCode).toBe(404);
    expect(stage.faults).toMatchObject([{ verb: 'cut' }]);
  });

  it('are refused with words where the place or the detail does not fit, and where there is no such kind', async () => {
    const wrong = await call('POST', '', { kind: 'radio', target: 'jintan-agg', detail: '5g' });
    expect(wrong.statusCode).toBe(409);
    expect(wrong.json().detail).not.toBe('');
    expect((await call('POST', '', { kind: 'cut', target: 'F1' })).statusCode).toBe(404);
    expect((await call('POST', '', { kind: 'radio', target: 'jintan-agg ppp' })).statusCode).toBe(400);
    expect((await call('POST', '', { kind: 'radio' })).statusCode).toBe(400);
    expect(stage.faults).toEqual([]);
  });
});

it('violations are not there outside of the lab', async () => {
  await stage.close();
  stage = await openStage();
  cookie = await stage.login();
  expect((await call('GET', '/kinds')).statusCode).toBe(404);
});
