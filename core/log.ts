import { destination, pino } from 'pino';

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

/** Says nothing; for tests and one-shot commands. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
