import { findServer, type WireProblem } from '../api/index.ts';
import { message, UserError } from '../core/index.ts';
import type { Terminal } from './terminal.ts';

/** Longer than a busy server takes for what commands ask of it. */
const answerWithinMs = 60_000;

/** Asks the server, below one path; `undefined` where it answers without a document. */
export type ServerAsk = (method: string, path: string, body?: unknown) => Promise<unknown>;

/**
 * The way to the server that runs on a data folder. `words`: prefix of the texts `no-server` and `refused` of the command.
 * @throws UserError when nobody answers there, and later with the server's own words when it refuses. Where the answer does not come,
 * or a person ends the waiting, it is told that what was asked may have been done.
 */
export async function serverAsk(
  dataFolder: string,
  base: string,
  {
    terminal,
    words,
    withinMs = answerWithinMs,
  }: { readonly terminal: Terminal; readonly words: string; readonly withinMs?: number },
): Promise<ServerAsk> {
  const server = await findServer(dataFolder);
  const absent = (): UserError =>
    new UserError(message(`${words}.no-server`, { folder: dataFolder }), message(`${words}.no-server.remedy`));
  if (server === undefined) throw absent();
  return async (method, path, body) => {
    const tooLate = AbortSignal.timeout(withinMs);
    const answer = await fetch(new URL(`/api/v1${base}${path}`, server.url), {
      method,
      signal: AbortSignal.any([terminal.stop, tooLate]),
      headers: {
        authorization: `Bearer ${server.token}`,
        'accept-language': terminal.language,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch(() => {
      if (!terminal.stop.aborted && !tooLate.aborted) throw absent();
      const what = terminal.stop.aborted ? 'interrupted' : 'late';
      throw new UserError(
        message(`cli.server.${what}`, { seconds: withinMs / 1_000 }),
        message('cli.server.unanswered.remedy'),
      );
    });
    if (answer.status === 204) return undefined;
    const document: unknown = await answer.json().catch(() => ({}));
    if (answer.ok) return document;
    const detail = (document as Partial<WireProblem>).detail ?? `HTTP ${answer.status}`;
    throw new UserError(message(`${words}.refused`, { detail }), message(`${words}.refused.remedy`));
  };
}
