import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cityFolder, referenceText } from '../inventory/city.fake.ts';
import { freePort } from '../test/free-port.ts';
import { fangzhou } from './run.fake.ts';

const reference = await referenceText('fangzhou.yaml');
const [before = '', after = ''] = [reference.split('\nservices:\n')[0], reference.split('\n# 多久写一次盘')[1]];
const secret = 'sesame-probe-77';

describe('fangzhou probe', () => {
  const server = createServer((asked, answer) => {
    if (asked.url === '/slow') setTimeout(() => answer.end('预算'), 30);
    else if (asked.url === '/secret') answer.end(`<title>${asked.headers.authorization}</title>`);
    else answer.end('<title>预算管理系统</title>预算');
  });
  let folder: Awaited<ReturnType<typeof cityFolder>>;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    const nobody = `http://127.0.0.1:${await freePort()}/`;
    const probes = [
      `{ id: home, service: jintan-budget, url: '${url}/', expect: 预算 }`,
      `{ id: slow, url: '${url}/slow', budgets: { first_byte: 10ms } }`,
      `{ id: gone, service: jintan-budget, url: '${nobody}', retries: 0 }`,
      `{ id: gone-too, url: '${nobody}', retries: 0 }`,
      `{ id: token, url: '${url}/secret', headers: { Authorization: { env: FANGZHOU_TOKEN } }, expect: 预算 }`,
    ];
    const services = `services:\n  default_probes: false\n  probes:\n${probes.map((one) => `    - ${one}\n`).join('')}`;
    folder = await cityFolder({ 'fangzhou.yaml': `${before}\n${services}# ${after}` });
  });
  afterAll(async () => {
    await folder[Symbol.asyncDispose]();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const probe = (...args: readonly string[]) => fangzhou(['probe', '-c', folder.path, ...args, '--lang', 'en']);

  it('tries one, with its phases, and ends well where it is good', async () => {
    const { code, out } = await probe('home');
    expect(out).toMatch(/^home \(Budget management, http\): good, 1 tried\n/);
    expect(out).toMatch(/connecting +[\d.]+ ms/);
    expect(out).toMatch(/the whole try +[\d.]+ ms +budget 3000 ms/);
    expect(code).toBe(0);
  });

  it('says what a failure means, once for all that suffer from it, and counts', async () => {
    const { code, out } = await probe('--all');
    expect(out).toMatch(/^good +home +Budget management +\d+ ms\n/);
    expect(out).toMatch(
      /gone, gone-too\n {2}while: connecting\n {2}what: {2}127.0.0.1:\d+ refuses the connection\n {2}means: the host is alive/,
    );
    expect(out).toMatch(/slow\n {2}while: waiting for the answer\n {2}what: .*budget is 10 ms/);
    expect(out).toContain('token\n  what:  not tried: FANGZHOU_TOKEN is not set here');
    expect(out).toContain('5 probes: 1 good, 1 slow, 2 bad, 1 unknown');
    expect(code).toBe(1);
  });

  it('is one JSON document, never with a secret in it', async () => {
    const { code, out } = await fangzhou(['probe', '-c', folder.path, '--json', 'token', 'slow'], {
      env: { FANGZHOU_TOKEN: secret },
    });
    const told = JSON.parse(out);
    expect(told.counts).toEqual({ good: 0, slow: 1, bad: 1, unknown: 0 });
    expect(told.results).toMatchObject([
      { probeId: 'slow', outcome: 'slow', failedPhase: 'first-byte', vantageId: 'hub' },
      {
        probeId: 'token',
        outcome: 'bad',
        failedPhase: 'answer',
        reason: { key: 'collector.services.text-missing', text: expect.any(String) },
      },
    ]);
    expect(out).not.toContain(secret);
    expect(code).toBe(1);
  });

  it('takes the probes of a service, and slow for good enough', async () => {
    expect(JSON.parse((await probe('--service', 'jintan-budget', '--json')).out).results).toHaveLength(2);
    expect((await probe('slow')).code).toBe(0);
  });

  it('names what is meant where nothing is declared', async () => {
    expect(await probe('hom')).toMatchObject({ code: 2, err: expect.stringContaining('is home meant?') });
    expect(await probe('--service', 'nothing-like-it')).toMatchObject({ code: 2 });
    expect(await probe()).toMatchObject({ code: 2, err: expect.stringContaining('--all') });
  });
});
