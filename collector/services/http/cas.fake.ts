/**
 * A single sign-on of a test by the CAS protocol 3.0 (apereo.github.io/cas, CAS-Protocol-Specification), over real HTTP: login
 * form with a login ticket, ticket-granting cookie, service tickets that hold once, `/p3/serviceValidate`; and a service behind it.
 */
import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type RequestListener, request, type ServerResponse } from 'node:http';

export const casHost = 'sso.inner';
export const serviceHost = 'budget.inner';

/** What is wrong at the moment; each is tried alone. */
export type CasFault =
  | 'none'
  | 'unknown-service'
  | 'form-broken'
  | 'ticket-unknown'
  | 'ticket-unknown-and-back'
  | 'back-channel-cut'
  | 'name-first'
  | 'new-password'
  | 'service-down'
  | 'no-session';

export interface CasStage {
  fault: CasFault;
  readonly sso: RequestListener;
  readonly service: RequestListener;
  /** Passwords that were tried. */
  readonly tried: string[];
}

/** `portOf`: where the service finds the single sign-on for what it asks it directly. */
export function createCasStage(
  account: { readonly user: string; readonly password: string },
  portOf: (host: string) => number,
): CasStage {
  const loginTickets = new Set<string>();
  const granting = new Set<string>();
  const tickets = new Map<string, { readonly service: string; readonly user: string }>();
  const sessions = new Set<string>();

  const form = (service: string, error = '', status = 200, inner = ''): [number, string] => {
    const lt = `LT-${randomUUID()}`;
    loginTickets.add(lt);
    const hidden = `<input type="hidden" name="execution" value="e1s1"><input type="hidden" name="_eventId" value="submit">`;
    const fields = `<label>用户名 <input name="username" autofocus></label> <input type="password" name="password">`;
    return [
      status,
      `<!doctype html><title>统一登录</title>${error === '' ? '' : `<div class="alert alert-danger">${error}</div>`}
       <form method="post" action="/cas/login?service=${encodeURIComponent(service)}">${inner === '' ? fields : inner}
       <input type="hidden" name="lt" value="${lt}">${hidden}<input type="submit" name="submit" value="登录"></form>`,
    ];
  };

  const stage: CasStage = {
    fault: 'none',
    tried: [],
    sso: (asked, answer) => void sso(asked, answer),
    service: (asked, answer) => void service(asked, answer),
  };

  async function sso(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const url = new URL(asked.url ?? '/', `http://${casHost}`);
    const wanted = url.searchParams.get('service') ?? '';
    if (url.pathname === '/cas/p3/serviceValidate') return validate(url, answer);
    if (url.pathname !== '/cas/login') return send(answer, 404, '');
    if (stage.fault === 'unknown-service') return send(answer, 403, '<title>未登记的服务</title>');
    if (stage.fault === 'form-broken') return send(answer, 500, '<title>CAS is unavailable</title>');
    if (asked.method === 'GET') {
      // Section 2.1: who has the ticket-granting cookie gets a ticket without a form.
      const cookie = cookieOf(asked, 'TGC');
      if (cookie !== undefined && granting.has(cookie)) return grant(wanted, account.user, answer);
      const nameFirst = stage.fault === 'name-first' ? '<input name="username">' : '';
      return send(answer, ...form(wanted, '', 200, nameFirst));
    }
    const sent = new URLSearchParams(await bodyOf(asked));
    if (!loginTickets.delete(sent.get('lt') ?? '') || sent.get('_eventId') !== 'submit')
      return send(answer, ...form(wanted, '登录票据无效', 400));
    if (!sent.has('password'))
      return send(
        answer,
        ...form(
          wanted,
          '',
          200,
          `<input type="hidden" name="username" value="${sent.get('username')}"><input type="password" name="password">`,
        ),
      );
    stage.tried.push(sent.get('password') ?? '');
    if (sent.get('username') !== account.user || sent.get('password') !== account.password)
      return send(answer, ...form(wanted, '用户名或密码错误。', 401));
    if (stage.fault === 'new-password')
      return send(answer, 200, '<title>请修改密码</title><form method=post><input name=a type=text></form>');
    const tgc = `TGT-${randomUUID()}`;
    granting.add(tgc);
    answer.setHeader('set-cookie', `TGC=${tgc}; Path=/cas; HttpOnly`);
    grant(wanted, account.user, answer);
  }

  function grant(service: string, user: string, answer: ServerResponse): void {
    const ticket = `ST-${randomUUID()}`;
    tickets.set(ticket, { service, user });
    const back = new URL(service);
    back.searchParams.set('ticket', ticket);
    answer.writeHead(302, { location: back.href }).end();
  }

  /** Section 2.5: once, for its own service alone. */
  function validate(url: URL, answer: ServerResponse): void {
    const ticket = url.searchParams.get('ticket') ?? '';
    const found = tickets.get(ticket);
    tickets.delete(ticket);
    const isGood = found?.service === url.searchParams.get('service') && !stage.fault.startsWith('ticket-unknown');
    const inside = isGood
      ? `<cas:authenticationSuccess><cas:user>${found?.user}</cas:user></cas:authenticationSuccess>`
      : `<cas:authenticationFailure code="INVALID_TICKET">Ticket ${ticket} not recognized</cas:authenticationFailure>`;
    send(
      answer,
      200,
      `<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">${inside}</cas:serviceResponse>`,
      'application/xml',
    );
  }

  async function service(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const url = new URL(asked.url ?? '/', `http://${serviceHost}`);
    if (stage.fault === 'service-down') return send(answer, 500, '<title>HTTP Status 500</title>');
    const session = cookieOf(asked, 'JSESSIONID');
    if (session !== undefined && sessions.has(session))
      return send(answer, 200, '<title>预算管理系统</title> 待办 <a href="/out">退出</a>');
    const own = `http://${serviceHost}${url.pathname}`;
    const login = `http://${casHost}/cas/login?service=${encodeURIComponent(own)}`;
    const ticket = url.searchParams.get('ticket');
    if (ticket === null) return void answer.writeHead(302, { location: login }).end();
    const told =
      stage.fault === 'back-channel-cut'
        ? undefined
        : await ask(`/cas/p3/serviceValidate?service=${encodeURIComponent(own)}&ticket=${ticket}`);
    if (told === undefined) return send(answer, 500, '<title>Connection timed out: sso</title>');
    if (!told.includes('authenticationSuccess')) {
      if (stage.fault === 'ticket-unknown-and-back') return void answer.writeHead(302, { location: login }).end();
      return send(answer, 403, '<title>票据验证失败</title>');
    }
    const id = randomUUID();
    if (stage.fault !== 'no-session') sessions.add(id);
    answer.writeHead(302, { location: url.pathname, 'set-cookie': `JSESSIONID=${id}; Path=/; HttpOnly` }).end();
  }

  function ask(path: string): Promise<string | undefined> {
    return new Promise((resolve) => {
      const sent = request({ host: '127.0.0.1', port: portOf(casHost), path, agent: false }, (answer) => {
        bodyOf(answer).then(resolve, () => resolve(undefined));
      });
      sent.on('error', () => resolve(undefined));
      sent.end();
    });
  }

  return stage;
}

export async function bodyOf(asked: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of asked) text += chunk;
  return text;
}

export function cookieOf({ headers }: IncomingMessage, name: string): string | undefined {
  const pairs = (headers.cookie ?? '').split('; ').map((pair) => pair.split('='));
  return pairs.find(([one]) => one === name)?.[1];
}

export function send(answer: ServerResponse, status: number, text: string, type = 'text/html'): void {
  answer.writeHead(status, { 'content-type': `${type}; charset=utf-8` }).end(text);
}
