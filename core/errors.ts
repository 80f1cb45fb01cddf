import type { Message } from './message.ts';

/** An error made for a person: what happened, why, and what to do. Never carries a secret. */
export class UserError extends Error {
  readonly what: Message;
  readonly remedy: Message;
  /** Exit code of the command line: 1 failure, 2 wrong usage. */
  readonly exitCode: 1 | 2;

  constructor(what: Message, remedy: Message, options: { exitCode?: 1 | 2; cause?: unknown } = {}) {
    super(what.key, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'UserError';
    this.what = what;
    this.remedy = remedy;
    this.exitCode = options.exitCode ?? 1;
  }
}

/** The message of anything thrown, on one line; of a UserError its key and what caused it, for the log. */
export function errorText(thrown: unknown): string {
  const cause = thrown instanceof UserError && thrown.cause !== undefined ? `: ${errorText(thrown.cause)}` : '';
  const text = `${thrown instanceof Error ? thrown.message : String(thrown)}${cause}`;
  return text.replace(/\s+/g, ' ').trim();
}
