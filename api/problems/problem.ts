import type { Message } from '../../core/index.ts';

/** Kinds of problem that the API answers with; each has its title and detail in `api/i18n`. */
export const problemStatus = {
  'invalid-request': 400,
  'invalid-cursor': 400,
  'login-required': 401,
  'login-failed': 401,
  'token-refused': 401,
  'cross-origin': 403,
  'password-change-required': 403,
  'metrics-refused': 403,
  'role-refused': 403,
  'not-found': 404,
  'method-not-allowed': 405,
  'no-agent': 409,
  conflict: 409,
  'on-standby': 409,
  'too-large': 413,
  'unsupported-media-type': 415,
  'wrong-host': 421,
  'inventory-refused': 422,
  'weak-password': 422,
  'too-many-requests': 429,
  'headers-too-large': 431,
  internal: 500,
  unavailable: 503,
  undecided: 503,
  'not-ready': 503,
  'poll-timeout': 504,
} as const;
export type ProblemKind = keyof typeof problemStatus;

/** Thrown by routes and guards; becomes RFC 9457 problem details at the door. Never carries a secret. */
export class Problem extends Error {
  readonly kind: ProblemKind;
  readonly params: NonNullable<Message['params']>;
  /** Members beside the five of the RFC: `errors`, `mistakes`, `reasons`. */
  readonly extra: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    kind: ProblemKind,
    options: {
      params?: Message['params'];
      extra?: Readonly<Record<string, unknown>>;
      headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(kind);
    this.name = 'Problem';
    this.kind = kind;
    this.params = options.params ?? {};
    this.extra = options.extra ?? {};
    this.headers = options.headers ?? {};
  }

  get status(): number {
    return problemStatus[this.kind];
  }
}

/** A 404 that says which kind of thing was looked for. */
export function notFound(thing: string, id: string): Problem {
  return new Problem('not-found', { params: { thing: `key:api.thing.${thing}`, id } });
}

/** A 400 that names the wrong parts. */
export function invalidRequest(errors: readonly { readonly where: string; readonly what: string }[]): Problem {
  return new Problem('invalid-request', {
    params: { parts: errors.map(({ where, what }) => `${where} ${what}`).join('; ') },
    extra: { errors },
  });
}
