import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ProbeLogin } from '../../../inventory/index.ts';
import { freePort } from '../../../test/free-port.ts';
import {
  bodyOf,
  type CasFault,
  type CasStage,
  casHost,
  cookieOf,
  createCasStage,
  send,
  serviceHost,
} from './cas.fake.ts';
import { clientHost, createOidcStage, type OidcFault, type OidcStage, providerHost } from './oidc.fake.ts';
import { createHttpStage, type HttpStage, said } from './stage.fake.ts';

const account = { user: 'watch', password: 'sesame &77' };
const fields = { ...account, provider: undefined, userField: undefined, passwordField: undefined, success: [] };
const out = { on: 'text', matches: /退出/, isForbidden: false } as const;

let stage: HttpStage;
beforeAll(() => {
  stage = createHttpStage();
});
afterAll(() => stage.close());

function logIn(login: Partial<ProbeLogin> & Pick<ProbeLogin, 'by' | 'url'>, steps: readonly string[] = [], more = {}) {
  return stage.visit(
    steps.map((url) => ({ url, assertions: [out] })),
    { login: { ...fields, ...login }, ...more },
  );
}

describe('a login by CAS', () => {
  let cas: CasStage;
  const url = `http://${serviceHost}/budget/`;
  beforeAll(async () => {
    cas = createCasStage(account, stage.portOf);
    await stage.serve(casHost, cas.sso);
    await stage.serve(serviceHost, cas.service);
  });
  beforeEach(() => {
    cas.fault = 'none';
    cas.tried.length = 0;
  });

  it('goes to the provider and back, and its session holds for the steps after it', async () => {
    const result = await logIn({ by: 'cas', url, success: [out] }, [url, `http://${serviceHost}/budget/list`]);
    expect(said(result)).toBe('good: as expected');
    expect(result.steps.map(({ name, status }) => [name, status])).toEqual([
      ['login', 200],
      ['step-1', 200],
      ['step-2', 200],
    ]);
    expect(result.phases.login).toBeGreaterThan(0);
    expect(result.steps[0]?.phases).toHaveProperty('first-byte');
    expect(cas.tried).toEqual([account.password]);
  });

  it('finds its fields by name where they are declared, and says which there are', async () => {
    const named = { by: 'cas', url, userField: 'username', passwordField: 'password' } as const;
    expect(said(await logIn(named))).toBe('good: as expected');
    expect(said(await logIn({ ...named, userField: 'uid' }))).toBe(
      'bad login: the login form has no field uid; it has username, password, lt, execution, _eventId, submit',
    );
  });

  it('tries a wrong password once, whatever retries are declared', async () => {
    const result = await logIn({ by: 'cas', url, password: 'wrong-77' }, [], { retries: 2 });
    expect(said(result)).toBe(`bad login: ${casHost} refuses user and password (status 401): 用户名或密码错误。`);
    expect(cas.tried).toEqual(['wrong-77']);
    expect(JSON.stringify(result)).not.toContain('wrong-77');
  });

  it.each<readonly [CasFault, string]>([
    ['name-first', 'good: as expected'],
    [
      'unknown-service',
      `bad login: the single sign-on at ${casHost} does not show its login page (status 403): 未登记的服务`,
    ],
    [
      'form-broken',
      `bad login: the single sign-on at ${casHost} does not show its login page (status 500): CAS is unavailable`,
    ],
    [
      'new-password',
      `bad login: after the login ${casHost} does not send back to the service (status 200): 请修改密码`,
    ],
    [
      'ticket-unknown',
      `bad login: ${serviceHost} fails on the login that single sign-on confirmed (status 403): 票据验证失败`,
    ],
    ['ticket-unknown-and-back', `bad login: ${serviceHost} sends back to the single sign-on again and again (3 times)`],
    [
      'back-channel-cut',
      `bad login: ${serviceHost} fails on the login that single sign-on confirmed (status 500): Connection timed out: sso`,
    ],
    ['no-session', `bad login: ${serviceHost} sends back to the single sign-on again and again (3 times)`],
    ['service-down', `bad login: the service's own page at ${serviceHost} does not open (status 500): HTTP Status 500`],
  ])('with %s tells which side it is', async (fault, expected) => {
    cas.fault = fault;
    expect(said(await logIn({ by: 'cas', url }))).toBe(expected);
  });

  it('gives the password to the declared provider alone', async () => {
    expect(said(await logIn({ by: 'cas', url, provider: casHost }))).toBe('good: as expected');
    const result = await logIn({ by: 'cas', url, provider: 'other.inner' }, [], { retries: 1 });
    expect(said(result)).toBe(
      `bad login: the login form is sent to ${casHost}, and the password is meant for other.inner`,
    );
    expect(cas.tried).toEqual([account.password]);
  });

  it('is told apart from a provider that is gone, and from one that hangs', async () => {
    const port = stage.portOf(casHost);
    stage.point(casHost, await freePort());
    const gone = await logIn({ by: 'cas', url });
    expect(said(gone)).toBe(`bad login: ${casHost}:80 refuses the connection`);
    const close = await stage.serveRaw('silent.inner', () => {});
    stage.point(casHost, stage.portOf('silent.inner'));
    const silent = await logIn({ by: 'cas', url }, [], { timeoutMs: 1_000 });
    expect(said(silent)).toBe('bad login: no end within 1 s, while: logging in');
    expect(silent.steps).toMatchObject([
      { name: 'login', outcome: 'bad', phases: { 'first-byte': expect.any(Number) } },
    ]);
    await close();
    stage.point(casHost, port);
  });
});

