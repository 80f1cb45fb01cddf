import type {} from '@fastify/cookie';
import { Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { NewRecord } from '../../ledger/index.ts';
import type { LoginOutcome } from '../auth/auth.ts';
import { maximumPasswordLength, minimumPasswordLength } from '../auth/password.ts';
import { absoluteMs, type Session } from '../auth/sessions.ts';
import { addressKey } from '../http/address.ts';
import { loggedIn, sessionCookie } from '../http/guards.ts';
import type { ApiServer } from '../http/server.ts';
import { Problem } from '../problems/problem.ts';
import { me } from '../schemas/others.ts';
import { closed, problems } from '../schemas/parts.ts';
import { isoTime } from '../views/element.ts';
import type { WireMe } from '../wire.ts';
import type { RouteDeps } from './deps.ts';

const tags = ['session'];
// Longer than any password may be, so that a wrong one is refused as wrong and not as too long.
const typedPassword = Type.String({ maxLength: 1_024 });

interface Entry {
  readonly action: 'login' | 'password' | 'logout';
  readonly user: string;
}

type Outcome = 'opened' | 'refused' | 'closed';

/** Log in, log out, who am I, a new password. */
export function sessionRoutes(server: ApiServer, { auth, metrics, lab, record }: RouteDeps): void {
  /** A user that does not exist is not named: it may be a password in the wrong box. */
  function loginRecord(address: string, outcome: Outcome, { action, user }: Entry): NewRecord {
    const named = outcome !== 'refused' || auth.users.roleOf(user) !== undefined ? user : '?';
    return { kind: 'login', subject: `user ${named}`, body: { action, outcome, address } };
  }

  const answer = (session: Session): WireMe => ({
    user: session.user,
    role: auth.users.roleOf(session.user) ?? 'auditor',
    mustChangePassword: session.mustChangePassword,
    expiresAt: isoTime(auth.sessions.expiresAt(session)),
    lab: lab !== undefined,
  });

  /** Gives the cookie of a session that was opened, or throws the problem. */
  function admit(request: FastifyRequest, reply: FastifyReply, result: LoginOutcome, what: Entry): WireMe {
    metrics.login(result.outcome);
    // Attempts that wait are not looked at; they are many, and the ones before them are on record.
    if (result.outcome !== 'throttled') record(loginRecord(request.ip, result.outcome, what));
    if (result.outcome === 'throttled') {
      const seconds = result.waitSeconds;
      throw new Problem('too-many-requests', { params: { seconds }, headers: { 'retry-after': String(seconds) } });
    }
    if (result.outcome === 'refused') throw new Problem('login-failed');
    reply.setCookie(sessionCookie, result.token, {
      httpOnly: true,
      sameSite: 'strict',
      path: '/',
      secure: request.protocol === 'https',
      maxAge: absoluteMs / 1000,
    });
    return answer(result.session);
  }

  server.post(
    '/session',
    {
      schema: {
        summary: 'Log in; answers with a session cookie',
        tags,
        security: [],
        querystring: closed({}),
        body: closed({ user: Type.String({ minLength: 1, maxLength: 64 }), password: typedPassword }),
        response: { 200: me, ...problems(401, 403, 413, 415, 429) },
      },
    },
    async (request, reply) => {
      const { user, password } = request.body;
      const result = await auth.login({ user, password, address: addressKey(request.ip) });
      return admit(request, reply, result, { action: 'login', user });
    },
  );

  server.post(
    '/session/password',
    {
      config: { needs: 'own' },
      schema: {
        summary: `Set a new password (${minimumPasswordLength} characters or more); ends every other session of the user`,
        tags,
        querystring: closed({}),
        body: closed({ oldPassword: typedPassword, newPassword: typedPassword }),
        response: { 200: me, ...problems(401, 403, 413, 415, 422, 429, 503) },
      },
    },
    async (request, reply) => {
      const { user } = loggedIn(request);
      const result = await auth.changePassword({ user, ...request.body, address: addressKey(request.ip) });
      if (result.outcome === 'weak') {
        const bounds = { minimum: minimumPasswordLength, maximum: maximumPasswordLength };
        throw new Problem('weak-password', { params: bounds });
      }
      return admit(request, reply, result, { action: 'password', user });
    },
  );

  server.delete(
    '/session',
    {
      config: { needs: 'own' },
      schema: {
        summary: 'Log out',
        tags,
        querystring: closed({}),
        response: { 204: Type.Null({ description: 'Logged out' }), ...problems(401, 403) },
      },
    },
    async (request, reply) => {
      const { id, user } = loggedIn(request);
      auth.sessions.end(id);
      record(loginRecord(request.ip, 'closed', { action: 'logout', user }));
      reply.clearCookie(sessionCookie, { path: '/' });
      return reply.code(204).send(null);
    },
  );

  server.get(
    '/me',
    { schema: { summary: 'Who is logged in', tags, querystring: closed({}), response: { 200: me, ...problems(401) } } },
    (request) => answer(loggedIn(request)),
  );
}
