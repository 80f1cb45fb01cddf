import { describe, expect, it } from 'vitest';
import { cityFolder, referenceEnv, referenceText } from '../city.fake.ts';
import { loadInventory } from '../index.ts';

const env = { ...referenceEnv, PG: 'secret-of-the-pair', KEY: 'k'.repeat(32), DEAD: 'd'.repeat(16), SHORT: 'short' };

/** The reference settings with these lines at their end: what is read, or the mistakes as `code line:column`. */
async function read(...lines: readonly string[]) {
  const before = await referenceText('fangzhou.yaml');
  const first = before.split('\n').length;
  await using folder = await cityFolder({ 'fangzhou.yaml': `${before}${lines.join('\n')}\n` });
  const loaded = await loadInventory({ source: folder.path, env });
  if (loaded.ok) return loaded.value.settings.standby;
  return loaded.mistakes.map(
    ({ what, line, column }) => `${what.key.replace(/^inventory\.|\.what$/g, '')} ${line - first + 1}:${column}`,
  );
}

const head = ['standby:', '  id: a', '  peer: b', '  url: http://10.8.1.11:8080'];

describe('the pair', () => {
  it('is none until it is written', async () => {
    expect(await read('')).toBeUndefined();
  });

  it('is read with a database on each host, the witness and the dead-man receiver', async () => {
    const settings = await read(
      ...head,
      '  postgres:',
      '    - { host: 10.8.1.11, at: a, password: { env: PG } }',
      '    - { host: 10.8.1.12, at: b, port: 5433, database: f, user: u, password: { env: PG } }',
      '  arbiter: { address: "tcp:10.8.1.20:7400", key: { env: KEY } }',
      '  ttl: 9s',
      '  notify_delay: 20s',
      '  dead_man: { url: http://10.8.1.30/alive, secret: { env: DEAD }, every: 30s }',
    );
    const database = { port: 5432, database: 'fangzhou', user: 'fangzhou', password: env.PG, authority: undefined };
    expect(settings).toEqual({
      id: 'a',
      peer: 'b',
      url: 'http://10.8.1.11:8080',
      databases: [
        { ...database, host: '10.8.1.11', at: 'a' },
        { ...database, host: '10.8.1.12', at: 'b', port: 5433, database: 'f', user: 'u' },
      ],
      arbiter: { host: '10.8.1.20', port: 7400, key: env.KEY },
      ttlSeconds: 9,
      notifyDelaySeconds: 20,
      deadMan: { url: 'http://10.8.1.30/alive', secret: env.DEAD, everySeconds: 30 },
    });
  });

  it('takes over within ten seconds where nothing else is written', async () => {
    const settings = await read(...head, '  postgres: [{ host: pg.inner, password: { env: PG } }]');
    expect(settings).toMatchObject({ ttlSeconds: 6, notifyDelaySeconds: 15, arbiter: undefined, deadMan: undefined });
  });

  it('is refused with every mistake at its place', async () => {
    expect(
      await read(
        'standby:',
        '  id: a',
        '  peer: a',
        '  url: ftp://a',
        '  postgres:',
        '    - { host: h, at: c, password: { env: PG } }',
        '    - { host: h, password: { env: SHORT }, pasword: x }',
        '  arbiter: { address: "tcp:localhost:1", key: { env: PG } }',
        '  ttl: 5s',
        '  dead_man: { secret: { env: DEAD } }',
        '  dedman: x',
      ),
    ).toEqual([
      'standby-same-id 3:9',
      'bad-webhook-url 4:8',
      'standby-unknown-member 6:22',
      'secret-short 7:28',
      'yaml-key-unknown 7:44',
      'standby-arbiter-address 8:23',
      'secret-short 8:47',
      'yaml-duration 9:8',
      'yaml-key-missing 10:3',
      'yaml-key-unknown 11:3',
    ]);
  });

  it('is refused beside a warm standby: only one way may decide who goes on', async () => {
    const database = '  postgres: [{ host: pg.inner, password: { env: PG } }]';
    expect(
      await read(...head, database, 'warm_standby:', '  key: { env: KEY }', '  peer: http://10.8.1.12:8080'),
    ).toEqual(['standby-two-kinds 7:3']);
  });

  it('has its databases on both hosts or at a third place, not half and half', async () => {
    const places = (...at: readonly string[]) =>
      read(...head, '  postgres:', ...at.map((each) => `    - { host: h, password: { env: PG }${each} }`));
    expect(await places(', at: a', '')).toEqual(['standby-database-places 6:5']);
    expect(await places(', at: a', ', at: a')).toEqual(['standby-database-places 6:5']);
    expect(await places('', '', '')).toEqual(['standby-too-many-databases 6:5']);
    expect(await places('', '')).toMatchObject({ databases: [{ at: undefined }, { at: undefined }] });
    expect(await read(...head)).toEqual(['yaml-key-missing 1:1']);
  });
});
