import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStage, type Stage } from '../stage.fake.ts';

let stage: Stage;
let cookie: string;
const get = (path: string, headers: Record<string, string> = {}) =>
  stage.api.server.inject({ url: `/api/v1${path}`, headers: { cookie, ...headers } });

beforeEach(async () => {
  stage = await openStage();
  cookie = await stage.login();
});
afterEach(() => stage.close());

describe('series', () => {
  const row = (at: number, value: number | undefined) => ({
    kind: 'interface',
    entityId: 'jintan-agg/ge-1',
    at,
    values: [value, 2, 3, 4, 5, 6, 7, 8],
  });

  it('come as columns in which a gap is null', async () => {
    const now = stage.clock.now();
    stage.store.append([row(now - 20_000, 5), row(now - 10_000, undefined)]);
    const reply = await get(
      '/series?kind=interface&entity=jintan-agg%2Fge-1&metric=inBitsPerSecond&metric=outBitsPerSecond',
    );
    expect(reply.json()).toMatchObject({
      stepSeconds: 0,
      at: [new Date(now - 20_000).toISOString(), new Date(now - 10_000).toISOString()],
      columns: { inBitsPerSecond: [5, null], outBitsPerSecond: [2, 2] },
    });
  });

  it('choose a step by themselves that keeps them readable', async () => {
    const reply = await get(
      '/series?kind=device&entity=jintan-agg&metric=answered&from=2025-12-06T08:00:00Z&to=2026-01-05T08:00:00Z',
    );
    expect(reply.json().stepSeconds).toBe(7_200);
  });

  it.each([
    ['a metric of the other kind', 'kind=device&entity=jintan-agg&metric=inBitsPerSecond', 400],
    ['no metric', 'kind=device&entity=jintan-agg', 400],
    ['an unknown kind', 'kind=link&entity=F1&metric=answered', 400],
    ['a time that is none', 'kind=device&entity=jintan-agg&metric=answered&from=yesterday', 400],
    [
      'an end before the beginning',
      'kind=device&entity=jintan-agg&metric=answered&from=2026-01-05T09:00:00Z&to=2026-01-05T08:00:00Z',
      400,
    ],
    [
      'too many points',
      'kind=device&entity=jintan-agg&metric=answered&from=2026-01-01T08:00:00Z&to=2026-01-05T08:00:00Z&step=10',
      400,
    ],
    ['an unknown device', 'kind=device&entity=none&metric=answered', 404],
    ['an interface of an unknown device', 'kind=interface&entity=none%2Fge-1&metric=inBitsPerSecond', 404],
  ])('refuse %s', async (_what, query, status) => {
    expect((await get(`/series?${query}`)).statusCode).toBe(status);
  });
});
