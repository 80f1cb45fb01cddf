/** The assessment as the api and the command line ask for it: periods, cards as they stand, and what was closed. */
import { type Message, message, UserError } from '../../core/index.ts';
import type { AssessmentScheme } from '../../inventory/index.ts';
import type { Store } from '../../store/index.ts';
import type { ApprovalAnswer, Approvals } from '../approval/approvals.ts';
import type { Actor } from '../approval/model.ts';
import type { Interval } from '../intervals.ts';
import { schemeDigestOf } from './assess.ts';
import { type ClosedAssessment, createClosedAssessments } from './closed.ts';
import { createDesk, type DeskDeps, type Look } from './desk.ts';
import { type Assessment, assessmentLimits, type ScoreCard } from './model.ts';
import { periodsUntil, readPeriodId } from './periods.ts';
import { createPlaceFinder } from './places.ts';

export interface PeriodStanding extends Interval {
  readonly id: string;
  readonly isOver: boolean;
  /** Why it cannot be closed now; undefined: it can. */
  readonly obstacle: Message | undefined;
}

export interface Assessments {
  start(): Promise<void>;
  /** What is declared now; undefined: nothing is assessed. */
  scheme(): { readonly scheme: AssessmentScheme; readonly digest: string } | undefined;
  /** The running period and those before it, newest first; empty where nothing is declared. */
  periods(): readonly PeriodStanding[];
  /** Those that were closed, or wait for a second person. */
  closed(): readonly ClosedAssessment[];
  /** A closed one (`2026-Q4@1`) as it was, or a period (`2026-Q4`) by what is declared and known now. */
  look(id: string): Promise<(Look & { readonly closed?: ClosedAssessment; readonly altered?: boolean }) | undefined>;
  /** The same, once it is made. */
  made(id: string): ReturnType<Assessments['look']>;
  /** A card with the places in the ledger of what it rests on. */
  withPlaces(card: ScoreCard): Promise<ScoreCard>;
  /** Makes a period's assessment anew and proposes to close it as it is. */
  propose(wish: { readonly periodId: string; readonly by: Actor; readonly reason: string }): Promise<ApprovalAnswer>;
}

export function createAssessments(
  deps: DeskDeps & {
    readonly store: Pick<Store, 'put'>;
    readonly approvals: Pick<Approvals, 'register' | 'propose'>;
  },
): Assessments {
  const { ledger, settings, clock } = deps;
  const desk = createDesk(deps);
  const archive = createClosedAssessments(deps);
  const proposing = new Set<string>();

  const now = (): { readonly scheme: AssessmentScheme; readonly digest: string } | undefined => {
    const { scheme } = settings();
    return scheme === undefined ? undefined : { scheme, digest: schemeDigestOf(scheme) };
  };

  function standingOf(id: string): PeriodStanding | undefined {
    const [period, declared] = [readPeriodId(id, settings().timeZone), now()];
    if (period === undefined || declared === undefined) return undefined;
    const { from, to, rhythm } = period;
    const { scheme, digest } = declared;
    const obstacle =
      rhythm === scheme.rhythm
        ? archive.obstacle({ periodId: id, periodEnd: to, scheme, schemeDigest: digest })
        : message('assessment.refused.rhythm', { period: id });
    return { id, from, to, isOver: to <= clock.now(), obstacle };
  }

  async function look(id: string): ReturnType<Assessments['look']> {
    if (!id.includes('@')) return desk.look(id);
    const closed = archive.find(id);
    const found = closed === undefined ? undefined : await archive.read(id);
    if (closed === undefined || found === undefined) return undefined;
    return { state: 'ready', assessment: found.assessment, closed, altered: found.altered };
  }

  return {
    start: archive.start,
    scheme: now,
    periods() {
      const { scheme, timeZone } = settings();
      if (scheme === undefined) return [];
      const ids = periodsUntil(scheme.rhythm, clock.now(), { timeZone, count: assessmentLimits.periods });
      return ids.flatMap((id) => standingOf(id) ?? []);
    },
    closed: archive.list,
    look,
    async made(id) {
      if ((await look(id))?.state === 'making') await desk.settled();
      return look(id);
    },
    withPlaces: (card) => createPlaceFinder(ledger).card(card),
    async propose({ periodId, by, reason }) {
      const standing = standingOf(periodId);
      if (standing === undefined) return refused(message('assessment.refused.period', { period: periodId }));
      if (standing.obstacle !== undefined) return refused(standing.obstacle);
      if (proposing.has(periodId)) return refused(message('approval.one-waits'));
      proposing.add(periodId);
      try {
        const made: Assessment = await createPlaceFinder(ledger).all(await desk.make(periodId));
        return archive.propose(made, { by, reason });
      } catch (thrown) {
        if (thrown instanceof UserError) return refused(thrown.what);
        throw thrown;
      } finally {
        proposing.delete(periodId);
      }
    },
  };
}

const refused = (reason: Message): ApprovalAnswer => ({ ok: false, reason });
