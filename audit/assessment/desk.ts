/** Makes assessments of periods, one after the other, and keeps the newest few at hand: what is looked at is not made twice. */
import { type Clock, createTurns, errorText, type Log, type Message, message, UserError } from '../../core/index.ts';
import type { AssessmentScheme } from '../../inventory/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import type { Store } from '../../store/index.ts';
import { assess, schemeDigestOf } from './assess.ts';
import { type GatherDeps, gatherFacts } from './gather.ts';
import { type Assessment, assessmentLimits } from './model.ts';
import { readPeriodId } from './periods.ts';

export interface AssessmentSettings
  extends Pick<GatherDeps, 'timeZone' | 'calendar' | 'staleAfterSeconds' | 'isolation' | 'backups'> {
  readonly scheme: AssessmentScheme | undefined;
}

export interface DeskDeps {
  readonly store: Pick<Store, 'journal' | 'documents' | 'flush'>;
  readonly ledger: Ledger;
  /** As of now: a reload changes them. */
  readonly city: () => GatherDeps['city'];
  readonly settings: () => AssessmentSettings;
  readonly clock: Clock;
  readonly log: Log;
}

/** What is there of a period. `before`: what was there until now, while it is made anew. */
export type Look =
  | { readonly state: 'ready'; readonly assessment: Assessment }
  | { readonly state: 'making'; readonly share: number; readonly before: Assessment | undefined }
  | { readonly state: 'failed'; readonly reason: Message; readonly remedy: Message | undefined };

export interface Desk {
  /** Begins to make what is not at hand; undefined for a period that is none, has not begun, or where nothing is declared. */
  look(periodId: string): Look | undefined;
  /** Makes it anew in any case. @throws UserError when it cannot be made. */
  make(periodId: string): Promise<Assessment>;
  /** Settles when what is being made now is. */
  settled(): Promise<void>;
}

export function createDesk({ store, ledger, city, settings, clock, log }: DeskDeps): Desk {
  const atHand = new Map<string, Assessment>();
  const making = new Map<string, number>();
  const failures = new Map<string, { readonly at: number; readonly look: Look }>();
  const inTurn = createTurns();
  let last: Promise<unknown> = Promise.resolve();

  async function makeNow(periodId: string): Promise<Assessment> {
    const { scheme, ...rest } = settings();
    const whole = readPeriodId(periodId, rest.timeZone);
    const now = clock.now();
    if (scheme === undefined || whole === undefined || whole.from >= now)
      throw new UserError(
        message('assessment.refused.period', { period: periodId }),
        message('assessment.refused.period.remedy'),
      );
    await store.flush();
    await ledger.flush();
    const facts = await gatherFacts(
      { ...rest, store, ledger, city: city() },
      {
        ...{ period: { from: whole.from, to: Math.min(whole.to, now) }, now },
        onProgress: (share) => making.set(periodId, share),
      },
    );
    return assess(facts, { periodId, periodEnd: whole.to, scheme, madeAt: now });
  }

  function begin(periodId: string): Promise<Assessment> {
    making.set(periodId, 0);
    const made = inTurn(() => makeNow(periodId));
    const ended = made.then(
      (assessment) => {
        failures.delete(periodId);
        atHand.delete(periodId);
        atHand.set(periodId, assessment);
        for (const old of [...atHand.keys()].slice(0, -assessmentLimits.atHand)) atHand.delete(old);
      },
      (thrown: unknown) => {
        const isTold = thrown instanceof UserError;
        log.warn({ period: periodId, reason: errorText(thrown) }, 'assessment-failed');
        const reason = isTold ? thrown.what : message('assessment.failed', { reason: errorText(thrown) });
        failures.clear();
        failures.set(periodId, {
          at: clock.now(),
          look: { state: 'failed', reason, remedy: isTold ? thrown.remedy : undefined },
        });
      },
    );
    last = ended.then(() => void making.delete(periodId));
    return made;
  }

  function isFresh({ madeAt, period, periodEnd, schemeDigest }: Assessment, digest: string): boolean {
    // Of a period that is over only late evidence can come: it is made anew as seldom.
    const isOfNow = clock.now() - madeAt < assessmentLimits.freshMs;
    return schemeDigest === digest && (isOfNow || (period.to === periodEnd && madeAt - periodEnd > lateMs));
  }

  return {
    look(periodId) {
      const { scheme, timeZone } = settings();
      const period = readPeriodId(periodId, timeZone);
      if (scheme === undefined || period === undefined || period.from >= clock.now()) return undefined;
      const known = atHand.get(periodId);
      if (known !== undefined && isFresh(known, schemeDigestOf(scheme))) return { state: 'ready', assessment: known };
      const failure = failures.get(periodId);
      if (failure !== undefined && clock.now() - failure.at < retryMs && !making.has(periodId)) return failure.look;
      // The failure is kept for whoever looks next.
      if (!making.has(periodId)) begin(periodId).catch(() => undefined);
      return { state: 'making', share: making.get(periodId) ?? 0, before: known };
    },
    make: begin,
    settled: async () => void (await last),
  };
}

/** So long after a period something may still come that speaks of it. */
const lateMs = 7 * 86_400_000;
/** What failed is not tried again at every look. */
const retryMs = 10_000;
