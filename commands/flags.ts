import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { message, UserError } from '../core/index.ts';

/** Flags that every command takes. */
export const commonFlags = {
  help: { type: 'boolean', short: 'h' },
  json: { type: 'boolean' },
  lang: { type: 'string' },
} as const satisfies ParseArgsOptionsConfig;

/** Reads flags and positionals, `--help` and `--json` anywhere. Throws a UserError with exit code 2 for what it does not know. */
export function readFlags<const T extends ParseArgsOptionsConfig>(args: readonly string[], options: T) {
  try {
    return parseArgs({
      args: [...args],
      options: { ...commonFlags, ...options },
      allowPositionals: true,
      strict: true,
    });
  } catch (thrown) {
    const code = (thrown as { code?: string }).code ?? '';
    const detail = (thrown instanceof Error ? thrown.message : String(thrown)).split('. ')[0]?.replace(/\.$/, '') ?? '';
    const name = /'(-[^ ',<]*)/.exec(detail)?.[1] ?? detail;
    const number = /^-\d/.test(name) ? args.find((arg) => arg.startsWith(name)) : undefined;
    if (number !== undefined) throw wrongUsage('cli.flag.negative', { value: number });
    if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') throw wrongUsage('cli.flag.unknown', { flag: name });
    throw wrongUsage('cli.flag.value', { flag: name });
  }
}

/** A mistake in how a command was called; exit code 2. */
export function wrongUsage(key: string, params: Readonly<Record<string, string | number>> = {}): UserError {
  return new UserError(message(key, params), message('cli.usage.remedy'), { exitCode: 2 });
}

/** A whole number of a flag or variable; undefined when it was not given. */
export function wholeNumber(
  name: string,
  text: string | undefined,
  { min, max }: { readonly min: number; readonly max: number },
): number | undefined {
  if (text === undefined || text === '') return undefined;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw wrongUsage('cli.flag.number', { flag: name, value: text, min, max });
}

/** A flag's text, which is not empty where it was given: `-c "$UNSET"` is a mistake, not a wish. */
export function filled(name: string, text: string | undefined): string | undefined {
  if (text === '') throw wrongUsage('cli.flag.empty', { flag: name });
  return text;
}

/** At most `most` positionals. */
export function atMost(positionals: readonly string[], most: number): void {
  const extra = positionals[most];
  if (extra !== undefined) throw wrongUsage('cli.usage.extra', { word: extra });
}
