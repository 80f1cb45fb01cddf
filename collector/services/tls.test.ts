import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { render, systemClock } from '../../core/index.ts';
import type { ProbeSettings } from '../../inventory/index.ts';
import { suiteNeeding } from '../../test/needs.ts';
import { folderFor, removeFolder } from '../pairs/engines/stages/server-process.fake.ts';
import { collectorTexts } from '../texts.ts';
import type { ProbeResult } from './model.ts';
import { runAgain } from './run-again.fake.ts';
import { createTestAuthority, type TestAuthority } from './stages/authority.fake.ts';
import { startNginx, type TestNginx } from './stages/nginx.fake.ts';

const name = 'budget.inner';
/** A login that would send the password in clear. */
const form = `<form method="post" action="http://${name}/"><input name="u"><input type="password" name="p"></form>`;
const common = {
  ...{ id: 'p', nameZh: '', nameEn: '', serviceId: undefined, periodSeconds: 60, timeoutMs: 15_000, retries: 0 },
  ...{ budgetsMs: {}, from: ['hub'], serverName: undefined, insecure: false },
} as const;

suiteNeeding(['nginx', 'openssl'], 'a certificate and what TLS a server speaks', () => {
  let folder: string;
  let authority: TestAuthority;
  let nginx: TestNginx;

  beforeAll(async () => {
    folder = folderFor(undefined, 'fangzhou-tls');
    authority = createTestAuthority(folder);
    const block = (
      file: string,
      wish: Parameters<TestAuthority['issue']>[1],
      more = 'ssl_protocols TLSv1.2 TLSv1.3;',
    ) => {
      const path = authority.issue(file, wish);
      return `ssl_certificate ${path}.pem; ssl_certificate_key ${path}.key; ${more} location / { return 200 good; }`;
    };
    const old = 'ssl_ciphers DEFAULT@SECLEVEL=0; ssl_protocols';
    nginx = await startNginx(folder, {
      right: block('right', { name, by: 'intermediate' }),
      expired: block('expired', { name, from: -20, to: -2 }),
      early: block('early', { name, from: 2, to: 20 }),
      ending: block('ending', { name, to: 12.5 }),
      'other-name': block('other-name', { name: 'treasury.inner' }),
      itself: block('itself', { name, by: 'itself' }),
      other: block('other-authority', { name, by: 'other' }),
      'no-intermediate': block('no-intermediate', { name, by: 'intermediate', sends: 'none' }),
      old: block('old', { name }, `${old} TLSv1 TLSv1.1;`),
      'also-old': block('also-old', { name }, `${old} TLSv1.1 TLSv1.2 TLSv1.3;`),
      newest: block('newest', { name }, 'ssl_protocols TLSv1.3;'),
      plain: 'location / { return 200 good; }',
      login: block('login', { name }).replace('return 200 good;', `default_type text/html; return 200 '${form}';`),
    });
  });
  afterAll(async () => {
    await nginx.stop();
    removeFolder(folder);
  });

  const place = (state: string) => () => ({ host: '127.0.0.1', port: nginx.port(state) });
  const look = (state: string, more: Partial<Extract<ProbeSettings, { kind: 'tls' }>> = {}): Promise<ProbeResult> =>
    runAgain({
      ...{ vantageId: 'hub', clock: systemClock, place: place(state) },
      probe: {
        ...{
          ...common,
          kind: 'tls',
          host: name,
          port: 443,
          startTls: undefined,
          warnDays: 30,
          leastVersion: 'TLSv1.2',
        },
        ...{ authority: authority.root, ...more },
      },
    });
  const browse = (state: string, more: Partial<Extract<ProbeSettings, { kind: 'http' }>> = {}): Promise<ProbeResult> =>
    runAgain({
      ...{ vantageId: 'hub', clock: systemClock, place: place(state) },
      probe: {
        ...{ ...common, kind: 'http', login: undefined, authority: authority.root },
        steps: [
          {
            ...{
              name: 'page',
              method: 'GET',
              url: `https://${name}/`,
              headers: {},
              secretHeaders: [],
              body: undefined,
            },
            ...{ redirects: 0, assertions: [] },
          },
        ],
        ...more,
      },
    });
  const told = ({ outcome, failedPhase, reason }: ProbeResult): string =>
    `${outcome}${failedPhase === undefined ? '' : ` ${failedPhase}`}: ${render(collectorTexts.en, reason)}`;
  const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

  it('is right with a whole chain, and tells how long the certificate holds and where the time went', async () => {
    const result = await look('right');
    expect(told(result)).toBe('good: as expected');
    expect(Object.keys(result.phases)).toEqual(['connect', 'tls', 'total']);
    expect(result.values).toEqual([{ name: 'certificate_days', value: 199, unit: '' }]);
    const page = await browse('right');
    expect(told(page)).toBe('good: as expected');
    expect(page.phases).toMatchObject({
      connect: expect.any(Number),
      tls: expect.any(Number),
      answer: expect.any(Number),
    });
    expect(page.values).toEqual([{ name: 'certificate_days', value: 199, unit: '' }]);
  });

  it.each([
    ['expired', `the certificate of ${name}:443 has ended on ${day(-2)} (${name})`],
    ['early', `the certificate of ${name}:443 holds from ${day(2)} only (${name})`],
    ['other-name', `the certificate of ${name}:443 is not for ${name} but for DNS:treasury.inner`],
    ['itself', `the certificate of ${name}:443 is signed by nobody but itself`],
    [
      'other',
      `${name}:443 sent its certificate without that of its issuer Test other, which is not believed by itself`,
    ],
    [
      'no-intermediate',
      `${name}:443 sent its certificate without that of its issuer Test intermediate, which is not believed by itself`,
    ],
    ['plain', `${name}:443 does not speak TLS`],
  ])('tells of %s what is wrong, to a look and to a visit alike', async (state, why) => {
    expect(told(await look(state))).toBe(`bad tls: ${why}`);
    expect(told(await browse(state))).toBe(`bad tls: ${why}`);
  });

  it('is not believed by the authorities of the system', async () => {
    expect(told(await look('right', { authority: undefined }))).toBe(
      `bad tls: the certificate of ${name}:443 comes from Test intermediate, which is not believed`,
    );
  });

  it('warns before a certificate ends; a visit is good all the same', async () => {
    expect(told(await look('ending'))).toBe(`slow tls: the certificate of ${name}:443 ends in 12 days`);
    expect(told(await browse('ending'))).toBe('good: as expected');
  });

  it('names a server that speaks old TLS only, one that still takes it, and one below a stricter bound', async () => {
    expect(told(await look('old'))).toBe(`bad tls: ${name}:443 speaks TLSv1.1 at best; the least is TLSv1.2`);
    expect(told(await browse('old'))).toMatch(/^bad tls: budget.inner:443 and this client have no version of TLS/);
    expect(told(await look('also-old'))).toBe(`bad tls: ${name}:443 still takes TLSv1.1, below TLSv1.2`);
    expect(told(await look('right', { leastVersion: 'TLSv1.3' }))).toBe(
      `bad tls: ${name}:443 still takes TLSv1.2, below TLSv1.3`,
    );
    expect(told(await look('newest', { leastVersion: 'TLSv1.3' }))).toBe('good: as expected');
  });

  it('asks for the declared name where users go by another', async () => {
    expect(told(await look('other-name', { serverName: 'treasury.inner' }))).toBe('good: as expected');
    expect(told(await browse('other-name', { serverName: 'treasury.inner' }))).toBe('good: as expected');
  });

  it('does not judge the certificate where that is said', async () => {
    for (const state of ['expired', 'itself', 'other-name', 'old'])
      expect(told(await browse(state, { insecure: true }))).toBe('good: as expected');
  });

  it('gives no password in clear to who was reached by TLS', async () => {
    const login = {
      ...{
        by: 'form' as const,
        url: `https://${name}/`,
        provider: undefined,
        userField: undefined,
        passwordField: undefined,
      },
      ...{ user: 'watch', password: 'sesame-77', success: [] },
    } as const;
    expect(told(await browse('login', { login, steps: [] }))).toBe(
      `bad login: ${name} would have the password in clear (http) from a page that began with https`,
    );
  });

  it('tells a port where nobody listens, one that hangs up and one that is silent in their own phases', async () => {
    const ways: Record<string, string> = {};
    for (const [way, act] of [
      ['hangs up', (socket: { destroy(): void }) => socket.destroy()],
      ['is silent', () => {}],
    ] as const) {
      await using server = createServer((socket) => act(socket.on('error', () => {})));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const address = server.address();
      const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
      // Silence ends with the time-out alone; who hangs up does so before any.
      const timeoutMs = way === 'is silent' ? 1_500 : 15_000;
      const probe = { ...common, timeoutMs, kind: 'tls', host: '127.0.0.1', port, startTls: undefined } as const;
      const asked = { ...probe, warnDays: 30, leastVersion: 'TLSv1.2', authority: undefined } as const;
      const result = await runAgain({ vantageId: 'hub', clock: systemClock, probe: asked });
      ways[way] = told(result).replaceAll(String(port), 'PORT');
      if (way !== 'is silent') continue;
      server.close();
    }
    expect(ways).toEqual({
      'hangs up': 'bad tls: 127.0.0.1:PORT cut the connection (ECONNRESET)',
      'is silent': 'bad tls: no end within 1.5 s, while: the TLS handshake',
    });
    const nobody = await look('right', { host: '127.0.0.1', port: 1 });
    expect(nobody.outcome).toBe('bad');
  });
});
