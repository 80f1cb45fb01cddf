import { errorText, message, UserError } from '../core/index.ts';

/** The error that a person sees when the ledger's folder or a key cannot be used: `ledger.problem.<name>` and its remedy. */
export function ledgerError(
  name:
    | 'folder'
    | 'write'
    | 'key-file'
    | 'key-open'
    | 'key-wrong'
    | 'key-lost'
    | 'no-witness'
    | 'witness-there'
    | 'key-there'
    | 'key-rotating'
    | 'key-none-before'
    | 'key-unannounced'
    | 'no-ledger'
    | 'closed'
    | 'stopped',
  params: Readonly<Record<string, string | number>> = {},
  cause?: unknown,
): UserError {
  if (cause instanceof UserError) return cause;
  const values = { ...params, ...(cause === undefined ? {} : { detail: errorText(cause) }) };
  const what = message(`ledger.problem.${name}`, values);
  return new UserError(what, message(`ledger.problem.${name}.remedy`, values), cause === undefined ? {} : { cause });
}