describe('a login by OpenID Connect', () => {
  let oidc: OidcStage;
  const url = `http://${clientHost}/`;
  beforeAll(async () => {
    oidc = await createOidcStage(account, stage.portOf);
    await stage.serve(providerHost, oidc.provider);
    await stage.serve(clientHost, oidc.service);
  });
  beforeEach(() => {
    oidc.fault = 'none';
  });

  it('follows the code flow of a real provider, consent and all, and comes back with a session', async () => {
    const result = await logIn({ by: 'oidc', url, success: [out] }, [url]);
    expect(said(result)).toBe('good: as expected');
    expect(oidc.consents).toEqual(['1']);
  });

  it.each<readonly [OidcFault, string]>([
    ['form-post', 'good: as expected'],
    [
      'wrong-secret',
      `bad login: ${clientHost} fails on the login that single sign-on confirmed (status 500): Login failed`,
    ],
    [
      'state-lost',
      `bad login: ${clientHost} fails on the login that single sign-on confirmed (status 403): state does not match`,
    ],
    ['other-address', `bad login: the single sign-on at ${providerHost} does not show its login page (status 400)`],
    [
      'no-login',
      'bad login: the single sign-on sends the user back with an error: login_required End-User authentication is required',
    ],
  ])('with %s tells which side it is', async (fault, expected) => {
    oidc.fault = fault;
    expect(said(await logIn({ by: 'oidc', url, success: [out] }))).toContain(expected);
  });

  it('tells a wrong password, and a page that asks for none', async () => {
    expect(said(await logIn({ by: 'oidc', url, password: 'wrong' }))).toBe(
      `bad login: ${providerHost} refuses user and password (status 200): Invalid user or password`,
    );
    expect(said(await logIn({ by: 'oidc', url: `${url}open` }))).toBe(
      `bad login: no login form on ${clientHost}/open: 公告`,
    );
  });
});

describe('a login by a form of the service itself', () => {
  const host = 'oa.inner';
  const url = `http://${host}/login`;
  const tokens = new Map<string, string>();
  let breaks = '';
  beforeAll(async () => {
    const form = (words: string, session: string): string => {
      const token = randomUUID();
      tokens.set(session, token);
      return `<title>办公</title><span class="msg">${words}</span><form action="/search"><input name="q"></form>
        <form method="post" action="/login"><input type="hidden" name="_csrf" value="${breaks === 'csrf' ? 'x' : token}">
        <input name="j_username"><input type="password" name="j_password"><button>登录</button></form>`;
    };
    await stage.serve(host, async (asked, answer) => {
      const session = cookieOf(asked, 'sid') ?? randomUUID();
      if (asked.url === '/home')
        return send(answer, cookieOf(asked, 'in') === '1' ? 200 : 401, '<title>首页</title>退出');
      answer.setHeader('set-cookie', `sid=${session}; Path=/`);
      if (asked.method === 'GET') return send(answer, 200, form('', session));
      const sent = new URLSearchParams(await bodyOf(asked));
      if (tokens.get(session) !== sent.get('_csrf')) return send(answer, 403, '<title>CSRF</title>');
      if (sent.get('j_password') !== account.password)
        return send(answer, 200, form('密码错误，还可尝试 2 次', session));
      if (breaks === 'after') return send(answer, 500, '<title>首页出错</title>');
      answer.writeHead(302, { location: '/home', 'set-cookie': 'in=1; Path=/' }).end();
    });
  });
  beforeEach(() => {
    breaks = '';
  });

  it('sends the hidden fields along, of the right form among several', async () => {
    expect(said(await logIn({ by: 'form', url, success: [out] }, [`http://${host}/home`]))).toBe('good: as expected');
  });

  it.each([
    ['', 'wrong', `bad login: ${host} refuses user and password (status 200): 密码错误，还可尝试 2 次`],
    ['csrf', account.password, `bad login: ${host} refuses user and password (status 403): CSRF`],
    ['after', account.password, `bad login: ${host}/login fails (status 500): 首页出错`],
  ])('broken by %j with password %j is told', async (what, password, expected) => {
    breaks = what;
    expect(said(await logIn({ by: 'form', url, password }))).toBe(expected);
  });

  it('is not filled where it is sent to another host', async () => {
    const page =
      '<form method="post" action="http://away.inner/"><input name="u"><input type="password" name="p"></form>';
    const sent: (string | undefined)[] = [];
    await stage.serve('taken-over.inner', (_, answer) => send(answer, 200, page));
    await stage.serve('away.inner', (asked, answer) => {
      sent.push(asked.url);
      send(answer, 200, '');
    });
    expect(said(await logIn({ by: 'form', url: 'http://taken-over.inner/' }))).toBe(
      'bad login: the login form is sent to away.inner, and the password is meant for taken-over.inner',
    );
    expect(sent).toEqual([]);
  });

  it('that ends elsewhere than expected is not good', async () => {
    const result = await logIn({ by: 'form', url, success: [{ ...out, matches: /待办/ }] });
    expect(said(result)).toBe('bad login: “待办” is not on the page “首页”');
  });
});
