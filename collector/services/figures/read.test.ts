import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../core/index.ts';
import type { BusinessFigureSettings } from '../../../inventory/index.ts';
import { suiteNeeding } from '../../../test/needs.ts';
import { type PostgresPair, postgresPair } from '../../pairs/engines/stages/postgres-pair.fake.ts';
import { readFigure } from './read.ts';

const plain: Omit<BusinessFigureSettings, 'source'> = {
  ...{ id: 'payments', nameZh: '待支付笔数', nameEn: 'Payments waiting', serviceId: undefined, unit: '笔' },
  ...{ periodSeconds: 300, timeoutMs: 15_000, from: 'hub', valueIs: 'number', most: undefined, least: undefined },
  ...{ quietSeconds: undefined, workingFrom: undefined, workingTo: undefined },
};

/** What a reading came to: the value, or the last part of its reason. */
async function read(
  given: Partial<BusinessFigureSettings> & Pick<BusinessFigureSettings, 'source'>,
): Promise<number | string> {
  const reading = await readFigure({
    figure: { ...plain, ...given },
    vantageId: 'hub',
    clock: systemClock,
    // A city that is eight hours ahead of UTC.
    wallToInstant: (wall) => wall - 8 * 3_600_000,
  });
  expect(reading).toMatchObject({ figureId: 'payments', vantageId: 'hub' });
  expect(JSON.stringify(reading)).not.toContain('right-password');
  return reading.value ?? reading.reason?.key.split('.').at(-1) ?? '';
}

suiteNeeding(['postgres', 'openssl'], 'a business figure of a database', () => {
  let pair: PostgresPair;
  beforeAll(async () => {
    pair = await postgresPair({ isAlone: true });
    await pair.sql('a', 'create table payment_queue (amount numeric(20, 2), state text, paid_at timestamp)');
    await pair.sql(
      'a',
      "insert into payment_queue values (12.50, 'waiting', null), (88123456.78, 'paid', '2026-10-01 08:00:00')",
    );
  }, 120_000);
  afterAll(() => pair.close());

  it('is a number, or a time of the city, or says why there is none', async () => {
    const { host, port } = pair.endpoint('a');
    const { user, password } = pair.admin;
    const of = (statement: string, more: Partial<BusinessFigureSettings> = {}, given = {}) =>
      read({
        ...more,
        source: {
          ...{ kind: 'postgresql', host, port, user, password, database: 'postgres', tls: 'off', statement },
          ...given,
        },
      });
    const time = { valueIs: 'time' } as const;
    const eight = Date.UTC(2026, 9, 1);
    expect(await of("select count(*) from payment_queue where state = 'waiting'")).toBe(1);
    expect(await of('select sum(amount) from payment_queue')).toBe(88_123_469.28);
    expect(await of('select max(paid_at) from payment_queue', time)).toBe(eight);
    expect(await of("select max(paid_at) at time zone 'Asia/Shanghai' from payment_queue", time)).toBe(eight);
    expect(await of("select extract(epoch from timestamptz '2026-10-01 00:00Z')", time)).toBe(eight);
    expect(await of("select max(paid_at) from payment_queue where state = 'refused'", time)).toBe('figure-empty');
    expect(await of("select amount from payment_queue where state = 'refused'")).toBe('figure-no-row');
    expect(await of("select state from payment_queue where state = 'paid'")).toBe('figure-not-number');
    expect(await of('select count(*) from payment_queue', time)).toBe('figure-not-time');
    expect(await of('delete from payment_queue returning 1')).toBe('sql-writes');
    expect(await of('select 1', {}, { password: 'right-password-of-another' })).toBe('wrong-password');
  });
});

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
    const of = (url: string, path: string, valueIs: 'number' | 'time' = 'number') =>
      read({
        valueIs,
        source: {
          ...{ kind: 'json', url: `${origin}${url}`, path, login: undefined },
          ...{ authority: undefined, serverName: undefined, insecure: false },
        },
      });
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
    const source = { kind: 'json', url: `${origin}/state`, path: '$.queue.waiting', login: undefined } as const;
    const reading = await readFigure({
      figure: { ...plain, source: { ...source, authority: undefined, serverName: undefined, insecure: false } },
      ...{ vantageId: 'hub', clock: systemClock, wallToInstant: (wall: number) => wall, signal: AbortSignal.abort() },
    });
    expect(reading.value).toBeUndefined();
    expect(reading.reason?.key).toBe('collector.services.abandoned');
  });
});
