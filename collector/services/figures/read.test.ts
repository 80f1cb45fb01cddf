import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cameTo, readIt } from '../stages/figures.fake.ts';

const page = { kind: 'json', login: undefined, authority: undefined, serverName: undefined, insecure: false } as const;

describe('a business figure of a page in JSON', () => {
  const server: Server = createServer((request, response) => {
    if (request.url === '/moved') return response.writeHead(302, { location: '/state' }).end();
    if (request.url === '/page') return response.end('<html><title>登录</title></html>');
    if (request.url === '/gone') return response.writeHead(503).end();
    return response.end(
      JSON.stringify({ queue: { waiting: 7, text: '12.5' }, last: '2026-10-01T08:00:00', none: null }),
    );
  });
  let origin = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    origin = `http://127.0.0.1:${address === null || typeof address === 'string' ? 0 : address.port}`;
  });
  afterAll(() => server.close());

  it('is what the path selects, a number or a time, or says why there is none', async () => {
    const of = async (url: string, path: string, valueIs: 'number' | 'time' = 'number') =>
      cameTo(await readIt({ valueIs, source: { ...page, url: `${origin}${url}`, path } }));
    expect(await of('/state', '$.queue.waiting')).toBe(7);
    expect(await of('/moved', '$.queue.text')).toBe(12.5);
    expect(await of('/state', '$.last', 'time')).toBe(Date.UTC(2026, 9, 1));
    expect(await of('/state', '$.none')).toBe('figure-empty');
    expect(await of('/state', '$.nowhere')).toBe('json-missing');
    expect(await of('/state', '$.queue')).toBe('figure-not-number');
    expect(await of('/page', '$.queue')).toBe('json-unreadable');
    expect(await of('/gone', '$.queue')).toBe('status-gateway');
  });

  it('is none when nobody wants it any more', async () => {
    const source = { ...page, url: `${origin}/state`, path: '$.queue.waiting' };
    const reading = await readIt({ source }, { signal: AbortSignal.abort() });
    expect(cameTo(reading)).toBe('abandoned');
    expect(reading).toMatchObject({ figureId: 'payments', vantageId: 'hub' });
  });
});
