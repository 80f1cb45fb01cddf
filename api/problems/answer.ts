import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Dictionary, type Message, render, UserError } from '../../core/index.ts';
import type { WireProblem } from '../wire.ts';
import { Problem, type ProblemKind } from './problem.ts';
import { preferredLanguage, type Texts } from './texts.ts';

/** The body of a problem (RFC 9457) in the language that the request prefers. */
export function problemBody(
  problem: Problem,
  texts: Texts,
  acceptLanguage: string | undefined,
  url: string,
): WireProblem {
  const dictionary = texts[preferredLanguage(acceptLanguage)];
  return {
    type: `urn:fangzhou:problem:${problem.kind}`,
    title: render(dictionary, { key: `api.problem.${problem.kind}.title` }),
    status: problem.status,
    // Reasons come from every room, as sentences and as parts of one.
    detail: render(dictionary, { key: `api.problem.${problem.kind}.detail`, params: problem.params }).replace(
      /[.。]+([.。])$/,
      '$1',
    ),
    instance: url.split('?', 1)[0] ?? '/',
    ...problem.extra,
  };
}

/** Why something was refused and what helps, as two sentences of one text. */
export function reasonWith(dictionary: Dictionary, what: Message, remedy: Message): string {
  const first = render(dictionary, what).replace(/[.。]$/, '');
  return render(dictionary, {
    key: 'api.problem.reason-with',
    params: { what: first, remedy: render(dictionary, remedy) },
  });
}

/** Codes of fastify and its plugins that have a kind of their own; other client errors are `invalid-request`. */
const kindOfCode: Readonly<Record<string, ProblemKind>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
  FST_ERR_NOT_FOUND: 'not-found',
  FST_ERR_MAX_HEADER_SIZE: 'headers-too-large',
};
const kindOfStatus: Readonly<Record<number, ProblemKind>> = {
  404: 'not-found',
  413: 'too-large',
  415: 'unsupported-media-type',
  429: 'too-many-requests',
};

interface ThrownByFastify {
  readonly code?: unknown;
  readonly statusCode?: unknown;
  readonly validation?: unknown;
  readonly validationContext?: unknown;
}

/**
 * Whatever was thrown, as a problem. Only what this room threw on purpose, a failed validation, or a client error of the
 * framework keeps its meaning; everything else becomes `internal` with no word of its cause.
 */
export function asProblem(thrown: unknown, texts: Texts, request: FastifyRequest): Problem {
  if (thrown instanceof Problem) return thrown;
  const dictionary = texts[preferredLanguage(request.headers['accept-language'])];
  if (thrown instanceof UserError) {
    const reason = `${render(dictionary, thrown.what)} ${render(dictionary, thrown.remedy)}`;
    return new Problem('unavailable', { params: { reason } });
  }
  const { code, statusCode, validation, validationContext } = (
    typeof thrown === 'object' && thrown !== null ? thrown : {}
  ) as ThrownByFastify;
  if (Array.isArray(validation))
    return validationProblem(validation, String(validationContext ?? 'request'), dictionary);
  const kind =
    (typeof code === 'string' ? kindOfCode[code] : undefined) ??
    (typeof statusCode === 'number' ? kindOfStatus[statusCode] : undefined);
  const params = { id: request.url.split('?', 1)[0] ?? '/', thing: 'key:api.thing.page', seconds: 60 };
  if (kind !== undefined) return new Problem(kind, { params });
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    const key = `api.invalid.${typeof code === 'string' ? code : ''}`;
    const parts = render(dictionary, { key: key in dictionary ? key : 'api.invalid.request' });
    return new Problem('invalid-request', { params: { parts } });
  }
  return new Problem('internal', { params: { request: request.id } });
}

/** At most 10 wrong parts are named. */
function validationProblem(validation: readonly unknown[], context: string, dictionary: Dictionary): Problem {
  const errors = validation.flatMap((entry) => {
    const { instancePath, message, keyword, params } = entry as {
      instancePath?: string;
      message?: string;
      keyword?: string;
      params?: {
        additionalProperties?: readonly string[];
        requiredProperties?: readonly string[];
        allowedValues?: readonly unknown[];
        limit?: number;
        format?: string;
        type?: string;
      };
    };
    const base = `${context}${instancePath ?? ''}`;
    if (keyword === 'boolean') return [];
    if (keyword === 'additionalProperties')
      return (params?.additionalProperties ?? []).map((name) => ({
        where: `${base}/${name}`,
        what: render(dictionary, { key: 'api.invalid.unknown' }),
      }));
    if (keyword === 'required')
      return (params?.requiredProperties ?? []).map((name) => ({
        where: `${base}/${name}`,
        what: render(dictionary, { key: 'api.invalid.missing' }),
      }));
    const key = `api.invalid.${keyword ?? ''}`;
    if (key in dictionary) {
      const { limit = 0, format = '', type = '', allowedValues = [] } = params ?? {};
      const values = { limit, format, type, values: allowedValues.join(', ') };
      return [{ where: base, what: render(dictionary, { key, params: values }) }];
    }
    return [{ where: base, what: message ?? render(dictionary, { key: 'api.invalid.wrong' }) }];
  });
  const named = errors
    .slice(0, 10)
    .map(({ where, what }) => ({ where: where.slice(0, 200), what: what.slice(0, 200) }));
  return new Problem('invalid-request', {
    params: { parts: named.map(({ where, what }) => `${where} ${what}`).join('; ') },
    extra: { errors: named },
  });
}

/** Sends a problem with its media type; a problem is never cached. */
export function sendProblem(
  reply: FastifyReply,
  request: FastifyRequest,
  problem: Problem,
  texts: Texts,
): FastifyReply {
  const body = problemBody(problem, texts, request.headers['accept-language'], request.url);
  return reply
    .code(problem.status)
    .headers({ ...problem.headers, 'cache-control': 'no-store', vary: 'accept-language' })
    .type('application/problem+json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(body);
}
