import { setTimeout as sleep } from 'node:timers/promises';
import {
  findServer,
  type WireAssessment,
  type WireAssessmentCard,
  type WireAssessmentHead,
  type WireAssessments,
  type WireProblem,
  wireAssessment,
  wireAssessments,
  wireCard,
  wireHead,
} from '../api/index.ts';
import { type Assessments, assessmentCsv, type ReportService } from '../audit/index.ts';
import { type Message, message, UserError } from '../core/index.ts';
import { madeHere } from './report.ts';
import { askServer, type ServerReport } from './report-client.ts';
import type { Terminal } from './terminal.ts';

/** How often the server is asked how far it has come. */
const askEveryMs = 1_000;
const answerWithinMs = 60_000;

/** Where score cards come from: the server that runs, or the data folder itself. */
export interface AssessmentSource {
  list(): Promise<WireAssessments>;
  /** Once it is made. @throws UserError when there is none, or when it could not be made. */
  ranking(id: string): Promise<WireAssessment>;
  card(id: string, kind: string, unit: string): Promise<WireAssessmentCard>;
  /** As it is saved: a CSV keeps the mark by which spreadsheets know UTF-8. */
  file(id: string, format: 'csv' | 'json'): Promise<Uint8Array>;
  /** Of a closed one: with its evidence, proofs and verifiers. */
  report(id: string): Promise<ServerReport>;
}

/** The server of a data folder; undefined where none runs. */
export async function serverSource(dataFolder: string, terminal: Terminal): Promise<AssessmentSource | undefined> {
  const server = await findServer(dataFolder);
  if (server === undefined) return undefined;
  const ask = async (path: string): Promise<Response> => {
    const tooLate = AbortSignal.timeout(answerWithinMs);
    const answer = await fetch(new URL(`/api/v1/assessments${path}`, server.url), {
      signal: AbortSignal.any([terminal.stop, tooLate]),
      headers: { authorization: `Bearer ${server.token}`, 'accept-language': terminal.language },
    }).catch((thrown: unknown) => {
      if (terminal.stop.aborted) throw interrupted();
      if (!tooLate.aborted) throw thrown;
      const what = message('cli.assessment.late', { seconds: answerWithinMs / 1_000 });
      throw new UserError(what, message('cli.assessment.late.remedy'));
    });
    if (answer.ok) return answer;
    const problem = (await answer.json().catch(() => ({}))) as Partial<WireProblem>;
    throw refusal(problem.detail ?? `HTTP ${answer.status}`);
  };
  const list = async () => (await (await ask('')).json()) as WireAssessments;
  try {
    await list();
  } catch (thrown) {
    // A server that ended badly leaves its address behind.
    if (thrown instanceof UserError) throw thrown;
    return undefined;
  }
  /** Asked again until it is made. */
  const ready = async <T extends WireAssessmentHead>(path: string): Promise<T> => {
    for (;;) {
      const found = (await (await ask(path)).json()) as T;
      if (found.state === 'failed' && found.reason !== null) throw refusal(terminal.text(found.reason), found.remedy);
      if (found.state === 'ready') return found;
      if (terminal.interactive) {
        terminal.complain(message('cli.assessment.making', { percent: Math.floor(found.share * 100) }));
      }
      await sleep(askEveryMs, undefined, { signal: terminal.stop }).catch(() => {
        throw interrupted();
      });
    }
  };
  const pathOf = (...parts: readonly string[]): string => `/${parts.map(encodeURIComponent).join('/')}`;
  return {
    list,
    ranking: (id) => ready<WireAssessment>(pathOf(id)),
    card: (id, kind, unit) => ready<WireAssessmentCard>(pathOf(id, 'cards', kind, unit)),
    async file(id, format) {
      await ready(pathOf(id));
      const answer = await ask(`${pathOf(id)}/file?format=${format}&language=${terminal.language}`);
      return new Uint8Array(await answer.arrayBuffer());
    },
    async report(id) {
      const at = `/assessments${pathOf(id)}/report`;
      const { language, stop } = terminal;
      const made = await askServer({ ...server, at, wish: { language }, stop, progress: () => {} });
      if (made === undefined) throw interrupted();
      return made;
    },
  };
}

/** The same without a server. */
export function localSource(
  { assessments, reports }: { readonly assessments: Assessments; readonly reports: ReportService },
  terminal: Terminal,
): AssessmentSource {
  const made = async (id: string) => {
    const look = await assessments.made(id);
    if (look?.state === 'failed') throw refusal(terminal.text(look.reason), look.remedy);
    if (look?.state !== 'ready') throw refusal(terminal.text(message('assessment.refused.period', { period: id })));
    return look;
  };
  const cardOf = async (id: string, kind: string, unit: string) => {
    const look = await made(id);
    const card = look.assessment.cards.find((each) => each.unit.kind === kind && each.unit.id === unit);
    if (card === undefined) throw refusal(terminal.text(message('cli.assessment.unit.none', { kind, id: unit })));
    return { look, card };
  };
  return {
    list: async () => wireAssessments(assessments),
    ranking: async (id) => wireAssessment(id, await made(id)),
    async card(id, kind, unit) {
      const { look, card } = await cardOf(id, kind, unit);
      return { ...wireHead(id, look), card: wireCard(await assessments.withPlaces(card)) };
    },
    async file(id, format) {
      const look = await made(id);
      const { language, texts: dictionary } = terminal;
      if (format === 'csv') return Buffer.from(assessmentCsv(look.assessment, { language, dictionary }));
      const whole = { ...wireHead(id, look), cards: look.assessment.cards.map(wireCard) };
      return Buffer.from(`${JSON.stringify(whole, null, 2)}\n`);
    },
    async report(id) {
      const found = assessments.closed().find((each) => each.id === id && each.status === 'closed');
      if (found === undefined) throw refusal(terminal.text(message('cli.assessment.closed.none', { id })));
      const wish = { assessmentId: id, period: found.period, language: terminal.language, madeBy: 'command line' };
      return madeHere(reports, reports.askAssessment(wish));
    },
  };
}

/** Nothing is declared, so no period runs. */
export function noScheme(): UserError {
  return new UserError(message('cli.assessment.none'), message('cli.assessment.none.remedy'));
}

function interrupted(): UserError {
  return new UserError(message('cli.assessment.interrupted'), message('cli.assessment.late.remedy'));
}

function refusal(detail: string, remedy?: Message | null): UserError {
  return new UserError(
    message('cli.assessment.refused', { detail: detail.replace(/[.。]$/, '') }),
    remedy ?? message('cli.assessment.refused.remedy'),
  );
}
