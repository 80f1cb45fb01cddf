import type { Service } from '../../inventory/index.ts';
import type { LabFigures } from './figures.ts';
import { homePage, loginPage, signedInPage, troublePages } from './pages.ts';
import type { SignOn } from './sign-on.ts';
import type { Site } from './sites.ts';

/** What a client asked of a site. */
export interface SiteRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly cookies: ReadonlyMap<string, string>;
  /** Of a posted form; empty otherwise. */
  readonly form: URLSearchParams;
}

export interface SiteAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly delayMs: number;
}

/** How a service does at this moment. */
export interface ServiceMoment {
  readonly isDown: boolean;
  readonly isWrong: boolean;
  readonly delayMs: number;
  /** Who answers through the virtual address; undefined: nobody, and the connection breaks. */
  readonly member: string | undefined;
  /** False: the page cannot ask its database. */
  readonly hasDatabase: boolean;
  figures(): LabFigures;
}

export interface SiteScene {
  readonly signOn: SignOn;
  /** Where a service's own pages are in the lab, `http://127.0.0.1:40001/budget/`; undefined: it has no site. */
  urlOf(serviceId: string): string | undefined;
  /** Single sign-on; undefined: nobody has to log in. */
  readonly singleSignOn: Service | undefined;
  /** All of the city. */
  readonly services: Iterable<Service>;
  moment(service: Service): ServiceMoment;
}

const html = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' };
const loginCookie = 'CASTGC';
const sessionCookieOf = (serviceId: string): string => `lab-${serviceId}`;

/** What a site answers; undefined: the connection is broken off. */
export function answerOf(site: Site, request: SiteRequest, scene: SiteScene): SiteAnswer | undefined {
  const service = [...site.services].find(([path]) => `${request.path}/`.startsWith(path))?.[1];
  if (service === undefined) return plain(404, troublePages.nowhere);
  const moment = scene.moment(service);
  if (moment.member === undefined) return undefined;
  return { ...answer(service, request, scene, moment), delayMs: moment.delayMs };
}

function answer(service: Service, request: SiteRequest, scene: SiteScene, moment: ServiceMoment): SiteAnswer {
  if (moment.isDown) return plain(503, troublePages.down);
  if (!moment.hasDatabase) return plain(500, troublePages.database);
  if (moment.isWrong) return plain(200, troublePages.wrong);
  if (service === scene.singleSignOn) return signOnAnswer(service, request, scene);
  if (request.path.endsWith('/figures.json')) {
    const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
    return { status: 200, headers, body: JSON.stringify(moment.figures()), delayMs: 0 };
  }
  return serviceAnswer(service, request, scene, moment.member ?? '');
}

/** A service lets nobody in whom single sign-on does not know: there and back with a ticket, as in CAS protocol 3.0. */
function serviceAnswer(service: Service, request: SiteRequest, scene: SiteScene, member: string): SiteAnswer {
  const { signOn, singleSignOn } = scene;
  const own = scene.urlOf(service.id) ?? request.path;
  const login = singleSignOn === undefined ? undefined : scene.urlOf(singleSignOn.id);
  const name = sessionCookieOf(service.id);
  const ticket = request.query.get('ticket');
  if (ticket !== null) {
    const session = signOn.redeem(ticket, service.id);
    if (session !== undefined) return redirect(own, cookie(name, session));
  }
  if (login === undefined || signOn.isAt(request.cookies.get(name), service.id))
    return plain(200, homePage(service, member));
  return redirect(`${login}login?service=${encodeURIComponent(own)}`);
}

function signOnAnswer(sso: Service, request: SiteRequest, scene: SiteScene): SiteAnswer {
  const { signOn } = scene;
  if (!request.path.endsWith('/login')) return plain(200, signedInPage(sso));
  const isPost = request.method === 'POST';
  const back = (isPost ? request.form : request.query).get('service') ?? '';
  const known = request.cookies.get(loginCookie);
  const { form } = request;
  const fresh = isPost ? signOn.login(form.get('username') ?? '', form.get('password') ?? '') : undefined;
  if (fresh === undefined && !signOn.isLoggedIn(known)) {
    return plain(isPost ? 401 : 200, loginPage(back, isPost));
  }
  const cookies = fresh === undefined ? {} : cookie(loginCookie, fresh);
  const to = serviceAt(back, scene);
  // Nobody is sent on to an address that is none of the city's.
  if (to === undefined) return { ...plain(200, signedInPage(sso)), headers: { ...html, ...cookies } };
  return redirect(`${to.url}?ticket=${signOn.ticketFor(to.service.id)}`, cookies);
}

function serviceAt(back: string, scene: SiteScene) {
  for (const service of scene.services) {
    const url = scene.urlOf(service.id);
    if (url !== undefined && back.startsWith(url)) return { service, url };
  }
  return undefined;
}

const cookie = (name: string, value: string) => ({ 'set-cookie': `${name}=${value}; Path=/; HttpOnly` });

function plain(status: number, body: string): SiteAnswer {
  return { status, headers: html, body, delayMs: 0 };
}

function redirect(location: string, headers: Readonly<Record<string, string>> = {}): SiteAnswer {
  return { status: 302, headers: { ...html, ...headers, location }, body: '', delayMs: 0 };
}
