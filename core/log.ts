import { createRequire } from 'node:module';

/** What rooms may write to the log; events are stable English words, values go into the fields. */
export interface Log {
  debug(fields: object, event: string): void;
  info(fields: object, event: string): void;
  warn(fields: object, event: string): void;
  error(fields: object, event: string): void;
}

/**
 * JSON lines on stderr, so that stdout stays free for a command's answer.
 * Fields whose name says secret are blanked even when nested one level deep.
 */
export function createLog(level = 'info'): Log {
  // When the first log is made, not before: it is 9 MB, which a light collector does without.
  const { destination, pino } = createRequire(import.meta.url)('pino') as typeof import('pino');
  const secrets = ['password', 'secret', 'token', 'community', 'authKey', 'privKey', 'cookie'];
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"at":"${new Date().toISOString()}"`,
      redact: { paths: [...secrets, ...secrets.map((name) => `*.${name}`)], censor: '[secret]' },
    },
    destination({ dest: 2, sync: false }),
  );
}

const levels = { debug: 20, info: 30, warn: 40, error: 50, silent: 100 } as const;

/** The same lines as `createLog` writes, by nothing but this: for who logs little and has to stay small. No secret is blanked: none may be given. */
export function createPlainLog(level: keyof typeof levels, write: (line: string) => void): Log {
  const at =
    (word: keyof typeof levels) =>
    (fields: object, event: string): void => {
      if (levels[word] < levels[level]) return;
      write(`${JSON.stringify({ level: levels[word], at: new Date().toISOString(), ...fields, msg: event })}\n`);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Says nothing; for tests and one-shot commands. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
