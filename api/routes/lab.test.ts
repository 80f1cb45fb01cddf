import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listFaults } from '../../lab/faults/model.ts';
import { openStage, type Stage } from '../stage.fake.ts';

let stage: Stage;
let cookie: string;
const get = (path: string, headers: Record<string, string> = {}) =>
  stage.api.server.inject({ url: `/api/v1${path}`, headers: { cookie, ...headers } });
const post = (path: string, payload: object) =>
  stage.api.server.inject({ method: 'POST', url: `/api/v1${path}`, headers: { cookie }, payload });

beforeEach(async () => {
  stage = await openStage();
  cookie = await stage.login();
});
afterEach(() => stage.close());

describe('the lab', () => {
  it('injects and repairs faults', async () => {
    await stage.close();
    stage = await openStage({ inLab: true });
    cookie = await stage.login();
    const made = await post('/lab/faults', { kind: 'cut', target: 'F1' });
    expect(made.statusCode).toBe(201);
    expect(made.json()).toMatchObject({ id: 'cut:F1', kind: 'cut', target: 'F1' });
    stage.faults.push({ verb: 'melt', target: 'jintan-agg', since: 0 });
    stage.faults.push({ verb: 'errors', target: 'F1', since: Date.UTC(2026, 0, 5, 8) });
    expect((await get('/lab/faults')).json()).toContainEqual({
      id: 'errors:F1',
      kind: 'errors',
      target: 'F1',
      since: '2026-01-05T08:00:00.000Z',
    });
    stage.faults.pop();
    expect((await get('/lab/faults')).json()).toHaveLength(1);
    const remove = (path: string) =>
      stage.api.server.inject({ method: 'DELETE', url: `/api/v1/lab/faults${path}`, headers: { cookie } });
    expect((await remove('/cut%3AF1')).statusCode).toBe(204);
    expect((await remove('/cut%3AF1')).statusCode).toBe(404);
    await post('/lab/faults', { kind: 'silent', target: 'jintan-agg' });
    expect((await remove('')).statusCode).toBe(204);
    expect((await get('/lab/faults')).json()).toEqual([]);
    expect((await get('/me')).json().lab).toBe(true);
  });

  it('lists every kind of fault that the lab has, also those of a port', async () => {
    await stage.close();
    stage = await openStage({ inLab: true });
    cookie = await stage.login();
    const listed = listFaults({
      cut: new Set(['F1']),
      unidirectional: new Set(['F1']),
      saturated: new Set(['F1']),
      errors: new Map([['jintan-agg/ge-1', 5]]),
      slow: new Map([['jintan-agg', 5]]),
      silent: new Set(['jintan-agg']),
      down: new Set(['jintan-agg']),
      rebooting: new Set(['jintan-agg']),
      moves: [{ target: 'F1', from: 'jintan-agg/ge-1', to: 'jintan-agg/ge-2' }],
      replaced: new Set(['jintan-agg']),
      foreign: new Set(['jintan-agg/ge-3']),
      violations: [],
      pairs: [],
      services: [],
    });
    for (const { verb, target } of listed) stage.faults.push({ verb, target, since: 0 });
    const told: readonly { kind: string; target: string }[] = (await get('/lab/faults')).json();
    expect(told.map(({ kind, target }) => [kind, target])).toEqual(listed.map(({ verb, target }) => [verb, target]));
  });

  it('refuses what does not exist, and a target with a second command in it', async () => {
    await stage.close();
    stage = await openStage({ inLab: true });
    cookie = await stage.login();
    expect((await post('/lab/faults', { kind: 'cut', target: 'F99' })).statusCode).toBe(404);
    expect((await post('/lab/faults', { kind: 'slow', target: 'jintan-agg 60000' })).statusCode).toBe(400);
    expect((await post('/lab/faults', { kind: 'explode', target: 'F1' })).statusCode).toBe(400);
  });

  it('is not there outside of the lab', async () => {
    expect((await get('/lab/faults')).statusCode).toBe(404);
  });
});
