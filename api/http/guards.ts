import type {} from '@fastify/cookie';
import type { FastifyRequest } from 'fastify';
import type { Auth } from '../auth/auth.ts';
import { mayDo, type Right, type Role } from '../auth/roles.ts';
import type { Session } from '../auth/sessions.ts';
import { Problem } from '../problems/problem.ts';
import { hostIsAllowed, isSameOrigin, safeMethods } from './origin.ts';
import type { ApiServer } from './server.ts';

/** Name of the session cookie. */
export const sessionCookie = 'fangzhou_session';

declare module 'fastify' {
  interface FastifyRequest {
    /** The login that the request came with; set by the guards. */
    session: Session | undefined;
    role: Role | undefined;
  }
  interface FastifyContextConfig {
    /** What the route asks of who comes; `read` to look and `operate` to change something where a route does not say. */
    needs?: Right;
  }
}

/** What a session with the one-time password may ask. */
const openWithOneTimePassword: ReadonlySet<string> = new Set([
  '/api/v1/me',
  '/api/v1/session',
  '/api/v1/session/password',
]);

/** Guards of every request: the host name, the origin of what changes something, and JSON as the only body. */
export function guardEveryRequest(server: ApiServer, listensOn: () => string): void {
  server.decorateRequest('session', undefined);
  server.decorateRequest('role', undefined);
  server.addHook('onRequest', async (request) => {
    const { host } = request.headers;
    if (!hostIsAllowed(host, listensOn())) {
      throw new Problem('wrong-host', { params: { host: (host ?? '').slice(0, 100) } });
    }
    if (!safeMethods.has(request.method) && !isSameOrigin(request.headers)) throw new Problem('cross-origin');
  });
  server.removeContentTypeParser('text/plain');
}

/** The live session of a request, by its cookie. */
export function sessionOf(request: FastifyRequest, auth: Auth): Session | undefined {
  const token = request.cookies[sessionCookie];
  return token === undefined || token.length > 100 ? undefined : auth.sessions.find(token);
}

/** Whether the request carries the access token of the data folder. */
export function hasAccessToken(request: FastifyRequest, auth: Auth): boolean {
  const bearer = /^Bearer ([\w-]{1,100})$/i.exec(request.headers.authorization ?? '')?.[1];
  return bearer !== undefined && auth.isAccessToken(bearer);
}

/** Stands for whoever can read the data folder; nothing that a browser could hold. */
const tokenSession: Session = {
  id: 'access-token',
  user: 'access token',
  openedAt: 0,
  usedAt: 0,
  mustChangePassword: false,
};

/** Routes that scripts and commands may use with the access token of the data folder. */
const openWithToken =
  /^\/api\/v1\/(?:assessments|reports|users|collectors|handbook|restore-drills|backups\/repositories|isolation\/outer|isolation\/drills)(?:\/|$)/;

/**
 * Demands a session for every route of this scope but `POST /api/v1/session`, and those that are open to all now; some take the access
 * token instead.
 */
export function demandSession(scope: ApiServer, auth: Auth, isOpen: (route: string) => boolean = () => false): void {
  scope.addHook('onRequest', async (request) => {
    const route = request.routeOptions.url ?? '';
    if (request.method === 'POST' && route === '/api/v1/session') return;
    if (safeMethods.has(request.method) && isOpen(route)) return;
    request.session = sessionOf(request, auth);
    request.role = request.session === undefined ? undefined : auth.users.roleOf(request.session.user);
    if (request.session === undefined && openWithToken.test(route) && hasAccessToken(request, auth)) {
      request.session = tokenSession;
      request.role = 'admin';
    }
    if (request.session === undefined || request.role === undefined) throw new Problem('login-required');
    if (request.session.mustChangePassword && !openWithOneTimePassword.has(route)) {
      throw new Problem('password-change-required');
    }
    const needs = request.routeOptions.config.needs ?? (safeMethods.has(request.method) ? 'read' : 'operate');
    if (!mayDo(request.role, needs)) {
      throw new Problem('role-refused', {
        params: { role: `key:api.role.${request.role}`, right: `key:api.right.${needs}` },
      });
    }
  });
}

/** Somebody with the role that he acts in, as records name him. */
export interface Person {
  readonly user: string;
  readonly role: Role;
}

/** Who asks, at a route behind `demandSession`. */
export function personOf({ session, role }: FastifyRequest): Person {
  if (session === undefined || role === undefined) throw new Problem('login-required');
  return { user: session.user, role };
}

/** The session of a route behind `demandSession`. */
export function loggedIn(request: FastifyRequest): Session {
  if (request.session === undefined) throw new Problem('login-required');
  return request.session;
}
