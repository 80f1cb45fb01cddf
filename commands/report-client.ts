import { setTimeout as sleep } from 'node:timers/promises';
import type { WireKeptReport, WireProblem, WireReport, WireReportJob } from '../api/index.ts';
import { type Language, message, UserError } from '../core/index.ts';
import { wrongUsage } from './flags.ts';

/** How often the server is asked how far the report has come. */
const askEveryMs = 300;
/** A server that does not answer within this time is not there. */
const answerWithinMs = 15_000;

/** A report and a way to its files. */
export interface ServerReport {
  readonly report: WireKeptReport;
  read(name: string): Promise<Uint8Array>;
}

/**
 * Has the server that runs make a report, and follows it. Undefined when nobody answers at that place.
 * @throws UserError with the server's own words when it refuses.
 */
export async function askServer(options: {
  readonly url: string;
  readonly token: string;
  /** The body of the request. */
  readonly wish: { readonly language: Language };
  /** Where to ask; `/reports` when not given. */
  readonly at?: string;
  readonly progress: (stage: string, share: number) => void;
  readonly stop: AbortSignal;
}): Promise<ServerReport | undefined> {
  const { url, token, wish, at = '/reports', progress, stop } = options;
  const ask = async (path: string, body?: unknown): Promise<Response> => {
    const answer = await fetch(new URL(`/api/v1${path}`, url), {
      method: body === undefined ? 'GET' : 'POST',
      signal: AbortSignal.any([stop, AbortSignal.timeout(answerWithinMs)]),
      headers: {
        authorization: `Bearer ${token}`,
        'accept-language': wish.language,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (answer.ok) return answer;
    const problem = (await answer.json().catch(() => ({}))) as Partial<WireProblem>;
    const wrong = problem.errors?.map(({ what }) => what).join('; ');
    if (answer.status === 400 && wrong !== undefined) throw wrongUsage('cli.report.wrong', { what: wrong });
    const detail = problem.detail ?? `HTTP ${answer.status}`;
    throw new UserError(message('cli.report.refused', { detail }), message('cli.report.refused.remedy'));
  };
  let job: WireReportJob;
  try {
    job = (await (await ask(at, wish)).json()) as WireReportJob;
  } catch (thrown) {
    if (thrown instanceof UserError || stop.aborted) throw thrown;
    return undefined;
  }
  const place = `/reports/${encodeURIComponent(job.id)}`;
  for (;;) {
    const { job: now, report } = (await (await ask(place)).json()) as WireReport;
    if (report !== null) {
      const read = async (name: string): Promise<Uint8Array> =>
        new Uint8Array(await (await ask(`${place}/files/${encodeURIComponent(name)}`)).arrayBuffer());
      return { report, read };
    }
    if (now === null || now.state === 'failed') {
      const reason = now?.reason;
      const what = reason == null ? message('cli.report.lost') : message('cli.report.failed', { reason });
      // Already in words, of the server's own.
      const help = now?.remedy;
      throw new UserError(
        what,
        help == null ? message('cli.report.lost.remedy') : message('cli.report.help', { help }),
      );
    }
    if (now.stage !== null) progress(now.stage, now.share);
    await sleep(askEveryMs, undefined, { signal: stop });
  }
}
