/** A single sign-on of a test by OpenID Connect: the npm package oidc-provider, with a login page of its own, and a service behind it. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { type IncomingMessage, type RequestListener, request, type ServerResponse } from 'node:http';
import { bodyOf, cookieOf, send } from './cas.fake.ts';

export const providerHost = 'id.inner';
export const clientHost = 'treasury.inner';

export type OidcFault = 'none' | 'form-post' | 'wrong-secret' | 'other-address' | 'no-login' | 'state-lost';

export interface OidcStage {
  fault: OidcFault;
  readonly provider: RequestListener;
  readonly service: RequestListener;
  /** Consents that were given. */
  readonly consents: string[];
}

/** What the stage uses of the package, which has no types of its own. */
interface Provider {
  callback(): (asked: IncomingMessage, answer: ServerResponse) => Promise<void>;
  interactionDetails(asked: IncomingMessage, answer: ServerResponse): Promise<Interaction>;
  interactionFinished(asked: IncomingMessage, answer: ServerResponse, result: object, options: object): Promise<void>;
  readonly Grant: new (of: object) => { addOIDCScope(scope: string): void; save(): Promise<string> };
}

interface Interaction {
  readonly uid: string;
  readonly prompt: { readonly name: string };
  readonly params: { readonly client_id: string };
  readonly session?: { readonly accountId: string };
}

const callback = `http://${clientHost}/callback`;
const client = { id: 'treasury', secret: 'client-secret-of-the-test' };

export async function createOidcStage(
  account: { readonly user: string; readonly password: string },
  portOf: (host: string) => number,
): Promise<OidcStage> {
  const name: string = 'oidc-provider';
  const { default: ProviderClass } = (await import(name)) as {
    readonly default: new (issuer: string, configuration: object) => Provider;
  };
  const provider = new ProviderClass(`http://${providerHost}`, {
    clients: [
      {
        ...{ client_id: client.id, client_secret: client.secret, redirect_uris: [callback] },
        ...{ response_types: ['code'], grant_types: ['authorization_code'] },
      },
    ],
    cookies: { keys: [randomUUID()] },
    features: { devInteractions: { enabled: false } },
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
    interactions: { url: (_: unknown, { uid }: Interaction) => `/interaction/${uid}` },
    findAccount: (_: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id }) }),
  });
  const handle = provider.callback();
  const sessions = new Set<string>();
  const waiting = new Map<string, { readonly state: string; readonly verifier: string }>();
  const csrf = new Set<string>();

  const stage: OidcStage = {
    ...{ fault: 'none', consents: [] },
    provider: (asked, answer) =>
      void (asked.url?.startsWith('/interaction/') === true ? interact(asked, answer) : handle(asked, answer)),
    service: (asked, answer) => void service(asked, answer),
  };

  const form = (error: string): string => {
    const token = randomUUID();
    csrf.add(token);
    return `<title>Sign in</title>${error === '' ? '' : `<p id="error">${error}</p>`}<form method="post">
      <input type="hidden" name="csrf" value="${token}"><input type="text" name="login"><input type="password" name="secret"><button>Sign in</button></form>`;
  };

  async function interact(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { prompt, params, session } = await provider.interactionDetails(asked, answer);
    if (asked.method === 'GET') {
      if (prompt.name === 'login') return send(answer, 200, form(''));
      return send(
        answer,
        200,
        '<title>Consent</title><form method="post"><input type="hidden" name="agree" value="1"><button name="go">Allow</button></form>',
      );
    }
    const sent = new URLSearchParams(await bodyOf(asked));
    if (prompt.name === 'login') {
      if (!csrf.delete(sent.get('csrf') ?? '')) return send(answer, 400, '<title>CSRF</title>');
      if (sent.get('login') !== account.user || sent.get('secret') !== account.password)
        return send(answer, 200, form('Invalid user or password'));
      return provider.interactionFinished(
        asked,
        answer,
        { login: { accountId: account.user } },
        { mergeWithLastSubmission: false },
      );
    }
    stage.consents.push(sent.get('agree') ?? '');
    const grant = new provider.Grant({ accountId: session?.accountId, clientId: params.client_id });
    grant.addOIDCScope('openid');
    return provider.interactionFinished(
      asked,
      answer,
      { consent: { grantId: await grant.save() } },
      { mergeWithLastSubmission: true },
    );
  }

  async function service(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const url = new URL(asked.url ?? '/', `http://${clientHost}`);
    if (url.pathname === '/open') return send(answer, 200, '<title>公告</title>');
    if (url.pathname === '/callback') return await back(url, asked, answer);
    const session = cookieOf(asked, 'sid');
    if (session !== undefined && sessions.has(session))
      return send(answer, 200, '<title>国库集中支付系统</title> 退出');
    const [state, verifier, pre] = [randomUUID(), randomBytes(32).toString('base64url'), randomUUID()];
    waiting.set(pre, { state, verifier });
    const authorize = new URL(`http://${providerHost}/auth`);
    authorize.search = new URLSearchParams({
      ...{ client_id: client.id, response_type: 'code', scope: 'openid', state, code_challenge_method: 'S256' },
      redirect_uri: stage.fault === 'other-address' ? `${callback}2` : callback,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      ...(stage.fault === 'form-post' ? { response_mode: 'form_post' } : {}),
      ...(stage.fault === 'no-login' ? { prompt: 'none' } : {}),
    }).toString();
    answer.writeHead(302, { location: authorize.href, 'set-cookie': `pre=${pre}; Path=/` }).end();
  }

  /** OpenID Connect Core, section 3.1.3: the code is given for tokens. */
  async function back(url: URL, asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const sent = asked.method === 'POST' ? new URLSearchParams(await bodyOf(asked)) : url.searchParams;
    const begun = waiting.get(cookieOf(asked, 'pre') ?? '');
    if (begun === undefined || begun.state !== sent.get('state') || stage.fault === 'state-lost')
      return send(answer, 403, '<title>state does not match</title>');
    const secret = stage.fault === 'wrong-secret' ? 'wrong' : client.secret;
    const body = new URLSearchParams({
      ...{
        grant_type: 'authorization_code',
        code: sent.get('code') ?? '',
        redirect_uri: callback,
        code_verifier: begun.verifier,
      },
    });
    const tokens = await post(
      '/token',
      body.toString(),
      `Basic ${Buffer.from(`${client.id}:${secret}`).toString('base64')}`,
    );
    if (!tokens.includes('"id_token"')) return send(answer, 500, `<title>Login failed</title>`);
    const id = randomUUID();
    sessions.add(id);
    answer.writeHead(303, { location: '/', 'set-cookie': `sid=${id}; Path=/; HttpOnly` }).end();
  }

  function post(path: string, body: string, authorization: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const headers = { host: providerHost, authorization, 'content-type': 'application/x-www-form-urlencoded' };
      const asked = {
        host: '127.0.0.1',
        port: portOf(providerHost),
        method: 'POST',
        path,
        headers,
        agent: false,
      } as const;
      const sent = request(asked, (answer) => void bodyOf(answer).then(resolve, reject));
      sent.on('error', reject);
      sent.end(body);
    });
  }

  return stage;
}
