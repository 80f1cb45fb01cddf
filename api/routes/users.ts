import { Type } from '@fastify/type-provider-typebox';
import { message, render } from '../../core/index.ts';
import { roles } from '../auth/roles.ts';
import { maximumUsers, type UserAnswer, type UserRefusal } from '../auth/users.ts';
import { personOf } from '../http/guards.ts';
import type { ApiServer } from '../http/server.ts';
import { notFound, Problem } from '../problems/problem.ts';
import { preferredLanguage } from '../problems/texts.ts';
import { closed, problems, words } from '../schemas/parts.ts';
import { newUser, users as usersSchema } from '../schemas/users.ts';
import type { WireNewUser } from '../wire-users.ts';
import type { RouteDeps } from './deps.ts';

const tags = ['users'];
const name = Type.String({ minLength: 1, maxLength: 64 });
const config = { needs: 'administer' } as const;
const security = [{ session: [] }, { token: [] }];

/** Local users with their roles; each change is on record. */
export function userRoutes(
  server: ApiServer,
  { auth, record, texts }: Pick<RouteDeps, 'auth' | 'record' | 'texts'>,
): void {
  const { users } = auth;

  type Asking = Parameters<typeof personOf>[0];

  function refuse(request: Asking, refusal: UserRefusal, user: string): never {
    if (refusal === 'unknown') throw notFound('user', user.slice(0, 64));
    const dictionary = texts[preferredLanguage(request.headers['accept-language'])];
    const reason = render(dictionary, message(`api.user.${refusal}`, { maximum: maximumUsers }));
    throw new Problem('conflict', { params: { reason } });
  }

  function told(request: Asking, what: string, user: string, answer: UserAnswer): WireNewUser {
    if (!answer.ok) return refuse(request, answer.refusal, user);
    const { name: subject, role } = answer.user;
    const by = personOf(request);
    record({ kind: 'configuration-change', subject: `user ${subject}`, body: { what, role, by: { ...by } } });
    return { ...answer.user, oneTimePassword: answer.oneTimePassword };
  }

  server.get(
    '/users',
    {
      config,
      schema: {
        summary: 'Users and their roles',
        tags,
        security,
        querystring: closed({}),
        response: { 200: usersSchema, ...problems(401, 403) },
      },
    },
    () => users.list(),
  );

  server.post(
    '/users',
    {
      config,
      schema: {
        summary: `Add a user (${maximumUsers} at most); answers with a one-time password that is never told again`,
        tags,
        security,
        querystring: closed({}),
        body: closed({ name, role: words(roles) }),
        response: { 201: newUser, ...problems(401, 403, 409, 413, 415) },
      },
    },
    async (request, reply) => {
      const answer = told(request, 'user-added', request.body.name, await users.add(request.body));
      return reply.code(201).send(answer);
    },
  );

  server.post(
    '/users/:name/renew',
    {
      config,
      schema: {
        summary: 'Give a new one-time password, and another role where one is named; ends the sessions of the user',
        tags,
        security,
        params: closed({ name }),
        querystring: closed({}),
        body: closed({ role: Type.Optional(words(roles)) }),
        response: { 200: newUser, ...problems(401, 403, 404, 409, 413, 415) },
      },
    },
    async (request) => {
      const { role } = request.body;
      const user = request.params.name;
      const answer = await users.renew(role === undefined ? { name: user } : { name: user, role });
      return told(request, role === undefined ? 'password-renewed' : 'role-changed', user, answer);
    },
  );

  server.delete(
    '/users/:name',
    {
      config,
      schema: {
        summary: 'Remove a user and end its sessions',
        tags,
        security,
        params: closed({ name }),
        querystring: closed({}),
        response: { 204: Type.Null({ description: 'Removed' }), ...problems(401, 403, 404, 409) },
      },
    },
    async (request, reply) => {
      const user = request.params.name;
      const refusal = await users.remove(user);
      if (refusal !== undefined) return refuse(request, refusal, user);
      const body = { what: 'user-removed', by: { ...personOf(request) } };
      record({ kind: 'configuration-change', subject: `user ${user}`, body });
      return reply.code(204).send(null);
    },
  );
}
