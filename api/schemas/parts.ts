import { type TSchema, Type } from '@fastify/type-provider-typebox';
import { elementKinds } from '../../audit/index.ts';
import { labFaultKinds } from '../ports.ts';
import type { problemStatus } from '../problems/problem.ts';
import { maximumPageSize } from '../views/page.ts';
import type { WireElement, WireProblem, WireRef } from '../wire.ts';

/** One of these words. */
export function words<const T extends readonly string[]>(list: T, description?: string) {
  return Type.Unsafe<T[number]>(Type.Enum([...list], description === undefined ? {} : { description }));
}

/** An object that has these members and no others. */
export function closed<T extends Record<string, TSchema>>(properties: T, options: Record<string, unknown> = {}) {
  return Type.Object(properties, { additionalProperties: false, ...options });
}

/** A whole number in a query; written so that `1.5` is an error and not 1. */
export function wholeNumber(minimum: number, maximum: number, description: string) {
  return Type.Number({ multipleOf: 1, minimum, maximum, description });
}

export function orNull<T extends TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()]);
}

export const id = Type.String({ minLength: 1, maxLength: 200 });
export const text = Type.String();
export const time = Type.String({ format: 'date-time', description: 'UTC, ISO 8601' });
export const count = Type.Integer({ minimum: 0 });
export const states = ['up', 'degraded', 'down', 'unknown'] as const;
export const state = words(states);
/** Whether the store can be written, or why not. */
export const storeConditions = ['writable', 'disk-full', 'read-only', 'corrupt'] as const;
export const outcomes = ['answered', 'partial', 'silent', 'refused'] as const;

export const messageText = Type.Object(
  { key: text, params: Type.Optional(Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]))) },
  { description: 'A text by its key, with the values for its places', additionalProperties: false },
);

export const refParts = { kind: words(elementKinds), id };
export const ref = Type.Unsafe<WireRef>(closed(refParts));

export const elementParts = {
  ...refParts,
  state,
  reason: messageText,
  behind: Type.Optional(Type.Array(ref, { description: 'The dead elements on the path when unknown because of them' })),
  since: time,
  observedAt: orNull(time),
};
export const element = Type.Unsafe<WireElement>(closed(elementParts));

export const evidenceParts = {
  evidence: Type.Array(closed({ deviceId: id, what: text, value: text, at: time }), {
    description: 'Which device said what, and when',
  }),
};

export const fault = closed({ reason: text, part: text, detail: text });

/** A page of a list. */
export function pageSchema(item: TSchema, description: string) {
  return closed({ items: Type.Array(item), total: count, next: orNull(text) }, { description });
}

export const pageQuery = {
  cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 400, description: '`next` of the page before' })),
  limit: Type.Optional(wholeNumber(1, maximumPageSize, `Items on a page, at most ${maximumPageSize}; 100 when absent`)),
};

export const problem = Type.Unsafe<WireProblem>(
  Type.Object(
    {
      type: Type.String({ description: '`urn:fangzhou:problem:` and the kind' }),
      title: text,
      status: Type.Integer(),
      detail: text,
      instance: text,
      errors: Type.Optional(Type.Array(closed({ where: text, what: text }))),
      mistakes: Type.Optional(
        Type.Array(
          closed({
            file: text,
            line: count,
            column: count,
            what: messageText,
            why: messageText,
            remedy: messageText,
            text,
          }),
        ),
      ),
      reasons: Type.Optional(Type.Array(messageText)),
    },
    { description: 'Problem details (RFC 9457), in the language of Accept-Language', additionalProperties: false },
  ),
);

const statusWords: Readonly<Record<number, string>> = {
  400: 'The request is wrong',
  401: 'Login required or failed',
  403: 'Refused',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Not possible in the present state',
  413: 'Body too large',
  415: 'Body is not JSON',
  421: 'Wrong host name',
  422: 'Refused as a whole',
  429: 'Too many requests; see Retry-After',
  500: 'Internal error',
  503: 'Not possible right now',
  504: 'Took too long',
};

/** The problems that a route may answer with; every route may answer 400, 421 and 500. */
export function problems(...statuses: (typeof problemStatus)[keyof typeof problemStatus][]) {
  const all = [...new Set([400, 421, 500, ...statuses])].sort((a, b) => a - b);
  return Object.fromEntries(
    all.map((status) => [
      status,
      { description: statusWords[status] ?? 'Problem', content: { 'application/problem+json': { schema: problem } } },
    ]),
  );
}

export const labFaultKind = words(labFaultKinds);
