import { createHash, timingSafeEqual } from 'node:crypto';
import { Type } from '@fastify/type-provider-typebox';
import { foreignLimits } from '../../alerts/index.ts';
import { message, render } from '../../core/index.ts';
import type { ApiServer } from '../http/server.ts';
import type { ForeignPort, SettingsPort } from '../ports.ts';
import { notFound, Problem } from '../problems/problem.ts';
import { preferredLanguage, type Texts } from '../problems/texts.ts';
import { closed, count, problems } from '../schemas/parts.ts';

/** Where a Prometheus Alertmanager sends its alerts. */
export const alertmanagerPath = '/api/v1/alerts/alertmanager';

/**
 * Takes what an Alertmanager sends (its webhook, version 4), with a token of its own: no session, no person. Off until the settings name the
 * token; a standby takes nothing, and says so in a way that makes the sender try again.
 */
export function alertmanagerRoute(
  server: ApiServer,
  {
    foreign,
    settings,
    texts,
  }: { readonly foreign: ForeignPort; readonly settings: SettingsPort; readonly texts: Texts },
): void {
  server.post(
    alertmanagerPath,
    {
      bodyLimit: foreignLimits.bodyBytes,
      config: { rateLimit: { max: 600, timeWindow: 60_000 } },
      // Before the body is read: nobody without the token makes work.
      async onRequest(request) {
        const inlet = settings().alertmanager;
        if (inlet === undefined) throw notFound('page', alertmanagerPath);
        const token = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(request.headers.authorization ?? '')?.[1];
        if (token !== undefined && timingSafeEqual(digest(token), digest(inlet.token))) return;
        foreign.refused('token');
        throw new Problem('token-refused', { headers: { 'www-authenticate': 'Bearer' } });
      },
      schema: {
        summary: 'Take the alerts of a Prometheus Alertmanager (webhook, version 4)',
        tags: ['incidents'],
        security: [{ token: [] }],
        querystring: closed({}),
        body: Type.Unknown(),
        response: {
          200: closed({ taken: count, beyond: count }),
          ...problems(400, 401, 404, 413, 415, 429, 503),
        },
      },
    },
    (request) => {
      const answer = foreign.take(request.body);
      if (answer.ok) return { taken: answer.taken, beyond: answer.beyond };
      if (answer.refusal === 'standby') throw new Problem('undecided');
      const dictionary = texts[preferredLanguage(request.headers['accept-language'])];
      const reason = render(dictionary, message(`alerts.foreign.refused.${answer.refusal}`));
      throw new Problem('invalid-request', { params: { parts: reason } });
    },
  );
}

/** Of one length, so that they can be compared in a time that tells nothing. */
const digest = (token: string): Buffer => createHash('sha256').update(token).digest();
